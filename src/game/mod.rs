//! A person plays against bandits: the same users, the same films on offer, the same draws of rewards, 30 rounds.
//!
//! A [`Game`] is plain data, a seed and the films that were picked so far, and stands in an address. [`replay`] runs the bandits and
//! the person through the simulation that every experiment goes through, up to the next round, and says what all of them did, what
//! the bandits knew when they did it, and what is seen of the round that comes. Nothing is kept between two calls: the same game
//! gives the same bits, natively and in a browser.
//!
//! # Examples
//! ```
//! use bandit_playground::data::bundle;
//! use bandit_playground::game::{Game, experiment, replay};
//! use std::sync::Arc;
//!
//! let bytes = include_bytes!("../../static/data/movielens-small.bundle");
//! let ratings = Arc::new(bundle::decode(bytes).expect("the bundled ratings"));
//! let environment = experiment().prepare(ratings)?;
//! let game = Game::of_address("3,2")?;
//! let standing = replay(&game, &environment)?;
//! assert_eq!(standing.rounds.len(), 1);
//! assert_eq!(standing.rounds[0].human().map(|pick| pick.chosen), Some(1), "the second film");
//! assert!(standing.next.is_some_and(|offer| offer.films.len() == 8));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod given;
mod replay;
mod setup;
mod standing;

pub use address::{Game, GameError};
pub use replay::{ReplayError, replay};
pub use setup::{HUMAN, LINK, UNIT, bandits, experiment, films, rounds};
pub use standing::{Film, Move, Offer, PlayedRound, Spread, Standing};
