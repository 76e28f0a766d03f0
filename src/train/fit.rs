//! An agent that learns from a log in epochs.

use serde::{Deserialize, Serialize};

use super::error::TrainError;
use super::measure::{Measured, References, measure, mse, predictions, references};
use super::rows::{Rows, place, shape};
use super::split::{Split, split};
use crate::agent::{self, ActionInfo, Agent, Feedback};
use crate::descriptor::Values;
use crate::evaluation::ActionTable;
use crate::evaluation::models::{CrossFitted, REWARD_MODELS};
use crate::interactions::InteractionLog;
use crate::math::random::RngStream;
use crate::policy::SavedPolicy;
use crate::simulation::policies::{Learner, LivePolicy};
use crate::spec::PartChoice;

/// Epochs without a lower loss after which early stopping ends.
const PATIENCE: usize = 3;

/// What is learned from a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// Its reward, as it stands: most is learned of what the log's policy chose most.
    #[default]
    Direct,
    /// Its reward, the row drawn the more often the less probable its action was: all actions count alike (importance resampling,
    /// Zadrozny, Langford and Abe 2003, for any agent).
    ImportanceWeighted,
    /// For every arm on offer what it would have earned: a reward model's prediction, corrected for the chosen arm by what it really earned
    /// over the probability (Dudík, Langford and Li 2011).
    DoublyRobust,
}

impl Objective {
    /// All of them.
    pub const ALL: [Objective; 3] =
        [Objective::Direct, Objective::ImportanceWeighted, Objective::DoublyRobust];

    /// Its id on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Objective::Direct => "direct",
            Objective::ImportanceWeighted => "importance",
            Objective::DoublyRobust => "doubly-robust",
        }
    }
}

/// How an agent is trained.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainOptions {
    /// What is learned from a row.
    pub objective: Objective,
    /// How often all rows are learned from, at least once.
    pub epochs: usize,
    /// By what rows are held out.
    pub split: Split,
    /// The share of the rows, or users, that is held out, above 0 and below 1.
    pub held_out: f64,
    /// Whether to stop once the loss on the rows held out no longer falls, and to keep the epoch where it was lowest.
    pub early_stopping: bool,
    /// The seed of the rows' order, of what is drawn, and of the agent's own choices.
    pub seed: u64,
}

impl Default for TrainOptions {
    fn default() -> TrainOptions {
        TrainOptions {
            objective: Objective::Direct,
            epochs: 1,
            split: Split::Time,
            held_out: 0.2,
            early_stopping: false,
            seed: 42,
        }
    }
}

/// Losses after an epoch: mean squared errors of predicted rewards.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Its number, from 1; 0 before the first.
    pub epoch: usize,
    /// On the rows that were learned from.
    pub learned: f64,
    /// On the rows held out.
    pub held_out: f64,
}

/// A policy that was trained.
#[derive(Clone)]
pub struct Trained {
    /// The policy, which `evaluate` and runs take.
    pub policy: SavedPolicy,
    /// Rows that were learned from, and rows held out.
    pub rows: (usize, usize),
    /// The loss by epoch, from before the first; empty where the agent predicts no rewards.
    pub curve: Vec<Epoch>,
    /// The epoch that was kept, from 1.
    pub kept: usize,
    /// What its loss is to be held against.
    pub references: References,
    /// What the policy's predictions are worth on the rows held out; none where it predicts no rewards.
    pub measured: Option<Measured>,
}

/// Trains an agent on a log; `progress` is told how many epochs are done.
///
/// # Errors
/// See [`TrainError`].
pub fn train(
    log: &InteractionLog,
    part: &PartChoice,
    options: &TrainOptions,
    progress: &mut dyn FnMut(usize),
) -> Result<Trained, TrainError> {
    if log.schema().has_slates() {
        return Err(TrainError::Slates);
    }
    let builder = agent::builder(&part.id).ok_or_else(|| TrainError::UnknownAgent(part.id.clone()))?;
    if builder.descriptor.sees_expectations {
        return Err(TrainError::Oracle(builder.descriptor.part.title));
    }
    let (learned, held) = split(log, options.split, options.held_out, options.seed)?;
    let lessons = Lessons::new(log, &learned, options.objective)?;
    let shape = shape(log, lessons.range);
    let mut agent = (builder.build)(&part.parameters, &shape)?;
    let mut order = RngStream::new(options.seed, 0, "rows learned from");
    let losses = |agent: &dyn Agent, epoch: usize, round: u64| -> Option<Epoch> {
        // As many of the rows learned from as are held out: enough to compare the two.
        let some = &learned[..learned.len().min(held.len())];
        let [learned, held_out] =
            [some, &held].map(|rows| predictions(agent, log, rows, round).map(|all| mse(&all)));
        Some(Epoch { epoch, learned: learned?, held_out: held_out? })
    };
    let mut round = 0;
    let mut curve: Vec<Epoch> = losses(agent.as_ref(), 0, 1).into_iter().collect();
    // Its loss, the agent, the epoch and the rounds.
    let mut best: Option<(f64, Box<dyn Agent>, usize, u64)> = None;
    let mut since = 0;
    let mut kept = 0;
    for epoch in 1..=options.epochs.max(1) {
        lessons.teach(agent.as_mut(), &mut order, &mut round);
        if let Some(sentence) = agent.failure() {
            return Err(TrainError::Failed(sentence));
        }
        kept = epoch;
        progress(epoch);
        let Some(loss) = losses(agent.as_ref(), epoch, round + 1) else { continue };
        curve.push(loss);
        if !options.early_stopping {
            continue;
        }
        match &best {
            Some((lowest, ..)) if loss.held_out >= *lowest => {
                since += 1;
                if since >= PATIENCE {
                    break;
                }
            }
            _ => {
                best = Some((loss.held_out, agent.clone(), epoch, round));
                since = 0;
            }
        }
    }
    if let Some((_, lowest, epoch, rounds)) = best {
        (agent, kept, round) = (lowest, epoch, rounds);
    }
    let measured = predictions(agent.as_ref(), log, &held, round + 1).map(measure);
    let stream = RngStream::new(options.seed, 0, "choices of a trained policy");
    let run = LivePolicy { learner: Learner::Agent { agent, shape }, stream };
    Ok(Trained {
        policy: SavedPolicy { part: part.clone(), rounds: round, run, arms: log.schema().arms.clone() },
        rows: (learned.len(), held.len()),
        curve,
        kept,
        references: references(log, &learned, &held),
        measured,
    })
}

