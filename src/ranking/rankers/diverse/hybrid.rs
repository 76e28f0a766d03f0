//! CascadeHybrid: learns what features are worth and what topics are, and fills the slate with what adds most.
//!
//! Each item attracts with probability z' beta + gain' theta: relevance by its features, variety by what it adds to the
//! topics covered above it (Li, Feng and de Rijke 2020, algorithm 1). The paper keeps the two regressions apart, in blocks
//! as hybrid LinUCB does; with one beta and one theta they are one ridge regression of both, which is what [`GainRanker`]
//! solves.

use super::GainRanker;
use crate::descriptor::{Descriptor, Fact, Property, Values, words};
use crate::ranking::rankers::linear::{SIGMA, WIDTH};
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Ranker, SlateShape};

/// CascadeHybrid.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::LinearCascade,
    part: Descriptor {
        id: "cascade_hybrid",
        title: "CascadeHybrid",
        sentence: words(
            "Learns what features are worth and what topics add, and shows, slot by slot, the item that may add most to those above it.",
        ),
        citation: words(
            "Li, Feng and de Rijke 2020, Cascading Hybrid Bandits: Online Learning to Rank for Relevance and Diversity",
        ),
        facts: &[Fact::needs(Property::ItemFeatures), Fact::needs(Property::Topics)],
        parameters: &[WIDTH, SIGMA],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| GainRanker::memory(shape.features, shape),
    note_length: |_, _| 0,
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    BuildError::check(DESCRIPTOR.part.title, DESCRIPTOR.part.facts, values, shape)?;
    Ok(Box::new(GainRanker::new(shape.features, shape, values.number(&WIDTH), values.number(&SIGMA))))
}
