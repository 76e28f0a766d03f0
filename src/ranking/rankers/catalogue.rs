//! The list of the rankers. To add one is to add a line.

use super::{
    Builder, RankerDescriptor, cascade, diverse, general, linear, oracle, popular, position_based, random,
    ranked, scorer,
};
use crate::catalogue::{lookups, parts};

parts! {
    /// Every ranker, in the order of the catalogue.
    pub static RANKERS: RankerDescriptor;
    /// How they are made.
    pub static BUILDERS: Builder;
    starter: ;
    cascade::ucb1,
    cascade::kl_ucb,
    cascade::thompson,
    cascade::ts_cascade,
    cascade::discounted_ucb,
    cascade::sliding_window_ucb,
    linear::lin_ucb,
    linear::lin_ts,
    linear::c3_ucb,
    cascade::dcm_kl_ucb,
    general::top_rank,
    general::batch_rank,
    general::bubble_rank,
    general::recur_rank,
    position_based::ucb,
    position_based::thompson,
    position_based::pie,
    ranked::ucb1,
    ranked::kl_ucb,
    ranked::exp3,
    diverse::lsb,
    diverse::hybrid,
    scorer::ranking_agent,
    scorer::reinforce,
    random,
    popular,
    oracle,
}

lookups! { RANKERS: RankerDescriptor, BUILDERS: Builder }
