//! A game as text, in an address: `SEED`, or `SEED,PICKS` with a digit a round.

use super::setup::{experiment, films, rounds};

/// What stands between the seed and the picks.
const THEN: char = ',';

/// A game: who comes, and what was picked so far.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Game {
    /// Which users come and which films are on offer: the seed of the experiment, from 1.
    pub seed: u32,
    /// What was picked in each round so far: the place of the film among those on offer, from 0.
    pub picks: Vec<u8>,
}

/// Why a text is no game.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GameError {
    /// No seed, or one that there is not.
    #[error("a game begins with its number, from 1 to {most}, and this one with \"{found}\"")]
    Seed {
        /// What stands there.
        found: String,
        /// The last one.
        most: u32,
    },
    /// A pick that is no film on offer.
    #[error("the pick of round {round} is \"{found}\": it must be a digit from 1 to {films}")]
    Pick {
        /// The round, from 1.
        round: usize,
        /// What stands there.
        found: char,
        /// How many films are on offer.
        films: usize,
    },
    /// More picks than rounds.
    #[error("a game has {most} rounds, and this one has picks for {found}")]
    TooLong {
        /// How many picks there are.
        found: usize,
        /// How many rounds.
        most: usize,
    },
}

impl Game {
    /// The game of this seed before its first round.
    pub fn new(seed: u32) -> Game {
        Game { seed, picks: Vec::new() }
    }

    /// The game after that of this seed, which has other users; the first again after the last.
    pub fn next(&self) -> Game {
        Game::new(self.seed % experiment().seeds.max(1) + 1)
    }

    /// Whether all rounds were played.
    pub fn is_over(&self) -> bool {
        self.picks.len() >= rounds()
    }

    /// The text of the game: `3`, `3,14825`.
    pub fn address(&self) -> String {
        let picks: String = self.picks.iter().map(|pick| (u32::from(*pick) + 1).to_string()).collect();
        if picks.is_empty() { self.seed.to_string() } else { format!("{}{THEN}{picks}", self.seed) }
    }

    /// The game of a text; of an empty one the first game, before its first round.
    ///
    /// # Errors
    /// A seed that there is not, a pick that is no film on offer, or more picks than rounds.
    pub fn of_address(text: &str) -> Result<Game, GameError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Game::new(1));
        }
        let (seed, picks) = text.split_once(THEN).unwrap_or((text, ""));
        let most = experiment().seeds;
        // Only digits: a sign or zeros in front would be a second address of the same game.
        let plain = seed.bytes().all(|letter| letter.is_ascii_digit()) && !seed.starts_with('0');
        let known = seed.parse().ok().filter(|seed| plain && (1..=most).contains(seed));
        let seed = known.ok_or_else(|| GameError::Seed { found: shortened(seed), most })?;
        let (films, rounds) = (films(), rounds());
        let count = picks.chars().count();
        if count > rounds {
            return Err(GameError::TooLong { found: count, most: rounds });
        }
        let pick = |(index, found): (usize, char)| {
            let place = found.to_digit(10).filter(|digit| (1..=films as u32).contains(digit));
            let place = place.and_then(|digit| u8::try_from(digit - 1).ok());
            place.ok_or(GameError::Pick { round: index + 1, found, films })
        };
        let picks = picks.chars().enumerate().map(pick).collect::<Result<_, GameError>>()?;
        Ok(Game { seed, picks })
    }
}

/// The beginning of what a person has written, for a sentence.
fn shortened(text: &str) -> String {
    const MOST: usize = 20;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_game_is_a_text() {
        assert_eq!(Game::of_address(""), Ok(Game::new(1)));
        assert_eq!(Game::of_address(" 3,148 "), Ok(Game { seed: 3, picks: vec![0, 3, 7] }));
        assert_eq!(Game::of_address("3,"), Ok(Game::new(3)));
        assert_eq!(Game::new(100).next(), Game::new(1));
        assert_eq!(Game { seed: 1, picks: vec![2] }.next(), Game::new(2));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let long = format!("1,{}", "1".repeat(31));
        for (text, why) in [
            ("hello", "a game begins with its number, from 1 to 100, and this one with \"hello\""),
            ("0,1", "and this one with \"0\""),
            ("101", "and this one with \"101\""),
            ("+3", "and this one with \"+3\""),
            ("03", "and this one with \"03\""),
            (",12", "and this one with \"\""),
            ("99999999999999999999999", "with \"99999999999999999999…\""),
            ("1,119", "the pick of round 3 is \"9\": it must be a digit from 1 to 8"),
            ("1,1x", "the pick of round 2 is \"x\""),
            ("1,1,1", "the pick of round 2 is \",\""),
            ("1,é", "the pick of round 1 is \"é\""),
            (long.as_str(), "a game has 30 rounds, and this one has picks for 31"),
        ] {
            let said = Game::of_address(text).expect_err(text).to_string();
            assert!(said.contains(why), "{text}: {said}");
        }
    }

    proptest! {
        #[test]
        fn every_game_comes_back(seed in 1_u32..=100, picks in proptest::collection::vec(0_u8..8, 0..=30)) {
            let game = Game { seed, picks };
            prop_assert_eq!(Game::of_address(&game.address()), Ok(game));
        }

        /// Any text is a game with one text, or has one sentence.
        #[test]
        fn any_text_is_answered(text in ".{0,40}") {
            match Game::of_address(&text) {
                Ok(game) => prop_assert_eq!(Game::of_address(&game.address()), Ok(game)),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }
}
