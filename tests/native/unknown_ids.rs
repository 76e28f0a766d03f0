//! Wherever something is asked for that is not there, the answer names what is.

use std::process::Command;

use bandit_playground::agent::AGENTS;
use bandit_playground::descriptor::Values;
use bandit_playground::environment::ENVIRONMENTS;
use bandit_playground::ranking::{CLICK_MODELS, RANKERS, SLATE_ENVIRONMENTS};
use bandit_playground::simulation::Stepper;
use bandit_playground::spec::link::decode;
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};
use serde_json::{Value, json};

const SLATES: &str = "gap_slates";

fn agents() -> Vec<&'static str> {
    AGENTS.iter().map(|descriptor| descriptor.part.id).collect()
}

fn ranker_ids() -> Vec<&'static str> {
    RANKERS.iter().map(|descriptor| descriptor.part.id).collect()
}

fn environments() -> Vec<&'static str> {
    let slates = SLATE_ENVIRONMENTS.iter().map(|descriptor| descriptor.part.id);
    ENVIRONMENTS.iter().map(|descriptor| descriptor.part.id).chain(slates).collect()
}

fn clicks() -> Vec<&'static str> {
    CLICK_MODELS.iter().map(|descriptor| descriptor.part.id).collect()
}

/// An experiment as JSON and as a link, the word that is unknown in it, and what there is.
fn cases() -> Vec<(Value, &'static str, &'static str, Vec<&'static str>)> {
    let arms = |id: &str| json!({ "world": { "id": "wheel" }, "contenders": [{ "agent": id }] });
    let slates = |id: &str, clicks: &str| {
        json!({
            "world": { "id": SLATES },
            "contenders": [{ "ranker": id }],
            "clicks": { "id": clicks }
        })
    };
    let with = |name: &str, value: Value| {
        let mut experiment = arms("random");
        experiment[name] = value;
        experiment
    };
    let parameter = json!([{ "agent": "lin_ucb", "parameters": { "wings": 2 } }]);
    vec![
        (arms("lin_ubc"), "#1w=wheel&c=lin_ubc", "lin_ubc", agents()),
        (arms(""), "#1w=wheel&c=", "", agents()),
        (arms("clairvoyant"), "#1w=wheel&c=clairvoyant", "clairvoyant", agents()),
        (with("world", json!({ "id": "mars" })), "#1w=mars", "mars", environments()),
        (with("world", json!({ "id": "" })), "#1w=", "", environments()),
        (slates("page_rank", "cascade"), "#1w=gap_slates&c=page_rank", "page_rank", ranker_ids()),
        (slates("random_slate", "double"), "#1w=gap_slates&k=double&c=random_slate", "double", clicks()),
        (with("contenders", parameter), "", "wings", vec!["alpha"]),
        (with("feedback", json!({ "mood": 1 })), "", "mood", vec!["delay", "missing"]),
        (with("objectives", json!({ "fun": 1 })), "", "fun", vec!["novelty_weight"]),
        (with("world", json!({ "id": "wheel", "parameters": { "spokes": 5 } })), "", "spokes", vec!["delta"]),
        (with("horizont", json!(5)), "", "horizont", vec!["horizon", "contenders"]),
        (with("feedback", json!({ "delay_kind": "slow" })), "", "slow", vec!["geometric"]),
    ]
}

/// The sentence names the unknown word and all that there is, and ends in the middle of nothing.
fn assert_names(sentence: &str, unknown: &str, known: &[&str]) {
    assert!(sentence.contains(unknown), "{unknown}: {sentence}");
    let named = known.iter().filter(|id| sentence.contains(*id)).count();
    let wanted = match () {
        () if sentence.contains("did you mean") => 1,
        // Of many the first three.
        () if sentence.contains("such as") => 3.min(known.len()),
        () => known.len(),
    };
    assert!(named >= wanted, "{named} are in: {sentence}");
    let end = sentence.trim_end();
    assert!(!end.ends_with("is") && !end.ends_with("has") && !end.ends_with("of"), "{sentence}");
}

