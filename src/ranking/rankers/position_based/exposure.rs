//! How often items were clicked, shown and looked at.

use crate::ranking::Feedback;
use crate::ranking::rankers::pending::{Pending, Show};

/// Sums of every item, in the letters of the paper.
#[derive(Debug, Clone)]
pub struct Exposure {
    /// S: clicks.
    clicks: Vec<f64>,
    /// N: shows.
    shows: Vec<f64>,
    /// N~: the sum of the weights of the slots where it was shown, which is how often it was looked at, as expected.
    looks: Vec<f64>,
    pending: Pending,
    /// The same sum over pending shows.
    pending_looks: Vec<f64>,
}

crate::state::state_fields! {
    Exposure { clicks, shows, looks, pending, pending_looks }
}

impl Exposure {
    /// None of so many items yet.
    pub fn new(items: usize, slots: usize) -> Exposure {
        Exposure {
            clicks: vec![0.0; items],
            shows: vec![0.0; items],
            looks: vec![0.0; items],
            pending: Pending::new(items, slots),
            pending_looks: vec![0.0; items],
        }
    }

    /// Bytes that they take.
    pub fn memory(items: usize, slots: usize) -> u64 {
        32 * items as u64 + Pending::memory(items, slots)
    }

    /// A round begins, on slots of these weights.
    pub fn begin(&mut self, round: u64, weights: &[f64]) {
        self.pending.begin(round, look(&mut self.pending_looks, weights));
    }

    /// This slate is shown in a round.
    pub fn show(&mut self, round: u64, slate: &[u32]) {
        self.pending.show(round, slate);
    }

    /// Learns what came back of the slate of a round on slots of these weights.
    pub fn learn(&mut self, round: u64, weights: &[f64], slate: &[u32], feedback: &Feedback<'_>) {
        self.pending.receive(round, feedback.now, look(&mut self.pending_looks, weights));
        for ((item, clicked), weight) in slate.iter().zip(feedback.clicks).zip(weights) {
            let item = *item as usize;
            self.clicks[item] += f64::from(u8::from(*clicked));
            self.shows[item] += 1.0;
            self.looks[item] += weight;
        }
    }

    /// S / N~; none for an item that no user can have examined.
    pub fn estimate(&self, item: usize) -> Option<f64> {
        (self.looks[item] > 0.0).then(|| self.clicks[item] / self.looks[item])
    }

    /// The estimates of all items as attractions: at most 1, and 0 where there is none.
    pub fn attractions(&self) -> Vec<f64> {
        (0..self.looks.len()).map(|item| self.estimate(item).unwrap_or(0.0).min(1.0)).collect()
    }

    /// Whether any user can have looked at the item, or may have in a pending show.
    pub fn is_tried(&self, item: usize) -> bool {
        self.looks[item] + self.pending_looks[item] > 0.0
    }

    /// PBM-UCB's index: S / N~ + sqrt(N / N~) sqrt(level / (2 N~)) (Lagree, Vernade and Cappe 2016); infinite
    /// for an item that no user can have examined. Pending shows count in N and N~ of the bonus.
    pub fn upper_bound(&self, item: usize, level: f64) -> f64 {
        if !self.is_tried(item) {
            return f64::INFINITY;
        }
        let shows = self.shows[item] + self.pending.of(item);
        let looks = self.looks[item] + self.pending_looks[item];
        self.estimate(item).unwrap_or(0.0) + (shows / looks).sqrt() * (level / (2.0 * looks)).sqrt()
    }
}

/// A change of the pending shows, as looks.
fn look(looks: &mut [f64], weights: &[f64]) -> impl FnMut(Show, f64, u32) {
    |show, by, left| match left {
        // Nothing is left, not even a rounding error.
        0 => looks[show.item] = 0.0,
        _ => looks[show.item] += by * weights[show.slot],
    }
}
