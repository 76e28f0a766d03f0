//! Who is there at a time: a window that turns over a circle.

use crate::sampling::shuffle;
use crate::stream::Stream;

/// Users or items on a circle, in a random order, and a window over a part of it that turns evenly, once in so many
/// rounds. Whoever is within the window is there; so who is there changes little by little.
#[derive(Clone)]
pub struct Circle {
    /// Each one's place on the circle.
    places: Vec<usize>,
    /// How many places the window has, at least one.
    window: usize,
    turnover: u64,
}

impl Circle {
    /// So many on a circle, of whom a share is there at a time, at least one. None where all are, or there is only one.
    pub fn drawn(count: usize, share: f64, turnover: usize, stream: &mut Stream) -> Option<Circle> {
        if count < 2 || share >= 1.0 {
            return None;
        }
        let mut places: Vec<usize> = (0..count).collect();
        shuffle(&mut places, stream);
        let window = ((share * count as f64) as usize).max(1);
        Some(Circle { places, window, turnover: turnover.max(1) as u64 })
    }

    /// The place where the window begins in this round, counted from zero.
    pub fn start(&self, round: u64) -> usize {
        let turned = (round % self.turnover) as f64 / self.turnover as f64;
        (turned * self.places.len() as f64) as usize % self.places.len()
    }

    /// How many places after the window's beginning this one stands: of those that are not there, the fewer the sooner
    /// they come.
    pub fn distance(&self, start: usize, one: usize) -> usize {
        let count = self.places.len();
        let place = self.places.get(one).copied().unwrap_or_default();
        (place + count - start) % count
    }

    /// Whether this one is there when the window begins at that place.
    pub fn is_there(&self, start: usize, one: usize) -> bool {
        self.distance(start, one) < self.window
    }
}
