//! The largest of min(1, x' theta + c sqrt(x' M^-1 x)), without looking at every width.
//!
//! While features stay, an observation can only make x' M^-1 x smaller, so a width computed before is an upper bound now.
//! Items are ranked by those bounds; the widths of the items that come out on top are computed again, until all of the
//! slate's are fresh. The slate is the same as if every width had been computed, but for rounding. Where features are new,
//! the bound is |x|, as M is never below the identity.
//!
//! A round costs O(L d) for the means and O(d^2) for each width that is looked at: a few slates' worth, instead of
//! O(L d^2).
//!
//! Pending shows narrow the width of an item as observations do, see [`Pending`].

use super::Ridge;
use crate::math::random::RngStream;
use crate::math::vector::dot;
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::pending::Pending;
use crate::ranking::{RankerExplanation, RankingReason, SlateShape, SlateView};
use crate::state::{State, StateError, StateIo};

/// Means, widths and the largest upper ends of what attractions may be.
#[derive(Debug, Clone)]
pub struct Optimistic {
    dimension: usize,
    /// How many standard deviations count.
    c: f64,
    /// What an observation of the first slot counts in the regression: its features times this.
    precision: f64,
    pending: Pending,
    means: Vec<f64>,
    /// sqrt(x' M^-1 x) as of the last look.
    deviations: Vec<f64>,
    /// Revision of the regression at that look; none since the features are new.
    looked: Vec<Option<u64>>,
    scores: Vec<f64>,
    features_revision: Option<u64>,
    /// Whether the bounds were loaded and may be of other features under the same revision.
    unverified: bool,
}

impl State for Optimistic {
    /// The bounds are kept, so that it goes on with the same bits; whether they are those of the features that it meets
    /// is seen when it first looks at them.
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        self.pending.state(io)?;
        self.deviations.state(io)?;
        self.looked.state(io)?;
        self.features_revision.state(io)?;
        self.unverified |= io.is_reading();
        Ok(())
    }
}

impl Optimistic {
    /// Nothing computed yet, for the items of this environment. `c` is how many standard deviations count, and `precision` what the
    /// features of an observation are multiplied by.
    pub fn new(shape: &SlateShape, c: f64, precision: f64) -> Optimistic {
        let items = shape.items;
        Optimistic {
            dimension: shape.features,
            c,
            precision,
            pending: Pending::new(items, shape.slots),
            means: vec![0.0; items],
            deviations: vec![0.0; items],
            looked: vec![None; items],
            scores: vec![0.0; items],
            features_revision: None,
            unverified: false,
        }
    }

    /// Bytes that it takes.
    pub fn memory(shape: &SlateShape) -> u64 {
        40 * shape.items as u64 + Pending::memory(shape.items, shape.slots)
    }

    fn x<'a>(&self, view: &SlateView<'a>, item: usize) -> &'a [f64] {
        &view.features[item * self.dimension..(item + 1) * self.dimension]
    }

    fn score(&mut self, item: usize) {
        let deviation = self.pending.narrowed(item, self.deviations[item], self.precision);
        self.scores[item] = (self.means[item] + self.c * deviation).min(1.0);
    }

    /// Whether every deviation is one of these features: what was looked at is exact, all others are bounds.
    fn bounds_hold(&self, ridge: &mut Ridge, view: &SlateView<'_>) -> bool {
        (0..self.deviations.len()).all(|item| {
            let exact = f64::sqrt(ridge.variance(self.x(view, item)));
            if self.looked[item] == Some(ridge.revision()) {
                exact.to_bits() == self.deviations[item].to_bits()
            } else {
                exact <= self.deviations[item] * (1.0 + 1e-9)
            }
        })
    }

    /// Means of now, and scores that no true one is above.
    fn prepare(&mut self, ridge: &mut Ridge, view: &SlateView<'_>) {
        ridge.means(view.features, &mut self.means);
        if std::mem::take(&mut self.unverified) && !self.bounds_hold(ridge, view) {
            self.features_revision = None;
        }
        if self.features_revision != Some(view.features_revision) {
            self.features_revision = Some(view.features_revision);
            for item in 0..self.means.len() {
                let x = self.x(view, item);
                self.deviations[item] = f64::sqrt(dot(x, x));
            }
            self.looked.fill(None);
        }
        (0..self.scores.len()).for_each(|item| self.score(item));
    }

    /// Computes the item's width, unless that was done since the last observation. Whether it had to be.
    fn look(&mut self, ridge: &mut Ridge, view: &SlateView<'_>, item: usize) -> bool {
        if self.looked[item] == Some(ridge.revision()) {
            return false;
        }
        let variance = ridge.variance(self.x(view, item));
        self.deviations[item] = f64::sqrt(variance);
        self.looked[item] = Some(ridge.revision());
        self.score(item);
        true
    }

    /// Fills the slate with the items of the largest scores.
    pub fn rank(
        &mut self,
        ridge: &mut Ridge,
        view: &SlateView<'_>,
        stream: &mut RngStream,
        slate: &mut [u32],
    ) {
        self.begin(view.round);
        self.prepare(ridge, view);
        let ties = Ties::draw(stream);
        loop {
            largest(&self.scores, ties, slate);
            let mut stale = false;
            for item in slate.iter() {
                stale |= self.look(ridge, view, *item as usize);
            }
            if !stale {
                break;
            }
        }
        self.pending.show(view.round, slate);
    }

    /// A round begins: what was shown in the last is under way.
    pub fn begin(&mut self, round: u64) {
        self.pending.begin(round, |_, _, _| {});
    }

    /// Feedback arrived on a round at the end of round `now`.
    pub fn receive(&mut self, round: u64, now: u64) {
        self.pending.receive(round, now, |_, _, _| {});
    }

    /// Every mean and width.
    pub fn explain(&mut self, ridge: &mut Ridge, view: &SlateView<'_>) -> RankerExplanation {
        // On a copy: a look that no one takes in a fast run must not leave a trace.
        let mut seen = self.clone();
        seen.prepare(ridge, view);
        for item in 0..seen.scores.len() {
            seen.look(ridge, view, item);
        }
        let ends = seen.means.iter().zip(&seen.deviations).zip(&seen.scores);
        RankerExplanation {
            low: ends.map(|((mean, deviation), high)| (mean - self.c * deviation).min(*high)).collect(),
            high: seen.scores.clone(),
            scores: seen.scores,
            estimates: seen.means,
            reason: RankingReason::Optimism,
        }
    }
}
