//! The run that begins before the page's program is there: what the starter brings along, and what `index.html` says to its workers.

use std::sync::Arc;

use bandit_playground::data::kinds::ratings::READER;
use bandit_playground::data::{DataSummary, Dataset, bundle};
use bandit_playground::environment::movielens::first::{PACKED, pack, unpack};
use bandit_playground::environment::{Environment, Round, UserCard};
use bandit_playground::simulation::{PreparedEnvironment, Stepper, run_in};
use bandit_playground::spec::{Experiment, link};
use bandit_playground::worker::greeting::Greeting;
use bandit_playground::worker::starter_command::StarterCommand;

use crate::golden::GOLDEN;

fn bundled() -> Dataset {
    bundle::decode(READER.native.bundled.expect("there are some")).expect("they can be read")
}

/// The file is of the bundled ratings. Where they or what is taken of them changed, `PACK=write` writes it again.
#[test]
fn the_file_is_of_the_bundled_ratings() {
    let packed = pack(&bundled()).expect("they can be packed");
    if std::env::var("PACK").as_deref() == Ok("write") {
        std::fs::write("src/environment/movielens/first.bin", &packed).expect("it can be written");
        return;
    }
    assert!(packed == PACKED, "run this test with PACK=write, which writes the file");
}

/// Users, films, factors, remarks and rewards are those that all ratings give.
#[test]
fn it_is_the_environment_of_all_ratings() {
    let (ratings, experiment) = (Arc::new(bundled()), Experiment::default());
    let whole = experiment.prepare(Some(&ratings)).expect("it can be made");
    let PreparedEnvironment::Arms(whole) = whole else { panic!("it has arms") };
    let (first, summary) = unpack(PACKED).expect("it can be read");
    assert_eq!(summary, DataSummary::new(&ratings.summary()));
    first.prepare(true, &mut |_, _| ());
    assert_eq!(first.shape(), whole.shape());
    // The same users stand in the same places; of films the first knows those of the environment alone.
    let users = |environment: &Arc<dyn Environment>| -> Vec<Option<UserCard>> {
        let mut round = Round::new(&environment.shape());
        (0..environment.users())
            .map(|user| {
                round.user = user;
                environment.user(&round)
            })
            .collect()
    };
    assert_eq!(users(&first), users(&whole));
    let items =
        |environment: &Arc<dyn Environment>| (0..20).map(|item| environment.item(item)).collect::<Vec<_>>();
    assert_eq!(items(&first), items(&whole));
    assert_eq!(first.remarks(), whole.remarks());
    let rounds = |environment: &Arc<dyn Environment>| {
        let mut episode = Arc::clone(environment).episode(experiment.master_seed, 3);
        let mut round = Round::new(&environment.shape());
        (0..300)
            .map(|_| {
                episode.next(&mut round);
                round.clone()
            })
            .collect::<Vec<_>>()
    };
    // Bit for bit: contexts and expectations of 300 rounds.
    assert_eq!(rounds(&first), rounds(&whole));
}

/// What a run records and what is seen of its rounds is the same, too.
#[test]
fn the_run_is_the_same() {
    let experiment = Experiment::default();
    let whole = experiment.prepare(Some(&Arc::new(bundled()))).expect("it can be made");
    let (first, _) = unpack(PACKED).expect("it can be read");
    let (mut one, mut other) = (
        Stepper::new(&experiment, first, 0..2).expect("it fits"),
        Stepper::new(&experiment, whole, 0..2).expect("it fits"),
    );
    for _ in 0..4 {
        one.advance(60);
        other.advance(60);
        assert_eq!(one.advance_inspected(), other.advance_inspected());
        assert_eq!(one.take(), other.take());
    }
}

/// A golden link of the default environment gives its digest in it.
#[test]
fn it_gives_the_golden_digest() {
    let (link, expected) = GOLDEN[0];
    let experiment = link::decode(link).expect("a golden link opens").experiment;
    assert_eq!(experiment.environment, Experiment::default().environment);
    let (first, _) = unpack(PACKED).expect("it can be read");
    let log = run_in(&experiment, first).expect("it fits");
    assert_eq!(log.digest().as_deref(), Some(expected));
}

#[test]
fn other_bytes_are_none() {
    for end in [0, 1, 100, PACKED.len() - 1] {
        assert!(unpack(&PACKED[..end]).is_none());
    }
}

fn page() -> String {
    std::fs::read_to_string("index.html").expect("the page")
}

/// The script in the page writes the same numbers as [`StarterCommand`].
#[test]
fn the_page_and_the_starter_have_the_same_commands() {
    let page = page();
    let begin = StarterCommand::Begin { index: 1, workers: 3 }.numbers();
    let draw = StarterCommand::Draw { round: 40 }.numbers();
    assert_eq!((&begin[1..], &draw[1..]), (&[1.0, 3.0][..], &[40.0][..]));
    let constants = format!("var BEGIN = {}, DRAW = {};", begin[0], draw[0]);
    for part in [constants.as_str(), "Float64Array([BEGIN, index, count])", "Float64Array([DRAW, round])"] {
        assert!(page.contains(part), "index.html must hold {part}");
    }
}

/// What a worker says where its program can't be started, the page understands.
#[test]
fn the_page_and_the_workers_have_the_same_word_for_a_failure() {
    let failed = Greeting::Failed("error".to_owned()).to_string();
    let written = format!("postMessage('{}' + error)", failed.trim_end_matches("error"));
    assert!(page().contains(&written), "index.html must hold {written}");
}
