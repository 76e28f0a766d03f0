//! The list of all agents: the single ones of `single.rs`, then the mixtures.

use super::single::{SINGLE_AGENTS, SINGLE_BUILDERS};
use super::{AgentDescriptor, Builder, mixture};
use crate::catalogue::parts;

parts! {
    /// The mixtures, whose members are single agents.
    static MIXTURES: AgentDescriptor;
    /// How they are made.
    static MIXTURE_BUILDERS: Builder;
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
    let mut all = [second[0]; ALL];
    let mut index = 0;
    while index < ALL {
        all[index] = if index < first.len() { first[index] } else { second[index - first.len()] };
        index += 1;
    }
    all
}

/// The agent of that id.
pub fn find(id: &str) -> Option<&'static AgentDescriptor> {
    AGENTS.iter().copied().find(|descriptor| descriptor.part.id == id)
}

/// How the agent of that id is made.
pub fn builder(id: &str) -> Option<&'static Builder> {
    BUILDERS.iter().copied().find(|builder| builder.descriptor.part.id == id)
}

impl AgentDescriptor {
    /// How it is made.
    ///
    /// # Panics
    /// Where it is in no list.
    pub fn builder(&self) -> &'static Builder {
        builder(self.part.id).expect("what is declared is listed")
    }
}
