//! How often items were clicked, shown and looked at.

use crate::ranking::Feedback;

/// Sums of every item, in the letters of the paper.
#[derive(Debug, Clone)]
pub struct Exposure {
    /// S: clicks.
    clicks: Vec<f64>,
    /// N: shows.
    shows: Vec<f64>,
    /// N~: the sum of the weights of the slots where it was shown, which is how often it was looked at, as expected.
    looks: Vec<f64>,
}

impl Exposure {
    /// None of so many items yet.
    pub fn new(items: usize) -> Exposure {
        Exposure { clicks: vec![0.0; items], shows: vec![0.0; items], looks: vec![0.0; items] }
    }

    /// Bytes that they take.
    pub fn memory(items: usize) -> u64 {
        24 * items as u64
    }

    /// Learns what came back of a slate on slots of these weights.
    pub fn learn(&mut self, weights: &[f64], slate: &[u32], feedback: &Feedback<'_>) {
        for ((item, clicked), weight) in slate.iter().zip(feedback.clicks).zip(weights) {
            let item = *item as usize;
            self.clicks[item] += f64::from(u8::from(*clicked));
            self.shows[item] += 1.0;
            self.looks[item] += weight;
        }
    }

    /// S / N~; none for an item that nobody can have looked at.
    pub fn estimate(&self, item: usize) -> Option<f64> {
        (self.looks[item] > 0.0).then(|| self.clicks[item] / self.looks[item])
    }

    /// The estimates of all items as attractions: at most 1, and 0 where there is none.
    pub fn attractions(&self) -> Vec<f64> {
        (0..self.looks.len()).map(|item| self.estimate(item).unwrap_or(0.0).min(1.0)).collect()
    }

    /// PBM-UCB's index: S / N~ + sqrt(N / N~) sqrt(level / (2 N~)) (Lagree, Vernade and Cappe 2016); infinite
    /// for an item that nobody can have looked at.
    pub fn upper_bound(&self, item: usize, level: f64) -> f64 {
        let looks = self.looks[item];
        self.estimate(item).map_or(f64::INFINITY, |mean| {
            mean + (self.shows[item] / looks).sqrt() * (level / (2.0 * looks)).sqrt()
        })
    }
}
