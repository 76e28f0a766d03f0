//! Rankers that believe in the cascade and that an item attracts by what it adds to the items above it.
//!
//! How far a slate covers topic j is c_j = 1 - prod (1 - x_j) over its items; what an item adds below others is its gain,
//! x_j prod (1 - x_j of those above) in every topic (Yue and Guestrin 2011, Linear Submodular Bandits and their Application
//! to Diversified Retrieval).

mod gains;
pub mod hybrid;
pub mod lsb;

pub use gains::GainRanker;
