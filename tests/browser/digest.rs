//! One experiment, one digest: natively, in Chromium, with one worker and with several.

use std::sync::Arc;

use bandit_playground::data::bundle;
use bandit_playground::experiment::{Experiment, RunLog, Stepper, link};

use crate::support::in_browser;
use crate::visitor::{digest, finish};

/// Half the default world, every kind of linear agent, forgetting and decaying exploration, seven seeds.
const EXPERIMENT: &str = "w=movielens_mf;noise=0.5;rank=9&c=lin_ucb;alpha=2&c=lin_ts;gamma=0.995&c=lin_ts;bias=on&\
     c=epsilon_greedy;half_life=200&c=random&c=oracle&horizon=700&seeds=7&master_seed=2026";

fn natively(experiment: &Experiment) -> String {
    let bytes = std::fs::read("static/data/movielens-small.bundle").expect("the bundled ratings");
    let ratings = Arc::new(bundle::decode(&bytes).expect("the bundled ratings can be read"));
    let declaration = experiment.world_declaration().expect("a world");
    let world = (declaration.build)(&experiment.world.parameters, Some(&ratings)).expect("a world");
    let items = (0..world.shape().items).map(|item| world.item(item).title).collect();
    let mut log = RunLog::new(experiment, items);
    let mut stepper = Stepper::new(experiment, world, 0..experiment.seeds).expect("a stepper");
    stepper.advance(experiment.horizon);
    log.apply(&stepper.take()).expect("it is the same experiment");
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
