//! Rankers that believe in no click model, but only in what most have in common: where two items stand has its own weight,
//! and the more attractive of two in the same place never gets fewer clicks.

pub mod batch_rank;
pub mod bubble_rank;
mod comparisons;
mod design;
pub mod recur_rank;
pub mod top_rank;

pub use comparisons::Comparisons;
pub use design::{Design, TOLERANCE};

use crate::descriptor::{Kind, Parameter, Scale, words};

/// The number of rounds that a ranker expects, n: how sure it must be depends on it.
pub const ROUNDS: Parameter = Parameter {
    name: "rounds",
    title: "Assumed horizon",
    kind: Kind::Integer { minimum: 10, maximum: 1_000_000, default: 5_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "How many rounds the ranker expects: the more there are, the surer it must be before it decides for good, which depends on the clicks that have reached it and not on rounds.",
    ),
};
