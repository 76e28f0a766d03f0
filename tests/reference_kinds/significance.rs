//! Tests of significance as scipy and statsmodels compute them.

use bandit_playground::results::significance::{
    MeanDifference, holm, paired_difference, t_quantile, two_sided_p, unpaired_difference,
};
use serde_json::Value;

use super::numbers;

/// One case: a test of two samples, a p-value with its quantile, or a correction.
pub fn check(case: &Value, tolerance: &Value) {
    let tolerance = tolerance.as_f64().expect("a tolerance");
    let within = |what: &str, ours: f64, theirs: f64| {
        assert!(
            (ours - theirs).abs() <= tolerance * theirs.abs(),
            "{what}: ours {ours:e}, theirs {theirs:e}"
        );
    };
    let number = |name: &str| case[name].as_f64().expect("a number");
    match case["test"].as_str() {
        Some("paired") => assert_test(paired_difference, case, &within),
        Some("unpaired") => assert_test(unpaired_difference, case, &within),
        Some("p") => {
            within("p", two_sided_p(number("t"), number("degrees")), number("p"));
            within("quantile", t_quantile(number("degrees")), number("quantile"));
        }
        Some("holm") => {
            let (ours, theirs) = (holm(&numbers(&case["p"])), numbers(&case["corrected"]));
            assert_eq!(ours.len(), theirs.len());
            ours.iter().zip(theirs).for_each(|(ours, theirs)| within("corrected", *ours, theirs));
        }
        other => panic!("unknown test {other:?}"),
    }
}

fn assert_test(
    test: fn(&[f64], &[f64]) -> Option<MeanDifference>,
    case: &Value,
    within: &dyn Fn(&str, f64, f64),
) {
    let test = test(&numbers(&case["first"]), &numbers(&case["second"])).expect("there are numbers enough");
    let found = [("p", test.p), ("low", test.low), ("high", test.high), ("degrees", test.degrees)];
    for (name, ours) in found {
        within(name, ours, case[name].as_f64().expect("a number"));
    }
}
