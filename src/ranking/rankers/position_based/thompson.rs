//! PBM-TS: draws every attraction from what is believed of it, and shows the items of the largest draws.
//!
//! The belief in an item is [`Posterior`]: exact, also where it was shown on slots of different weights. Lagree, Vernade
//! and Cappe 2016 draw from the same belief by rejection from a Beta distribution; the hat here rejects fewer. A round
//! costs O(L K) logarithms for the draws, and O(K^2) for the beliefs in the items shown.

use super::{IGNORES_POSITIONS, Positions, Posterior};
use crate::declaration::{Part, Values};
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::{BuildError, Builder, Declaration, Family};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};
use crate::stream::Stream;

/// PBM-TS.
pub static DECLARATION: Declaration = Declaration {
    family: Family::ClickModel,
    part: Part {
        id: "pbm_ts",
        title: "PBM-TS",
        sentence: "Knows how likely each slot is looked at, draws how attractive each item may be, and shows the largest draws where they are seen.",
        citation: "Lagree, Vernade and Cappe 2016, Multiple-Play Bandits in the Position-Based Model",
        parameters: &[IGNORES_POSITIONS],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    declaration: &DECLARATION,
    memory: |_, shape| {
        let own = size_of::<Posterior>() + 16 + 8 * shape.slots;
        (shape.items * own) as u64 + Positions::memory(shape.slots)
    },
    note_length: |_, _| 0,
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    Ok(Box::new(PbmTs {
        positions: Positions::new(DECLARATION.part.title, values, shape)?,
        clicks: vec![0.0; shape.items],
        misses: vec![0.0; shape.items * shape.slots],
        beliefs: vec![Posterior::even(); shape.items],
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
    beliefs: Vec<Posterior>,
    /// The draws of the last round.
    scores: Vec<f64>,
    best: Vec<u32>,
}

impl PbmTs {
    /// Draws an attraction for each item and finds the best.
    fn draw(&mut self, stream: &mut Stream) {
        let rows = self.misses.chunks_exact(self.best.len());
        for ((score, belief), misses) in self.scores.iter_mut().zip(&self.beliefs).zip(rows) {
            *score = belief.draw(misses, &self.positions.weights, stream);
        }
        largest(&self.scores, Ties::draw(stream), &mut self.best);
    }
}

crate::state::state_fields! {
    PbmTs { clicks, misses, beliefs, scores } fixed { positions, best }
}

impl Ranker for PbmTs {
    fn rank(&mut self, _view: &SlateView<'_>, stream: &mut Stream, slate: &mut [u32]) {
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
            self.beliefs[item] = Posterior::new(self.clicks[item], misses, &self.positions.weights);
        }
    }

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
            estimates: self.beliefs.iter().map(Posterior::mode).collect(),
            scores: self.scores.clone(),
            reason: RankingReason::Sampled,
            ..RankerExplanation::default()
        }
    }
}
