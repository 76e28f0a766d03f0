//! The gradient bandit: preferences that climb the gradient of expected reward.
//!
//! Arms are drawn with probabilities proportional to exp(preference). After reward R of arm a every offered arm's
//! preference changes by alpha (R - baseline) (1 if it is a, else 0, minus its probability); the baseline is the mean of
//! all earlier rewards (the reward itself at first), or zero (Sutton and Barto 2018, Reinforcement Learning, section 2.8).
//!
//! That is right on average where a was drawn with these probabilities. Where R comes late they have changed since, and
//! the step is multiplied by (probability of a now) / (probability with which it was drawn), so that it still climbs the
//! gradient at the present preferences (Degris, White and Sutton 2012, Off-Policy Actor-Critic); at once, that is 1.
//! The ratio is cut at a largest value, as is usual (Ionides 2008, Truncated Importance Sampling): an arm that was drawn
//! with hardly any probability and leads by now would otherwise move all preferences by a single reward.

use super::drawn_agent::{DrawnAgent, StochasticPolicy};
use super::exp3::SMALLEST_PROBABILITY;
use super::softmax::softmax;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family, View};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

const STEP: Parameter = Parameter {
    name: "step",
    title: "Step size alpha",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.1, scale: Scale::Logarithmic },
    unit: "a unit of reward",
    help: words("How far one reward moves the preferences: large learns fast and forgets fast."),
};

const BASELINE: Parameter = Parameter {
    name: "baseline",
    title: "Baseline",
    kind: Kind::Switch { default: true },
    unit: "",
    help: words(
        "Compares each reward with the mean of all rewards so far; without, every positive reward makes its arm more likely.",
    ),
};

/// How much a late reward may count for.
const RATIO_CAP: Parameter = Parameter {
    name: "ratio_cap",
    title: "Largest importance ratio",
    kind: Kind::Number { minimum: 1.0, maximum: 1_000_000.0, default: 10.0, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "Only where feedback is late: a reward counts by how much more probable its arm is now than when it was chosen, but at most for this many; 1 never counts it for more than one.",
    ),
};

/// The gradient bandit.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "gradient_bandit",
        title: "Gradient bandit",
        sentence: words(
            "Keeps a preference for each arm, draws arms by it, and raises it when an arm earns more than usual.",
        ),
        citation: words("Sutton and Barto 2018, Reinforcement Learning, section 2.8"),
        facts: &[],
        parameters: &[STEP, BASELINE, RATIO_CAP],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| 8 * (shape.items + 2 * shape.arms) as u64, build };

#[derive(Clone)]
struct GradientBandit {
    preferences: Vec<f64>,
    step: f64,
    baseline: bool,
    ratio_cap: f64,
    reward_sum: f64,
    rounds: f64,
    /// Room for the present probabilities.
    present: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let policy = GradientBandit {
        preferences: vec![0.0; shape.items],
        step: values.number(&STEP),
        baseline: values.switch(&BASELINE),
        ratio_cap: values.number(&RATIO_CAP),
        reward_sum: 0.0,
        rounds: 0.0,
        present: vec![0.0; shape.arms],
    };
    Ok(Box::new(DrawnAgent::new(shape, policy)))
}

crate::state::state_fields! {
    GradientBandit { preferences, reward_sum, rounds } fixed { step, baseline, ratio_cap, present }
}

impl StochasticPolicy for GradientBandit {
    fn probabilities(&mut self, view: &View<'_>, probabilities: &mut [f64]) {
        softmax(1.0, |slot| self.preferences[view.items[slot] as usize], probabilities);
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, probability: f64) {
        let present = &mut self.present[..view.items.len()];
        softmax(1.0, |slot| self.preferences[view.items[slot] as usize], present);
        // Where it was drawn just now, both are the same number and nothing is changed.
        let ratio = present[chosen].max(SMALLEST_PROBABILITY) / probability.max(SMALLEST_PROBABILITY);
        let ratio = ratio.min(self.ratio_cap);
        let mean = if self.rounds > 0.0 { self.reward_sum / self.rounds } else { reward };
        let advantage = reward - if self.baseline { mean } else { 0.0 };
        for (slot, (item, probability)) in view.items.iter().zip(present.iter()).enumerate() {
            let taken = if slot == chosen { 1.0 } else { 0.0 };
            self.preferences[*item as usize] += self.step * advantage * (taken - probability) * ratio;
        }
        self.reward_sum += reward;
        self.rounds += 1.0;
    }

    fn scores(&self, view: &View<'_>) -> Vec<f64> {
        view.items.iter().map(|item| self.preferences[*item as usize]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::descriptor::Value;

    /// The first reward is its own baseline and moves nothing; the second, 0 against a mean of 1, moves by 0.5 (-1) (1/2).
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("step", Value::Number(0.5))], 2);
        bench.learn(0, 1.0);
        assert_near(&bench.explain().probabilities, &[0.5, 0.5]);
        bench.learn(1, 0.0);
        let thought = bench.explain();
        assert_near(&thought.scores, &[0.25, -0.25]);
        let root = libm::exp(0.5);
        assert_near(&thought.probabilities, &[root / (1.0 + root), 1.0 / (1.0 + root)]);
    }

    #[test]
    fn without_a_baseline_the_first_reward_counts() {
        let values = [("step", Value::Number(0.5)), ("baseline", Value::Switch(false))];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 2);
        bench.learn(0, 1.0);
        assert_near(&bench.explain().scores, &[0.25, -0.25]);
    }

    /// A reward of 1 of an arm that was drawn with 1/2 and has root 2 of odds by now: a step of 1/2 (1 - p) of the present
    /// p, as much larger as the arm is more probable now.
    #[test]
    fn a_late_reward_climbs_the_present_gradient() {
        let values = [("step", Value::Number(0.5)), ("baseline", Value::Switch(false))];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 2);
        bench.choose();
        let info = bench.info();
        bench.learn(0, 1.0);
        let p = 1.0 / (1.0 + libm::exp(-0.5));
        assert_near(&bench.explain().probabilities, &[p, 1.0 - p]);
        bench.update(0, 1.0, info);
        let step = 0.5 * (1.0 - p) * p / 0.5;
        assert_near(&bench.explain().scores, &[0.25 + step, -0.25 - step]);
    }

    /// An arm drawn with a millionth that has 1/2 by now: the ratio of half a million is cut at the largest one.
    #[test]
    fn the_ratio_is_bounded() {
        for cap in [1.0, 10.0] {
            let values = [
                ("step", Value::Number(0.5)),
                ("baseline", Value::Switch(false)),
                ("ratio_cap", Value::Number(cap)),
            ];
            let mut bench = Bench::new(&DESCRIPTOR, &values, 2);
            bench.choose();
            let info = crate::agent::ActionInfo { probability: 1e-6, ..bench.info() };
            bench.update(0, 1.0, info);
            assert_near(&bench.explain().scores, &[0.25 * cap, -0.25 * cap]);
        }
    }
}
