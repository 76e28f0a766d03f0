//! CascadeLSB: learns what topics are worth, and fills the slate with what adds most to the items above.
//!
//! Each item attracts with probability gain' theta, the gain being what it adds to the topics covered above it; theta is
//! estimated by ridge regression, and every slot shows the item of the largest upper bound (Hiranandani, Singh, Gupta,
//! Burhanuddin, Wen and Kveton 2019, algorithm 1). See [`GainRanker`], here without features.

use super::GainRanker;
use crate::descriptor::{Descriptor, Fact, Property, Values, words};
use crate::ranking::rankers::linear::{SIGMA, WIDTH};
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Ranker, SlateShape};

/// CascadeLSB.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::LinearCascade,
    part: Descriptor {
        id: "cascade_lsb",
        title: "CascadeLSB",
        sentence: words(
            "Learns what topics are worth and shows, slot by slot, the item that may add most to those above it: a varied slate.",
        ),
        citation: words(
            "Hiranandani, Singh, Gupta, Burhanuddin, Wen and Kveton 2019, Cascading Linear Submodular Bandits: Accounting for Position Bias and Diversity in Online Learning to Rank",
        ),
        facts: &[Fact::needs(Property::Topics)],
        parameters: &[WIDTH, SIGMA],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| GainRanker::memory(0, shape),
    note_length: |_, _| 0,
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    BuildError::check(DESCRIPTOR.part.title, DESCRIPTOR.part.facts, values, shape)?;
    Ok(Box::new(GainRanker::new(0, shape, values.number(&WIDTH), values.number(&SIGMA))))
}
