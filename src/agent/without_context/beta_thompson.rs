//! Thompson sampling with a Beta distribution an item: what the plain and the discounted one share.

use super::discounted_sums::DiscountedSums;
use super::unit_rewards::UnitRewards;
use crate::agent::{ActionInfo, Agent, Explanation, Feedback, View, largest_then};
use crate::descriptor::{Choice, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::math::sampling;
use crate::probabilities::{ActionProbabilities, BetaLogOdds, largest_of};

const FRACTION: &str = "fraction";

/// Option of [`REWARDS`]: a reward is a success where it reaches the threshold.
pub const THRESHOLD_OPTION: &str = "threshold";

/// Option of [`REWARDS`]: a reward is the probability of a success.
pub const COIN: &str = "coin";

/// What counts as a success.
pub const REWARDS: Parameter = Parameter {
    name: "rewards",
    title: "Rewards",
    kind: Kind::Choice {
        options: &[
            Choice { id: FRACTION, title: "fractions of a success (TF-Agents)" },
            Choice { id: THRESHOLD_OPTION, title: "success from a threshold on (MABWiser)" },
            Choice { id: COIN, title: "a coin flip each (Agrawal and Goyal 2012)" },
        ],
        default: FRACTION,
    },
    unit: "",
    help: words(
        "How a reward, scaled to 0..1, counts as success and failure: by its size, by a threshold, or by a coin flip with that probability.",
    ),
};

/// From where on a reward is a success.
pub const THRESHOLD: Parameter = Parameter {
    name: "threshold",
    title: "Threshold",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.5, scale: Scale::Linear },
    unit: "of the range of rewards",
    help: words(
        "Only where rewards count by a threshold: from here on a reward is a success; 0.7 is 3.5 of 5 stars.",
    ),
};

/// Successes of the prior.
pub const PRIOR_SUCCESSES: Parameter = Parameter {
    name: "prior_successes",
    title: "Prior successes",
    kind: Kind::Number { minimum: 0.01, maximum: 1000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: words("Successes that each arm is believed to have had before the first round."),
};

/// Failures of the prior.
pub const PRIOR_FAILURES: Parameter = Parameter {
    name: "prior_failures",
    title: "Prior failures",
    kind: Kind::Number { minimum: 0.01, maximum: 1000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "Failures that each arm is believed to have had before the first round; fewer than successes is optimistic.",
    ),
};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Success {
    Fraction,
    Threshold(f64),
    Coin,
}

/// The agent.
#[derive(Clone)]
pub struct BetaThompson {
    prior: (f64, f64),
    /// Successes and failures.
    sums: DiscountedSums,
    success: Success,
    unit: UnitRewards,
    /// The last round's coin.
    coin: f64,
    samples: Vec<f64>,
    /// Logarithms of the odds of the samples.
    odds: Vec<f64>,
}

/// Makes an agent that forgets by `gamma` a round.
pub fn build(values: &Values, shape: &Shape, gamma: f64) -> BetaThompson {
    let success = if values.chose(&REWARDS, THRESHOLD_OPTION) {
        Success::Threshold(values.number(&THRESHOLD))
    } else if values.chose(&REWARDS, COIN) {
        Success::Coin
    } else {
        Success::Fraction
    };
    BetaThompson {
        prior: (values.number(&PRIOR_SUCCESSES), values.number(&PRIOR_FAILURES)),
        sums: DiscountedSums::new(shape.items, gamma),
        success,
        unit: UnitRewards::new(shape),
        coin: 1.0,
        samples: vec![0.0; shape.arms],
        odds: vec![0.0; shape.arms],
    }
}

/// Bytes that it takes.
pub fn memory(shape: &Shape) -> u64 {
    DiscountedSums::memory(shape.items) + 16 * shape.arms as u64
}

impl BetaThompson {
    /// Successes and failures of an offered arm, with those of the prior.
    fn belief(&self, view: &View<'_>, slot: usize) -> (f64, f64) {
        let [successes, failures] = self.sums.of_arm(view, slot);
        (self.prior.0 + successes, self.prior.1 + failures)
    }
}

/// Mean and standard deviation of Beta(`alpha`, `beta`).
pub fn moments(alpha: f64, beta: f64) -> (f64, f64) {
    let sum = alpha + beta;
    (alpha / sum, f64::sqrt(alpha * beta / (sum + 1.0)) / sum)
}

crate::state::state_fields! {
    BetaThompson { sums, coin, samples } fixed { prior, success, unit, odds }
}

impl Agent for BetaThompson {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.sums.forget_until(view.round.saturating_sub(1));
        for slot in 0..view.items.len() {
            let (successes, failures) = self.belief(view, slot);
            (self.samples[slot], self.odds[slot]) = sampling::beta_with_log_odds(successes, failures, stream);
        }
        if self.success == Success::Coin {
            self.coin = stream.uniform();
        }
        // Draws that are 0 or 1 by rounding differ in their odds.
        largest_then(&self.samples[..view.items.len()], |slot| self.odds[slot], stream)
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.update(view, chosen, &Feedback { reward, objectives: &[], info: self.info(), now: view.round });
    }

    /// Each round has a coin of its own, for several rewards may come at once.
    fn info(&self) -> ActionInfo {
        ActionInfo { coin: self.coin, ..ActionInfo::default() }
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback) {
        let reward = self.unit.unit(feedback.reward);
        let success = match self.success {
            Success::Fraction => reward,
            Success::Threshold(threshold) => f64::from(u8::from(reward >= threshold)),
            Success::Coin => f64::from(u8::from(feedback.info.coin < reward)),
        };
        self.sums.learn_of(view.round, view.items[chosen] as usize, [success, 1.0 - success]);
    }

    fn update_off_policy(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback<'_>) {
        match feedback.info.is_known() {
            true => self.update(view, chosen, feedback),
            false => self.update_reward(view, chosen, feedback.reward),
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.sums.forget_until(view.round.saturating_sub(1));
        let draw = |slot| {
            let (successes, failures) = asked.belief(view, slot);
            BetaLogOdds::new(successes, failures)
        };
        largest_of(&(0..view.items.len()).map(draw).collect::<Vec<BetaLogOdds>>())
    }

    /// In reward; the scores are the samples of the last choice.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let moments_of = |slot| {
            let (successes, failures) = self.belief(view, slot);
            moments(successes, failures)
        };
        self.unit.sampled((0..view.items.len()).map(moments_of), &self.samples[..view.items.len()])
    }
}
