//! Reading an experiment, and what of it an option names.

use std::path::Path;

use super::{Failure, files, output};
use crate::metrics::{self, METRICS, Metric};
use crate::spec::Experiment;
use crate::spec::link::{self, Decoded, LinkError};

/// Reads an experiment from a link, from a file or, for `-`, from standard input. What begins like a link and is no file is one.
pub fn read_file_or_link(text: &str) -> Result<Experiment, Failure> {
    read_experiment(Path::new(text))
}

/// The same of an argument that may be a path of any system.
pub fn read_experiment(path: &Path) -> Result<Experiment, Failure> {
    if let Some(link) = path.to_str().filter(|text| is_link(text) && !path.exists()) {
        return opened(link).map(|opened| opened.experiment).map_err(Failure::input);
    }
    let text = files::read_text(path)?;
    let named = |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", files::shown(path)));
    if text.trim().is_empty() {
        return Err(named(&"this is empty: give an experiment, as JSON or as its link"));
    }
    if is_link(text.trim_start()) {
        return opened(text.trim()).map(|opened| opened.experiment).map_err(|error| named(&error));
    }
    Experiment::from_json(&text).map_err(|error| named(&error))
}

/// Whether a text begins like a link or the address of one.
pub fn is_link(text: &str) -> bool {
    text.starts_with('#') || text.starts_with("http://") || text.starts_with("https://")
}

/// What a link holds; what was changed on opening it is said.
pub fn opened(text: &str) -> Result<Decoded, LinkError> {
    let opened = link::decode(text)?;
    for notice in &opened.notices {
        output::note(&format!("bandit-playground: {}", notice.0));
    }
    Ok(opened)
}

/// The metric of this id.
pub fn metric_of(id: &str) -> Result<&'static Metric, Failure> {
    metrics::find(id).ok_or_else(|| {
        let known: Vec<&str> = METRICS.iter().map(|metric| metric.id).collect();
        Failure::Input(format!("there is no metric \"{id}\"; there are {}", known.join(", ")))
    })
}
