//! Hybrid linear Thompson sampling: one model for all arms on their features, and one for each arm on the context, at once.

use super::HybridModels;
use crate::agent::linear::{ALPHA, BIAS, INTERACTIONS, Sampler, TIKHONOV};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;

/// Hybrid linear Thompson sampling.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "hybrid_lin_ts",
        title: "Hybrid linear Thompson sampling",
        sentence: words(
            "Learns from all arms what their features are worth and from each arm what is particular to it, draws one value from each estimate's uncertainty and takes the largest.",
        ),
        citation: words(
            "Agrawal and Goyal 2013, Thompson Sampling for Contextual Bandits with Linear Payoffs; on the models of Li, Chu, Langford and Schapire 2010, algorithm 2",
        ),
        facts: crate::agent::linear::HYBRID_FACTS,
        parameters: &[ALPHA, TIKHONOV, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: HybridModels::memory, build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let models = HybridModels::new(DESCRIPTOR.part.title, values, shape)?;
    Ok(Box::new(Sampler::new(models, values.schedule(&ALPHA), shape)))
}
