//! Linear Thompson sampling: one draw an arm from what its reward may be.

use super::linear::{self, ALPHA, BIAS, GAMMA, INTERACTIONS, MODEL, Sampler, TIKHONOV};
use super::{Agent, BuildError, Builder, Declaration, Family};
use crate::declaration::{Part, Values};
use crate::world::Shape;

/// Linear Thompson sampling.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Linear,
    part: Part {
        id: "lin_ts",
        title: "Linear Thompson sampling",
        sentence: "Estimates each arm's reward by ridge regression, draws one value from each estimate's uncertainty and takes the largest.",
        citation: "Agrawal and Goyal 2013, Thompson Sampling for Contextual Bandits with Linear Payoffs; drawn arm by arm as in TF-Agents",
        parameters: &[ALPHA, MODEL, TIKHONOV, GAMMA, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { declaration: &DECLARATION, memory: linear::memory, build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let models = linear::build(DECLARATION.part.title, values, shape)?;
    Ok(Box::new(Sampler::new(models, values.number(&ALPHA), shape)))
}
