//! The list of all agents: the single ones of `single.rs`, then the mixtures.

use super::single::{SINGLE_AGENTS, SINGLE_BUILDERS};
use super::{AgentDescriptor, Builder, mixture};
use crate::catalogue::{lookups, parts};

parts! {
    /// The mixtures, whose members are single agents.
    static MIXTURES: AgentDescriptor;
    /// How they are made.
    static MIXTURE_BUILDERS: Builder;
    starter: ;
    mixture::static_mixture,
    mixture::exp3_mixture,
}

/// Every agent: the single ones, then the mixtures.
pub static AGENTS: &[&AgentDescriptor] =
    &chained::<_, { SINGLE_AGENTS.len() + MIXTURES.len() }>(SINGLE_AGENTS, MIXTURES);

/// How they are made.
pub static BUILDERS: &[&Builder] =
    &chained::<_, { SINGLE_BUILDERS.len() + MIXTURE_BUILDERS.len() }>(SINGLE_BUILDERS, MIXTURE_BUILDERS);

const fn chained<Item, const ALL: usize>(
    first: &[&'static Item],
    second: &[&'static Item],
) -> [&'static Item; ALL] {
    let mut all = [first[0]; ALL];
    let mut index = 0;
    while index < ALL {
        all[index] = if index < first.len() { first[index] } else { second[index - first.len()] };
        index += 1;
    }
    all
}

lookups! { AGENTS: AgentDescriptor, BUILDERS: Builder }
