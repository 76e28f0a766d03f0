//! ADWIN: Bifet and Gavalda 2007, Learning from Time-Changing Data with Adaptive Windowing (SDM), the second algorithm of the paper.
//!
//! A window of the latest numbers is kept as an exponential histogram: buckets of 1, 2, 4, … numbers, at most [`PER_SIZE`] of each
//! size, each with its sum and its squares about its mean. Wherever the window is cut between two buckets into n0 older and n1 newer
//! numbers, their means are compared; where they differ by more than
//! sqrt(2 / m v ln(2 / d)) + 2 / (3 m) ln(2 / d), with 1 / m = 1 / n0 + 1 / n1, the variance v of the window and d = delta / ln(n0 + n1)
//! (section 3.2 of the paper), the oldest bucket is dropped, and it is looked again.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// Buckets of the same size, M in the paper.
const PER_SIZE: usize = 5;

/// It is looked for changes each time so many numbers have come, as the authors' program does.
const CLOCK: u64 = 32;

/// Fewest numbers on each side of a cut.
const LEAST: f64 = 5.0;

/// Delta where none is given: the probability of finding a change at a time where there is none, at most.
const DELTA: f64 = 0.002;

/// The sum of some numbers, and their squares about their mean.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Bucket {
    sum: f64,
    squares: f64,
}

/// The detector.
///
/// # Examples
/// ```
/// use bandit_playground::pipeline::drift::Adwin;
///
/// let mut adwin = Adwin::default();
/// assert!((0..1_000).all(|index| !adwin.push(f64::from(index % 2))));
/// assert_eq!(adwin.width(), 1_000);
/// let after = (1..200).find(|_| adwin.push(3.0)).expect("it is found");
/// assert!(after <= 32 && adwin.width() < 100, "the window holds what came after the change, and little else");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adwin {
    delta: f64,
    /// Buckets of 2^index numbers, the oldest first.
    sizes: Vec<VecDeque<Bucket>>,
    width: u64,
    sum: f64,
    squares: f64,
    ticks: u64,
}

impl Default for Adwin {
    fn default() -> Adwin {
        Adwin::new(DELTA)
    }
}

/// What n0 and n1 numbers with these sums have in squares about their common mean beside those about their own.
fn between(n0: f64, sum0: f64, n1: f64, sum1: f64) -> f64 {
    let difference = sum0 / n0 - sum1 / n1;
    n0 * n1 / (n0 + n1) * difference * difference
}

impl Adwin {
    /// A detector with this delta, above 0 and below 1.
    pub fn new(delta: f64) -> Adwin {
        Adwin { delta, sizes: vec![VecDeque::new()], width: 0, sum: 0.0, squares: 0.0, ticks: 0 }
    }

    /// How many of the latest numbers the window holds.
    pub fn width(&self) -> u64 {
        self.width
    }

    /// The mean of the window; 0 of an empty one.
    pub fn mean(&self) -> f64 {
        if self.width == 0 { 0.0 } else { self.sum / self.width as f64 }
    }

    /// Takes the next number; true where a change was found, and the window was made shorter.
    pub fn push(&mut self, value: f64) -> bool {
        if self.width > 0 {
            self.squares += between(self.width as f64, self.sum, 1.0, value);
        }
        self.width += 1;
        self.sum += value;
        self.sizes[0].push_back(Bucket { sum: value, squares: 0.0 });
        self.compress();
        self.ticks += 1;
        if !self.ticks.is_multiple_of(CLOCK) {
            return false;
        }
        let before = self.width;
        while self.has_cut() {
            self.drop_oldest();
        }
        self.width < before
    }

    /// Two buckets of a size of which there are too many become one of the next.
    fn compress(&mut self) {
        for index in 0.. {
            if self.sizes[index].len() <= PER_SIZE {
                return;
            }
            if self.sizes.len() == index + 1 {
                self.sizes.push(VecDeque::new());
            }
            let size = (1_u64 << index) as f64;
            if let (Some(one), Some(two)) = (self.sizes[index].pop_front(), self.sizes[index].pop_front()) {
                let squares = one.squares + two.squares + between(size, one.sum, size, two.sum);
                self.sizes[index + 1].push_back(Bucket { sum: one.sum + two.sum, squares });
            }
        }
    }

    /// Whether the means differ on the two sides of any cut.
    fn has_cut(&self) -> bool {
        let width = self.width as f64;
        let log = libm::log(2.0 * libm::log(width) / self.delta);
        let variance = self.squares / width;
        let (mut n0, mut sum0) = (0.0, 0.0);
        for (index, buckets) in self.sizes.iter().enumerate().rev() {
            for bucket in buckets {
                n0 += (1_u64 << index) as f64;
                sum0 += bucket.sum;
                let n1 = width - n0;
                if n0 < LEAST || n1 < LEAST {
                    continue;
                }
                let share = 1.0 / n0 + 1.0 / n1;
                let cut = (2.0 * share * variance * log).sqrt() + 2.0 / 3.0 * share * log;
                if (sum0 / n0 - (self.sum - sum0) / n1).abs() > cut {
                    return true;
                }
            }
        }
        false
    }

    fn drop_oldest(&mut self) {
        while self.sizes.len() > 1 && self.sizes.last().is_some_and(VecDeque::is_empty) {
            self.sizes.pop();
        }
        let size = 1_u64 << (self.sizes.len() - 1);
        let Some(oldest) = self.sizes.last_mut().and_then(VecDeque::pop_front) else { return };
        self.width -= size;
        self.sum -= oldest.sum;
        if self.width > 0 {
            let between = between(size as f64, oldest.sum, self.width as f64, self.sum);
            self.squares = (self.squares - oldest.squares - between).max(0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The histogram forgets nothing of what the window holds: its sum and variance are those of the latest numbers.
        #[test]
        fn the_window_is_that_of_its_numbers(values in prop::collection::vec(-5.0..5.0_f64, 1..400)) {
            let mut adwin = Adwin::default();
            for (index, value) in values.iter().enumerate() {
                adwin.push(*value);
                let held = &values[index + 1 - adwin.width as usize..=index];
                let sum: f64 = held.iter().sum();
                let mean = sum / held.len() as f64;
                let squares: f64 = held.iter().map(|value| (value - mean) * (value - mean)).sum();
                prop_assert!((adwin.sum - sum).abs() < 1e-9 && (adwin.squares - squares).abs() < 1e-7);
                prop_assert!(adwin.sizes.iter().all(|buckets| buckets.len() <= PER_SIZE));
            }
        }
    }
}
