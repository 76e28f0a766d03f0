//! Off-policy evaluation against the truth: what estimators are over thousands of logs whose truth is known.

mod adaptive;
mod command;
mod independent;
mod speed;

use bandit_playground::descriptor::Values;
use bandit_playground::evaluation::{self, ArmEvidence, Terms};

/// How many logs are simulated where a share or a mean is tested.
const LOGS: usize = 2_000;

fn terms(id: &str, evidence: &ArmEvidence<'_>) -> Terms {
    let builder = evaluation::builder(id).expect("it is in the catalogue");
    builder.estimate(&Values::default(), evidence).unwrap_or_else(|error| panic!("{id}: {error}")).terms
}

/// Mean and standard error of some numbers.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

fn variance(values: &[f64]) -> f64 {
    let (_, error) = mean_and_error(values);
    error * error * values.len() as f64
}
