//! PBM-TS: draws every attraction from what is believed of it, and shows the items of the largest draws.
//!
//! The belief in an item is [`Posterior`]: exact, also where it was shown on slots of different weights. Lagree, Vernade
//! and Cappe 2016 draw from the same belief by rejection from a Beta distribution; the hat here rejects fewer. A round
//! costs O(L K) logarithms for the draws, and O(K^2) for the item estimates in the items shown.

use super::{IGNORES_POSITIONS, Positions, Posterior};
use crate::descriptor::{Descriptor, Values, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};

/// PBM-TS.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "pbm_ts",
        title: "PBM-TS",
        sentence: words(
            "Knows how likely each slot is looked at, draws how attractive each item may be, and shows the largest draws where they are seen.",
        ),
        citation: words("Lagree, Vernade and Cappe 2016, Multiple-Play Bandits in the Position-Based Model"),
        facts: super::FACTS,
        parameters: &[IGNORES_POSITIONS],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| {
        let own = size_of::<Posterior>() + 16 + 8 * shape.slots;
        (shape.items * own) as u64 + Positions::memory(shape.slots)
    },
    note_length: |_, _| 0,
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    Ok(Box::new(PbmTs {
        positions: Positions::new(DESCRIPTOR.part.title, values, shape)?,
        clicks: vec![0.0; shape.items],
        misses: vec![0.0; shape.items * shape.slots],
        item_estimates: vec![Posterior::even(); shape.items],
        scores: vec![0.0; shape.items],
        best: vec![0; shape.slots],
    }))
}

#[derive(Debug, Clone)]
struct PbmTs {
    positions: Positions,
    clicks: Vec<f64>,
    /// Row-major L x K.
    misses: Vec<f64>,
    item_estimates: Vec<Posterior>,
    /// The draws of the last round.
    scores: Vec<f64>,
    best: Vec<u32>,
}

impl PbmTs {
    /// Draws an attraction for each item and finds the best.
    fn draw(&mut self, stream: &mut RngStream) {
        let rows = self.misses.chunks_exact(self.best.len());
        for ((score, belief), misses) in self.scores.iter_mut().zip(&self.item_estimates).zip(rows) {
            *score = belief.draw(misses, &self.positions.weights, stream);
        }
        largest(&self.scores, Ties::draw(stream), &mut self.best);
    }
}

crate::state::state_fields! {
    PbmTs { clicks, misses, item_estimates, scores } fixed { positions, best }
}

impl Ranker for PbmTs {
    fn rank(&mut self, _view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.draw(stream);
        self.positions.place(&self.best, slate);
    }

    fn update(&mut self, _view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        for (slot, (item, clicked)) in slate.iter().zip(feedback.clicks).enumerate() {
            let item = *item as usize;
            let misses = &mut self.misses[item * slate.len()..(item + 1) * slate.len()];
            if *clicked {
                self.clicks[item] += 1.0;
            } else {
                misses[slot] += 1.0;
            }
            self.item_estimates[item] = Posterior::new(self.clicks[item], misses, &self.positions.weights);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let (mut asked, place) = (self.clone(), self.positions.place_of_first_slot());
        ActionProbabilities::of_draws(view.items, |stream| {
            asked.draw(stream);
            asked.best[place] as usize
        })
    }

    /// Estimates are the most likely attractions, scores the draws.
    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        RankerExplanation {
            estimates: self.item_estimates.iter().map(Posterior::mode).collect(),
            scores: self.scores.clone(),
            reason: RankingReason::Sampled,
            ..RankerExplanation::default()
        }
    }
}
