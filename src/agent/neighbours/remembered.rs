//! The latest rounds with feedback: contexts, items, rewards, and how far each is from a context.

use crate::state::{State, StateError, StateIo};

/// A ring of rounds with the buffers to search it; it never allocates after it was made.
#[derive(Debug, Clone)]
pub struct RememberedRounds {
    dimension: usize,
    capacity: usize,
    contexts: Vec<f64>,
    items: Vec<u32>,
    rewards: Vec<f64>,
    /// Numbers of the rounds.
    rounds: Vec<u64>,
    next: usize,
    /// Euclidean distance and place of each remembered round.
    distances: Vec<(f64, u32)>,
    /// Rewards and rounds of each item among the neighbours.
    sums: Vec<(f64, f64)>,
}

/// Which remembered rounds are neighbours of a context.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Near {
    /// So many with the smallest Euclidean distance, the newest of equally near ones; all where there are fewer.
    Nearest(usize),
    /// All within this Euclidean distance.
    Within(f64),
}

impl State for RememberedRounds {
    /// The rounds that are remembered: the room that is not filled yet says nothing.
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let RememberedRounds {
            dimension,
            capacity,
            contexts,
            items,
            rewards,
            rounds,
            next,
            distances: _,
            sums,
        } = self;
        io.list(items, *capacity)?;
        io.list(rewards, *capacity)?;
        io.list(rounds, *capacity)?;
        io.check(|| rewards.len() == items.len() && rounds.len() == items.len())?;
        contexts[..items.len() * *dimension].iter_mut().try_for_each(|entry| entry.state(io))?;
        next.state(io)?;
        io.check(|| {
            let filled = items.len() == *capacity || *next == items.len();
            filled && *next < *capacity && items.iter().all(|item| (*item as usize) < sums.len())
        })
    }
}

impl RememberedRounds {
    /// Room for `capacity` rounds (at least one) with contexts of `dimension` numbers and `items` items.
    pub fn new(capacity: usize, dimension: usize, items: usize) -> RememberedRounds {
        let capacity = capacity.max(1);
        RememberedRounds {
            dimension,
            capacity,
            contexts: vec![0.0; capacity * dimension],
            items: Vec::with_capacity(capacity),
            rewards: Vec::with_capacity(capacity),
            rounds: Vec::with_capacity(capacity),
            next: 0,
            distances: Vec::with_capacity(capacity),
            sums: vec![(0.0, 0.0); items],
        }
    }

    /// Bytes that it takes.
    pub fn memory(capacity: usize, dimension: usize, items: usize) -> u64 {
        (capacity as u64) * (8 * dimension as u64 + 36) + 16 * items as u64
    }

    /// Remembers what round `round` earned; where there is no room, the oldest feedback is forgotten.
    pub fn learn(&mut self, round: u64, context: &[f64], item: u32, reward: f64) {
        let start = self.next * self.dimension;
        self.contexts[start..start + self.dimension].copy_from_slice(context);
        if self.items.len() < self.capacity {
            self.items.push(item);
            self.rewards.push(reward);
            self.rounds.push(round);
        } else {
            self.items[self.next] = item;
            self.rewards[self.next] = reward;
            self.rounds[self.next] = round;
        }
        self.next = (self.next + 1) % self.capacity;
    }

    /// Finds the neighbours of a context and returns how many there are.
    fn search(&mut self, context: &[f64], near: Near) -> usize {
        self.distances.clear();
        for place in 0..self.items.len() {
            let other = &self.contexts[place * self.dimension..(place + 1) * self.dimension];
            let squares = context.iter().zip(other).map(|(a, b)| (a - b) * (a - b));
            self.distances.push((f64::sqrt(squares.sum()), place as u32));
        }
        match near {
            Near::Within(radius) => self.distances.retain(|(distance, _)| *distance <= radius),
            Near::Nearest(count) if count < self.distances.len() => {
                // Of equally near rounds the newest come first: where all contexts are the same, the oldest would else stay
                // neighbours for ever. Of the same round the latest feedback, for policies that teach without counting rounds.
                let last = self.next + self.capacity - 1;
                let rank = |(distance, place): &(f64, u32)| {
                    let place = *place as usize;
                    (*distance, u64::MAX - self.rounds[place], (last - place) % self.capacity)
                };
                let order = |a: &(f64, u32), b: &(f64, u32)| {
                    let ((near, round, age), (other_near, other_round, other_age)) = (rank(a), rank(b));
                    near.total_cmp(&other_near).then(round.cmp(&other_round)).then(age.cmp(&other_age))
                };
                self.distances.select_nth_unstable_by(count.saturating_sub(1), order);
                self.distances.truncate(count);
                // In a fixed order, since sums are taken over them.
                self.distances.sort_unstable_by(order);
            }
            Near::Nearest(_) => {}
        }
        self.distances.len()
    }

