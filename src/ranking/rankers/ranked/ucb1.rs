//! Ranked UCB1: every slot has a UCB1 of its own over all items.
//!
//! Index: mean + sqrt(2 ln(t - 1) / n) after n of the t - 1 rounds so far (Auer, Cesa-Bianchi and Fischer 2002); items that
//! the slot never chose come first. A round costs O(K L).

use super::index;
use crate::descriptor::{Descriptor, words};
use crate::ranking::rankers::cascade::{Formula, Index};
use crate::ranking::rankers::{Builder, Family, RankerDescriptor};

/// Ranked UCB1.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "ranked_ucb1",
        title: "Ranked UCB1",
        sentence: words(
            "Gives every slot a UCB1 of its own, which is rewarded for clicks on its own choice; an item already shown above is replaced at random.",
        ),
        citation: words(
            "Radlinski, Kleinberg and Joachims 2008, Learning Diverse Rankings with Multi-Armed Bandits",
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

/// UCB1's index, its level made of the rounds so far.
pub const FORMULA: Formula = Formula {
    level: |rounds| 2.0 * libm::log(rounds),
    index: Index::Of(|mean, choices, level| mean + f64::sqrt(level / choices)),
};
