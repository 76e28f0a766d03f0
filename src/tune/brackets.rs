//! Rungs and brackets: how many trials run for how long.

use serde::{Deserialize, Serialize};

/// Trials that are held against each other after as many rounds. The best ones go on to the next rung, where they are fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// Number of trials.
    pub trials: usize,
    /// Rounds that each of them has run for at its end, from the first round on.
    pub rounds: u64,
}

/// Successive halving once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bracket {
    /// The rungs, the shortest first; the last one ends at the horizon.
    pub rungs: Vec<Rung>,
}

impl Bracket {
    /// All trials for all rounds.
    pub fn whole(trials: usize, horizon: u64) -> Bracket {
        Bracket { rungs: vec![Rung { trials, rounds: horizon }] }
    }

    /// Successive halving of so many trials: as many rungs as leave one trial or more in the last one and none shorter than
    /// `shortest`.
    pub fn halving(trials: usize, horizon: u64, eta: u64, shortest: u64) -> Bracket {
        let rungs = most_halvings(trials as u64, eta).min(most_halvings(horizon / shortest.max(1), eta));
        Bracket::of(trials, horizon, eta, rungs)
    }

    /// A rung for each i from 0 to `halvings`, with n_i = floor(n eta^-i) trials for r_i = R eta^(i - s) rounds (Li et al. 2018,
    /// algorithm 1), which are rounded to the nearest whole number.
    fn of(trials: usize, horizon: u64, eta: u64, halvings: u32) -> Bracket {
        let rung = |index: u32| {
            let divisor = eta.pow(halvings - index);
            let left = trials / eta.pow(index) as usize;
            Rung { trials: left.max(1), rounds: ((horizon + divisor / 2) / divisor).max(1) }
        };
        Bracket { rungs: (0..=halvings).map(rung).collect() }
    }

    /// Rounds of all trials together, under one seed: those that go on are not run again.
    pub fn rounds(&self) -> u64 {
        let mut before = 0;
        let mut sum = 0;
        for rung in &self.rungs {
            sum += rung.trials as u64 * (rung.rounds - before);
            before = rung.rounds;
        }
        sum
    }
}

/// The brackets of Hyperband (Li et al. 2018, algorithm 1, with the shortest trial as the unit of the resource): s from s_max =
/// floor(log_eta(R)) down to 0, each with n = ceil((s_max + 1) / (s + 1) eta^s) trials, which begin with R eta^-s. For R = 81 and eta =
/// 3 they are those of the paper's table 1.
pub fn hyperband(horizon: u64, eta: u64, shortest: u64) -> Vec<Bracket> {
    let most = most_halvings(horizon / shortest.max(1), eta);
    let bracket = |halvings: u32| {
        let trials = (u64::from(most + 1) * eta.pow(halvings)).div_ceil(u64::from(halvings + 1));
        Bracket::of(trials as usize, horizon, eta, halvings)
    };
    (0..=most).rev().map(bracket).collect()
}

/// The largest s with eta^s at most `number`; 0 for numbers below eta.
fn most_halvings(number: u64, eta: u64) -> u32 {
    let (mut power, mut halvings) = (eta, 0);
    while power <= number {
        power = power.saturating_mul(eta);
        halvings += 1;
    }
    halvings
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(bracket: &Bracket) -> Vec<(usize, u64)> {
        bracket.rungs.iter().map(|rung| (rung.trials, rung.rounds)).collect()
    }

    /// Table 1 of Li et al. 2018 (JMLR 18(185), page 8): R = 81, eta = 3.
    #[test]
    fn brackets_are_those_of_the_table_of_the_paper() {
        let brackets: Vec<_> = hyperband(81, 3, 1).iter().map(pairs).collect();
        let table: [&[(usize, u64)]; 5] = [
            &[(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)],
            &[(34, 3), (11, 9), (3, 27), (1, 81)],
            &[(15, 9), (5, 27), (1, 81)],
            &[(8, 27), (2, 81)],
            &[(5, 81)],
        ];
        assert_eq!(brackets, table);
    }

    #[test]
    fn halving_by_hand() {
        assert_eq!(
            pairs(&Bracket::halving(27, 5_000, 3, 100)),
            [(27, 185), (9, 556), (3, 1_667), (1, 5_000)]
        );
        // Two rungs would begin below the shortest trial.
        assert_eq!(pairs(&Bracket::halving(27, 5_000, 3, 2_000)), [(27, 5_000)]);
        assert_eq!(Bracket::halving(4, 100, 2, 10).rounds(), 4 * 25 + 2 * 25 + 50);
        assert_eq!(pairs(&Bracket::halving(1, 100, 3, 1)), [(1, 100)]);
    }

    proptest! {
        #[test]
        fn rungs_end_at_the_horizon_and_grow(
            horizon in 1_u64..=1_000_000, eta in 2_u64..=10, shortest in 1_u64..=1_000_000, trials in 1_usize..=1_000
        ) {
            let brackets = [hyperband(horizon, eta, shortest), vec![Bracket::halving(trials, horizon, eta, shortest)]];
            for bracket in brackets.iter().flatten() {
                prop_assert_eq!(bracket.rungs.last().map(|rung| rung.rounds), Some(horizon));
                let shrinks = bracket.rungs.windows(2).all(|pair| {
                    pair[0].rounds < pair[1].rounds && pair[0].trials > pair[1].trials && pair[1].trials > 0
                });
                prop_assert!(shrinks, "{:?}", bracket);
                prop_assert!(bracket.rungs[0].rounds >= shortest.min(horizon), "{:?}", bracket);
                prop_assert!(bracket.rounds() <= bracket.rungs[0].trials as u64 * horizon);
            }
        }
    }
}