    /// Writes each offered item's mean reward among the neighbours of a context, zero where it has none, and returns
    /// the number of neighbours.
    pub fn means(&mut self, context: &[f64], near: Near, items: &[u32], means: &mut [f64]) -> usize {
        let found = self.search(context, near);
        for (_, place) in &self.distances {
            let sum = &mut self.sums[self.items[*place as usize] as usize];
            sum.0 += self.rewards[*place as usize];
            sum.1 += 1.0;
        }
        for (mean, item) in means.iter_mut().zip(items) {
            let (rewards, rounds) = self.sums[*item as usize];
            *mean = if rounds > 0.0 { rewards / rounds } else { 0.0 };
        }
        for (_, place) in &self.distances {
            self.sums[self.items[*place as usize] as usize] = (0.0, 0.0);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The same as sorting the latest rounds with feedback by distance and then by age, whether or not contexts are often equally
        /// far, and whether or not they arrive in the order of rounds.
        #[test]
        fn neighbours_are_the_nearest(
            capacity in 1_usize..30,
            rounds in proptest::collection::vec((-3.0_f64..3.0, -3.0_f64..3.0, 0_u32..3, 0.0_f64..1.0), 1..80),
            grid in proptest::option::of(1.0_f64..4.0),
            late in 1_u64..20,
            count in 1_usize..20,
            radius in 0.1_f64..4.0,
        ) {
            // On a grid of 2 to 7 places a side many are equally far.
            let snap = |x: f64| grid.map_or(x, |step| (x / step).trunc() * step);
            // Each is of a round of its own; some arrive later than others.
            let mut heard: Vec<(u64, (f64, f64, u32, f64))> =
                rounds.iter().map(|(x, y, item, reward)| (snap(*x), snap(*y), *item, *reward)).zip(1..).map(|(r, n)| (n, r)).collect();
            heard.sort_by_key(|(round, _)| round + (round * 7) % late);
            let mut remembered = RememberedRounds::new(capacity, 2, 3);
            for (round, (x, y, item, reward)) in &heard {
                remembered.learn(*round, &[*x, *y], *item, *reward);
            }
            let distance = |(_, round): &(u64, (f64, f64, u32, f64))| {
                ((round.0 - 0.5) * (round.0 - 0.5) + round.1 * round.1).sqrt()
            };
            let mut last = heard[heard.len().saturating_sub(capacity)..].to_vec();
            last.sort_by(|a, b| distance(a).total_cmp(&distance(b)).then(b.0.cmp(&a.0)));
            let within = last.iter().filter(|round| distance(round) <= radius).count();
            for (near, expected) in [(Near::Nearest(count), count.min(last.len())), (Near::Within(radius), within)] {
                let mut means = [9.0; 3];
                prop_assert_eq!(remembered.means(&[0.5, 0.0], near, &[2, 0, 1], &mut means), expected);
                for (item, mean) in [2, 0, 1].iter().zip(means) {
                    let own: Vec<f64> = last[..expected]
                        .iter()
                        .filter(|(_, round)| round.2 == *item)
                        .map(|(_, round)| round.3)
                        .collect();
                    let brute = own.iter().sum::<f64>() / (own.len().max(1) as f64);
                    prop_assert!((mean - brute).abs() < 1e-12);
                }
            }
        }

        /// Where all contexts are the same, the neighbours are the last rounds, whatever room there is beyond them.
        #[test]
        fn where_all_are_equally_near_the_last_rounds_count(
            capacity in 1_usize..40, count in 1_usize..40, rewards in proptest::collection::vec(0_u8..2, 1..120),
        ) {
            let mut remembered = RememberedRounds::new(capacity, 0, 1);
            for (reward, round) in rewards.iter().zip(1..) {
                remembered.learn(round, &[], 0, f64::from(*reward));
            }
            let last = &rewards[rewards.len().saturating_sub(count.min(capacity))..];
            let mut mean = [9.0];
            prop_assert_eq!(remembered.means(&[], Near::Nearest(count), &[0], &mut mean), last.len());
            let sum: f64 = last.iter().map(|reward| f64::from(*reward)).sum();
            prop_assert!((mean[0] - sum / last.len() as f64).abs() < 1e-12);
        }
    }
}
