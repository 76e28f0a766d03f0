//! Popularity: the items that were clicked most, on any slate. What a list of bestsellers does.

use super::observed::{Counts, Reading};
use super::{Builder, Family, RankerDescriptor};
use crate::descriptor::{Descriptor, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateView};

/// Popularity.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Baseline,
    part: Descriptor {
        id: "popular_slate",
        title: "Most clicked",
        sentence: words(
            "Shows the items that were clicked most often so far, as a list of bestsellers does; what starts low stays low.",
        ),
        citation: words(
            "Zong, Ni, Sung, Ke, Wen and Kveton 2016, Cascading Bandits for Large-Scale Recommendation Problems",
        ),
        facts: &[],
        parameters: &[],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| Counts::memory(shape.items) + 8 * shape.items as u64,
    note_length: |_, _| 0,
    build: |_, shape| {
        Ok(Box::new(Popular { counts: Counts::new(shape.items), clicks: vec![0.0; shape.items] }))
    },
};

#[derive(Clone)]
struct Popular {
    /// What the estimates are made of.
    counts: Counts,
    clicks: Vec<f64>,
}

crate::state::state_fields! {
    Popular { counts, clicks }
}

impl Ranker for Popular {
    fn rank(&mut self, _view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        largest(&self.clicks, Ties::draw(stream), slate);
    }

    fn update(&mut self, _view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        for (item, clicked) in Reading::LastClick.observations(slate, feedback) {
            self.counts.learn(item, clicked);
            self.clicks[item] = self.counts.clicks(item);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, _view: &SlateView<'_>) -> ActionProbabilities {
        chances(&self.clicks, 0)
    }

    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        RankerExplanation {
            estimates: self.counts.means(),
            scores: self.clicks.clone(),
            reason: RankingReason::Greedy,
            ..RankerExplanation::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn what_was_clicked_most_comes_first() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 4, 2);
        bench.learn(&[3, 1], &[false, true]);
        bench.learn(&[1, 3], &[true, true]);
        assert_eq!(bench.rank(), [1, 3]);
        assert_eq!(bench.explain().estimates, [0.0, 1.0, 0.0, 0.5]);
    }
}
