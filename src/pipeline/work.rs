//! What the steps of a run do: functions from artefacts to an artefact, without any other effect.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::PipelineError;
use super::gate::{Gate, GateOptions, gate};
use super::logger::Decision;
use super::spec::PipelineSpec;
use super::state::Segment;
use super::step::Step;
use super::steps;
use super::store::{ArtefactStore, Hash};
use crate::descriptor::Value;
use crate::interactions::{FeaturesOf, InteractionLog, LogSchema};
use crate::math::random::IndexedRandom;
use crate::policy::{SavedPolicy, load_policy, save_policy};
use crate::probabilities::ActionProbabilities;
use crate::simulation::PreparedEnvironment;
use crate::simulation::arm_rounds::ArmRounds;
use crate::train::{Objective, Split, TrainOptions, split, train};

/// An artefact: what a step made, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Artefact {
    /// In a sentence.
    pub sentence: String,
    /// A log or a gate's decision (postcard), or a policy as its file.
    pub content: Vec<u8>,
}

impl Artefact {
    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Plain data: it can always be written.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// What a store has by this hash.
    ///
    /// # Errors
    /// Where it is not there, or damaged.
    pub fn read(store: &impl ArtefactStore, hash: Hash) -> Result<Artefact, PipelineError> {
        let damaged = || PipelineError::Artefact(hash.to_string());
        let bytes = store.get(hash).ok_or_else(damaged)?;
        postcard::from_bytes(&bytes).map_err(|_| damaged())
    }

    fn of(sentence: String, value: &impl Serialize) -> Artefact {
        Artefact { sentence, content: postcard::to_allocvec(value).unwrap_or_default() }
    }

    fn value<T: DeserializeOwned>(&self) -> Result<T, String> {
        postcard::from_bytes(&self.content).map_err(|error| error.to_string())
    }

    /// The log that it is.
    ///
    /// # Errors
    /// Something else.
    pub fn log(&self) -> Result<InteractionLog, String> {
        self.value()
    }

    /// The gate's decision that it is.
    ///
    /// # Errors
    /// Something else.
    pub fn gate(&self) -> Result<Gate, String> {
        self.value()
    }

    /// The policy that it is.
    ///
    /// # Errors
    /// Something else.
    pub fn policy(&self) -> Result<SavedPolicy, PipelineError> {
        Ok(load_policy(&self.content)?)
    }

    /// A log.
    pub fn of_log(log: &InteractionLog, sentence: String) -> Artefact {
        Artefact::of(sentence, log)
    }

    /// A policy.
    pub fn of_policy(policy: &SavedPolicy, sentence: String) -> Artefact {
        Artefact { sentence, content: save_policy(policy) }
    }
}

/// How many versions a pipeline may have: version 0, that of the first run, and one a run.
pub fn most_versions(spec: &PipelineSpec) -> usize {
    spec.count(Step::Trigger, &steps::RUNS) as usize + 2
}

/// An empty log for the decisions of so many versions; none in an environment of slates.
pub fn empty_log(environment: &PreparedEnvironment, versions: usize) -> Option<InteractionLog> {
    let PreparedEnvironment::Arms(arms) = environment else { return None };
    let shape = arms.shape();
    Some(InteractionLog::new(LogSchema {
        arm_features: LogSchema::numbered("f", shape.arm_features).collect(),
        features_of: FeaturesOf::Row,
        groups: LogSchema::numbered("user ", arms.users()).collect(),
        policies: LogSchema::numbered("v", versions).collect(),
        learned: Some(false),
        probability_error: Some(0.0),
        ..LogSchema::of_arms(environment.items(), LogSchema::numbered("x", shape.context))
    }))
}

/// The decision of a version in this round.
pub fn decision(
    rounds: &ArmRounds,
    environment: &PreparedEnvironment,
    probabilities: ActionProbabilities,
    (time, version, chosen): (u64, u32, usize),
) -> Decision {
    let round = rounds.round();
    let has_users = matches!(environment, PreparedEnvironment::Arms(arms) if arms.users() > 0);
    Decision {
        time,
        version,
        user: has_users.then_some(round.user as u32),
        context: round.context.clone(),
        arms: round.items.clone(),
        arm_features: round.arm_features.clone(),
        probabilities: probabilities.values,
        chosen: chosen as u32,
    }
}

