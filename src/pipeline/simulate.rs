//! Users of an environment who ask a policy that is served somewhere, and the log of what came of it.

use std::collections::BTreeMap;

use super::error::PipelineError;
use super::logger::Decision;
use super::work::empty_log;
use crate::interactions::InteractionLog;
use crate::policy::{Instance, Prediction};
use crate::probabilities::DRAWS;
use crate::simulation::PreparedEnvironment;
use crate::simulation::arm_rounds::ArmRounds;
use crate::spec::Experiment;
use crate::spec::feedback::{DelayConfig, FeedbackRng};

/// Why there is no log.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SimulateError {
    /// The environment or a row is not right.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// The policy did not answer.
    #[error("{0}")]
    Asked(String),
    /// An answer that does not fit the question.
    #[error(
        "the answer to request {request} names arm {action}, which was not on offer, or has another number of probabilities"
    )]
    Answer {
        /// The request, from 1.
        request: u64,
        /// The arm.
        action: u32,
    },
}

/// What of a simulation there is to set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulateOptions {
    /// The seed of the experiment's users, from 0.
    pub seed: u32,
    /// Rounds that are passed over, as those that the policy was trained on.
    pub skip: u64,
    /// Users who ask at the same time.
    pub users: usize,
}

/// A policy that is served: gives a prediction for each instance, or says in a sentence why not.
pub type Ask<'a> = dyn FnMut(&[Instance]) -> Result<Vec<Prediction>, String> + 'a;

/// Sends the users of an experiment, as many as its horizon says, to `ask`, which gives a prediction for each, and joins what they
/// answer. Rewards come as the experiment's feedback settings say: rows are in the order in which their rewards come, with the extra noise on
/// them; those whose reward never comes, or not by the last round, follow without one.
///
/// # Errors
/// See [`SimulateError`].
pub fn simulate(
    experiment: &Experiment,
    environment: &PreparedEnvironment,
    options: SimulateOptions,
    ask: &mut Ask<'_>,
) -> Result<InteractionLog, SimulateError> {
    let mut log = empty_log(environment, 1).ok_or(PipelineError::Slates)?;
    let mut rounds = ArmRounds::new(experiment, environment, options.seed).ok_or(PipelineError::Slates)?;
    let mut feedback = Feedback::new(experiment, options.seed);
    for round in 1..=options.skip {
        rounds.step();
        feedback.pass(round);
    }
    let PreparedEnvironment::Arms(arms) = environment else { return Err(PipelineError::Slates.into()) };
    let (width, has_users) = (arms.shape().arm_features, arms.users() > 0);
    let mut done = 0;
    while done < experiment.horizon {
        let count = (options.users.max(1) as u64).min(experiment.horizon - done);
        let mut waiting = Vec::new();
        let mut instances = Vec::new();
        for _ in 0..count {
            let round = rounds.step();
            instances.push(Instance {
                context: round.context.clone(),
                arms: round.items.clone(),
                arm_features: match width {
                    0 => Vec::new(),
                    width => round.arm_features.chunks(width).map(<[f64]>::to_vec).collect(),
                },
            });
            let rewards: Vec<f64> = (0..round.items.len()).map(|arm| round.reward(arm)).collect();
            waiting.push((has_users.then_some(round.user as u32), rewards));
        }
        let predictions = ask(&instances).map_err(SimulateError::Asked)?;
        if predictions.len() != instances.len() {
            let (asked, given) = (instances.len(), predictions.len());
            return Err(SimulateError::Asked(format!(
                "{asked} instances were sent, and {given} predictions came back"
            )));
        }
        for ((instance, prediction), (user, rewards)) in instances.into_iter().zip(predictions).zip(waiting) {
            done += 1;
            let wrong = SimulateError::Answer { request: done, action: prediction.action };
            let place = instance.arms.iter().position(|arm| *arm == prediction.action);
            let chosen =
                place.filter(|_| prediction.probabilities.len() == instance.arms.len()).ok_or(wrong)?;
            let mut probabilities = prediction.probabilities;
            // Where probabilities come from draws, one that was never drawn is only small.
            probabilities[chosen] = probabilities[chosen].max(1.0 / f64::from(DRAWS + 2));
            let decision = Decision {
                time: 0,
                version: 0,
                user,
                context: instance.context,
                arm_features: instance.arm_features.concat(),
                arms: instance.arms,
                probabilities,
                chosen: chosen as u32,
            };
            feedback.add(options.skip + done, decision, rewards[chosen]);
            feedback.push_due(options.skip + done, &mut log)?;
        }
    }
    feedback.push_rest(&mut log)?;
    Ok(log)
}

/// Rewards under way, as an experiment's feedback settings have them.
struct Feedback {
    plan: Option<(DelayConfig, FeedbackRng)>,
    /// By when they come, and by round.
    under_way: BTreeMap<(u64, u64), (Decision, f64)>,
    /// Those that never come, by round.
    never: BTreeMap<u64, Decision>,
}

impl Feedback {
    fn new(experiment: &Experiment, seed: u32) -> Feedback {
        // The random numbers that agents of a run meet under this seed.
        let streams = || FeedbackRng::new(experiment.master_seed, seed);
        let plan = DelayConfig::of(experiment.feedback()).map(|plan| (plan, streams()));
        Feedback { plan, under_way: BTreeMap::new(), never: BTreeMap::new() }
    }

    /// A round of which nothing is kept.
    fn pass(&mut self, round: u64) {
        if let Some((plan, streams)) = &mut self.plan {
            plan.event(round, streams);
        }
    }

    fn add(&mut self, round: u64, decision: Decision, reward: f64) {
        let event = match &mut self.plan {
            Some((plan, streams)) => plan.event(round, streams).map(|event| (event.due, event.noise)),
            None => Some((round, 0.0)),
        };
        match event {
            Some((due, noise)) => drop(self.under_way.insert((due, round), (decision, reward + noise))),
            None => drop(self.never.insert(round, decision)),
        }
    }

    /// Writes what has arrived in this round or before.
    fn push_due(&mut self, now: u64, log: &mut InteractionLog) -> Result<(), SimulateError> {
        while let Some(first) = self.under_way.first_entry().filter(|first| first.key().0 <= now) {
            let ((_, round), (decision, reward)) = first.remove_entry();
            push(&decision, round, reward, log)?;
        }
        Ok(())
    }

    /// Writes the rest, without rewards.
    fn push_rest(self, log: &mut InteractionLog) -> Result<(), SimulateError> {
        let late = self.under_way.into_iter().map(|((_, round), (decision, _))| (round, decision));
        let rest: BTreeMap<u64, Decision> = self.never.into_iter().chain(late).collect();
        rest.iter().try_for_each(|(round, decision)| push(decision, *round, f64::NAN, log))
    }
}

fn push(decision: &Decision, round: u64, reward: f64, log: &mut InteractionLog) -> Result<(), SimulateError> {
    decision.push(round, reward, log).map_err(|error| SimulateError::Pipeline(error.into()))
}
