//! A version of the policy that answers users.

use crate::agent::{self, View};
use crate::environment::{Round, Shape};
use crate::math::random::RngStream;
use crate::pipeline::error::PipelineError;
use crate::policy::SavedPolicy;
use crate::policy::endpoint::Latencies;
use crate::probabilities::ActionProbabilities;
use crate::simulation::policies::{Learner, LivePolicy};
use crate::spec::PartChoice;

/// Measures how long answers take.
pub struct Stopwatch<'a> {
    /// Gives milliseconds.
    pub clock: &'a dyn Fn() -> f64,
    /// Takes them.
    pub latencies: &'a mut Latencies,
}

impl Stopwatch<'_> {
    /// What it gives, measured.
    pub fn measure<T>(&mut self, what: impl FnOnce() -> T) -> T {
        let begun = (self.clock)();
        let given = what();
        self.latencies.record((self.clock)() - begun);
        given
    }
}

/// The first version: any arm with equal probability, for an environment of this shape.
///
/// # Errors
/// As agents have them.
pub fn uniform(shape: Shape) -> Result<SavedPolicy, PipelineError> {
    let part = PartChoice::new(&agent::random::DESCRIPTOR.part);
    let agent = (agent::random::BUILDER.build)(&part.parameters, &shape)?;
    let run =
        LivePolicy { learner: Learner::Agent { agent, shape }, stream: RngStream::new(0, 0, "version 0") };
    Ok(SavedPolicy { part, rounds: 0, run, arms: Vec::new() })
}

/// With which probability a policy takes each arm of a round where a share `explore` of choices is uniform. A round that the policy was not
/// made for, which offers more arms than any that it has seen, is answered uniformly.
pub fn probabilities(policy: &SavedPolicy, round: &Round, explore: f64) -> ActionProbabilities {
    let Learner::Agent { agent, shape } = &policy.run.learner else {
        return ActionProbabilities::even(round.items.len());
    };
    if round.items.len() > shape.arms || round.context.len() != shape.context && !round.context.is_empty() {
        return ActionProbabilities::even(round.items.len());
    }
    let one = [1.0];
    let view = View {
        round: policy.rounds + 1,
        context: if round.context.is_empty() { &one } else { &round.context },
        items: &round.items,
        arm_features: &round.arm_features,
        expectations: &[],
    };
    agent.probabilities(&view).or_any(explore)
}

/// The arm that a uniform number from 0 to 1 draws by these probabilities: what is reported is what is drawn by, so that a logged probability
/// is exact even where an agent knows its own only from draws.
pub fn draw(probabilities: &ActionProbabilities, uniform: f64) -> usize {
    let values = &probabilities.values;
    let mut left = uniform * values.iter().sum::<f64>();
    for (arm, value) in values.iter().enumerate() {
        if *value > 0.0 && left < *value {
            return arm;
        }
        left -= value;
    }
    // Sums are rounded: the last arm that may be drawn.
    values.iter().rposition(|value| *value > 0.0).unwrap_or(0)
}

/// What users of this round would earn on average by these probabilities, and what they would miss of the best arm.
pub fn worth(probabilities: &ActionProbabilities, round: &Round) -> (f64, f64) {
    let (mut value, mut total) = (0.0, 0.0);
    for (probability, expectation) in probabilities.values.iter().zip(&round.expectations) {
        value += probability * expectation;
        total += probability;
    }
    let best = round.expectations.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let value = value / total;
    (value, best - value)
}