/// What there is to learn from rows.
struct Lessons<'a> {
    log: &'a InteractionLog,
    rows: &'a [u32],
    objective: Objective,
    /// Sums of the weights of the rows up to and including each, where they are weighted.
    weights: Vec<f64>,
    model: Option<CrossFitted<'a>>,
    /// Least and greatest reward that is learned.
    range: (f64, f64),
}

impl<'a> Lessons<'a> {
    fn new(
        log: &'a InteractionLog,
        rows: &'a [u32],
        objective: Objective,
    ) -> Result<Lessons<'a>, TrainError> {
        let mut lessons =
            Lessons { log, rows, objective, weights: Vec::new(), model: None, range: (0.0, 1.0) };
        if objective != Objective::Direct {
            let mut sum = 0.0;
            for row in rows {
                let probability = log.row_probability(*row as usize);
                let missing = TrainError::NoProbability { objective: objective.id(), row: *row as usize + 1 };
                sum += 1.0 / probability.ok_or(missing)?;
                lessons.weights.push(sum);
            }
        }
        if objective == Objective::DoublyRobust {
            lessons.model = Some(CrossFitted::fit(
                REWARD_MODELS[0],
                &Values::default(),
                log,
                Some((rows, &vec![1.0; rows.len()])),
            )?);
        }
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut scratch = Vec::new();
        for row in rows {
            lessons.of_row(*row as usize, &mut scratch, |_, reward| {
                (low, high) = (low.min(reward), high.max(reward));
            });
        }
        // Agents divide by the range.
        lessons.range = if low < high { (low, high) } else { (low, low + 1.0) };
        Ok(lessons)
    }

    /// Calls `take` with each place that the row says something of, and the reward there.
    fn of_row(&self, row: usize, scratch: &mut Vec<f64>, mut take: impl FnMut(usize, f64)) {
        let (chosen, reward) = (place(self.log, row), self.log.rewards()[row]);
        let Some(model) = &self.model else { return take(chosen, reward) };
        let probability = self.log.row_probability(row).unwrap_or(1.0);
        let predicted = model.row(row, scratch);
        for (place, predicted) in predicted.iter().enumerate() {
            let correction = if place == chosen { (reward - predicted) / probability } else { 0.0 };
            take(place, predicted + correction);
        }
    }

    /// One epoch.
    fn teach(&self, agent: &mut dyn Agent, order: &mut RngStream, round: &mut u64) {
        let (mut room, mut scratch) = (Rows::default(), Vec::new());
        let mut shuffled = self.rows.to_vec();
        for index in 0..shuffled.len() {
            if self.objective == Objective::ImportanceWeighted {
                let total = self.weights.last().copied().unwrap_or(0.0);
                let at = order.uniform() * total;
                let drawn = self.weights.partition_point(|sum| *sum <= at).min(self.rows.len() - 1);
                shuffled[index] = self.rows[drawn];
            } else {
                let other = index + order.below(shuffled.len() - index);
                shuffled.swap(index, other);
            }
        }
        for row in shuffled {
            let row = row as usize;
            *round += 1;
            let view = room.view(self.log, row, *round);
            // What was learned of as often as it was drawn, or of every arm, is as if it had been chosen for certain.
            let weighed = ActionInfo { coin: order.uniform(), ..ActionInfo::default() };
            let own = self.log.row_probability(row).map(|probability| ActionInfo { probability, ..weighed });
            let info = match self.objective {
                Objective::Direct => own.unwrap_or(ActionInfo { coin: weighed.coin, ..ActionInfo::UNKNOWN }),
                Objective::ImportanceWeighted | Objective::DoublyRobust => weighed,
            };
            self.of_row(row, &mut scratch, |place, reward| {
                agent.update_off_policy(
                    &view,
                    place,
                    &Feedback { reward, objectives: &[], info, now: *round },
                );
            });
        }
    }
}
