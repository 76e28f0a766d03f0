//! How a game stands.

use serde::{Deserialize, Serialize};

use crate::agent::Explanation;

/// A game as it was replayed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The rounds that were played, from the first.
    pub rounds: Vec<PlayedRound>,
    /// What is seen of the round that comes; none when all were played.
    pub next: Option<Offer>,
    /// What the bandits earn in all games that there are; none before the end.
    pub spread: Option<Spread>,
}

/// What everyone sees of a round before anyone chooses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What the context says of the user, a clause each.
    pub user: Vec<String>,
    /// The films on offer.
    pub films: Vec<Film>,
}

/// A film on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Film {
    /// Its title, which bandits don't see.
    pub title: String,
    /// What its features say, which bandits see.
    pub about: String,
}

/// A round that was played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlayedRound {
    /// What was seen.
    pub offer: Offer,
    /// What each bandit did, in the order of the experiment, and then what the person did.
    pub moves: Vec<Move>,
    /// The place of the film with the largest expected reward, which is not shown before the end.
    pub best: usize,
}

/// What one of the players did in a round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// The place of the film among those on offer.
    pub chosen: usize,
    /// What it earned, in the unit of the experiment's rewards.
    pub reward: f64,
    /// How much less that was than the best film's, on expectations: 0 or more.
    pub regret: f64,
    /// What was known of the films before the choice, one number a film; empty lists where nothing was.
    pub before: Explanation,
}

/// What the bandits earn in all games that there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// A list a bandit: its whole reward in each game, by seed.
    pub totals: Vec<Vec<f64>>,
}

impl PlayedRound {
    /// What the person did; none in a round without moves, which no replay gives.
    pub fn human(&self) -> Option<&Move> {
        self.moves.last()
    }
}

impl Standing {
    /// The rewards of a player, by place, in each round.
    pub fn rewards(&self, player: usize) -> impl Iterator<Item = f64> {
        self.rounds.iter().filter_map(move |round| Some(round.moves.get(player)?.reward))
    }

    /// The sum of a player's rewards so far.
    pub fn total(&self, player: usize) -> f64 {
        self.rewards(player).sum()
    }

    /// The regret of a player so far.
    pub fn regret(&self, player: usize) -> f64 {
        self.rounds.iter().filter_map(|round| Some(round.moves.get(player)?.regret)).sum()
    }
}

impl Spread {
    /// Between which two rewards nine of ten games of a bandit end; none where there is no such bandit.
    pub fn nine_of_ten(&self, bandit: usize) -> Option<(f64, f64)> {
        let mut totals = self.totals.get(bandit).filter(|totals| !totals.is_empty())?.clone();
        totals.sort_by(f64::total_cmp);
        // The fifth of a hundred from below and from above.
        let out = totals.len() / 20;
        Some((totals[out], totals[totals.len() - 1 - out]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten_games_by_hand() {
        let spread = Spread { totals: vec![(0..100).rev().map(f64::from).collect(), vec![2.0, 1.0]] };
        assert_eq!(spread.nine_of_ten(0), Some((5.0, 94.0)));
        assert_eq!(spread.nine_of_ten(1), Some((1.0, 2.0)));
        assert_eq!(spread.nine_of_ten(2), None);
    }
}
