//! Champion and challenger under a split of the requests, decided by confidence sequences.

use serde::{Deserialize, Serialize};

use crate::evaluation::intervals::Interval;
use crate::evaluation::intervals::confidence_sequence::ConfidenceSequence;

/// What became of a canary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The challenger is better: its whole interval lies above the champion's.
    Better,
    /// The challenger is worse: its whole interval lies below the champion's.
    Worse,
    /// Neither was seen within the longest canary.
    Undecided,
}

/// A challenger beside a champion: each request goes to either by chance, so what both earn is of the same users.
///
/// Of the rewards of each a confidence sequence is kept, which holds at all times together with probability 1 - `error`, half of the rest
/// for each end. The challenger is found worse where its upper end lies below the champion's lower end. For a challenger that is not worse one
/// of these two ends must have failed, so that this happens with probability `error` at most, however often one looks; the same holds
/// for a challenger that is found better and is not. Rewards are taken from `rewards.0` to `rewards.1` and cut there.
///
/// # Examples
/// ```
/// use bandit_playground::pipeline::{Canary, Outcome};
///
/// let mut canary = Canary::new((0.0, 1.0), 0.05, 10_000);
/// let outcome = (0..).find_map(|round| canary.push(round % 5 == 0, if round % 5 == 0 { 0.3 } else { 0.7 }));
/// assert_eq!(outcome, Some(Outcome::Worse));
/// assert!(canary.pushed() < 1_000);
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Canary {
    champion: ConfidenceSequence,
    challenger: ConfidenceSequence,
    counts: [u64; 2],
    sums: [f64; 2],
    longest: u64,
}

impl Canary {
    /// Before the first reward; it ends undecided after `longest` of them.
    pub fn new(rewards: (f64, f64), error: f64, longest: u64) -> Canary {
        let sequence = ConfidenceSequence::new(rewards.0, rewards.1, 1.0 - error);
        Canary { champion: sequence.clone(), challenger: sequence, counts: [0; 2], sums: [0.0; 2], longest }
    }

    /// Takes the next reward, and says where it is decided.
    pub fn push(&mut self, of_challenger: bool, reward: f64) -> Option<Outcome> {
        let sequence = if of_challenger { &mut self.challenger } else { &mut self.champion };
        sequence.push(1.0, reward);
        self.counts[usize::from(of_challenger)] += 1;
        self.sums[usize::from(of_challenger)] += reward;
        let (champion, challenger) = (self.champion.interval(), self.challenger.interval());
        if challenger.high < champion.low {
            return Some(Outcome::Worse);
        }
        if challenger.low > champion.high {
            return Some(Outcome::Better);
        }
        (self.pushed() >= self.longest).then_some(Outcome::Undecided)
    }

    /// How many rewards there were.
    pub fn pushed(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many rewards the champion and the challenger had, and their means, NaN without any.
    pub fn means(&self) -> [(u64, f64); 2] {
        [0, 1].map(|index| (self.counts[index], self.sums[index] / self.counts[index] as f64))
    }

    /// The intervals of what champion and challenger earn.
    pub fn intervals(&self) -> [Interval; 2] {
        [self.champion.interval(), self.challenger.interval()]
    }
}
