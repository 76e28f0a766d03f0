//! LinUCB: the largest estimate plus alpha standard deviations.

use super::linear::{self, ALPHA, BIAS, FREE_BIAS, GAMMA, INTERACTIONS, MODEL, Optimist, TIKHONOV};
use super::{Agent, BuildError, Builder, Declaration, Family};
use crate::declaration::{Part, Values};
use crate::world::Shape;

/// LinUCB.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Linear,
    part: Part {
        id: "lin_ucb",
        title: "LinUCB",
        sentence: "Estimates each arm's reward by ridge regression and takes the largest estimate plus a bonus for uncertainty.",
        citation: "Li, Chu, Langford and Schapire 2010, A Contextual-Bandit Approach to Personalized News Article Recommendation",
        parameters: &[ALPHA, MODEL, TIKHONOV, GAMMA, BIAS, FREE_BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { declaration: &DECLARATION, memory: linear::memory, build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let models = linear::build(DECLARATION.part.title, values, shape)?;
    Ok(Box::new(Optimist::new(models, values.number(&ALPHA), shape)))
}
