//! Rankers that believe in the cascade and that attraction is linear in the features of an item.

pub mod c3_ucb;
pub mod lin_ts;
pub mod lin_ucb;
mod optimistic;
mod ridge;

pub use optimistic::Optimistic;
pub use ridge::Ridge;

use crate::descriptor::{Fact, Kind, Parameter, Property, Scale, words};

/// Noise of a click, as the regression takes it.
pub const SIGMA: Parameter = Parameter {
    name: "sigma",
    title: "Sigma",
    kind: Kind::Number { minimum: 0.01, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: words("How noisy a click is taken to be: with a smaller one the ranker trusts few clicks more."),
};

/// How wide the uncertainty counts.
pub const WIDTH: Parameter = Parameter {
    name: "c",
    title: "C",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "standard deviations",
    help: words("How much the uncertainty of an attraction counts: 0 never explores, more explores longer."),
};

/// What rankers with a linear model need.
pub const FACTS: &[Fact] = &[Fact::needs(Property::ItemFeatures)];
