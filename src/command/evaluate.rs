//! `evaluate`: what another policy would have earned, from a log.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use super::evaluated::{Evaluated, Pick, picks, print, print_picks};
use super::experiment::read_file_or_link;
use super::log::{read_log, say};
use super::policy::read_policy;
use super::{Failure, data, files, output};
use crate::descriptor::Values;
use crate::evaluation::intervals::{self, INTERVALS};
use crate::evaluation::models::{self, CrossFitted, REWARD_MODELS};
use crate::evaluation::saved::ask;
use crate::evaluation::tables::{Always, Recorded, Uniform};
use crate::evaluation::traps::{Trap, traps};
use crate::evaluation::truth::truth;
use crate::evaluation::{ActionTable, ArmEvidence, ESTIMATORS, Known, Question, evaluate};
use crate::interactions::formats::unpacked;
use crate::interactions::reading::{File, ReadLog};
use crate::interactions::{InteractionLog, open_bandit};
use crate::simulation::PreparedEnvironment;
use crate::spec::Experiment;

/// The policy that takes every arm with the same probability, in the place of a file.
const UNIFORM: &str = "uniform";

/// What stands before the name of an arm that is always taken, in the place of a file.
const ALWAYS: &str = "arm:";

/// What `evaluate` takes.
#[derive(Debug, Args)]
pub struct EvaluateArguments {
    /// The log, of any format that convert reads, also gzipped; - for standard input
    log: PathBuf,
    /// The policy: a file as run --save-policies wrote it, "uniform", or "arm:NAME" for one that always takes this arm; several times to
    /// find out which is best
    #[arg(long, required = true)]
    policy: Vec<String>,
    /// The experiment that the log was recorded in, as JSON or its link: the true value then stands beside the estimates
    #[arg(long, value_name = "EXPERIMENT")]
    truth: Option<String>,
    /// The seed under which it was recorded, from 0
    #[arg(long, value_name = "SEED", default_value_t = 0, requires = "truth")]
    truth_seed: u32,
    /// The file of an Open Bandit log's items, whose features the reward model then knows
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
    rows: usize,
    refused_rows: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    traps: &'a Vec<String>,
    #[serde(flatten)]
    answered: Answered<'a>,
}

/// One policy's report as it stands, or several with what follows from them.
#[derive(Serialize)]
#[serde(untagged)]
enum Answered<'a> {
    One(&'a Evaluated<'a>),
    Several { policies: &'a [Evaluated<'a>], picks: &'a [Pick<'a>] },
}

/// `evaluate`
pub fn evaluate_policy(arguments: &EvaluateArguments) -> Result<(), Failure> {
    let read = read(&arguments.log, arguments.items.as_deref())?;
    say(&read);
    let ReadLog { log, refused_rows, .. } = read;
    let traps: Vec<String> = traps(&log).iter().map(Trap::sentence).collect();
    let known = arguments.truth.as_deref().map(environment).transpose()?;
    let values = Values::default();
    let learner =
        models::find(&arguments.model).ok_or_else(|| Failure::input("there is no such reward model"))?;
    let model = CrossFitted::fit(learner, &values, &log, None).map_err(Failure::input)?;
    let recorded = Recorded(&log);
    let interval =
        intervals::find(&arguments.interval).ok_or_else(|| Failure::input("there is no such interval"))?;
    let question = Question {
        estimators: arguments.estimator.iter().map(|id| (id.clone(), Values::default())).collect(),
        interval: (interval, Values::default()),
        confidence: arguments.confidence,
    };
    let mut evaluated = Vec::new();
    for given in &arguments.policy {
        let policy = policy(given, &log)?;
        let sides = Known { model: Some(&model), learner: Some((learner, &values)), ..Known::default() };
        let evidence = ArmEvidence::new(&log, &recorded, policy.as_ref(), sides).map_err(Failure::input)?;
        let report = evaluate(&question, &evidence).map_err(Failure::input)?;
        let truth = match &known {
            None => None,
            Some((experiment, environment)) => {
                let found = truth(&log, policy.as_ref(), experiment, environment, arguments.truth_seed);
                Some(found.map_err(Failure::input)?)
            }
        };
        evaluated.push(Evaluated { policy: given, truth, report });
    }
    let picks = picks(&evaluated);
    if !arguments.json {
        traps.iter().for_each(|sentence| output::note(sentence));
        for one in &evaluated {
            if evaluated.len() > 1 {
                output::print(&format!("\n== {}", one.policy))?;
            }
            print(one)?;
        }
        return print_picks(&picks, &evaluated);
    }
    let answered = match evaluated.as_slice() {
        [one] => Answered::One(one),
        policies => Answered::Several { policies, picks: &picks },
    };
    let log_name = files::shown(&arguments.log);
    output::print_json(&Answer { log: log_name, rows: log.len(), refused_rows, traps: &traps, answered })
}

/// The environment of an experiment, on the bundled data.
fn environment(text: &str) -> Result<(Experiment, PreparedEnvironment), Failure> {
    let (experiment, errors) = read_file_or_link(text)?.validate().map_err(Failure::input)?;
    if let Some(error) = errors.into_iter().next() {
        return Err(Failure::input(error));
    }
    let environment = experiment.prepare(data::bundled()?).map_err(Failure::input)?;
    Ok((experiment, environment))
}

fn read(log: &Path, items: Option<&Path>) -> Result<ReadLog, Failure> {
    let Some(items) = items else { return read_log(log).map(|(read, _)| read) };
    let (log_name, log_bytes) = (files::name(log), files::read(log)?);
    let (items_name, items_bytes) = (files::name(items), files::read(items)?);
    let (log, items) =
        (File { name: &log_name, bytes: &log_bytes }, File { name: &items_name, bytes: &items_bytes });
    let (log_bytes, items_bytes) =
        (unpacked(log).map_err(Failure::input)?, unpacked(items).map_err(Failure::input)?);
    let (log, items) = (File { bytes: &log_bytes, ..log }, File { bytes: &items_bytes, ..items });
    open_bandit::read(log, Some(items)).map_err(Failure::input)
}

fn policy<'a>(given: &str, log: &'a InteractionLog) -> Result<Box<dyn ActionTable + 'a>, Failure> {
    if given == UNIFORM {
        return Ok(Box::new(Uniform(log)));
    }
    if let Some(name) = given.strip_prefix(ALWAYS) {
        let arms = &log.schema().arms;
        let is_called = |called: &str| arms.iter().position(|arm| arm == called);
        // Where a log has numbers only, their names are made of them: "arm 3", "item 3".
        let numbered = || {
            let ending = format!(" {name}");
            let mut found = arms.iter().enumerate().filter(|(_, arm)| arm.ends_with(&ending));
            found.next().map(|(place, _)| place).filter(|_| found.next().is_none())
        };
        let Some(arm) = is_called(name).or_else(numbered) else {
            let (first, last) = (arms.first().cloned(), arms.last().cloned());
            let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
            return Err(Failure::Input(format!(
                "the log has no arm \"{name}\"; it has {} of them, from \"{first}\" to \"{last}\"",
                arms.len()
            )));
        };
        return Ok(Box::new(Always(log, arm as u32)));
    }
    let path = Path::new(given);
    let (policy, _) = read_policy(path)?;
    let asked =
        ask(&policy, log).map_err(|error| Failure::Input(format!("{}: {error}", files::shown(path))))?;
    if asked.error > 0.0 {
        output::note(&format!(
            "the policy's probabilities are estimated: each may be off by {:.2e}",
            asked.error
        ));
    }
    Ok(Box::new(asked.probabilities))
}
