//! Random: any slate, whatever the items. What every other ranker has to beat.

use super::{Builder, Family, RankerDescriptor};
use crate::descriptor::{Descriptor, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateView};

/// Random.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Baseline,
    part: Descriptor {
        id: "random_slate",
        title: "Random slate",
        sentence: words(
            "Shows any items in any order and learns nothing: what every other ranker has to beat.",
        ),
        citation: words("TF-Agents, RandomPyPolicy"),
        facts: &[],
        parameters: &[],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| 4 * shape.items as u64,
    note_length: |_, _| 0,
    build: |_, shape| Ok(Box::new(Random { deck: (0..shape.items as u32).collect() })),
};

#[derive(Clone)]
struct Random {
    /// All items, in the order in which earlier rounds have left them.
    deck: Vec<u32>,
}

crate::state::state_fields! {
    Random { deck }
    valid(ranker) { crate::state::is_order(&ranker.deck) }
}

impl Ranker for Random {
    /// The first steps of a Fisher-Yates shuffle: a uniform draw without replacement.
    fn rank(&mut self, _view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        for (position, place) in slate.iter_mut().enumerate() {
            let other = position + stream.below(self.deck.len() - position);
            self.deck.swap(position, other);
            *place = self.deck[position];
        }
    }

    fn update(&mut self, _view: &SlateView<'_>, _slate: &[u32], _feedback: &Feedback<'_>) {}

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        ActionProbabilities::even(view.items)
    }

    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        RankerExplanation { reason: RankingReason::Random, ..RankerExplanation::default() }
    }
}
