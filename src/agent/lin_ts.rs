//! Linear Thompson sampling: one draw an arm from what its reward may be.

use super::linear::{self, ALPHA, BIAS, GAMMA, INTERACTIONS, MODEL, Sampler, TIKHONOV};
use super::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;

/// Linear Thompson sampling.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "lin_ts",
        title: "Linear Thompson sampling",
        sentence: words(
            "Estimates each arm's reward by ridge regression, draws one value from each estimate's uncertainty and takes the largest.",
        ),
        citation: words(
            "Agrawal and Goyal 2013, Thompson Sampling for Contextual Bandits with Linear Payoffs; drawn arm by arm as in TF-Agents",
        ),
        facts: linear::MODEL_FACTS,
        parameters: &[ALPHA, MODEL, TIKHONOV, GAMMA, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: linear::memory, build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let models = linear::build(DESCRIPTOR.part.title, values, shape)?;
    Ok(Box::new(Sampler::new(models, values.schedule(&ALPHA), shape)))
}
