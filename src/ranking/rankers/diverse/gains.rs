//! A ridge regression of clicks on relevance features z and gains, and slates made greedily by its upper bounds.
//!
//! With x the features z followed by the gains, M = I + sum x x' / sigma^2 and B = sum r x / sigma^2 over the items observed,
//! w = M^-1 B; the index of an item below others is x' w + c sqrt(x' M^-1 x). What is observed is what stands above the
//! first click, and the click. Pending shows narrow the deviation of an item as observations do (see [`Pending`]).
//!
//! A gain is what the items above have left uncovered of each topic times the topics of the item. What does not depend on
//! the items above is made once a round, and topics that an item does not have are left out. With d features and m topics,
//! a round costs O(m^2 + L (d^2 + d m) + K L s^2) for items of s topics each, and O((d + m)^2) an observation; nothing
//! allocates.

use crate::agent::linear::LinearModels;
use crate::math::packed::{packed_length, unpack};
use crate::math::random::RngStream;
use crate::math::vector::{add_scaled, dot};
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::Ties;
use crate::ranking::order::chances;
use crate::ranking::rankers::pending::Pending;
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};

/// A ranker on features and gains.
#[derive(Debug, Clone)]
pub struct GainRanker {
    features: usize,
    topics: usize,
    width: f64,
    /// 1 / sigma.
    precision: f64,
    pending: Pending,
    model: LinearModels,
    /// What the items above leave uncovered of each topic.
    uncovered: Vec<f64>,
    /// M^-1 in the topics, row-major m x m.
    inverse: Vec<f64>,
    /// The topics that each item has, item after item.
    own: Vec<usize>,
    /// Where those of each item end.
    ends: Vec<usize>,
    /// For each item z' w, z' M^-1 z, and M^-1 z in the topics.
    fixed: Vec<f64>,
    /// Whether each item is in the slate.
    shown: Vec<bool>,
    /// One observation.
    x: Vec<f64>,
}

impl GainRanker {
    /// A ranker that has learned nothing, on so many of the features (zero for none of them) and all topics of an environment.
    pub fn new(features: usize, shape: &SlateShape, width: f64, sigma: f64) -> GainRanker {
        let topics = shape.topics;
        GainRanker {
            features,
            topics,
            width,
            precision: 1.0 / sigma,
            pending: Pending::new(shape.items, shape.slots),
            model: LinearModels::new(1, features + topics, 1.0, 1.0),
            uncovered: vec![1.0; topics],
            inverse: vec![0.0; topics * topics],
            own: Vec::with_capacity(shape.items * topics),
            ends: Vec::with_capacity(shape.items),
            fixed: vec![0.0; shape.items * (2 + topics)],
            shown: vec![false; shape.items],
            x: vec![0.0; features + topics],
        }
    }

    /// Bytes that it takes.
    pub fn memory(features: usize, shape: &SlateShape) -> u64 {
        let own =
            packed_length(shape.topics) + 3 * shape.topics + features + shape.items * (2 + shape.topics);
        LinearModels::memory(1, features + shape.topics, 1.0)
            + 8 * own as u64
            + shape.items as u64
            + Pending::memory(shape.items, shape.slots)
    }

    /// What does not depend on the items above.
    fn prepare(&mut self, view: &SlateView<'_>) {
        let size = self.features + self.topics;
        let (inverse, theta) = self.model.posterior(0);
        let topics = packed_length(self.topics);
        unpack(&inverse[inverse.len() - topics..], self.topics, 0.0, &mut self.inverse);
        self.own.clear();
        self.ends.clear();
        for item in view.topics.chunks_exact(self.topics) {
            self.own
                .extend(item.iter().enumerate().filter(|(_, value)| **value != 0.0).map(|(topic, _)| topic));
            self.ends.push(self.own.len());
        }
        let rows = self.fixed.chunks_exact_mut(2 + self.topics).enumerate();
        for (item, fixed) in rows {
            fixed.fill(0.0);
            let z = &view.features[item * self.features..(item + 1) * self.features];
            fixed[0] = dot(z, &theta[..self.features]);
            let mut rest = inverse;
            for (index, value) in z.iter().enumerate() {
                let (row, later) = rest.split_at(size - index);
                let (own, cross) = row.split_at(self.features - index);
                fixed[1] += value * (own[0] * value + 2.0 * dot(&own[1..], &z[index + 1..]));
                add_scaled(&mut fixed[2..], cross, *value);
                rest = later;
            }
        }
    }

