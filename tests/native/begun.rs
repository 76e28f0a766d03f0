//! What `index.html` says to the starter's workers, and what the starter understands.

use bandit_playground::worker::greeting::Greeting;
use bandit_playground::worker::starter_command::StarterCommand;

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
