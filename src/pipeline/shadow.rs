//! A challenger in shadow: it answers the requests that the champion answers, and no user sees its answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::serving::draw;
use crate::evaluation::intervals::Interval;
use crate::evaluation::intervals::confidence_sequence::ConfidenceSequence;
use crate::probabilities::ActionProbabilities;

/// What a version in shadow comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShadowSummary {
    /// Requests that it answered in shadow.
    pub requests: u64,
    /// Those for which it would have chosen another arm than the champion, by the same random number.
    pub differing: u64,
    /// Rewards that have come to these requests.
    pub rewards: u64,
    /// What it would have earned a request: rewards, weighted by how much more often than the champion it takes the arm (inverse propensity
    /// scores). None without rewards, and where it takes arms that the champion never takes: of those the rewards say nothing.
    pub estimated: Option<f64>,
    /// The interval of that, which holds at all times together with the error rate of the deployer.
    pub interval: Option<(f64, f64)>,
    /// What the champion earned for the same requests.
    pub serving: Option<f64>,
}

/// A challenger in shadow.
///
/// Of what the champion earns and of what the challenger would have earned a confidence sequence is kept, as in a [canary](super::Canary), from the same
/// requests; that of the challenger weighs each reward by the ratio of the two probabilities of the chosen arm, which needs no bound on
/// the ratio (Waudby-Smith et al. 2024). Where both sequences hold, which they do together with probability 1 - `error`, a version whose upper end lies
/// below the champion's lower end is worse.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shadow {
    /// The challenger.
    pub version: u32,
    champion: ConfidenceSequence,
    challenger: ConfidenceSequence,
    /// Weights of the requests whose reward has not come, by event.
    waiting: BTreeMap<u64, f64>,
    requests: u64,
    differing: u64,
    rewards: u64,
    sums: [f64; 2],
    /// Requests for which it takes an arm that the champion never takes.
    uncovered: u64,
}

impl Shadow {
    /// Before the first request.
    pub fn new(version: u32, rewards: (f64, f64), error: f64) -> Shadow {
        // Half of the error for each of the two sequences, as in a canary: the other end of each is never asked.
        let sequence = ConfidenceSequence::new(rewards.0, rewards.1, 1.0 - error);
        Shadow {
            version,
            champion: sequence.clone(),
            challenger: sequence,
            waiting: BTreeMap::new(),
            requests: 0,
            differing: 0,
            rewards: 0,
            sums: [0.0; 2],
            uncovered: 0,
        }
    }

    /// The champion has answered a request by the probabilities `own` and chosen an arm by `uniform`; the challenger answers by `other`.
    pub fn answered(
        &mut self,
        event: u64,
        own: &ActionProbabilities,
        other: &ActionProbabilities,
        (chosen, uniform): (usize, f64),
    ) {
        self.requests += 1;
        self.differing += u64::from(draw(other, uniform) != chosen);
        let never = |(own, other): (&f64, &f64)| *own <= 0.0 && *other > 0.0;
        self.uncovered += u64::from(own.values.iter().zip(&other.values).any(never));
        let share = |values: &[f64]| values[chosen] / values.iter().sum::<f64>();
        // What was chosen has a probability above 0.
        self.waiting.insert(event, share(&other.values) / share(&own.values));
    }

    /// No reward comes to this request.
    pub fn expired(&mut self, event: u64) {
        self.waiting.remove(&event);
    }

    /// The reward of this request. Whether it shows that the challenger is worse; none where the request was not answered in shadow.
    pub fn joined(&mut self, event: u64, reward: f64) -> Option<bool> {
        let weight = self.waiting.remove(&event)?;
        self.rewards += 1;
        self.sums[0] += reward;
        self.sums[1] += weight * reward;
        let champion = self.champion.push(1.0, reward);
        let challenger = self.challenger.push(weight, reward);
        Some(self.is_honest() && challenger.high < champion.low)
    }

    /// Rewards so far.
    pub fn rewards(&self) -> u64 {
        self.rewards
    }

    fn is_honest(&self) -> bool {
        self.rewards > 0 && self.uncovered == 0
    }

    /// What it comes to so far.
    pub fn summary(&self) -> ShadowSummary {
        let [serving, estimated] = self.sums.map(|sum| sum / self.rewards as f64);
        let Interval { low, high } = self.challenger.interval();
        ShadowSummary {
            requests: self.requests,
            differing: self.differing,
            rewards: self.rewards,
            estimated: self.is_honest().then_some(estimated),
            interval: self.is_honest().then_some((low, high)),
            serving: (self.rewards > 0).then_some(serving),
        }
    }
}

