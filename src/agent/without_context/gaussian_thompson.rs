//! Gaussian Thompson sampling: one draw an arm from a normal distribution of what its mean may be.
//!
//! Rewards are scaled so that the environment's range is [0, 1]. With a prior N(m, s^2) and rewards of standard deviation v, an
//! item of n pulls and reward sum S has precision 1 / s^2 + n / v^2 and mean (m / s^2 + S / v^2) / precision. The defaults,
//! m = 0, s = v = 1, are N(S / (n + 1), 1 / (n + 1)) (Agrawal and Goyal 2013, Further Optimal Regret Bounds for Thompson
//! Sampling, algorithm 2).

use super::stats::ArmStats;
use super::unit_rewards::UnitRewards;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, View, largest};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::{ActionProbabilities, Normal, largest_of};

const NOISE: Parameter = Parameter {
    name: "noise",
    title: "Noise it reckons with",
    kind: Kind::Number { minimum: 0.001, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "of the range of rewards",
    help: words("Standard deviation of an arm's rewards around their mean: more explores longer."),
};

const PRIOR_MEAN: Parameter = Parameter {
    name: "prior_mean",
    title: "Prior mean",
    kind: Kind::Number { minimum: -10.0, maximum: 10.0, default: 0.0, scale: Scale::Linear },
    unit: "of the range of rewards",
    help: words(
        "What an arm is believed to earn before it is tried: 0 is the lowest reward, 1 the highest; more is optimistic.",
    ),
};

const PRIOR_DEVIATION: Parameter = Parameter {
    name: "prior_deviation",
    title: "Prior deviation",
    kind: Kind::Number { minimum: 0.001, maximum: 1000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "of the range of rewards",
    help: words("How unsure that belief is."),
};

/// Gaussian Thompson sampling.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "gaussian_thompson",
        title: "Gaussian Thompson sampling",
        sentence: words(
            "Draws how good each arm may be from a normal distribution around its mean reward and takes the largest draw.",
        ),
        citation: words("Agrawal and Goyal 2013, Further Optimal Regret Bounds for Thompson Sampling"),
        facts: &[],
        parameters: &[NOISE, PRIOR_MEAN, PRIOR_DEVIATION],
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
struct GaussianThompson {
    stats: ArmStats,
    unit: UnitRewards,
    /// One over the variance of a reward.
    precision: f64,
    prior_mean: f64,
    prior_precision: f64,
    samples: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let inverse_square = |number: f64| 1.0 / (number * number);
    Ok(Box::new(GaussianThompson {
        stats: ArmStats::new(shape.items),
        unit: UnitRewards::new(shape),
        precision: inverse_square(values.number(&NOISE)),
        prior_mean: values.number(&PRIOR_MEAN),
        prior_precision: inverse_square(values.number(&PRIOR_DEVIATION)),
        samples: vec![0.0; shape.arms],
    }))
}

impl GaussianThompson {
    /// Mean and standard deviation of what an arm's mean may be.
    fn belief(&self, view: &View<'_>, slot: usize) -> (f64, f64) {
        let record = self.stats.of(view, slot);
        let precision = self.prior_precision + record.pulls * self.precision;
        let weighted = self.prior_mean * self.prior_precision + record.reward_sum * self.precision;
        (weighted / precision, 1.0 / f64::sqrt(precision))
    }
}

crate::state::state_fields! {
    GaussianThompson { stats, samples } fixed { unit, precision, prior_mean, prior_precision }
}

impl Agent for GaussianThompson {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        stream.normals(&mut self.samples[..view.items.len()]);
        for slot in 0..view.items.len() {
            let (mean, deviation) = self.belief(view, slot);
            self.samples[slot] = mean + deviation * self.samples[slot];
        }
        largest(&self.samples[..view.items.len()], stream)
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.stats.learn(view, chosen, self.unit.scaled(reward));
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let draw = |slot| {
            let (mean, deviation) = self.belief(view, slot);
            Normal { mean, deviation }
        };
        largest_of(&(0..view.items.len()).map(draw).collect::<Vec<Normal>>())
    }

    /// In reward; the scores are the samples of the last choice.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let item_estimates = (0..view.items.len()).map(|slot| self.belief(view, slot));
        self.unit.sampled(item_estimates, &self.samples[..view.items.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::agent::first_largest;
    use crate::descriptor::Value;

    /// Three rewards that add up to 2: N(2 / 4, 1 / 4) by default.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 2);
        for reward in [1.0, 0.25, 0.75] {
            bench.learn(1, reward);
        }
        let (chosen, thought) = (bench.choose(), bench.explain());
        assert_near(&thought.estimates, &[0.0, 0.5]);
        assert_near(&thought.widths, &[1.0, 0.5]);
        assert_eq!(first_largest(&thought.scores), chosen);
    }

    /// Prior N(1, 1/4) and noise 1/2 (precisions 4 and 4), one reward of 0: N(1/2, 1/8).
    #[test]
    fn the_prior_weighs_as_much_as_it_should() {
        let values = [
            ("noise", Value::Number(0.5)),
            ("prior_mean", Value::Number(1.0)),
            ("prior_deviation", Value::Number(0.5)),
        ];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 1);
        bench.learn(0, 0.0);
        let thought = bench.explain();
        assert_near(&thought.estimates, &[0.5]);
        assert_near(&thought.widths, &[0.125_f64.sqrt()]);
    }
}
