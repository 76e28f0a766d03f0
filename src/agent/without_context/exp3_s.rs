//! Exp3.S: EXP3 that shares weight among all arms, so that it can follow a best arm that changes.
//!
//! p = (1 - gamma) w / sum(w) + gamma / K; after reward r of arm a, w_a is multiplied by exp(gamma r / (p_a K)), and then
//! every weight grows by e alpha / K times the sum of the weights before (Auer, Cesa-Bianchi, Freund and Schapire 2002,
//! The Nonstochastic Multiarmed Bandit Problem, section 8). Rewards are scaled to [0, 1] and what lies outside is cut.

use super::drawn_agent::{DrawnAgent, StochasticPolicy};
use super::exp3::{SMALLEST_PROBABILITY, mix};
use super::softmax::softmax;
use super::unit_rewards::UnitRewards;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Clock, Family, View};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

const GAMMA: Parameter = Parameter {
    name: "gamma",
    title: "Gamma",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.1, scale: Scale::Linear },
    unit: "probability",
    help: words("How often any arm is drawn, and how fast it learns."),
};

const SHARE: Parameter = Parameter {
    name: "alpha",
    title: "Share alpha",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.001, scale: Scale::Logarithmic },
    unit: "a round",
    help: words(
        "How much weight all arms share each round, with feedback or not: about one over the rounds between two changes of the best arm.",
    ),
};

/// Exp3.S.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "exp3_s",
        title: "Exp3.S",
        sentence: words(
            "EXP3 in which all arms share a little weight each round, so that an arm that was bad can come back.",
        ),
        citation: words(
            "Auer, Cesa-Bianchi, Freund and Schapire 2002, The Nonstochastic Multiarmed Bandit Problem, section 8",
        ),
        facts: &[],
        parameters: &[GAMMA, SHARE],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| 8 * (shape.items + shape.arms) as u64, build };

/// Weights are scaled down when their sum passes this.
const LARGE: f64 = 1e100;

#[derive(Clone)]
struct Exp3S {
    gamma: f64,
    share: f64,
    unit: UnitRewards,
    /// Their logarithms without shares, where they drift apart until no number could hold the smaller ones.
    weights: Vec<f64>,
    clock: Clock,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let share = values.number(&SHARE);
    let policy = Exp3S {
        gamma: values.number(&GAMMA),
        share,
        unit: UnitRewards::new(shape),
        weights: vec![if share > 0.0 { 1.0 } else { 0.0 }; shape.items],
        clock: Clock::default(),
    };
    Ok(Box::new(DrawnAgent::new(shape, policy)))
}

impl Exp3S {
    /// What every arm gets in a round, where the weights are these together.
    fn shared(&self, sum: f64) -> f64 {
        std::f64::consts::E * self.share / self.weights.len() as f64 * sum
    }

    /// All arms share once for each of so many rounds without feedback, or not yet.
    fn share(&mut self, rounds: u64) {
        for _ in 0..rounds {
            let sum: f64 = self.weights.iter().sum();
            self.add(self.shared(sum), sum);
        }
    }

    /// Every weight grows by this; all are scaled down where their sum was large before.
    fn add(&mut self, shared: f64, sum: f64) {
        self.weights.iter_mut().for_each(|weight| *weight += shared);
        if sum > LARGE {
            self.weights.iter_mut().for_each(|weight| *weight /= sum);
        }
    }
}

crate::state::state_fields! {
    Exp3S { weights, clock } fixed { gamma, share, unit }
}

impl StochasticPolicy for Exp3S {
    fn probabilities(&mut self, view: &View<'_>, probabilities: &mut [f64]) {
        if self.share > 0.0 {
            let passed = self.clock.begin(view.round);
            self.share(passed);
            let mut sum = 0.0;
            for (probability, item) in probabilities.iter_mut().zip(view.items) {
                *probability = self.weights[*item as usize];
                sum += *probability;
            }
            probabilities.iter_mut().for_each(|probability| *probability /= sum);
        } else {
            softmax(1.0, |slot| self.weights[view.items[slot] as usize], probabilities);
        }
        mix(self.gamma, probabilities);
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, probability: f64) {
        let probability = probability.max(SMALLEST_PROBABILITY);
        let gain = self.gamma * self.unit.unit(reward) / (probability * view.items.len() as f64);
        if self.share == 0.0 {
            self.weights[view.items[chosen] as usize] += gain;
            return;
        }
        let passed = self.clock.end(view.round);
        self.share(passed.saturating_sub(1));
        let sum: f64 = self.weights.iter().sum();
        self.weights[view.items[chosen] as usize] *= libm::exp(gain);
        // A reward that comes late finds its round shared already.
        let shared = if passed > 0 { self.shared(sum) } else { 0.0 };
        self.add(shared, sum);
    }

    fn scores(&self, view: &View<'_>) -> Vec<f64> {
        let weights = view.items.iter().map(|item| self.weights[*item as usize]);
        if self.share > 0.0 {
            weights.collect()
        } else {
            weights.map(|logarithm| libm::exp(logarithm).min(f64::MAX)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::agent::ActionInfo;
    use crate::descriptor::Value;

    /// gamma r / (p K) = 0.4 * 0.5 / (0.5 * 2) = 0.2; the share is e * 0.1 / 2 * 2.
    #[test]
    fn a_step_by_hand() {
        let mut bench =
            Bench::new(&DESCRIPTOR, &[("gamma", Value::Number(0.4)), ("alpha", Value::Number(0.1))], 2);
        bench.learn(0, 0.5);
        let thought = bench.explain();
        let share = 0.1 * libm::exp(1.0);
        let (first, second) = (libm::exp(0.2) + share, 1.0 + share);
        assert_near(&thought.scores, &[first, second]);
        let even = 0.6 * first / (first + second) + 0.2;
        assert_near(&thought.probabilities, &[even, 1.0 - even]);
    }

    /// Without shares weights drift apart for ever: of two arms on offer that are both less than e^-900 times the best one, the
    /// better one keeps its lead of e^2.
    #[test]
    fn small_weights_keep_their_order() {
        let values = [("gamma", Value::Number(0.5)), ("alpha", Value::Number(0.0))];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 3);
        let info = |probability: f64| ActionInfo { probability, ..ActionInfo::default() };
        bench.choose();
        // Gains of 0.5 / (3 p): 6,000 times 1 / 6, then 2.
        (0..6_000).for_each(|_| bench.update(0, 1.0, info(1.0)));
        bench.update(1, 1.0, info(1.0 / 12.0));
        bench.offer(&[1, 2]);
        let square = libm::exp(2.0);
        let even = 0.5 * square / (1.0 + square) + 0.25;
        assert_near(&bench.explain().probabilities, &[even, 1.0 - even]);
    }

    /// The gain of the step by hand, exp(0.4 * 0.5 / (0.5 * 2)), when its reward comes late: the probability is that of
    /// its round, while what is shared is of the weights as they are. Nothing is shared here.
    #[test]
    fn a_late_reward_counts_by_the_probability_of_its_round() {
        let values = [("gamma", Value::Number(0.4)), ("alpha", Value::Number(0.0))];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 2);
        bench.choose();
        let info = bench.info();
        (0..9).for_each(|_| bench.learn(0, 1.0));
        bench.update(1, 0.5, info);
        assert_near(&bench.explain().scores[1..], &[libm::exp(0.2)]);
    }
}
