//! Popularity: an arm is drawn as often as its share of what all arms earn on average.
//!
//! Probability of an arm: its mean reward over the sum of the means, uniform where all are zero (MABWiser, Popularity).
//! In an environment whose rewards may be negative, means are counted from the lowest reward.

use super::drawn_agent::{DrawnAgent, StochasticPolicy};
use super::stats::ArmStats;
use super::untried::{UNTRIED, untried_first};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family, View};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::Shape;

/// Popularity.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Baseline,
    part: Descriptor {
        id: "popularity",
        title: "Popularity",
        sentence: words(
            "Draws each arm in proportion to what it earned on average, regardless of the user: what everyone likes.",
        ),
        citation: words(
            "Strong, Kleynhans and Kadioglu 2019, MABWiser: Parallelizable Contextual Multi-Armed Bandits, Popularity",
        ),
        facts: &[],
        parameters: &[UNTRIED],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| ArmStats::memory(shape.items) + 8 * shape.arms as u64,
    build,
};

#[derive(Clone)]
struct Popularity {
    stats: ArmStats,
    /// The reward from which means are counted: zero, or the lowest one where that is negative.
    base: f64,
    untried_first: bool,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let policy = Popularity {
        stats: ArmStats::new(shape.items),
        base: shape.rewards.0.min(0.0),
        untried_first: untried_first(values),
    };
    Ok(Box::new(DrawnAgent::new(shape, policy)))
}

crate::state::state_fields! {
    Popularity { stats } fixed { base, untried_first }
}

impl StochasticPolicy for Popularity {
    fn begin(&mut self, _view: &View<'_>) {
        self.stats.begin();
    }

    fn scheduled(&self, view: &View<'_>, probabilities: &mut [f64]) -> bool {
        self.untried_first && self.stats.unheard(view, probabilities)
    }

    fn chose(&mut self, view: &View<'_>, slot: usize) {
        self.stats.chose(view, slot);
    }

    fn probabilities(&mut self, view: &View<'_>, probabilities: &mut [f64]) {
        let mut sum = 0.0;
        for (slot, probability) in probabilities.iter_mut().enumerate() {
            let record = self.stats.of(view, slot);
            // An arm never chosen earned zero, which is the lowest reward of the base.
            *probability = if record.pulls > 0.0 { (record.mean() - self.base).max(0.0) } else { 0.0 };
            sum += *probability;
        }
        let even = 1.0 / probabilities.len() as f64;
        for probability in probabilities {
            *probability = if sum > 0.0 { *probability / sum } else { even };
        }
    }

    fn learns_from_probability(&self) -> bool {
        false
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, _probability: f64) {
        self.stats.learn(view, chosen, reward);
    }

    fn estimates(&mut self, view: &View<'_>) -> Vec<f64> {
        self.stats.estimates(view)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near, option};
    use super::super::untried::ZERO;
    use super::*;

    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("untried", option(ZERO))], 3);
        assert_near(&bench.explain().probabilities, &[1.0 / 3.0; 3]);
        for (arm, reward) in [(0, 1.0), (0, 0.5), (1, 0.25)] {
            bench.learn(arm, reward);
        }
        assert_near(&bench.explain().probabilities, &[0.75, 0.25, 0.0]);
    }

    #[test]
    fn negative_rewards_are_counted_from_the_lowest() {
        let shape = Shape { context: 1, arm_features: 0, arms: 2, items: 2, rewards: (-3.0, 3.0) };
        let mut bench = Bench::in_environment(&DESCRIPTOR, &[], &shape);
        bench.learn(0, -2.0);
        bench.learn(1, 0.0);
        assert_near(&bench.explain().probabilities, &[0.25, 0.75]);
    }
}
