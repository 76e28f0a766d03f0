//! `evaluate`: what another policy would have earned, from a log.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use super::{Failure, output};
use crate::descriptor::Values;
use crate::evaluation::intervals::{self, INTERVALS};
use crate::evaluation::models::{self, CrossFitted, REWARD_MODELS};
use crate::evaluation::saved::ask;
use crate::evaluation::tables::{Always, Recorded, Uniform};
use crate::evaluation::{ActionTable, ArmEvidence, ESTIMATORS, Known, Question, Report, Trust, evaluate};
use crate::interactions::InteractionLog;
use crate::interactions::open_bandit::{self, File, ReadLog};
use crate::policy::load_policy;

/// The policy that takes every arm with the same probability, in the place of a file.
const UNIFORM: &str = "uniform";

/// What stands before the name of an arm that is always taken, in the place of a file.
const ALWAYS: &str = "arm:";

/// What `evaluate` takes.
#[derive(Debug, Args)]
pub struct EvaluateArguments {
    /// The log: a CSV file of the Open Bandit Dataset, also gzipped
    log: PathBuf,
    /// The policy: a file as run --save-policies wrote it, "uniform", or "arm:NAME" for one that always takes this arm
    #[arg(long)]
    policy: String,
    /// The file of the log's items, whose features the reward model then knows
    #[arg(long)]
    items: Option<PathBuf>,
    /// The reward model
    #[arg(long, default_value = REWARD_MODELS[0].part.id, value_parser = ids(REWARD_MODELS.iter().map(|kind| kind.part.id)))]
    model: String,
    /// Only this estimator; several times for several
    #[arg(long, value_parser = ids(ESTIMATORS.iter().map(|kind| kind.part.id)))]
    estimator: Vec<String>,
    /// The kind of interval
    #[arg(long, default_value = INTERVALS[0].part.id, value_parser = ids(INTERVALS.iter().map(|kind| kind.part.id)))]
    interval: String,
    /// The probability with which an interval is to hold the policy's value
    #[arg(long, value_name = "SHARE", default_value_t = 0.95, value_parser = confidence)]
    confidence: f64,
    /// As JSON
    #[arg(long)]
    json: bool,
}

fn ids(ids: impl Iterator<Item = &'static str>) -> PossibleValuesParser {
    PossibleValuesParser::new(ids)
}

fn confidence(text: &str) -> Result<f64, String> {
    let right = text.parse().ok().filter(|share| (0.5..=0.9999).contains(share));
    right.ok_or_else(|| "it must be a number from 0.5 to 0.9999".to_owned())
}

#[derive(Serialize)]
struct Answer<'a> {
    log: String,
    policy: &'a str,
    rows: usize,
    refused_rows: u64,
    #[serde(flatten)]
    report: Report,
}

/// `evaluate`
pub fn evaluate_policy(arguments: &EvaluateArguments) -> Result<(), Failure> {
    let ReadLog { log, refused, refused_rows, .. } = read(&arguments.log, arguments.items.as_deref())?;
    if let Some(row) = refused.first() {
        let (file, line, reason) = (output::plain(&row.file), row.line, output::plain(&row.reason));
        output::note(&format!(
            "{refused_rows} rows are left out, the first at {file}, line {line}: {reason}"
        ));
    }
    let policy = policy(&arguments.policy, &log)?;
    let values = Values::default();
    let learner =
        models::find(&arguments.model).ok_or_else(|| Failure::input("there is no such reward model"))?;
    let model = CrossFitted::fit(learner, &values, &log, None).map_err(Failure::input)?;
    let known = Known { model: Some(&model), learner: Some((learner, &values)), ..Known::default() };
    let recorded = Recorded(&log);
    let evidence = ArmEvidence::new(&log, &recorded, policy.as_ref(), known).map_err(Failure::input)?;
    let interval =
        intervals::find(&arguments.interval).ok_or_else(|| Failure::input("there is no such interval"))?;
    let question = Question {
        estimators: arguments.estimator.iter().map(|id| (id.clone(), Values::default())).collect(),
        interval: (interval, Values::default()),
        confidence: arguments.confidence,
    };
    let report = evaluate(&question, &evidence).map_err(Failure::input)?;
    if !arguments.json {
        return print(&report);
    }
    output::print_json(&Answer {
        log: arguments.log.display().to_string(),
        policy: &arguments.policy,
        rows: log.len(),
        refused_rows,
        report,
    })
}

fn read(log: &Path, items: Option<&Path>) -> Result<ReadLog, Failure> {
    let bytes = |path: &Path| {
        std::fs::read(path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))
    };
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (log_name, log_bytes) = (name(log), bytes(log)?);
    let of_items = items.map(|path| Ok::<_, Failure>((name(path), bytes(path)?))).transpose()?;
    let items = of_items.as_ref().map(|(name, bytes)| File { name, bytes });
    open_bandit::read(File { name: &log_name, bytes: &log_bytes }, items).map_err(Failure::input)
}

fn policy<'a>(given: &str, log: &'a InteractionLog) -> Result<Box<dyn ActionTable + 'a>, Failure> {
    if given == UNIFORM {
        return Ok(Box::new(Uniform(log)));
    }
    if let Some(name) = given.strip_prefix(ALWAYS) {
        let arms = &log.schema().arms;
        let Some(arm) = arms.iter().position(|arm| arm == name) else {
            let (first, last) = (arms.first().cloned(), arms.last().cloned());
            let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
            return Err(Failure::Input(format!(
                "the log has no arm \"{name}\"; it has {} of them, from \"{first}\" to \"{last}\"",
                arms.len()
            )));
        };
        return Ok(Box::new(Always(log, arm as u32)));
    }
    let named = |error: &dyn std::fmt::Display| Failure::Input(format!("{given}: {error}"));
    let bytes = std::fs::read(given).map_err(|error| named(&error))?;
    let policy = load_policy(&bytes).map_err(|error| named(&error))?;
    let asked = ask(&policy, log).map_err(|error| named(&error))?;
    if asked.error > 0.0 {
        output::note(&format!(
            "the policy's probabilities are estimated: each may be off by {:.2e}",
            asked.error
        ));
    }
    Ok(Box::new(asked.probabilities))
}

/// The report as text, by verdict.
fn print(report: &Report) -> Result<(), Failure> {
    output::print(&format!("The log's own policy earned {:.6} a row.", report.logged))?;
    output::print(&report.overlap)?;
    for trust in [Trust::UseHere, Trust::WithCare, Trust::NotYet] {
        let rows: Vec<_> = report.rows.iter().filter(|row| row.verdict.trust == trust).collect();
        if rows.is_empty() {
            continue;
        }
        output::print(&format!("\n{}", trust.title()))?;
        for row in rows {
            let interval = row.interval.map(|ends| format!("  {:>10.6} to {:<10.6}", ends.low, ends.high));
            let value = row.value.map_or_else(|| "-".to_owned(), |value| format!("{value:.6}"));
            output::print(&format!("  {:<24} {value:>10}{}", row.title, interval.unwrap_or_default()))?;
            output::print(&format!("    {}", row.verdict.why))?;
        }
    }
    match report.confidence_sequence {
        Some(ends) => output::print(&format!(
            "\nConfidence sequence: {:.6} to {:.6}, whatever the log is.",
            ends.low, ends.high
        )),
        None => Ok(()),
    }
}
