//! Rankers. One file a ranker, each with one descriptor.

pub mod cascade;
mod catalogue;
pub mod diverse;
pub mod general;
mod interface;
pub mod linear;
pub mod observed;
pub mod oracle;
pub mod pending;
pub mod popular;
pub mod position_based;
pub mod random;
pub mod ranked;
pub mod scorer;
#[cfg(test)]
pub mod testing;

pub use catalogue::{BUILDERS, RANKERS, builder, find};
pub use interface::{Build, BuildError, Builder, FAMILIES, Family, RankerDescriptor};
