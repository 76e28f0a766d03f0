//! Rankers that believe in the cascade and that an item attracts by what it adds to the items above it.
//!
//! How far a slate covers topic j is c_j = 1 - prod (1 - x_j) over its items; what an item adds below others is its gain,
//! x_j prod (1 - x_j of those above) in every topic (Yue and Guestrin 2011, Linear Submodular Bandits and their Application
//! to Diversified Retrieval).

mod gains;
pub mod hybrid;
pub mod lsb;

pub use gains::GainRanker;

use super::BuildError;
use crate::declaration::{Kind, Parameter, Scale};
use crate::ranking::SlateShape;

/// How wide the uncertainty counts.
pub const WIDTH: Parameter = Parameter {
    name: "c",
    title: "C",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "standard deviations",
    help: "How much the uncertainty of an attraction counts: 0 never explores, more explores longer.",
};

/// Noise of a click, as the regression takes it.
pub const SIGMA: Parameter = Parameter {
    name: "sigma",
    title: "Sigma",
    kind: Kind::Number { minimum: 0.01, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: "How noisy a click is taken to be: with a smaller one the ranker trusts few clicks more.",
};

/// Fails in a world without topics.
pub fn check_topics(ranker: &'static str, shape: &SlateShape) -> Result<(), BuildError> {
    if shape.topics == 0 { Err(BuildError::NeedsTopics { ranker }) } else { Ok(()) }
}