    /// Estimate and standard deviation of an item below those that have been covered.
    fn estimate(&self, view: &SlateView<'_>, item: usize) -> (f64, f64) {
        let topics = &view.topics[item * self.topics..(item + 1) * self.topics];
        let fixed = &self.fixed[item * (2 + self.topics)..(item + 1) * (2 + self.topics)];
        let theta = &self.model.posterior(0).1[self.features..];
        let start = if item == 0 { 0 } else { self.ends[item - 1] };
        let own = &self.own[start..self.ends[item]];
        let (mut mean, mut variance) = (fixed[0], fixed[1]);
        for (place, topic) in own.iter().enumerate() {
            let gain = topics[*topic] * self.uncovered[*topic];
            let row = &self.inverse[topic * self.topics..(topic + 1) * self.topics];
            let mut beside = fixed[2 + topic];
            for other in &own[place + 1..] {
                beside += row[*other] * topics[*other] * self.uncovered[*other];
            }
            mean += gain * theta[*topic];
            variance += gain * (row[*topic] * gain + 2.0 * beside);
        }
        (mean, self.pending.narrowed(item, variance.max(0.0).sqrt(), self.precision))
    }

    /// Takes an item into what is covered.
    fn cover(&mut self, view: &SlateView<'_>, item: usize) {
        let topics = &view.topics[item * self.topics..(item + 1) * self.topics];
        for (left, value) in self.uncovered.iter_mut().zip(topics) {
            *left *= 1.0 - value;
        }
    }
}

crate::state::state_fields! {
    GainRanker { pending, model }
    fixed { features, topics, width, precision, uncovered, inverse, own, ends, fixed, shown, x }
}

impl Ranker for GainRanker {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        let ties = Ties::draw(stream);
        self.pending.begin(view.round, |_, _, _| {});
        self.prepare(view);
        self.uncovered.fill(1.0);
        self.shown.fill(false);
        for slot in slate.iter_mut() {
            let mut best: Option<(f64, u32)> = None;
            for item in (0..view.items).filter(|item| !self.shown[*item]) {
                let (mean, deviation) = self.estimate(view, item);
                let entry = (mean + self.width * deviation, item as u32);
                if best.is_none_or(|best| ties.before(entry, best)) {
                    best = Some(entry);
                }
            }
            // There are no fewer items than slots.
            let Some((_, item)) = best else { return };
            *slot = item;
            self.shown[item as usize] = true;
            self.cover(view, item as usize);
        }
        self.pending.show(view.round, slate);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.pending.receive(view.round, feedback.now, |_, _, _| {});
        let observed = feedback.first_click().map_or(slate.len(), |position| position + 1);
        self.uncovered.fill(1.0);
        for (item, clicked) in slate.iter().zip(feedback.clicks).take(observed) {
            let item = *item as usize;
            let (z, gains) = self.x.split_at_mut(self.features);
            for (entry, value) in z.iter_mut().zip(&view.features[item * self.features..]) {
                *entry = self.precision * value;
            }
            let topics = &view.topics[item * self.topics..(item + 1) * self.topics];
            for ((entry, value), left) in gains.iter_mut().zip(topics).zip(&self.uncovered) {
                *entry = self.precision * value * left;
            }
            self.model.learn(0, &self.x, if *clicked { self.precision } else { 0.0 });
            self.cover(view, item);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.pending.begin(view.round, |_, _, _| {});
        chances(&asked.explain(view).scores, 0)
    }

    /// Estimates and bounds are those of each item with nothing above it.
    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        self.prepare(view);
        self.uncovered.fill(1.0);
        let (mut estimates, mut scores) = (Vec::new(), Vec::new());
        for item in 0..view.items {
            let (mean, deviation) = self.estimate(view, item);
            estimates.push(mean);
            scores.push(mean + self.width * deviation);
        }
        RankerExplanation {
            estimates,
            low: Vec::new(),
            high: scores.clone(),
            scores,
            reason: RankingReason::Greedily,
        }
    }
}
