//! Rankers that believe in the cascade, or in dependent clicks, and learn each item by itself.

mod cache;
pub mod dcm_kl_ucb;
pub mod discounted_ucb;
mod index_ranker;
mod kl_means;
pub mod kl_ucb;
pub mod sliding_window_ucb;
pub mod thompson;
pub mod ts_cascade;
pub mod ucb1;

pub use index_ranker::{Formula, Index};
pub use kl_means::KlMeans;
