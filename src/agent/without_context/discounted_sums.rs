//! Sums that forget: each round all of them shrink by gamma, at the cost of the one that learns.

use crate::agent::View;

/// Sums are scaled down when their common growth passes this.
const LARGE: f64 = 1e100;

/// Sums below this are forgotten.
const FORGOTTEN: f64 = 1e-200;

/// Two sums an item, both discounted by gamma a round.
///
/// Instead of all sums shrinking, what is added grows by 1 / gamma a round, and a sum is read divided by that growth.
#[derive(Debug, Clone)]
pub struct DiscountedSums {
    gamma: f64,
    growth: f64,
    sums: Vec<[f64; 2]>,
    rounds: f64,
    /// Number of the last round that all sums have gone through, where they depend on the numbers of rounds.
    now: u64,
}

crate::state::state_fields! {
    DiscountedSums { growth, sums, rounds, now } fixed { gamma }
    valid(discounted) { discounted.now <= crate::state::LATEST_ROUND }
}

impl DiscountedSums {
    /// Sums of zero for `items` items; `gamma` is above 0 and at most 1, which forgets nothing.
    pub fn new(items: usize, gamma: f64) -> DiscountedSums {
        DiscountedSums { gamma, growth: 1.0, sums: vec![[0.0; 2]; items], rounds: 0.0, now: 0 }
    }

    /// Bytes that they take.
    pub fn memory(items: usize) -> u64 {
        16 * items as u64
    }

    /// The sums of an item.
    pub fn of(&self, item: usize) -> [f64; 2] {
        self.sums[item].map(|sum| sum / self.growth)
    }

    /// The sums of the arm at index `slot` of a view.
    pub fn of_arm(&self, view: &View<'_>, slot: usize) -> [f64; 2] {
        self.of(view.items[slot] as usize)
    }

    /// The discounted number of rounds: 1 + gamma + gamma^2 and so on, as far as rounds go.
    pub fn rounds(&self) -> f64 {
        self.rounds
    }
}

/// Sums that depend on the numbers of rounds, whenever feedback on them arrives: what happened in round s has at the end of
/// round t the weight gamma^(t - s).
impl DiscountedSums {
    /// All sums forget up to the end of this round.
    pub fn forget_until(&mut self, round: u64) {
        while self.now < round {
            self.shrink();
            self.growth /= self.gamma;
            self.rounds = self.gamma * self.rounds + 1.0;
            self.now += 1;
        }
    }

    /// The two sums of an item grow by these amounts, which belong to a round that is over: all sums forget up to its end.
    pub fn learn_of(&mut self, round: u64, item: usize, amounts: [f64; 2]) {
        self.forget_until(round);
        let age = self.now.saturating_sub(round);
        let weight = if age == 0 { self.growth } else { self.growth * libm::pow(self.gamma, age as f64) };
        for (sum, amount) in self.sums[item].iter_mut().zip(amounts) {
            *sum += amount * weight;
        }
    }

    /// The two sums of an item are zero from now on.
    pub fn clear(&mut self, item: usize) {
        self.sums[item] = [0.0; 2];
    }

    /// Scales the sums down where they have grown large: to be called before they are read.
    pub fn shrink(&mut self) {
        if self.growth > LARGE {
            let shrink = 1.0 / self.growth;
            for sum in self.sums.iter_mut().flatten() {
                *sum = if *sum * shrink < FORGOTTEN { 0.0 } else { *sum * shrink };
            }
            self.growth = 1.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The same as shrinking every sum every round.
        #[test]
        fn discounted_sums_are_brute_force(
            gamma in 0.5_f64..=1.0,
            rounds in proptest::collection::vec((0_usize..4, 0.0_f64..1.0), 1..2000),
        ) {
            let mut sums = DiscountedSums::new(4, gamma);
            let mut brute = [[0.0; 2]; 4];
            let mut count = 0.0;
            for (round, (item, reward)) in (1..).zip(rounds) {
                sums.learn_of(round, item, [1.0, reward]);
                brute.iter_mut().flatten().for_each(|sum| *sum *= gamma);
                brute[item][0] += 1.0;
                brute[item][1] += reward;
                count = gamma * count + 1.0;
            }
            for (item, expected) in brute.iter().enumerate() {
                for (our, expected) in sums.of(item).iter().zip(expected) {
                    prop_assert!((our - expected).abs() <= 1e-11 * expected + 1e-99, "{our:e} {expected:e}");
                }
            }
            prop_assert!((sums.rounds() - count).abs() < 1e-9 * count);
        }
    }
}
