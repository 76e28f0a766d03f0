//! Which rows are learned from, and which are held out.

use serde::{Deserialize, Serialize};

use super::error::TrainError;
use crate::interactions::InteractionLog;
use crate::math::random::{IndexedRandom, RngStream};

/// By what rows are split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// The last rows are held out, as they are when a policy is put to use.
    #[default]
    Time,
    /// All rows of some users are held out: how well it does for users that it has not met.
    User,
    /// Any rows are held out.
    Random,
}

impl Split {
    /// All of them.
    pub const ALL: [Split; 3] = [Split::Time, Split::User, Split::Random];

    /// Its id on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Split::Time => "time",
            Split::User => "user",
            Split::Random => "random",
        }
    }
}

/// The rows to learn from and those held out, of all whose reward is known.
///
/// # Errors
/// A part without rows, and a log without users that is to be split by them.
pub fn split(
    log: &InteractionLog,
    by: Split,
    held_out: f64,
    seed: u64,
) -> Result<(Vec<u32>, Vec<u32>), TrainError> {
    let mut known: Vec<u32> =
        (0..log.len() as u32).filter(|row| !log.rewards()[*row as usize].is_nan()).collect();
    let coins = IndexedRandom::new(RngStream::new(seed, 0, "rows held out").bits());
    let (learned, held): (Vec<u32>, Vec<u32>) = match by {
        Split::Time => {
            let when = |row: u32| (log.row(row as usize).origin.time, log.rounds()[row as usize]);
            known.sort_by_key(|row| when(*row));
            let from = known.len() - (held_out * known.len() as f64).round() as usize;
            let held = known.split_off(from.min(known.len()));
            (known, held)
        }
        Split::User => {
            if known.iter().any(|row| log.group(*row as usize).is_none()) {
                return Err(TrainError::NoUsers);
            }
            let is_held = |row: &u32| {
                let user = log.group(*row as usize).unwrap_or_default();
                coins.uniform(u64::from(user)) < held_out
            };
            known.into_iter().partition(|row| !is_held(row))
        }
        Split::Random => known.into_iter().partition(|row| coins.uniform(u64::from(*row)) >= held_out),
    };
    if learned.is_empty() || held.is_empty() {
        return Err(TrainError::TooFew { known: learned.len() + held.len(), left: learned.len() });
    }
    Ok((learned, held))
}
