//! One experiment, one digest: natively, in Chromium, with one worker and with several.

use std::sync::Arc;

use bandit_playground::chart::curves::Curves;
use bandit_playground::data::bundle;
use bandit_playground::page::logic::tidy_csv::tidy_csv;
use bandit_playground::simulation::run;
use bandit_playground::spec::{Experiment, link};

use crate::support::{in_browser, test_id};
use crate::visitor::{digest, finish};

/// Half the default environment, every kind of linear agent, forgetting and decaying exploration, seven seeds.
const EXPERIMENT: &str = "w=movielens_mf;noise=0.5;rank=9&c=lin_ucb;alpha=2&c=lin_ts;gamma=0.995&c=lin_ts;bias=on&\
     c=epsilon_greedy;half_life=200&c=random&c=oracle&horizon=700&seeds=7&master_seed=2026";

fn natively(experiment: &Experiment) -> String {
    let bytes = std::fs::read("static/data/movielens-small.bundle").expect("the bundled ratings");
    let ratings = Arc::new(bundle::decode(&bytes).expect("the bundled ratings can be read"));
    let log = run(experiment, Some(&ratings)).expect("it can be run");
    log.digest().expect("the run is through")
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_digest_is_the_same_everywhere() {
    let opened = link::decode(&format!("#1{EXPERIMENT}")).expect("a link");
    assert_eq!(opened.notices, vec![]);
    let expected = natively(&opened.experiment);
    in_browser(|browser| {
        for workers in [1, 2, 3] {
            browser.open(&format!("?workers={workers}#1{EXPERIMENT}"));
            finish(browser);
            assert_eq!(digest(browser), expected, "{workers} workers");
        }
    });
}

/// Rankers that are measured in all ways, and not every round.
const SLATES: &str = "w=drawn_slates&c=cascade_ucb1&c=pbm_ts&c=cascade_lin_ucb&c=random_slate&k=position_based&horizon=900&seeds=3";

/// What is not part of the digest is the same everywhere, too: the numbers that a person saves, to the last digit.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_measures_of_slates_are_the_same_everywhere() {
    let experiment = link::decode(&format!("#1{SLATES}")).expect("a link").experiment;
    let log = run(&experiment, None).expect("it needs no ratings");
    let mut curves = Curves::new(log.policies.len());
    curves.catch_up(&log);
    let expected = tidy_csv(&log, &curves);
    assert!(
        ["ndcg", "recall", "mrr", "clicks", "coverage", "diversity"].iter().all(|id| expected.contains(id))
    );
    in_browser(|browser| {
        for workers in [1, 2] {
            browser.open(&format!("?workers={workers}#1{SLATES}"));
            finish(browser);
            browser.script(
                "const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.saved = blob; return make(blob); };",
            );
            browser.click(&test_id("save-csv"));
            let saved = browser.script("return window.saved.text()");
            assert!(saved.as_str() == Some(expected.as_str()), "{workers} workers save other numbers");
        }
    });
}
