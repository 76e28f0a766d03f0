//! What the stories claim is so: each story's own experiment is run, and each of its claims must hold by several standard
//! errors of the paired difference over seeds. A story that is changed without its claims, or a change of the engine that takes
//! the point of a story away, fails here.

use std::sync::{Arc, LazyLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::results::RunLog;
use bandit_playground::simulation::run;
use bandit_playground::stories::{self, STORIES, Verdict};

/// By so many standard errors every claim must hold, besides the 95 % interval.
const STANDARD_ERRORS: f64 = 3.0;

static RATINGS: LazyLock<Arc<Dataset>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../static/data/movielens-small.bundle");
    Arc::new(bundle::decode(bytes).expect("the bundled ratings can be read"))
});

/// A test for each story, so that they run side by side; and one that no story is forgotten.
macro_rules! stories {
    ($($id:ident),+ $(,)?) => {
        $(#[test]
        fn $id() {
            claims_hold(stringify!($id));
        })+

        #[test]
        fn every_story_has_its_test() {
            assert_eq!(STORIES.map(|story| story.id), [$(stringify!($id)),+]);
        }
    };
}

stories!(
    four_agents,
    exploration,
    linear,
    shared_models,
    drift,
    objectives,
    films,
    popularity,
    diversity,
    position_bias,
    click_models,
    change,
);

fn log_of(id: &str) -> RunLog {
    let story = stories::find(id).expect("the story is listed");
    run(&story.experiment(), Some(&*RATINGS)).expect("it can be run")
}

fn claims_hold(id: &str) {
    let story = stories::find(id).expect("the story is listed");
    let log = log_of(id);
    let findings = story.findings(&log).expect("the run is through and has what is claimed");
    assert_eq!(findings.len(), story.claims.len());
    let mut wrong = Vec::new();
    for finding in findings {
        let said = format!(
            "{} {} ({:.1} standard errors)",
            finding.claim.sentence,
            finding.sentence(),
            finding.standard_errors()
        );
        println!("{said}");
        if finding.verdict != Verdict::Holds || finding.standard_errors() < STANDARD_ERRORS {
            wrong.push(said);
        }
    }
    assert!(wrong.is_empty(), "{} claims what is not so:\n{}", story.title, wrong.join("\n"));
}
