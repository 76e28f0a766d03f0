//! What a thousand runs take.

use std::time::Instant;

use bandit_playground::runs::{FolderStore, KeptRun, Made, RunStore, to_bytes};
use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::Experiment;

const AGENTS: [&str; 8] =
    ["ucb1", "random", "epsilon_greedy", "bernoulli_thompson", "kl_ucb", "moss", "imed", "exp3"];

fn eight_agents(horizon: u64, seeds: u32) -> KeptRun {
    let agents = AGENTS.map(|id| format!(r#"{{"agent": "{id}"}}"#)).join(", ");
    let text = format!(
        r#"{{"world": {{"id": "bernoulli"}}, "contenders": [{agents}], "horizon": {horizon}, "seeds": {seeds}}}"#
    );
    let experiment = Experiment::from_json(&text).expect("it is an experiment");
    KeptRun::of(&run(&experiment, Sources::default()).expect("it runs"), Made::default())
}

/// Eight agents and fifty seeds are kept in less than 25 kB.
#[test]
fn a_large_run_is_small() {
    let bytes = to_bytes(&eight_agents(2_000, 50)).len();
    println!("{bytes} bytes");
    assert!(bytes < 25_000, "{bytes} bytes");
}

/// How long a thousand of them take to list: `cargo test --release --test native -- --ignored thousand --nocapture`.
#[test]
#[ignore = "it is a measurement"]
fn a_thousand_runs_are_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = FolderStore::open(folder.path()).expect("it is opened");
    let mut run = eight_agents(5_000, 50);
    let begun = Instant::now();
    for number in 0..1_000 {
        run.header.id = bandit_playground::runs::RunId::new(number, number);
        run.header.created = number;
        run.header.content = run.content();
        store.put(&run).expect("it is kept");
    }
    println!("kept in {:?}", begun.elapsed());
    let begun = Instant::now();
    let listing = store.list().expect("it is listed");
    println!("{} runs, {} bytes, listed in {:?}", listing.entries.len(), listing.bytes(), begun.elapsed());
    assert_eq!(listing.entries.len(), 1_000);
}
