//! Logistic regression.

use super::learner::RewardLearner;
use super::training::{FOLDS, Fitted, Training, sigmoid};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::evaluation::need::Unavailable;
use crate::math::packed::{add_outer, invert, multiply, packed_length};
use crate::math::vector::{add_scaled, dot};

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

/// Logistic regression.
pub static LEARNER: RewardLearner = RewardLearner {
    part: Descriptor {
        id: "logistic",
        title: "Logistic regression",
        sentence: words(
            "Predicts the probability of a reward of 1 from the context, and from the arms' features where they have any.",
        ),
        citation: words("Cox 1958, The Regression Analysis of Binary Sequences"),
        facts: &[],
        parameters: &[PENALTY, FOLDS],
    },
    uses_features: true,
    is_logistic: true,
    fit,
};

/// Newton's steps at most; seven are usual.
const MOST_STEPS: usize = 50;

/// The rows of one model, row after row.
#[derive(Default)]
struct Rows {
    features: Vec<f64>,
    /// Fold, reward and weight.
    others: Vec<(usize, f64, f64)>,
}

fn fit(values: &Values, training: &Training<'_>) -> Result<Fitted, Unavailable> {
    let (width, models) = (training.design.width(training.log), training.design.models(training.log));
    let mut rows: Vec<Rows> = Vec::new();
    rows.resize_with(models, Rows::default);
    let mut out_of_range = None;
    training.for_each(|fold, model, features, reward, weight| {
        if !(0.0..=1.0).contains(&reward) {
            out_of_range = Some(reward);
        }
        rows[model].features.extend_from_slice(features);
        rows[model].others.push((fold, reward, weight));
    });
    if let Some(reward) = out_of_range {
        return Err(Unavailable::Model(format!(
            "a logistic model needs rewards from 0 to 1, and this log has one of {reward}: take ridge regression"
        )));
    }
    let offsets: Vec<f64> = training.means().into_iter().map(log_odds).collect();
    let mut coefficients = Vec::with_capacity(training.fold_count() * models * width);
    for (fold, offset) in offsets.iter().enumerate() {
        for rows in &rows {
            coefficients.extend(newton(rows, width, fold, *offset, values.number(&PENALTY)));
        }
    }
    Ok(Fitted { offsets, coefficients })
}

/// The log odds of a share, kept within what a few thousand rows can tell.
fn log_odds(share: f64) -> f64 {
    let share = share.clamp(1e-6, 1.0 - 1e-6);
    libm::log(share / (1.0 - share))
}

/// The coefficients without a fold: Newton's method, with half the step where the whole one does not lower the penalized loss.
fn newton(rows: &Rows, width: usize, fold: usize, offset: f64, penalty: f64) -> Vec<f64> {
    let each = || rows.features.chunks(width).zip(&rows.others).filter(|(_, (own, ..))| *own != fold);
    let loss = |coefficients: &[f64]| {
        let of_rows = each().map(|(features, (_, reward, weight))| {
            let odds = offset + dot(coefficients, features);
            // log(1 + e^odds) without overflow
            weight * (odds.max(0.0) + libm::log1p(libm::exp(-odds.abs())) - reward * odds)
        });
        of_rows.sum::<f64>() + 0.5 * penalty * dot(coefficients, coefficients)
    };
    let mut coefficients = vec![0.0; width];
    let (mut curvature, mut inverse) = (vec![0.0; packed_length(width)], vec![0.0; packed_length(width)]);
    let (mut gradient, mut step) = (vec![0.0; width], vec![0.0; width]);
    let mut scratch = vec![0.0; 2 * width * width];
    let mut best = loss(&coefficients);
    for _ in 0..MOST_STEPS {
        curvature.fill(0.0);
        gradient.fill(0.0);
        for (features, (_, reward, weight)) in each() {
            let share = sigmoid(offset + dot(&coefficients, features));
            add_outer(&mut curvature, features, weight * share * (1.0 - share));
            add_scaled(&mut gradient, features, weight * (reward - share));
        }
        add_scaled(&mut gradient, &coefficients, -penalty);
        if !invert(&curvature, width, penalty, &mut scratch, &mut inverse) {
            break;
        }
        multiply(&inverse, &gradient, &mut step);
        let mut scale = 1.0;
        let lowered = (0..30).find_map(|_| {
            let mut next = coefficients.clone();
            add_scaled(&mut next, &step, scale);
            scale *= 0.5;
            let loss = loss(&next);
            (loss < best).then_some((next, loss))
        });
        let Some((next, loss)) = lowered else { break };
        let gained = best - loss;
        (coefficients, best) = (next, loss);
        if gained <= 1e-12 * best.abs() {
            break;
        }
    }
    coefficients
}
