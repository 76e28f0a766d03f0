//! PBM-PIE: all slots but one show the leaders, and the last one explores (parsimonious item exploration).
//!
//! Leaders are the K items of the largest estimates S / N~. The first K - 1 are shown in order. The last slot belongs to the
//! K-th, but in every other round, by a coin, to one of those items that are no leaders and may still be as good as the
//! K-th, drawn evenly: those whose index is at least its estimate. The index of an item is the largest q with
//! sum_l N(l) kl(S(l) / N(l), kappa(l) q) <= ln t, over the slots l where it was shown (Lagree, Vernade and Cappe 2016,
//! algorithm PBM-PIE, where the level is (1 + epsilon) ln T for a horizon T known before). Items that no user can have examined have an infinite estimate, and so
//! are shown first; while all shows of an item are pending, its estimate is 0. Rivals are drawn evenly, so that they need not
//! count pending shows. The order of the slots is that of their weights.
//!
//! Whether an index reaches a number takes no root: the sum is convex in q, so that it is enough to look at it there. A
//! round costs O(L K), with logarithms for the slots where an item was ever shown.

use super::{Exposure, IGNORES_POSITIONS, Positions};
use crate::descriptor::{Descriptor, Values, words};
use crate::math::indexes::kl_bernoulli;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};

/// PBM-PIE.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "pbm_pie",
        title: "PBM-PIE",
        sentence: words(
            "Shows the leaders and tries items that may be as good on the last slot only, where a bad one costs least.",
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
        let own = Exposure::memory(shape.items, shape.slots)
            + 12 * shape.items as u64
            + Positions::memory(shape.slots);
        own + 16 * shape.items as u64 * shape.slots as u64
    },
    note_length: |_, _| 0,
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    Ok(Box::new(PbmPie {
        positions: Positions::new(DESCRIPTOR.part.title, values, shape)?,
        exposure: Exposure::new(shape.items, shape.slots),
        clicks: vec![0.0; shape.items * shape.slots],
        shows: vec![0.0; shape.items * shape.slots],
        scores: vec![0.0; shape.items],
        leaders: vec![0; shape.slots],
        rivals: Vec::with_capacity(shape.items),
        explores: false,
    }))
}

#[derive(Debug, Clone)]
struct PbmPie {
    positions: Positions,
    exposure: Exposure,
    /// S(l) and N(l), row-major L x K.
    clicks: Vec<f64>,
    shows: Vec<f64>,
    scores: Vec<f64>,
    leaders: Vec<u32>,
    rivals: Vec<u32>,
    /// Whether the last slate tried a rival.
    explores: bool,
}

impl PbmPie {
    fn score(&mut self) {
        for (item, score) in self.scores.iter_mut().enumerate() {
            let unknown = if self.exposure.is_tried(item) { 0.0 } else { f64::INFINITY };
            *score = self.exposure.estimate(item).unwrap_or(unknown);
        }
    }

    /// Whether the index of an item lies at `attraction` or above.
    fn reaches(&self, item: usize, attraction: f64, level: f64) -> bool {
        let slots = self.positions.weights.len();
        let row = item * slots..(item + 1) * slots;
        let (mut divergence, mut slope) = (0.0, 0.0);
        for ((clicks, shows), weight) in
            self.clicks[row.clone()].iter().zip(&self.shows[row]).zip(&self.positions.weights)
        {
            if *shows > 0.0 {
                let expected = weight * attraction;
                divergence += shows * kl_bernoulli(clicks / shows, expected);
                // Of the sign of the derivative, which is this over the attraction.
                slope += (shows * expected - clicks) / (1.0 - expected).max(f64::MIN_POSITIVE);
            }
        }
        // Above the level on the left of the smallest sum, the index may still lie further right.
        divergence <= level || slope < 0.0
    }

    /// The index of an item, in 0 to 1, by halving.
    fn upper_bound(&self, item: usize, level: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        if self.reaches(item, 1.0, level) {
            return 1.0;
        }
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            if self.reaches(item, middle, level) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }
}

crate::state::state_fields! {
    PbmPie { exposure, clicks, shows, explores } fixed { positions, scores, leaders, rivals }
}

impl Ranker for PbmPie {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.exposure.begin(view.round, &self.positions.weights);
        self.score();
        let ties = Ties::draw(stream);
        largest(&self.scores, ties, &mut self.leaders);
        self.explores = false;
        let last = self.leaders.len() - 1;
        let least = self.scores[self.leaders[last] as usize];
        // While some of the leaders were never seen, there is no one to compare with.
        if least.is_finite() {
            let level = libm::log(view.round as f64);
            self.rivals.clear();
            for item in 0..view.items {
                if !self.leaders.contains(&(item as u32)) && self.reaches(item, least.min(1.0), level) {
                    self.rivals.push(item as u32);
                }
            }
            if !self.rivals.is_empty() && stream.below(2) == 1 {
                self.leaders[last] = self.rivals[stream.below(self.rivals.len())];
                self.explores = true;
            }
        }
        self.positions.place(&self.leaders, slate);
        self.exposure.show(view.round, slate);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.exposure.learn(view.round, &self.positions.weights, slate, feedback);
        for (slot, (item, clicked)) in slate.iter().zip(feedback.clicks).enumerate() {
            let place = *item as usize * slate.len() + slot;
            self.clicks[place] += f64::from(u8::from(*clicked));
            self.shows[place] += 1.0;
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.exposure.begin(view.round, &self.positions.weights);
        asked.score();
        let (place, last) = (self.positions.place_of_first_slot(), self.leaders.len() - 1);
        if place < last {
            return chances(&asked.scores, place);
        }
        // A rival takes the last place now and then, and who is one depends on which of equal items lead.
        let mut slate = self.leaders.clone();
        ActionProbabilities::of_draws(view.items, |stream| {
            asked.clone().rank(view, stream, &mut slate);
            slate[0] as usize
        })
    }

    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        self.score();
        let level = libm::log(view.round as f64);
        let estimates = self.exposure.attractions();
        // The bound lies around the likeliest attraction, which the plain estimate may exceed.
        let high = (0..view.items).map(|item| self.upper_bound(item, level).max(estimates[item]));
        RankerExplanation {
            low: Vec::new(),
            high: high.collect(),
            estimates,
            scores: self.scores.clone(),
            reason: if self.explores { RankingReason::Exploring } else { RankingReason::Greedy },
        }
    }
}
