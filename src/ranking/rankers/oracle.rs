//! The oracle: it knows the best slate. Its regret is zero, and its reward is the largest that can be expected.
//!
//! Of items that nothing tells apart (equal attraction, features and topics), it draws those that it shows at random: no click
//! model can tell such slates apart either. A round costs O(L + K m) for m items at least as attractive as the least of the
//! slate.

use super::{Builder, Family, RankerDescriptor};
use crate::descriptor::{Descriptor, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::Ties;
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateView};

/// The oracle.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Baseline,
    part: Descriptor {
        id: "oracle_slate",
        title: "Best slate",
        sentence: words(
            "Knows how attractive every item is and shows the best slate: its regret is zero, and no ranker earns more on average.",
        ),
        citation: words("TF-Agents, environment_utilities: the optimal action of an environment"),
        facts: &[],
        parameters: &[],
    },
    sees_attractions: true,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| 4 * shape.items as u64,
    note_length: |_, _| 0,
    build: |_, shape| Ok(Box::new(Oracle { eligible: Vec::with_capacity(shape.items) })),
};

#[derive(Clone)]
struct Oracle {
    /// Items at least as attractive as the least of the best slate.
    eligible: Vec<u32>,
}

/// Whether nothing tells two items apart.
fn alike(view: &SlateView<'_>, one: u32, other: u32) -> bool {
    let (one, other) = (one as usize, other as usize);
    let same = |rows: &[f64]| {
        let width = rows.len() / view.items;
        rows[one * width..(one + 1) * width] == rows[other * width..(other + 1) * width]
    };
    one == other || same(view.attractions) && same(view.features) && same(view.topics)
}

crate::state::state_fields! {
    Oracle {} fixed { eligible }
}

impl Ranker for Oracle {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        let ties = Ties::draw(stream);
        let attraction = |item: u32| view.attractions[item as usize];
        let least = view.optimum.iter().map(|item| attraction(*item)).fold(f64::INFINITY, f64::min);
        self.eligible.clear();
        self.eligible.extend((0..view.items as u32).filter(|item| attraction(*item) >= least));
        // Every item of the best slate gives its slot to one that is like it, so that there are always enough.
        for (slot, item) in view.optimum.iter().enumerate() {
            let mut choice: Option<usize> = None;
            for (place, other) in self.eligible.iter().enumerate() {
                let comes_first =
                    || choice.is_none_or(|best| ties.before((0.0, *other), (0.0, self.eligible[best])));
                if alike(view, *item, *other) && comes_first() {
                    choice = Some(place);
                }
            }
            slate[slot] = choice.map_or(*item, |place| self.eligible.swap_remove(place));
        }
    }

    fn update(&mut self, _view: &SlateView<'_>, _slate: &[u32], _feedback: &Feedback<'_>) {}

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let Some(best) = view.optimum.first() else { return ActionProbabilities::even(view.items) };
        let least =
            view.optimum.iter().map(|item| view.attractions[*item as usize]).fold(f64::INFINITY, f64::min);
        let takes = |item: u32| view.attractions[item as usize] >= least && alike(view, *best, item);
        let taken: Vec<f64> = (0..view.items as u32).map(|item| f64::from(u8::from(takes(item)))).collect();
        let count: f64 = taken.iter().sum();
        ActionProbabilities::exact(taken.iter().map(|taken| taken / count).collect())
    }

    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        RankerExplanation {
            estimates: view.attractions.to_vec(),
            scores: view.attractions.to_vec(),
            reason: RankingReason::Oracle,
            ..RankerExplanation::default()
        }
    }
}
