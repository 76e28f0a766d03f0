//! Ridge regression.

use super::learner::RewardLearner;
use super::training::{FOLDS, Fitted, Training};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::evaluation::need::Unavailable;
use crate::math::packed::{add_outer, invert, multiply, packed_length};
use crate::math::vector::add_scaled;

/// The penalty of squared coefficients.
static PENALTY: Parameter = Parameter {
    name: "l2",
    title: words("Penalty"),
    kind: Kind::Number { minimum: 0.001, maximum: 1_000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "Penalty of the squared coefficients: the larger, the closer predictions are to the mean reward.",
    ),
};

/// Ridge regression.
pub static LEARNER: RewardLearner = RewardLearner {
    part: Descriptor {
        id: "ridge",
        title: "Ridge regression",
        sentence: words(
            "Predicts rewards linearly from the context, and from the arms' features where they have any.",
        ),
        citation: words(
            "Hoerl and Kennard 1970, Ridge Regression: Biased Estimation for Nonorthogonal Problems",
        ),
        facts: &[],
        parameters: &[PENALTY, FOLDS],
    },
    uses_features: true,
    is_logistic: false,
    fit,
};

fn fit(values: &Values, training: &Training<'_>) -> Result<Fitted, Unavailable> {
    Ok(least_squares(training, values.number(&PENALTY)))
}

/// The ridge regression of reward minus mean reward. Sums are added up once, fold by fold; those without a fold are the sums of the
/// others.
pub(super) fn least_squares(training: &Training<'_>, penalty: f64) -> Fitted {
    let (width, models) = (training.design.width(training.log), training.design.models(training.log));
    let (folds, packed) = (training.fold_count(), packed_length(width));
    let mut grams = vec![0.0; folds * models * packed];
    let mut targets = vec![0.0; folds * models * width];
    training.for_each(|fold, model, features, reward, weight| {
        let place = fold * models + model;
        add_outer(&mut grams[place * packed..(place + 1) * packed], features, weight);
        add_scaled(&mut targets[place * width..(place + 1) * width], features, weight * reward);
    });
    let means = training.means();
    let mut coefficients = vec![0.0; folds * models * width];
    let (mut gram, mut target) = (vec![0.0; packed], vec![0.0; width]);
    let (mut inverse, mut scratch) = (vec![0.0; packed], vec![0.0; 2 * width * width]);
    for (fold, mean) in means.iter().enumerate() {
        for model in 0..models {
            gram.fill(0.0);
            target.fill(0.0);
            for other in (0..folds).filter(|other| *other != fold) {
                let place = other * models + model;
                add_scaled(&mut gram, &grams[place * packed..(place + 1) * packed], 1.0);
                add_scaled(&mut target, &targets[place * width..(place + 1) * width], 1.0);
            }
            // The first feature is 1, so the first row of the matrix holds the sums of the features.
            add_scaled(&mut target, &gram[..width], -mean);
            if invert(&gram, width, penalty, &mut scratch, &mut inverse) {
                let place = fold * models + model;
                multiply(&inverse, &target, &mut coefficients[place * width..(place + 1) * width]);
            }
        }
    }
    Fitted { offsets: means, coefficients }
}
