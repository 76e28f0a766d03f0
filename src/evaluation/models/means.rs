//! The mean reward of each arm.

use super::learner::RewardLearner;
use super::ridge;
use super::training::{FOLDS, Fitted, Training};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::evaluation::need::Unavailable;

/// How strongly arms are drawn towards the mean of all.
static PRIOR: Parameter = Parameter {
    name: "prior",
    title: words("Prior"),
    kind: Kind::Number { minimum: 0.001, maximum: 1_000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: words("rewards"),
    help: words("Each arm has so many rewards of the log's mean beside its own."),
};

/// Means.
pub static LEARNER: RewardLearner = RewardLearner {
    part: Descriptor {
        id: "means",
        title: "Mean of each arm",
        sentence: words("Predicts every arm's mean reward, whatever the context."),
        citation: words("James and Stein 1961, Estimation with Quadratic Loss"),
        facts: &[],
        parameters: &[PRIOR, FOLDS],
    },
    uses_features: false,
    is_logistic: false,
    fit,
};

/// A ridge regression on 1 alone is a mean with so many rewards of 0 beside it, and what is regressed is centred.
fn fit(values: &Values, training: &Training<'_>) -> Result<Fitted, Unavailable> {
    Ok(ridge::least_squares(training, values.number(&PRIOR)))
}
