//! The logger: rewards are joined to decisions by the id of the event, each exactly once.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::interactions::{Interaction, InteractionError, InteractionLog, Origin};

/// A decision that waits for its reward. Its event is the number of its round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// When it was made, in milliseconds on the clock.
    pub time: u64,
    /// Number of the version that made it.
    pub version: u32,
    /// The user; none in an environment without.
    pub user: Option<u32>,
    /// The context.
    pub context: Vec<f64>,
    /// The arms on offer.
    pub arms: Vec<u32>,
    /// Their features, row-major.
    pub arm_features: Vec<f64>,
    /// The probability of each.
    pub probabilities: Vec<f64>,
    /// Place of the chosen one.
    pub chosen: u32,
}

impl Decision {
    /// Adds it to a log, with its reward, NaN where that is not known.
    ///
    /// # Errors
    /// A row that no log can hold.
    pub fn push(&self, event: u64, reward: f64, log: &mut InteractionLog) -> Result<(), InteractionError> {
        let chosen = self.chosen as usize;
        log.push(&Interaction {
            round: event,
            context: &self.context,
            arms: if self.arms.len() == log.schema().arms.len() && self.arms.is_sorted() {
                &[]
            } else {
                &self.arms
            },
            arm_features: &self.arm_features,
            actions: &self.arms[chosen..=chosen],
            rewards: &[reward],
            probability: Some(self.probabilities[chosen].min(1.0)),
            arm_probabilities: &self.probabilities,
            origin: Origin {
                event: &format!("e{event}"),
                time: Some(self.time as i64),
                group: self.user,
                policy: Some(self.version),
                ..Origin::default()
            },
            ..Interaction::default()
        })
    }
}

/// A reward under way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The event that it answers.
    pub event: u64,
    /// The reward.
    pub reward: f64,
}

/// How often what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Decisions.
    pub decisions: u64,
    /// Rows with their reward.
    pub joined: u64,
    /// Rows without, since no reward came within the window.
    pub expired: u64,
    /// Rewards that came after their window.
    pub late: u64,
    /// Rewards that came a second time.
    pub twice: u64,
}

/// Decisions without a reward, and rewards under way.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Logger {
    /// By event, which are in the order of their times.
    waiting: BTreeMap<u64, Decision>,
    /// By when they arrive and a number that tells equal times apart.
    under_way: BTreeMap<(u64, u64), Answer>,
    sent: u64,
    /// Events whose reward came while a second one of it is still under way.
    answered: BTreeSet<u64>,
    /// How often what happened.
    pub counts: Counts,
}

/// What became of a reward.
#[derive(Debug, Clone, PartialEq)]
pub enum Joined {
    /// It belongs to this decision.
    Now(Decision, Answer),
    /// Its decision had its reward already.
    Twice(u64),
    /// Its window was over.
    Late(u64),
}

impl Logger {
    /// Takes a decision.
    pub fn decided(&mut self, event: u64, decision: Decision) {
        self.counts.decisions += 1;
        self.waiting.insert(event, decision);
    }

    /// A reward will arrive at this time.
    pub fn send(&mut self, due: u64, answer: Answer) {
        self.under_way.insert((due, self.sent), answer);
        self.sent += 1;
    }

    /// When something next happens of its own: a reward arrives, or a window of so many milliseconds is over.
    pub fn next(&self, window: u64) -> Option<u64> {
        let arrival = self.under_way.first_key_value().map(|((due, _), _)| *due);
        let expiry = self.waiting.first_key_value().map(|(_, decision)| decision.time + window + 1);
        arrival.into_iter().chain(expiry).min()
    }

    /// The next reward that has arrived by now. What has [expired](Logger::expired) by now is to be taken out before.
    pub fn arrived(&mut self, now: u64) -> Option<Joined> {
        let ((due, _), _) = self.under_way.first_key_value()?;
        if *due > now {
            return None;
        }
        let (_, answer) = self.under_way.pop_first()?;
        Some(match self.waiting.remove(&answer.event) {
            Some(decision) => {
                self.counts.joined += 1;
                if self.under_way.values().any(|other| other.event == answer.event) {
                    self.answered.insert(answer.event);
                }
                Joined::Now(decision, answer)
            }
            None if self.answered.remove(&answer.event) => {
                self.counts.twice += 1;
                Joined::Twice(answer.event)
            }
            None => {
                self.counts.late += 1;
                Joined::Late(answer.event)
            }
        })
    }

    /// The next decision whose window of so many milliseconds is over.
    pub fn expired(&mut self, now: u64, window: u64) -> Option<(u64, Decision)> {
        let (_, decision) = self.waiting.first_key_value()?;
        if decision.time + window >= now {
            return None;
        }
        self.counts.expired += 1;
        self.waiting.pop_first()
    }

    /// How many decisions wait for their reward.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decision(time: u64) -> Decision {
        Decision {
            time,
            version: 0,
            user: None,
            context: vec![],
            arms: vec![0, 1],
            arm_features: vec![],
            probabilities: vec![0.5, 0.5],
            chosen: 0,
        }
    }

    proptest! {
        /// Whatever comes late, twice, out of order or never: every event is a row exactly once.
        #[test]
        fn every_event_is_counted_once(
            delays in prop::collection::vec(prop::collection::vec(0_u64..100, 0..3), 1..40), window in 1_u64..80,
        ) {
            let mut logger = Logger::default();
            let mut rows: Vec<u64> = Vec::new();
            for (event, delays) in (1_u64..).zip(&delays) {
                logger.decided(event, decision(event));
                for delay in delays {
                    logger.send(event + delay, Answer { event, reward: 1.0 });
                }
            }
            while let Some(now) = logger.next(window) {
                while let Some((event, _)) = logger.expired(now, window) {
                    rows.push(event);
                }
                while let Some(joined) = logger.arrived(now) {
                    if let Joined::Now(decision, answer) = joined {
                        prop_assert!(now - decision.time <= window);
                        rows.push(answer.event);
                    }
                }
            }
            rows.sort_unstable();
            prop_assert_eq!(rows, (1..=delays.len() as u64).collect::<Vec<_>>());
            let counts = logger.counts;
            prop_assert_eq!(counts.joined + counts.expired, counts.decisions);
            prop_assert_eq!(counts.joined + counts.late + counts.twice, delays.iter().map(|all| all.len() as u64).sum::<u64>());
        }
    }
}