#[test]
fn json_and_links_name_what_there_is() {
    for (experiment, link, unknown, known) in cases() {
        let sentence = Experiment::from_json(&experiment.to_string()).expect_err(unknown).to_string();
        assert_names(&sentence, unknown, &known);
        if !link.is_empty() {
            assert_names(&decode(link).expect_err(link).to_string(), unknown, &known);
        }
    }
    for (link, unknown, known) in [
        ("#1c=lin_ucb;wings=2", "wings", "alpha"),
        ("#1w=wheel;spokes=5", "spokes", "delta"),
        ("#1f=mood=bad", "mood", "delay"),
        ("#1o=fun=1", "fun", "novelty_weight"),
        ("#1f=delay_kind=slow", "slow", "geometric"),
    ] {
        let notices = decode(link).expect("it is put right").notices;
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert_names(&notices[0].0, unknown, &[known]);
    }
}

#[test]
fn the_command_line_names_what_there_is() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let program = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_bandit-playground")).args(arguments).output();
        let done = done.expect("the program runs");
        assert_eq!(done.status.code(), Some(2), "{arguments:?}");
        String::from_utf8(done.stderr).expect("it is UTF-8")
    };
    for (index, (experiment, link, unknown, known)) in cases().into_iter().enumerate() {
        let path = folder.path().join(format!("{index}.json"));
        std::fs::write(&path, experiment.to_string()).expect("it is written");
        let path = path.to_str().expect("a plain path");
        for command in ["run", "link"] {
            assert_names(&program(&[command, path]), unknown, &known);
        }
        if !link.is_empty() {
            assert_names(&program(&["open", link]), unknown, &known);
        }
    }
    assert_names(&program(&["list", "cakes"]), "cakes", &["environments", "agents", "rankers", "clicks"]);
}

/// An experiment that was never validated, as a program that uses the library may give it.
#[test]
fn a_run_names_what_there_is() {
    let of = |environment: &str, policy: &str| {
        let choice = |id: &str| PartChoice { id: id.to_owned(), parameters: Values::default() };
        let policy = PolicySpec { agent: choice(policy), stream: 0, label: None };
        Experiment { environment: choice(environment), policies: vec![policy], ..Experiment::default() }
    };
    let sentence = |experiment: &Experiment| {
        let environment = experiment.prepare(None).expect("the environment can be made");
        Stepper::new(experiment, environment, 0..1).err().expect("it can't be run").to_string()
    };
    assert_names(&sentence(&of("wheel", "lin_ubc")), "lin_ubc", &agents());
    assert_names(&sentence(&of("wheel", RANKERS[0].part.id)), RANKERS[0].part.id, &agents());
    assert_names(&sentence(&of(SLATES, "page_rank")), "page_rank", &ranker_ids());
    assert_names(&sentence(&of(SLATES, AGENTS[0].part.id)), AGENTS[0].part.id, &ranker_ids());
    let mars = of("mars", "random").prepare(None).err().expect("there is none").to_string();
    assert_names(&mars, "mars", &environments());
    let mut double = of(SLATES, "random_slate");
    double.clicks = Some(PartChoice { id: "double".to_owned(), parameters: Values::default() });
    assert_names(&sentence(&double), "double", &clicks());
}

/// What was probably meant is said instead of a list.
#[test]
fn a_near_id_is_suggested() {
    for (id, near) in
        [("lin_ubc", "lin_ucb"), ("LinUCB", "lin_ucb"), ("randm", "random"), ("linucb", "lin_ucb")]
    {
        let sentence = decode(&format!("#1c={id}")).expect_err(id).to_string();
        assert!(sentence.ends_with(&format!("(did you mean \"{near}\"?)")), "{sentence}");
    }
    let sentence = decode("#1c=clairvoyant").expect_err("there is none").to_string();
    assert!(!sentence.contains("did you mean"), "{sentence}");
}
