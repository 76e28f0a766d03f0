//! Published links give their bits for ever.

use std::sync::Arc;

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::results::RunLog;
use bandit_playground::simulation::Stepper;
use bandit_playground::spec::link;

#[path = "../golden/mod.rs"]
mod links;

pub use links::GOLDEN;

#[test]
fn golden_links_give_their_digests() {
    let found = GOLDEN.map(|(link, _)| (link, digest_of(link)));
    for ((link, expected), (_, digest)) in GOLDEN.iter().zip(&found) {
        assert_eq!(digest, expected, "{link} of\n{found:#?}");
    }
}

/// Runs a link and gives its digest.
fn digest_of(link: &str) -> String {
    let experiment = link::decode(link).expect("a golden link opens").experiment;
    let environment = experiment.prepare(Some(&bundled())).expect("the environment can be made");
    let mut log = RunLog::new(&experiment, environment.items());
    let mut stepper =
        Stepper::new(&experiment, environment, 0..experiment.seeds).expect("the run can be made");
    stepper.advance(experiment.horizon);
    log.apply(&stepper.take()).expect("it is the log's");
    log.digest().expect("the run is through")
}

fn bundled() -> Arc<Dataset> {
    let bytes = include_bytes!("../../static/data/movielens-small.bundle");
    Arc::new(bundle::decode(bytes).expect("the bundled ratings can be read"))
}
