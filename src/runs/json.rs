//! A kept run as JSON, which people and other programs read.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::format::SCHEMA;
use super::kept::spec_text;
use super::{KeptResults, KeptRun, RunHeader};

/// Why a text is no run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunJsonError {
    /// No JSON, or none of a run.
    #[error("this is no kept run: {0}")]
    Json(String),
    /// Written by a newer program.
    #[error("this run was kept by a newer program (schema {0}, and this one reads up to {SCHEMA})")]
    Newer(u32),
    /// Numbers that are missing, or more than there should be.
    #[error("the parts of its results don't fit together")]
    Inconsistent,
    /// Results that were changed.
    #[error("its experiment or its results were changed: they are not those of its fingerprint {0}")]
    OtherContent(String),
}

#[derive(Serialize)]
struct Written<'a> {
    schema: u32,
    run: &'a RunHeader,
    experiment: &'a RawValue,
    results: &'a KeptResults,
}

#[derive(Deserialize)]
struct Read {
    run: RunHeader,
    experiment: serde_json::Value,
    results: KeptResults,
}

#[derive(Deserialize)]
struct Schema {
    schema: u32,
}

/// A run as JSON; the same run is always the same text.
///
/// # Errors
/// An experiment that is no JSON, as no run has that was made or read by this program.
pub fn to_json(run: &KeptRun) -> Result<String, RunJsonError> {
    let failed = |error: serde_json::Error| RunJsonError::Json(error.to_string());
    let experiment: &RawValue = serde_json::from_str(&run.spec).map_err(failed)?;
    let written = Written { schema: SCHEMA, run: &run.header, experiment, results: &run.results };
    serde_json::to_string(&written).map_err(failed)
}

/// The run that a text holds: see [`to_json`].
///
/// # Errors
/// A text that is no run of this or an earlier schema, or whose results were changed.
pub fn from_json(text: &str) -> Result<KeptRun, RunJsonError> {
    let failed = |error: serde_json::Error| RunJsonError::Json(error.to_string());
    let Schema { schema } = serde_json::from_str(text).map_err(failed)?;
    if schema > SCHEMA {
        return Err(RunJsonError::Newer(schema));
    }
    let Read { run, experiment, results } = serde_json::from_str(text).map_err(failed)?;
    if !results.is_consistent() {
        return Err(RunJsonError::Inconsistent);
    }
    let run = KeptRun { header: run, spec: spec_text(experiment), results };
    if run.content() == run.header.content {
        Ok(run)
    } else {
        Err(RunJsonError::OtherContent(run.header.content))
    }
}
