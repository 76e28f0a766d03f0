//! Where the items of a slate come from, and how attractive each is. One file an environment, each with one descriptor.

mod catalogue;
pub mod change;
pub mod gap;
mod interface;
pub mod movielens;
pub mod scored;
pub mod steady;
pub mod synthetic;

pub use catalogue::{BUILDERS, SLATE_ENVIRONMENTS, builder, find};
pub use interface::{
    Build, Builder, CloneSlateEpisode, ITEMS, MOST_ITEMS, SLOTS, STEADY, SlateEnvironment,
    SlateEnvironmentDescriptor, SlateEpisode, SlateRound, card, few, plain_shape,
};
