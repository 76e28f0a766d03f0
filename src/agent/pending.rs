//! Choices without feedback so far, for agents that are optimistic about what they don't know.
//!
//! An arm counts as tried when it is chosen. If only rewards that have arrived made a bonus smaller, then for as long as
//! feedback takes one arm would look as promising as before, and be chosen again and again. So a bonus counts choices under
//! way too, as if they had earned what the arm has earned so far (Desautels, Krause and Burdick 2014, Parallelizing
//! Exploration-Exploitation Tradeoffs in Gaussian Process Bandit Optimization, section 4).
//!
//! Choices after the latest round with feedback are under way. An earlier one without feedback counts as missing,
//! so that no bonus shrinks for rewards that never come; if it comes all the same, it is learned like any other.

use crate::state::{State, StateError, StateIo};

/// Most choices that can be under way; of more, the oldest count as missing.
const MOST: usize = 2_048;

/// Choices under way.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Of each item.
    counts: Vec<u32>,
    /// Round and item, the oldest at `first`, in a ring.
    ring: Vec<(u64, u32)>,
    first: usize,
    length: usize,
    /// The last choice, which is under way as soon as the next round begins: an explanation of the choice is one of what
    /// was known before it.
    last: Option<(u64, u32)>,
    /// The latest round with feedback.
    heard: u64,
}

impl Pending {
    /// None of `items` items.
    pub fn new(items: usize) -> Pending {
        Pending {
            counts: vec![0; items],
            ring: vec![(0, 0); MOST],
            first: 0,
            length: 0,
            last: None,
            heard: 0,
        }
    }

    /// Bytes that they take.
    pub fn memory(items: usize) -> u64 {
        (4 * items + MOST * size_of::<(u64, u32)>()) as u64
    }

    /// How many choices of an item are under way.
    pub fn of(&self, item: u32) -> f64 {
        f64::from(self.counts[item as usize])
    }

    /// How many choices are under way.
    pub fn all(&self) -> f64 {
        self.length as f64
    }

    /// An item is chosen in a round.
    pub fn chose(&mut self, round: u64, item: u32) {
        self.last = Some((round, item));
    }

    /// A round begins. `change` is told the round and the item of each choice that is under way from now on, with 1, and of
    /// each that no longer is, with -1.
    pub fn begin(&mut self, mut change: impl FnMut(u64, u32, f64)) {
        let Some((round, item)) = self.last.take() else { return };
        if round <= self.heard {
            return;
        }
        if self.length == MOST {
            self.drop_first(&mut change);
        }
        self.ring[(self.first + self.length) % MOST] = (round, item);
        self.length += 1;
        self.counts[item as usize] += 1;
        change(round, item, 1.0);
    }

    /// Feedback arrives on a round. `change` as for [`Pending::begin`].
    pub fn heard(&mut self, round: u64, mut change: impl FnMut(u64, u32, f64)) {
        self.heard = self.heard.max(round);
        while self.length > 0 && self.ring[self.first].0 <= self.heard {
            self.drop_first(&mut change);
        }
    }

    fn drop_first(&mut self, change: &mut impl FnMut(u64, u32, f64)) {
        let (round, item) = self.ring[self.first];
        self.first = (self.first + 1) % MOST;
        self.length -= 1;
        self.counts[item as usize] -= 1;
        change(round, item, -1.0);
    }
}

impl State for Pending {
    /// The choices under way, in their order: the counts follow from them, and where the ring starts says nothing.
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let places = (0..self.length).map(|place| (self.first + place) % MOST);
        let mut under_way: Vec<(u64, u32)> = places.map(|place| self.ring[place]).collect();
        io.list(&mut under_way, MOST)?;
        self.last.state(io)?;
        self.heard.state(io)?;
        if !io.is_reading() {
            return Ok(());
        }
        io.check(|| {
            under_way.iter().chain(&self.last).all(|(_, item)| (*item as usize) < self.counts.len())
        })?;
        self.counts.fill(0);
        under_way.iter().for_each(|(_, item)| self.counts[*item as usize] += 1);
        (self.first, self.length) = (0, under_way.len());
        self.ring[..under_way.len()].copy_from_slice(&under_way);
        Ok(())
    }
}

/// A standard deviation, for a noise of one, after `pending` more rewards whose features are as any others of so many
/// dimensions: a reward for the very same features would divide the variance v by 1 + v, and in d dimensions one of d
/// rewards is about them.
pub fn narrowed(deviation: f64, pending: f64, dimension: f64) -> f64 {
    if pending > 0.0 {
        deviation / (1.0 + pending / dimension.max(1.0) * deviation * deviation).sqrt()
    } else {
        deviation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever arrives when: under way are the choices of the last rounds, after the latest one with feedback, and changes
        /// tell of each of them once.
        #[test]
        fn under_way_is_what_came_after_the_last_round_heard_of(
            rounds in proptest::collection::vec((0_u32..4, proptest::option::of(0_u64..40)), 1..200),
        ) {
            let mut pending = Pending::new(4);
            let mut told = [0.0; 4];
            for (round, (item, heard)) in (1..).zip(&rounds) {
                pending.begin(|_, item, by| told[item as usize] += by);
                pending.chose(round, *item);
                if let Some(age) = heard {
                    pending.heard(round.saturating_sub(*age), |_, item, by| told[item as usize] += by);
                }
                let before = &rounds[..round as usize];
                let ends = (1..).zip(before).filter_map(|(at, (_, heard))| heard.map(|age| u64::saturating_sub(at, age)));
                let last = ends.max().unwrap_or(0);
                // The choice of the present round counts from the next one on.
                let under_way = |item: u32| {
                    (1..round).zip(before).filter(|(at, (of, _))| *at > last && *of == item).count() as f64
                };
                for item in 0..4 {
                    prop_assert_eq!(pending.of(item), under_way(item));
                    prop_assert_eq!(told[item as usize], under_way(item));
                }
                prop_assert_eq!(pending.all(), (0..4).map(under_way).sum::<f64>());
            }
        }
    }

    #[test]
    fn the_ring_forgets_the_oldest() {
        let mut pending = Pending::new(2);
        for round in 1..=MOST as u64 + 11 {
            pending.begin(|_, _, _| {});
            pending.chose(round, u32::from(round > 10));
        }
        assert_eq!((pending.of(0), pending.of(1), pending.all()), (0.0, MOST as f64, MOST as f64));
    }

    #[test]
    fn widths_shrink_as_after_rewards() {
        assert_eq!(narrowed(2.0, 0.0, 5.0), 2.0);
        // Ten rewards of the only dimension: 1 / (1 / 4 + 10).
        assert!((narrowed(2.0, 10.0, 1.0).powi(2) - 1.0 / 10.25).abs() < 1e-12);
    }
}
