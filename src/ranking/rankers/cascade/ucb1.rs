//! CascadeUCB1: the largest means plus a bonus for items rarely observed.
//!
//! Index in round t of an item with mean m of T observations: m + sqrt(1.5 ln t / T) (Kveton et al. 2015,
//! algorithm 1).

use super::index_ranker::{Formula, Index, IndexRanker, START, memory};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, words};
use crate::ranking::rankers::observed::Reading;
use crate::ranking::rankers::{Builder, Family, RankerDescriptor};

const EXPLORATION: Parameter = Parameter {
    name: "exploration",
    title: "Exploration",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 1.5, scale: Scale::Linear },
    unit: "",
    help: words("How much uncertainty counts: 0 never explores, 1.5 is the paper's."),
};

/// CascadeUCB1.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Cascade,
    part: Descriptor {
        id: "cascade_ucb1",
        title: "CascadeUCB1",
        sentence: words(
            "Shows the items of the largest click rates plus a bonus for items that were rarely looked at.",
        ),
        citation: words(
            "Kveton, Szepesvari, Wen and Ashkan 2015, Cascading Bandits: Learning to Rank in the Cascade Model",
        ),
        facts: &[],
        parameters: &[EXPLORATION, START],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| memory(shape),
    note_length: |_, _| 0,
    build: |values, shape| {
        let exploration = values.number(&EXPLORATION);
        Ok(Box::new(IndexRanker::new(values, shape, Reading::FirstClick, exploration, FORMULA)))
    },
};

const FORMULA: Formula = Formula {
    level: libm::log,
    index: Index::Of(|mean, observations, level| mean + f64::sqrt(level / observations)),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::rankers::testing::{Bench, assert_near};

    /// A free look that item 0 attracts and the others don't; then round 1 shows 2, 1 and the user clicks 1.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 3, 2);
        bench.start(&[true, false, false]);
        bench.learn(&[2, 1], &[false, true]);
        let bonus = |observations: f64| (1.5 * libm::log(2.0) / observations).sqrt();
        let thought = bench.explain();
        assert_near(&thought.scores, &[1.0 + bonus(1.0), 0.5 + bonus(2.0), bonus(2.0)]);
        assert_near(&thought.estimates, &[1.0, 0.5, 0.0]);
        assert_near(&thought.low, &[0.0_f64.max(1.0 - bonus(1.0)), 0.0, 0.0]);
        assert_eq!(bench.rank(), [0, 1]);
    }

    /// What stands below the first click teaches nothing.
    #[test]
    fn what_was_not_seen_is_not_learned() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 3, 3);
        bench.learn(&[0, 1, 2], &[true, false, true]);
        let thought = bench.explain();
        assert_eq!(thought.scores[1..], [f64::INFINITY; 2]);
        assert!(thought.scores[0].is_finite());
    }
}
