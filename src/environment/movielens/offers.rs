//! How many films there are and how many are offered: parameters of the environments that offer other films every round.

use crate::descriptor::{Kind, Parameter, Scale, words};
use crate::math::random::RngStream;

/// The number of movies.
pub const MOVIES: Parameter = Parameter {
    name: "movies",
    title: "Movies",
    kind: Kind::Integer { minimum: 2, maximum: 1000, default: 200, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many movies there are in all."),
};

/// The number of arms.
pub const ARMS: Parameter = Parameter {
    name: "arms",
    title: "Arms a round",
    kind: Kind::Integer { minimum: 2, maximum: 100, default: 20, scale: Scale::Logarithmic },
    unit: "arms",
    help: words("How many of the movies, drawn at random each round, the agent may choose from."),
};

/// Draws `count` (at most all) entries without replacement into the first places of `deck`, whatever its order: the
/// first steps of a Fisher-Yates shuffle.
pub fn deal<T>(deck: &mut [T], count: usize, stream: &mut RngStream) {
    for slot in 0..count.min(deck.len()) {
        let other = slot + stream.below(deck.len() - slot);
        deck.swap(slot, other);
    }
}
