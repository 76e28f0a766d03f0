//! The policies of a run: taken out of it, and put into it to go on.

use crate::agent::Agent;
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::ranking::{Ranker, SlateShape};
use crate::spec::ExperimentError;

/// What chooses, and the sizes of the environment that it was built for.
#[derive(Clone)]
pub enum Learner {
    /// An agent, which chooses among arms.
    Agent {
        /// The agent.
        agent: Box<dyn Agent>,
        /// The environment's sizes.
        shape: Shape,
    },
    /// A ranker, which fills slates.
    Ranker {
        /// The ranker.
        ranker: Box<dyn Ranker>,
        /// The environment's sizes.
        shape: SlateShape,
    },
}

/// A policy under one seed, as it is taken out of a run.
#[derive(Clone)]
pub struct LivePolicy {
    /// What chooses.
    pub learner: Learner,
    /// The random stream of its choices.
    pub stream: RngStream,
}

/// The error of a policy that was built for something else.
pub(crate) fn other_environment(difference: impl Into<String>) -> ExperimentError {
    ExperimentError::OtherEnvironment { difference: difference.into() }
}

/// What differs between the sizes that a policy was built for and those that it meets; none where nothing does.
pub fn difference_of_arms(own: &Shape, met: &Shape) -> Option<String> {
    let sizes = [
        ("context features", own.context, met.context),
        ("features of each arm", own.arm_features, met.arm_features),
        ("arms", own.arms, met.arms),
        ("items", own.items, met.items),
    ];
    let range = |(low, high): (f64, f64)| format!("rewards from {low} to {high}");
    difference(&sizes)
        .or_else(|| (own.rewards != met.rewards).then(|| (range(own.rewards), range(met.rewards))))
        .map(|(own, met)| format!("{own}, not {met}"))
}

/// The same of a ranker.
pub fn difference_of_slates(own: &SlateShape, met: &SlateShape) -> Option<String> {
    let sizes = [
        ("items", own.items, met.items),
        ("slots", own.slots, met.slots),
        ("features of each item", own.features, met.features),
        ("topics", own.topics, met.topics),
        ("context features", own.context, met.context),
    ];
    let steady = |vary: bool| if vary { "features that change" } else { "features that stay" }.to_owned();
    let positions = |_: &[f64]| "other probabilities of the slots to be looked at".to_owned();
    difference(&sizes)
        .or_else(|| {
            (own.features_vary != met.features_vary)
                .then(|| (steady(own.features_vary), steady(met.features_vary)))
        })
        .map(|(own, met)| format!("{own}, not {met}"))
        .or_else(|| (own.position_weights != met.position_weights).then(|| positions(&own.position_weights)))
}

fn difference(sizes: &[(&str, usize, usize)]) -> Option<(String, String)> {
    let (name, own, met) = sizes.iter().find(|(_, own, met)| own != met)?;
    Some((format!("{own} {name}"), met.to_string()))
}
