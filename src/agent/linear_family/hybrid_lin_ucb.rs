//! Hybrid LinUCB: one model for all arms on their features, and one for each arm on the context, at once.

use super::HybridModels;
use crate::agent::linear::{ALPHA, BIAS, INTERACTIONS, Optimist, TIKHONOV};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;

/// Hybrid LinUCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "hybrid_lin_ucb",
        title: "Hybrid LinUCB",
        sentence: words(
            "Learns from all arms what their features are worth and from each arm what is particular to it, and takes the largest estimate plus a bonus for uncertainty.",
        ),
        citation: words(
            "Li, Chu, Langford and Schapire 2010, A Contextual-Bandit Approach to Personalized News Article Recommendation, algorithm 2",
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
    Ok(Box::new(Optimist::new(models, values.schedule(&ALPHA), shape)))
}
