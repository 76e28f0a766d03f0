//! Every reference case in `tests/reference`, or in the folder that `REFERENCE_DIR` names, by its kind.
//!
//! Cases differ in numbers, never in shape; a kind that is not known here fails the test.

#[path = "reference_kinds/bench.rs"]
mod bench;
#[path = "reference_kinds/bernoulli_ts.rs"]
mod bernoulli_ts;
#[path = "reference_kinds/cascade_tables.rs"]
mod cascade_tables;
#[path = "reference_kinds/exp3.rs"]
mod exp3;
#[path = "reference_kinds/index_formulas.rs"]
mod index_formulas;
#[path = "reference_kinds/linear.rs"]
mod linear;
#[path = "reference_kinds/linear_peers.rs"]
mod linear_peers;
#[path = "reference_kinds/mab2rec.rs"]
mod mab2rec;
#[path = "reference_kinds/mabwiser.rs"]
mod mabwiser;
#[path = "reference_kinds/mabwiser_linear.rs"]
mod mabwiser_linear;
#[path = "reference_kinds/movielens_env.rs"]
mod movielens_env;
#[path = "reference_kinds/neural.rs"]
mod neural;
#[path = "reference_kinds/obd.rs"]
mod obd;
#[path = "reference_kinds/ope.rs"]
mod ope;
#[path = "reference_kinds/ranking_agent.rs"]
mod ranking_agent;
#[path = "reference_kinds/ranking_metrics.rs"]
mod ranking_metrics;
#[path = "reference_kinds/significance.rs"]
mod significance;
#[path = "reference_kinds/slate_ope.rs"]
mod slate_ope;
#[path = "reference_kinds/tpe.rs"]
mod tpe;

use std::path::PathBuf;

use serde_json::Value;

fn folder() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    std::env::var_os("REFERENCE_DIR").map_or(own, PathBuf::from)
}

#[test]
fn every_reference_case_holds() {
    let folder = folder();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} holds no reference case", folder.display());
    let mut failures = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a reference file can be read");
        let file: Value = serde_json::from_str(&text).expect("a reference file is JSON");
        // The file of the Open Bandit sample is one case.
        let whole = std::slice::from_ref(&file);
        let is_whole = file["kind"] == "obd";
        let cases = file["cases"].as_array().map(Vec::as_slice).or(is_whole.then_some(whole));
        let cases = cases.expect("a reference file has cases");
        assert!(!cases.is_empty(), "{} holds no case", path.display());
        for (index, case) in cases.iter().enumerate() {
            let result = std::panic::catch_unwind(|| match file["kind"].as_str() {
                Some("cascade_tables") => cascade_tables::check(case),
                Some("lin_ucb") => linear::check_lin_ucb(case),
                Some("lin_ts") => linear::check_lin_ts(case),
                Some("exp3") => exp3::check(case),
                Some("bernoulli_ts") => bernoulli_ts::check(case),
                Some("indexes") => index_formulas::check(case, &file["tolerance"]),
                Some("mabwiser") => mabwiser::check(case, &file["tolerance"]),
                Some("obp_agents") => linear_peers::check_obp(case, &file["tolerance"]),
                Some("contextualbandits") => {
                    linear_peers::check_contextualbandits(case, &file["tolerance"]);
                }
                Some("river") => linear_peers::check_river(case, &file["tolerance"]),
                Some("movielens_env") => movielens_env::check(case),
                Some("networks") => neural::check_networks(case),
                Some("neural") => neural::check_neural(case),
                Some("neural_linucb") => neural::check_neural_linucb(case),
                Some("policies") => neural::check_policies(case),
                Some("mab2rec") => mab2rec::check(case, &file["tolerance"]),
                Some("obd") => obd::check(case),
                Some("ope") => ope::check(case),
                Some("ope_contextual") => ope::check_contextual(case, &file["tolerance"]),
                Some("ope_slate") => slate_ope::check_policies(case, &file["tolerance"]),
                Some("slate_ope") => slate_ope::check(case),
                Some("ranking_metrics") => ranking_metrics::check(case, &file["tolerance"]),
                Some("significance") => significance::check(case, &file["tolerance"]),
                Some("tpe") => tpe::check(case, &file["tolerance"]),
                Some("scalarizers") => neural::check_scalarizers(case),
                Some("ranking_agent") => ranking_agent::check(case),
                other => panic!("unknown kind {other:?}"),
            });
            if result.is_err() {
                failures.push(format!("{} case {index}", path.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Whether two numbers agree to 1e-8, relative to the larger of them and `scale`.
fn close(ours: f64, theirs: f64, scale: f64) -> bool {
    (ours - theirs).abs() <= 1e-8 * ours.abs().max(theirs.abs()).max(scale)
}

/// Fails unless two lists agree to 1e-8, relative to the largest entry of the list.
fn assert_close(what: &str, ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len(), "{what}: as many numbers");
    let scale = theirs.iter().fold(0.0_f64, |largest, number| largest.max(number.abs()));
    for (index, (our, their)) in ours.iter().zip(theirs).enumerate() {
        assert!(close(*our, *their, scale), "{what}[{index}]: ours {our:e}, theirs {their:e}");
    }
}

/// A JSON list of numbers, nested or not, in reading order.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(entries) => entries.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().unwrap_or_else(|| panic!("{other} is NaN"))],
    }
}

/// A JSON list of whole numbers.
fn indexes(value: &Value) -> Vec<usize> {
    numbers(value).iter().map(|number| *number as usize).collect()
}

/// Whole rows of the cascade tables, ours beside theirs: `scripts/cascade-tables`.
#[test]
#[ignore = "it takes minutes"]
fn cascade_tables() {
    let text = std::fs::read_to_string(folder().join("cascade_tables.json")).expect("the tables are there");
    let file: Value = serde_json::from_str(&text).expect("a reference file is JSON");
    println!(
        "{:<14} {:>3} {:>2} {:>6}  {:>7} {:>9} {:>9} {:>6}",
        "", "L", "K", "gap", "rounds", "ours", "theirs", "errors"
    );
    for case in file["cases"].as_array().expect("a reference file has cases") {
        for found in cascade_tables::compare(case, 60, 100_000) {
            let cascade_tables::Compared { rounds, ours, theirs, error } = found;
            let (name, distance) = (case["algorithm"].as_str().unwrap_or_default(), (ours - theirs) / error);
            let (l, k, gap) = (&case["L"], &case["K"], &case["delta"]);
            println!(
                "{name:<14} {l:>3} {k:>2} {gap:>6}  {rounds:>7} {ours:>9.2} {theirs:>9.2} {distance:>6.1}"
            );
        }
    }
}
