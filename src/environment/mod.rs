//! Environments: what an agent sees, and what its action earns. One file an environment, each with one descriptor.

mod catalogue;
pub mod classification;
mod interface;
pub mod movielens;
pub mod multi_armed;
pub mod objectives;
pub mod synthetic;

pub use catalogue::{BUILDERS, ENVIRONMENTS, builder, find};
pub use interface::{
    Build, Builder, CloneEpisode, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard,
    Noise, Round, Seen, Shape, UserCard,
};

pub use synthetic::stationary_linear;
