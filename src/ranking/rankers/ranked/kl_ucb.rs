//! Ranked KL-UCB: every slot has a KL-UCB of its own over all items.
//!
//! Index: the largest q with n kl(mean, q) <= ln(t - 1) after n of the t - 1 rounds so far (Garivier and Cappe 2011); items
//! that the slot never chose come first. A round costs O(K L), and the root of the index only for those items whose
//! divergence from the largest one so far leaves room for a larger one.

use super::index;
use crate::descriptor::{Descriptor, words};
use crate::math::indexes::Exploration;
use crate::ranking::rankers::cascade::{Formula, Index};
use crate::ranking::rankers::{Builder, Family, RankerDescriptor};

/// Ranked KL-UCB.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "ranked_kl_ucb",
        title: "Ranked KL-UCB",
        sentence: words(
            "Gives every slot a KL-UCB of its own, which is rewarded for clicks on its own choice; an item already shown above is replaced at random.",
        ),
        citation: words(
            "Radlinski, Kleinberg and Joachims 2008, Learning Diverse Rankings with Multi-Armed Bandits; Garivier and Cappe 2011, The KL-UCB Algorithm for Bounded Stochastic Bandits and Beyond",
        ),
        facts: &[],
        parameters: &[],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| index::memory(shape),
    note_length: |_, shape| index::note_length(shape),
    build: |_, shape| index::build(shape, FORMULA),
};

/// KL-UCB's index, its level made of the rounds so far.
pub const FORMULA: Formula =
    Formula { level: |rounds| Exploration::LogRounds.budget(1.0, rounds), index: Index::KullbackLeibler };
