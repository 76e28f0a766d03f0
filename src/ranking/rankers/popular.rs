//! Popularity: the items that were clicked most, on any slate. What a list of bestsellers does.

use super::observed::{Counts, Reading};
use super::{Builder, Declaration, Family};
use crate::declaration::Part;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateView};
use crate::stream::Stream;

/// Popularity.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Baseline,
    part: Part {
        id: "popular_slate",
        title: "Most clicked",
        sentence: "Shows the items that were clicked most often so far, as a list of bestsellers does; what starts low stays low.",
        citation: "Zong, Ni, Sung, Ke, Wen and Kveton 2016, Cascading Bandits for Large-Scale Recommendation Problems",
        parameters: &[],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    declaration: &DECLARATION,
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
    fn rank(&mut self, _view: &SlateView<'_>, stream: &mut Stream, slate: &mut [u32]) {
        largest(&self.clicks, Ties::draw(stream), slate);
    }

    fn update(&mut self, _view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        for (item, clicked) in Reading::LastClick.observations(slate, feedback) {
            self.counts.learn(item, clicked);
            self.clicks[item] = self.counts.clicks(item);
        }
    }

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
        let mut bench = Bench::new(&DECLARATION, &[], 4, 2);
        bench.learn(&[3, 1], &[false, true]);
        bench.learn(&[1, 3], &[true, true]);
        assert_eq!(bench.rank(), [1, 3]);
        assert_eq!(bench.explain().estimates, [0.0, 1.0, 0.0, 0.5]);
    }
}