/// The generator: rounds from the first, arms drawn uniformly by these coins, rewards at once.
pub fn generate(
    spec: &PipelineSpec,
    environment: &PreparedEnvironment,
    coins: IndexedRandom,
) -> Result<Artefact, String> {
    let slates = || PipelineError::Slates.to_string();
    let mut log = empty_log(environment, most_versions(spec)).ok_or_else(slates)?;
    let mut rounds = ArmRounds::new(&spec.experiment, environment, 0).ok_or_else(slates)?;
    for event in 1..=spec.count(Step::Generator, &steps::ROWS) {
        let round = rounds.step();
        let count = round.items.len();
        let chosen = ((coins.uniform(event) * count as f64) as usize).min(count - 1);
        let reward = round.reward(chosen);
        let decision = decision(&rounds, environment, ActionProbabilities::even(count), (0, 0, chosen));
        decision.push(event, reward, &mut log).map_err(|error| error.to_string())?;
    }
    let sentence = format!("{} rows with arms drawn uniformly.", log.len());
    Ok(Artefact::of_log(&log, sentence))
}

/// The ingester: the latest rows of the log in pieces, of events from `from` on.
pub fn ingest(
    spec: &PipelineSpec,
    store: &impl ArtefactStore,
    segments: &[Segment],
    from: u64,
) -> Result<Artefact, String> {
    let limit = spec.count(Step::Ingester, &steps::LIMIT) as usize;
    let mut pieces: Vec<InteractionLog> = Vec::new();
    let mut rows = 0;
    for segment in segments.iter().rev() {
        if rows >= limit {
            break;
        }
        let read = Artefact::read(store, segment.artefact).map_err(|error| error.to_string())?;
        let piece = read.log()?.filtered(|_, row| row.round >= from);
        rows += piece.len();
        pieces.push(piece);
    }
    // All pieces but the oldest are taken whole: with them alone the limit was not reached.
    let skipped = rows.saturating_sub(limit);
    let Some(mut log) = pieces.pop().map(|oldest| oldest.filtered(|index, _| index >= skipped)) else {
        return Err("there is no log yet".to_owned());
    };
    for row in pieces.iter().rev().flat_map(InteractionLog::rows) {
        log.push(&row).map_err(|error| error.to_string())?;
    }
    if log.is_empty() {
        return Err("the log has no rows from after the change".to_owned());
    }
    let known = log.rewards().iter().filter(|reward| !reward.is_nan()).count();
    let since = if from > 0 { format!(", all from after event {from}") } else { String::new() };
    let sentence = format!("{} rows, {known} of them with a reward{since}.", log.len());
    Ok(Artefact::of_log(&log, sentence))
}

/// The trainer.
pub fn train_on(spec: &PipelineSpec, log: &InteractionLog) -> Result<Artefact, String> {
    let values = spec.values(Step::Trainer);
    let objective = match values.get(&steps::OBJECTIVE) {
        Value::Choice(id) => Objective::ALL.into_iter().find(|objective| objective.id() == id),
        _ => None,
    };
    let options = TrainOptions {
        objective: objective.unwrap_or_default(),
        epochs: values.count(&steps::EPOCHS),
        split: Split::Time,
        held_out: values.number(&steps::HELD_OUT),
        early_stopping: false,
        seed: spec.experiment.master_seed,
    };
    let part = &spec.experiment.policies.first().ok_or_else(|| PipelineError::NoAgent.to_string())?.agent;
    let trained = train(log, part, &options, &mut |_| ()).map_err(|error| error.to_string())?;
    let (learned, held) = trained.rows;
    let loss = trained.measured.as_ref().map_or_else(String::new, |measured| {
        let reference = trained.references.arm_mean;
        format!("; mean squared error {:.4}, that of each arm's mean {reference:.4}", measured.mse)
    });
    let sentence = format!("{} learned from {learned} rows, {held} are held out{loss}.", part.id);
    Ok(Artefact::of_policy(&trained.policy, sentence))
}

/// The evaluator: the gate on the rows that the trainer held out.
pub fn evaluate_on(
    spec: &PipelineSpec,
    log: &InteractionLog,
    candidate: &SavedPolicy,
    serving: &SavedPolicy,
) -> Result<Artefact, String> {
    let share = spec.number(Step::Trainer, &steps::HELD_OUT);
    let (_, held) =
        split(log, Split::Time, share, spec.experiment.master_seed).map_err(|error| error.to_string())?;
    let mut is_held = vec![false; log.len()];
    held.iter().for_each(|row| is_held[*row as usize] = true);
    let rows = log.filtered(|row, _| is_held[row]);
    let decided = gate(&rows, candidate, serving, &GateOptions::of(spec))?;
    Ok(Artefact::of(decided.sentence.clone(), &decided))
}
