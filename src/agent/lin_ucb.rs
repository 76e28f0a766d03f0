//! LinUCB: the largest estimate plus alpha standard deviations.

use super::linear::{self, ALPHA, BIAS, FREE_BIAS, GAMMA, INTERACTIONS, MODEL, Optimist, TIKHONOV};
use super::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;

/// LinUCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "lin_ucb",
        title: "LinUCB",
        sentence: words(
            "Estimates each arm's reward by ridge regression and takes the largest estimate plus a bonus for uncertainty.",
        ),
        citation: words(
            "Li, Chu, Langford and Schapire 2010, A Contextual-Bandit Approach to Personalized News Article Recommendation",
        ),
        facts: linear::MODEL_FACTS,
        parameters: &[ALPHA, MODEL, TIKHONOV, GAMMA, BIAS, FREE_BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: linear::memory, build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let models = linear::build(DESCRIPTOR.part.title, values, shape)?;
    Ok(Box::new(Optimist::new(models, values.schedule(&ALPHA), shape)))
}
