//! Bayesian linear regression with a known noise precision, and optimism by its predictive distribution.
//!
//! With prior precision a and noise precision b: S^-1 = a I + b X'X, m = b S X'y; a reward at x is normal with mean x' m and
//! variance 1 / b + x' S x (Bishop 2006, Pattern Recognition and Machine Learning, equations 3.53, 3.54 and 3.59). That is
//! a ridge regression with tikhonov a / b, whose x' M^-1 x is b x' S x.

use crate::agent::linear::{self, ALPHA, ArmModels, BIAS, INTERACTIONS, MODEL, Optimist, RewardModel};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family, View};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

const PRIOR_PRECISION: Parameter = Parameter {
    name: "prior_precision",
    title: "Prior precision",
    kind: Kind::Number { minimum: 0.0001, maximum: 1000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: words("One over the variance that a weight is taken to have before anything is known of it."),
};

const NOISE_PRECISION: Parameter = Parameter {
    name: "noise_precision",
    title: "Noise precision",
    kind: Kind::Number { minimum: 0.0001, maximum: 1000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "1 / reward squared",
    help: words("One over the variance that the noise on a reward is taken to have."),
};

/// UCB on Bayesian linear regression.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "bayesian_linear",
        title: "Bayesian linear UCB",
        sentence: words(
            "Estimates each arm's reward by Bayesian linear regression and takes the largest estimate plus a bonus for how widely the reward itself may vary, noise included.",
        ),
        citation: words(
            "Bishop 2006, Pattern Recognition and Machine Learning, section 3.3; River, BayesianLinearRegression",
        ),
        facts: linear::MODEL_FACTS,
        parameters: &[ALPHA, PRIOR_PRECISION, NOISE_PRECISION, MODEL, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: linear::memory, build };

#[derive(Clone)]
struct Bayesian {
    models: ArmModels,
    noise_variance: f64,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let noise_precision = values.number(&NOISE_PRECISION);
    let tikhonov = values.number(&PRIOR_PRECISION) / noise_precision;
    let models = linear::build_with(DESCRIPTOR.part.title, values, shape, tikhonov)?;
    let estimator = Bayesian { models, noise_variance: 1.0 / noise_precision };
    Ok(Box::new(Optimist::new(estimator, values.schedule(&ALPHA), shape)))
}

crate::state::state_fields! {
    Bayesian { models } fixed { noise_variance }
}

impl RewardModel for Bayesian {
    fn dimension(&self) -> usize {
        self.models.dimension()
    }

    /// The noise of the reward itself stays.
    fn narrowed(&self, deviation: f64, pending: f64) -> f64 {
        let variance = (deviation * deviation / self.noise_variance - 1.0).max(0.0);
        let narrow = self.models.narrowed(variance.sqrt(), pending);
        if pending > 0.0 { (self.noise_variance * (1.0 + narrow * narrow)).sqrt() } else { deviation }
    }

    fn estimates(&mut self, view: &View<'_>, means: &mut [f64], deviations: &mut [f64]) {
        self.models.estimates(view, means, deviations);
        for deviation in deviations {
            *deviation = (self.noise_variance * (1.0 + *deviation * *deviation)).sqrt();
        }
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.models.learn(view, chosen, reward);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::without_context::testing::{Bench, assert_near};
    use crate::descriptor::Value;

    /// a = 2, b = 4, x = 1, reward 3: S = 1/6, m = 4 * 3 / 6 = 2, predictive variance 1/4 + 1/6; before, 1/4 + 1/2.
    #[test]
    fn a_step_by_hand() {
        let values = [("prior_precision", Value::Number(2.0)), ("noise_precision", Value::Number(4.0))];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 2);
        bench.learn(0, 3.0);
        let thought = bench.explain();
        assert_near(&thought.estimates, &[2.0, 0.0]);
        assert_near(&thought.widths, &[(5.0_f64 / 12.0).sqrt(), 0.75_f64.sqrt()]);
    }
}
