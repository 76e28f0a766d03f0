//! dcmKL-UCB: CascadeKL-UCB for users who may click several times.
//!
//! The same index; what is learned from is all down to the last click, since the user certainly looked at that much, and
//! the whole slate where there was no click (Katariya, Kveton, Szepesvari and Wen 2016, algorithm 1). The paper puts the
//! largest indexes where a click satisfies most; in our click model that is from the top down.

use super::index_ranker::{START, memory};
use super::kl_ucb;
use crate::descriptor::{Descriptor, words};
use crate::ranking::rankers::observed::Reading;
use crate::ranking::rankers::{Builder, Family, RankerDescriptor};

/// dcmKL-UCB.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "dcm_kl_ucb",
        title: "dcmKL-UCB",
        sentence: words(
            "CascadeKL-UCB for users who may go on after a click: it learns from everything down to the last click.",
        ),
        citation: words(
            "Katariya, Kveton, Szepesvari and Wen 2016, DCM Bandits: Learning to Rank with Multiple Clicks",
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
    build: |values, shape| kl_ucb::build(values, shape, Reading::LastClick),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::rankers::testing::Bench;

    #[test]
    fn it_learns_down_to_the_last_click() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 4, 4);
        bench.learn(&[3, 1, 0, 2], &[true, false, true, false]);
        let thought = bench.explain();
        assert_eq!(thought.estimates, [1.0, 0.0, 0.0, 1.0]);
        assert_eq!(thought.scores[2], f64::INFINITY, "item 2 stands below the last click");
        assert!(thought.scores[1].is_finite(), "item 1 was looked at");
    }
}
