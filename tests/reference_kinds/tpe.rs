//! Parzen estimators and the split of trials as Optuna computes them.

use bandit_playground::tune::{Domain, good, log_ratios};
use serde_json::Value;

use super::numbers;

/// The share of good trials of Optuna's default.
const GAMMA: f64 = 0.1;

/// One case: ratios of two densities, or which trials are good.
pub fn check(case: &Value, tolerance: &Value) {
    let tolerance = tolerance.as_f64().expect("a tolerance");
    match case["test"].as_str() {
        Some("good") => {
            let expected: Vec<bool> =
                serde_json::from_value(case["good"].clone()).expect("a list of switches");
            assert_eq!(good(&numbers(&case["losses"]), GAMMA), expected);
        }
        Some("ratio") => {
            let domain: Domain = serde_json::from_value(case["domain"].clone()).expect("a domain");
            let coordinates = |name: &str| {
                numbers(&case[name]).iter().map(|number| domain.scaled(*number)).collect::<Vec<f64>>()
            };
            let ours = log_ratios(&domain, &coordinates("below"), &coordinates("above"), &coordinates("at"));
            let theirs = numbers(&case["log_ratio"]);
            assert_eq!(ours.len(), theirs.len());
            for (ours, theirs) in ours.iter().zip(theirs) {
                assert!(
                    (ours - theirs).abs() <= tolerance * theirs.abs().max(1.0),
                    "ours {ours:e}, theirs {theirs:e}"
                );
            }
        }
        other => panic!("unknown test {other:?}"),
    }
}
