//! `policy`: what a saved policy is, and how it continues.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::experiment::read_experiment;
use super::{Failure, data, files, output};
use crate::descriptor::Values;
use crate::metrics::{AVERAGE_REWARD, Metric, REGRET};
use crate::policy::{FORMAT, SavedPolicy, frozen, load_policy, save_policy};
use crate::simulation::policies::{Learner, LivePolicy};
use crate::simulation::{PreparedEnvironment, Stepper};
use crate::spec::{Experiment, PolicySpec};

/// Most rounds that a policy goes on for.
const MOST_ROUNDS: u64 = 1_000_000_000;

/// What `policy` takes.
#[derive(Debug, Args)]
pub struct PolicyArguments {
    /// The policy, as run --save-policies or train wrote it; - for standard input
    policy: PathBuf,
    /// Continue in the environment of this experiment: a file of JSON, a link, or - for standard input
    #[arg(long)]
    experiment: Option<PathBuf>,
    /// For so many rounds
    #[arg(long, default_value_t = 1_000, requires = "experiment", value_parser = clap::value_parser!(u64).range(1..=MOST_ROUNDS))]
    rounds: u64,
    /// The seed whose users and rewards it meets, from 0
    #[arg(long, default_value_t = 0, requires = "experiment")]
    seed: u32,
    /// Choose, but stop learning
    #[arg(long, requires = "experiment")]
    frozen: bool,
    /// Where to write the policy as it then is
    #[arg(long, requires = "experiment", conflicts_with = "frozen")]
    save: Option<PathBuf>,
}

#[derive(Serialize)]
struct Description<'a> {
    kind: &'static str,
    id: &'a str,
    title: &'static str,
    parameters: &'a Values,
    environment: serde_json::Value,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    arms: &'a [String],
    rounds: u64,
    format: u32,
    bytes: usize,
}

#[derive(Serialize)]
struct Continuation {
    first_round: u64,
    rounds: u64,
    frozen: bool,
    reward: f64,
    reward_per_round: f64,
    regret: f64,
    regret_per_round: f64,
}

/// `policy`
pub fn policy(arguments: &PolicyArguments) -> Result<(), Failure> {
    files::check_files(&arguments.save)?;
    let (policy, bytes) = read_policy(&arguments.policy)?;
    match &arguments.experiment {
        None => output::print_json(&describe(&policy, bytes)?),
        Some(experiment) => go_on(arguments, experiment, policy),
    }
}

/// A saved policy, and of how many bytes.
///
/// # Errors
/// A file that can't be read, and one that is no policy.
pub fn read_policy(path: &Path) -> Result<(SavedPolicy, usize), Failure> {
    let bytes = files::read(path)?;
    let policy =
        load_policy(&bytes).map_err(|error| Failure::Input(format!("{}: {error}", files::shown(path))))?;
    Ok((policy, bytes.len()))
}

fn describe(policy: &SavedPolicy, bytes: usize) -> Result<Description<'_>, Failure> {
    let (kind, environment) = match &policy.run.learner {
        Learner::Agent { shape, .. } => ("agent", serde_json::to_value(shape)),
        Learner::Ranker { shape, .. } => ("ranker", serde_json::to_value(shape)),
    };
    Ok(Description {
        kind,
        id: &policy.part.id,
        title: policy.descriptor().map_or("", |part| part.title),
        parameters: &policy.part.parameters,
        environment: environment.map_err(Failure::own)?,
        arms: &policy.arms,
        rounds: policy.rounds,
        format: FORMAT,
        bytes,
    })
}

/// Plays the environment on to where the policy was, and lets it choose from there.
fn go_on(arguments: &PolicyArguments, experiment: &Path, policy: SavedPolicy) -> Result<(), Failure> {
    let chosen = PolicySpec { agent: policy.part.clone(), stream: 0, label: None };
    let read = Experiment { policies: vec![chosen], ..read_experiment(experiment)? };
    let (validated, errors) = read.validate().map_err(Failure::input)?;
    if let Some(error) = errors.into_iter().next() {
        return Err(Failure::input(error));
    }
    let experiment = Experiment { horizon: arguments.rounds, seeds: 1, ..validated };
    let environment: PreparedEnvironment = experiment.prepare(data::bundled()?).map_err(Failure::input)?;
    let seeds = arguments.seed..arguments.seed.saturating_add(1);
    let mut stepper = Stepper::new(&experiment, environment, seeds).map_err(Failure::input)?;
    let SavedPolicy { part, rounds: before, run, arms } = policy;
    let learner = if arguments.frozen { frozen(run.learner) } else { run.learner };
    let run = LivePolicy { learner, stream: run.stream };
    stepper.skip(before);
    stepper.set_policy(0, 0, run).map_err(Failure::input)?;
    stepper.advance(arguments.rounds);
    stepper.check().map_err(Failure::input)?;
    if let (Some(path), Some(policy)) = (&arguments.save, SavedPolicy::of(&stepper, 0, 0, &part)) {
        let rounds = before + arguments.rounds;
        data::write_whole(path, &save_policy(&SavedPolicy { rounds, arms, ..policy }))?;
    }
    let taken = stepper.take();
    let totals = taken.policies.first().and_then(|policy| policy.totals.first());
    let total = |metric: &Metric| {
        let place = taken.metrics.iter().position(|id| id == metric.id)?;
        totals?.values.get(place).copied()
    };
    let missing = || Failure::own("the run gave no result");
    let reward = total(&AVERAGE_REWARD).ok_or_else(missing)?;
    let regret = total(&REGRET).ok_or_else(missing)?;
    let rounds = arguments.rounds as f64;
    output::print_json(&Continuation {
        first_round: before + 1,
        rounds: arguments.rounds,
        frozen: arguments.frozen,
        reward,
        reward_per_round: reward / rounds,
        regret,
        regret_per_round: regret / rounds,
    })
}

/// Writes the policies of all policies under one seed, as `NAME-SEED.policy`.
pub fn save_all(folder: &Path, experiment: &Experiment, stepper: &Stepper, seed: u32) -> Result<(), Failure> {
    for (index, policy) in experiment.policies.iter().enumerate() {
        if let Some(policy) = SavedPolicy::of(stepper, 0, index, &policy.agent) {
            let path = folder.join(format!("{}-{seed}.policy", name(experiment, index)));
            data::write_whole(&path, &save_policy(&policy))?;
        }
    }
    Ok(())
}

/// A policy's label or id as part of a file's name; with its number where another is called the same.
fn name(experiment: &Experiment, index: usize) -> String {
    let plain = |policy: &PolicySpec| -> String {
        let name = policy.label.as_deref().unwrap_or(&policy.agent.id);
        let safe = |letter: char| if letter.is_alphanumeric() { letter } else { '_' };
        name.chars().map(safe).collect::<String>().to_lowercase()
    };
    let own = plain(&experiment.policies[index]);
    let several = experiment.policies.iter().filter(|other| plain(other) == own).count() > 1;
    if several { format!("{own}_{}", index + 1) } else { own }
}
