//! CascadeKL-UCB: the largest attractions that the clicks do not rule out.
//!
//! Index in round t of an item with mean m of T observations: the largest q with T kl(m, q) <= ln t + 3 ln ln t (Kveton
//! et al. 2015, algorithm 1).

use super::index_ranker::{Formula, Index, IndexRanker, START, memory};
use crate::descriptor::{Descriptor, Values, words};
use crate::math::indexes::Exploration;
use crate::ranking::rankers::observed::Reading;
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Ranker, SlateShape};

/// CascadeKL-UCB.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Cascade,
    part: Descriptor {
        id: "cascade_kl_ucb",
        title: "CascadeKL-UCB",
        sentence: words(
            "Shows the items of the largest attractions that the clicks so far do not rule out; for coin flips that is a tighter bound than CascadeUCB1's.",
        ),
        citation: words(
            "Kveton, Szepesvari, Wen and Ashkan 2015, Cascading Bandits: Learning to Rank in the Cascade Model",
        ),
        facts: &[],
        parameters: &[START],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| memory(shape),
    note_length: |_, _| 0,
    build: |values, shape| build(values, shape, Reading::FirstClick),
};

/// A KL-UCB ranker that reads clicks in this way.
pub fn build(values: &Values, shape: &SlateShape, reading: Reading) -> Result<Box<dyn Ranker>, BuildError> {
    Ok(Box::new(IndexRanker::new(values, shape, reading, 1.0, FORMULA)))
}

const FORMULA: Formula = Formula {
    level: |round| Exploration::LogRoundsAndMore.budget(1.0, round),
    index: Index::KullbackLeibler,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::rankers::testing::{Bench, assert_near};
    use proptest::prelude::*;

    /// An item that never attracted: T kl(0, q) = -T ln(1 - q) gives 1 - exp(-budget / T); one that always did: 1.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 3, 2);
        bench.start(&[true, false, false]);
        bench.learn(&[1, 0], &[false, true]);
        bench.learn(&[1, 2], &[false, false]);
        let budget = libm::log(3.0) + 3.0 * libm::log(libm::log(3.0));
        let zero = |observations: f64| 1.0 - libm::exp(-budget / observations);
        let thought = bench.explain();
        assert_near(&thought.scores, &[1.0, zero(3.0), zero(2.0)]);
        assert_near(&thought.low, &[1.0 - zero(2.0), 0.0, 0.0]);
        assert_eq!(bench.rank(), [0, 2]);
    }

    proptest! {
        /// Computing few indexes shows the same slate as computing all.
        #[test]
        fn the_slate_is_that_of_all_indexes(
            rounds in proptest::collection::vec(proptest::collection::vec(proptest::bool::weighted(0.1), 3), 1..60),
        ) {
            let mut bench = Bench::new(&DESCRIPTOR, &[], 12, 3);
            bench.start(&[false, true, false, false, true, false, false, false, true, false, false, false]);
            for clicks in rounds {
                let scores = bench.explain().scores;
                let slate = bench.rank();
                let shown: Vec<f64> = slate.iter().map(|item| scores[*item as usize]).collect();
                prop_assert!(shown.windows(2).all(|pair| pair[0] >= pair[1]));
                for (item, score) in scores.iter().enumerate() {
                    prop_assert!(slate.contains(&(item as u32)) || *score <= shown[2]);
                }
                bench.learn(&slate, &clicks);
            }
        }
    }
}
