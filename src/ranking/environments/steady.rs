//! The episode of environments whose items stay what they are, and where only attractions may change.

use super::change::Change;
use super::{SlateEpisode, SlateRound};
use crate::math::random::RngStream;

/// What an episode begins with. What an environment lacks is empty.
#[derive(Debug, Clone, Default)]
pub struct Items {
    /// Attraction of each of the L items.
    pub attractions: Vec<f64>,
    /// Features, row-major L x d.
    pub features: Vec<f64>,
    /// Topics, row-major L x m.
    pub topics: Vec<f64>,
    /// How much the user cares for each topic.
    pub preferences: Vec<f64>,
    /// Index of the user.
    pub user: usize,
}

/// An episode of rounds that all look the same, but for changes.
#[derive(Clone)]
pub struct Steady {
    items: Items,
    change: Change,
    changes: RngStream,
    order: Vec<u32>,
    scratch: Vec<f64>,
}

impl Steady {
    /// An episode that begins with these items.
    pub fn new(items: Items, change: Change, master_seed: u64, seed_index: u32) -> Steady {
        let count = items.attractions.len();
        Steady {
            order: (0..count as u32).collect(),
            scratch: vec![0.0; count],
            changes: RngStream::new(master_seed, seed_index, "changes"),
            items,
            change,
        }
    }
}

impl SlateEpisode for Steady {
    fn next(&mut self, round: &mut SlateRound) {
        round.number += 1;
        if round.number > 1 {
            return self.change.apply(round, &mut self.order, &mut self.scratch, &mut self.changes);
        }
        round.user = self.items.user;
        round.attractions.copy_from_slice(&self.items.attractions);
        round.features.copy_from_slice(&self.items.features);
        round.topics.copy_from_slice(&self.items.topics);
        round.preferences.copy_from_slice(&self.items.preferences);
        round.attractions_changed();
        round.features_changed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::environments::plain_shape;

    fn episode(change: Change) -> (Steady, SlateRound) {
        let items = Items { attractions: vec![0.1, 0.2, 0.3, 0.4], ..Items::default() };
        (Steady::new(items, change, 1, 0), SlateRound::new(&plain_shape(4, 2)))
    }

    /// Attractions are reshuffled after each segment, and only then; none is lost.
    #[test]
    fn breakpoints_deal_anew() {
        let (mut episode, mut round) = episode(Change::Breakpoints { segment: 3 });
        let (mut before, mut changed) = (round.attractions.clone(), Vec::new());
        for _ in 0..60 {
            episode.next(&mut round);
            if round.attractions != before {
                changed.push(round.number);
            }
            before.clone_from(&round.attractions);
            let mut sorted = before.clone();
            sorted.sort_by(f64::total_cmp);
            assert_eq!(sorted, [0.1, 0.2, 0.3, 0.4]);
        }
        assert!(changed.iter().all(|number| number % 3 == 1), "{changed:?}");
        assert!(changed.len() > 15 && round.attractions_revision == 20, "{changed:?}");
    }

    /// Steps have the deviation that was asked for, within four standard errors.
    #[test]
    fn drift_takes_steps_of_its_size() {
        let (mut episode, mut round) = episode(Change::Drift { step: 1e-4 });
        episode.next(&mut round);
        assert_eq!(round.attractions, [0.1, 0.2, 0.3, 0.4]);
        let mut squares = 0.0;
        for _ in 0..5_000 {
            let before = round.attractions[3];
            episode.next(&mut round);
            let step = (round.attractions[3] - before) / 1e-4;
            squares += step * step;
        }
        assert!((squares / 5_000.0 - 1.0).abs() < 4.0 * (2.0_f64 / 5_000.0).sqrt(), "{squares}");
    }
}
