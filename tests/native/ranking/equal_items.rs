//! Measures of slates treat equally good items as equally good, in every environment with every click model.

use std::sync::{Arc, OnceLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::ranking::CLICK_MODELS;
use bandit_playground::ranking::environments::SLATE_ENVIRONMENTS;
use bandit_playground::simulation::{PreparedEnvironment, Stepper, run_in};
use bandit_playground::spec::Experiment;

fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let bytes = include_bytes!("../../../static/data/movielens-small.bundle");
        Arc::new(bundle::decode(bytes).expect("the bundle can be read"))
    })
}

fn prepared(json: &str) -> (Experiment, PreparedEnvironment) {
    let experiment = Experiment::from_json(json).unwrap_or_else(|error| panic!("{json}: {error}"));
    let environment = experiment.prepare(Some(ratings())).expect("the environment can be made");
    (experiment, environment)
}

/// The mean of a measure of a policy at the horizon, over all seeds.
fn last(json: &str, policy: usize, measure: &str) -> f64 {
    let (experiment, environment) = prepared(json);
    let log = run_in(&experiment, environment).expect("it fits");
    log.rows()[policy].metrics[measure].mean
}

const ALL: [&str; 3] = ["ndcg", "recall", "mrr"];

/// With a gap of 0 there are no better and no worse slates; where nothing attracts at all, neither.
#[test]
fn all_slates_are_best_where_all_items_are_equal() {
    let policies = r#"[{"ranker": "random_slate"}, {"ranker": "cascade_ucb1"}, {"ranker": "oracle_slate"}]"#;
    for environment in [
        r#"{"id": "gap_slates", "parameters": {"gap": 0}}"#,
        r#"{"id": "gap_slates", "parameters": {"gap": 0, "attraction": 1, "items": 5, "slots": 5}}"#,
        r#"{"id": "gap_slates", "parameters": {"gap": 1, "attraction": 0}}"#,
        r#"{"id": "drawn_slates", "parameters": {"scale": 0}}"#,
        r#"{"id": "drawn_slates", "parameters": {"scale": 0, "attractions": "beta", "items": 3, "slots": 20}}"#,
        r#"{"id": "movielens_taste_slates", "parameters": {"slope": 0, "movies": 12, "rank": 2}}"#,
    ] {
        for clicks in ["cascade", "position_based"] {
            let json = format!(
                r#"{{"world": {environment}, "clicks": {{"id": "{clicks}"}}, "contenders": {policies}, "horizon": 100, "seeds": 2}}"#
            );
            for policy in 0..3 {
                for measure in ALL {
                    assert_eq!(last(&json, policy, measure), 1.0, "{measure} of {policy} in {environment}");
                }
            }
        }
    }
}

/// The best items of this environment are all equally attractive: once CascadeUCB1 has found them, its slates are perfect by every
/// measure, in whichever order it shows them.
#[test]
fn a_slate_without_regret_is_perfect_by_every_measure() {
    let json = r#"{"world": {"id": "gap_slates", "parameters": {"gap": 0.9, "attraction": 0.9}},
        "contenders": [{"ranker": "cascade_ucb1"}, {"ranker": "oracle_slate"}], "horizon": 2000, "seeds": 4}"#;
    for measure in ALL {
        assert_eq!(last(json, 1, measure), 1.0, "{measure}");
        assert!(last(json, 0, measure) > 0.9, "{measure}: {}", last(json, 0, measure));
    }
    let (experiment, environment) = prepared(json);
    let mut stepper = Stepper::new(&experiment, environment, 0..1).expect("it fits");
    let mut perfect = 0;
    while let Some(view) = stepper.advance_inspected() {
        let shown = &view.into_slates().expect("it is an environment of slates").policies[0];
        let metrics = shown.metrics;
        let all = [metrics.ndcg, metrics.recall, metrics.reciprocal_rank];
        assert_eq!(all == [1.0; 3], shown.regret < 1e-12, "{shown:?}");
        perfect += u32::from(all == [1.0; 3]);
    }
    assert!(perfect > 1_600, "{perfect}");
}

/// Click models by whose best slate the most attractive items stand on top, the most attractive first.
const BY_ATTRACTION: [&str; 5] =
    ["cascade", "dependent_click", "position_based", "distance_threshold", "ghost_actions"];

/// The oracle's slate has 1 of each wherever the best slate depends on the order of attraction. Where it doesn't, by topics that are
/// not covered yet or by clicks further down that bring more with them, measures are about attraction all the same; the best
/// slate of the user browsing model still holds the most attractive items.
#[test]
fn the_oracles_slate_is_perfect_where_the_best_slate_goes_by_attraction() {
    for environment in SLATE_ENVIRONMENTS {
        for model in CLICK_MODELS {
            let (id, clicks) = (environment.part.id, model.part.id);
            let size =
                ["items", "movies"].into_iter().find(|name| environment.part.parameter(name).is_some());
            let size = size.expect("every environment has so many items");
            let small = if environment.part.parameter("rank").is_some() { r#", "rank": 3"# } else { "" };
            let json = format!(
                r#"{{"world": {{"id": "{id}", "parameters": {{"{size}": 12{small}}}}}, "clicks": {{"id": "{clicks}"}},
                    "contenders": [{{"ranker": "oracle_slate"}}], "horizon": 40, "seeds": 1}}"#
            );
            let (experiment, prepared) = prepared(&json);
            // Environments without topics have no coverage.
            let Ok(mut stepper) = Stepper::new(&experiment, prepared, 0..1) else {
                assert_eq!(clicks, "coverage_cascade");
                continue;
            };
            while let Some(view) = stepper.advance_inspected() {
                let slates = view.slates().expect("it is an environment of slates");
                let metrics = slates.policies[0].metrics;
                assert!(slates.policies[0].regret < 1e-12);
                let all = [metrics.recall, metrics.ndcg, metrics.reciprocal_rank];
                if BY_ATTRACTION.contains(&clicks) {
                    assert_eq!(all, [1.0; 3], "{id}, {clicks}, round {}", view.round);
                } else if clicks == "user_browsing" {
                    assert_eq!(metrics.recall, 1.0, "{id}, round {}", view.round);
                }
                assert!(all.iter().all(|share| (0.0..=1.0).contains(share)));
            }
        }
    }
}