impl ShadowSummary {
    /// In words, without a capital or an end; `version` and `champion` are their numbers.
    pub fn words(&self, version: u32, champion: u32) -> String {
        let ShadowSummary { requests, differing, .. } = self;
        let differs =
            format!("v{version} would have chosen another arm for {differing} of {requests} requests");
        match (self.estimated.zip(self.interval), self.serving) {
            (Some((estimated, (low, high))), Some(serving)) => format!(
                "{differs} and earned {estimated:.4} ({low:.4} to {high:.4}), where v{champion} earned {serving:.4}"
            ),
            (None, Some(_)) => format!(
                "{differs}; what it would have earned can't be said, since it takes arms that v{champion} never takes"
            ),
            _ => format!("{differs}; no reward has come yet"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{IndexedRandom, RngStream};

    /// Two arms that earn 1 with probability 0.8 and 0.2; the champion takes the first one with probability 0.9.
    fn shadowed(other: [f64; 2], rounds: u64) -> (Shadow, bool) {
        let coins = |purpose| IndexedRandom::new(RngStream::new(3, 0, purpose).bits());
        let (choice, answer) = (coins("choice"), coins("answer"));
        let of = |values: [f64; 2]| ActionProbabilities {
            values: values.to_vec(),
            ..ActionProbabilities::even(2)
        };
        let (own, other) = (of([0.9, 0.1]), of(other));
        let mut shadow = Shadow::new(2, (0.0, 1.0), 0.05);
        let mut is_worse = false;
        for event in 1..=rounds {
            let uniform = choice.uniform(event);
            let chosen = draw(&own, uniform);
            shadow.answered(event, &own, &other, (chosen, uniform));
            let reward = f64::from(answer.uniform(event) < [0.8, 0.2][chosen]);
            if event % 10 == 0 {
                shadow.expired(event);
            } else {
                is_worse |= shadow.joined(event, reward) == Some(true);
            }
        }
        (shadow, is_worse)
    }

    #[test]
    fn what_it_would_have_earned_is_estimated_and_a_worse_one_is_found() {
        // Its true value is 0.26.
        let (shadow, is_worse) = shadowed([0.1, 0.9], 4_000);
        let summary = shadow.summary();
        assert!(is_worse, "{summary:?}");
        assert_eq!((summary.requests, summary.rewards), (4_000, 3_600));
        let estimated = summary.estimated.expect("every arm was taken");
        // Weights are 9 or 1/9: the standard error is sqrt(E[w^2 r] / n) = sqrt(1.63 / 3600) at most, and this is four of them.
        assert!((estimated - 0.26).abs() < 0.085, "{estimated}");
        let (low, high) = summary.interval.expect("so is the interval");
        assert!(low < 0.26 && 0.26 < high);
        // By the same random number they differ where it lies between 0.1 and 0.9.
        assert!((summary.differing as f64 / 4_000.0 - 0.8).abs() < 0.03, "{summary:?}");
        assert!(summary.words(2, 1).starts_with("v2 would have chosen another arm for "));
    }

    #[test]
    fn one_that_is_as_good_is_not_found_worse() {
        let (shadow, is_worse) = shadowed([0.9, 0.1], 4_000);
        assert!(!is_worse);
        let summary = shadow.summary();
        assert_eq!((summary.differing, summary.estimated), (0, summary.serving));
    }

    #[test]
    fn nothing_is_estimated_of_arms_that_are_never_taken() {
        let of = |values: [f64; 2]| ActionProbabilities {
            values: values.to_vec(),
            ..ActionProbabilities::even(2)
        };
        let mut shadow = Shadow::new(2, (0.0, 1.0), 0.05);
        for event in 0..500 {
            shadow.answered(event, &of([1.0, 0.0]), &of([0.5, 0.5]), (0, 0.25));
            assert_eq!(shadow.joined(event, 1.0), Some(false));
            assert_eq!(shadow.joined(event, 1.0), None, "it is counted once");
        }
        let summary = shadow.summary();
        assert_eq!((summary.estimated, summary.serving), (None, Some(1.0)));
        assert!(summary.words(2, 1).contains("can't be said"));
    }
}
