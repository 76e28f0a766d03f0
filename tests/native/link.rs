//! Links: what is written is read back, what is broken says so, what was published opens for ever.

use bandit_playground::agent;
use bandit_playground::data::kinds::table;
use bandit_playground::data::{SourceRef, SourceRefs};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::classification;
use bandit_playground::results::digest::RunDigest;
use bandit_playground::spec::feedback::FEEDBACK;
use bandit_playground::spec::link::{LinkError, decode, encode};
use bandit_playground::spec::objectives::OBJECTIVES;
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};
use proptest::prelude::*;

use crate::experiments::{any_digest, any_experiment, any_slates, any_table};

proptest! {
    #[test]
    fn links_of_slates_round_trip(experiment in any_slates()) {
        let read = decode(&encode(&experiment, None)).expect("our own link can be read");
        prop_assert_eq!(&read.experiment, &experiment);
        prop_assert_eq!(read.notices, vec![]);
        let json = serde_json::to_string(&experiment).expect("it is JSON");
        prop_assert_eq!(Experiment::from_json(&json), Ok(experiment));
    }

    #[test]
    fn links_round_trip(experiment in any_experiment(), digest in proptest::option::of(any_digest())) {
        let link = encode(&experiment, digest.as_ref());
        let read = decode(&link).expect("our own link can be read");
        prop_assert_eq!(&read.experiment, &experiment);
        prop_assert_eq!(read.digest, digest);
        prop_assert!(read.notices.is_empty(), "{:?}", read.notices);
        prop_assert!(link.is_ascii() || !link.contains(' '));
    }

    /// Few of any environments are classifications, so those have a property of their own.
    #[test]
    fn links_of_tables_round_trip(table in any_table()) {
        let environment = PartChoice::new(&classification::DESCRIPTOR.part);
        let experiment = Experiment { environment, sources: on_table(table), ..Experiment::default() };
        let read = decode(&encode(&experiment, None)).expect("our own link can be read");
        prop_assert_eq!(&read.experiment, &experiment);
        prop_assert_eq!(read.notices, vec![]);
        let json = serde_json::to_string(&experiment).expect("it is JSON");
        prop_assert_eq!(Experiment::from_json(&json), Ok(experiment));
    }

    #[test]
    fn json_round_trips(experiment in any_experiment()) {
        let json = serde_json::to_string(&experiment).expect("an experiment is JSON");
        prop_assert_eq!(Experiment::from_json(&json).expect("our own JSON can be read"), experiment);
    }

    /// Whatever someone pastes: an answer or a sentence, never a panic.
    #[test]
    fn anything_pasted_gives_an_answer(text in ".{0,200}", cut in 0_usize..200) {
        let _ = decode(&text);
        let _ = decode(&format!("#1{text}"));
        let whole = encode(&Experiment::default(), Some(&a_digest()));
        let _ = decode(whole.get(..cut.min(whole.len())).unwrap_or(""));
    }
}

fn a_digest() -> RunDigest {
    RunDigest { numerics: 2, digest: "0123456789abcdef".to_owned() }
}

/// Old links hold 16 digits; newer ones say by which numerics they were made, be they newer than ours.
#[test]
fn a_digest_comes_with_its_numerics() {
    for (piece, numerics) in [("", 1), ("1-", 1), ("2-", 2), ("77-", 77)] {
        let read = decode(&format!("#1seeds=3&d={piece}00FF00ff00ff00ff")).expect("it opens");
        assert_eq!(read.notices, vec![]);
        let digest = read.digest.expect("it has one");
        assert_eq!((digest.numerics, digest.digest.as_str()), (numerics, "00ff00ff00ff00ff"));
        let again = decode(&encode(&read.experiment, Some(&digest))).expect("it opens");
        assert_eq!(again.digest, Some(digest));
    }
    assert!(encode(&Experiment::default(), Some(&a_digest())).ends_with("d=2-0123456789abcdef"));
}

/// What a chat may cut off a link, or add to it, never belongs to a label or a name.
#[test]
fn no_link_ends_in_a_text() {
    let labelled = |label: &str| {
        let policy =
            PolicySpec { label: Some(label.to_owned()), ..PolicySpec::new(&agent::random::DESCRIPTOR) };
        Experiment { policies: vec![policy], ..Experiment::default() }
    };
    for end in [".", ",", "!", "?", ":", ";", "*", "~", "_", "-", "+", "'", "&", "=", "/", "a"] {
        let experiment = labelled(&format!("mine{end}"));
        let link = encode(&experiment, None);
        assert!(link.ends_with("&seeds=10"), "{link}");
        assert_eq!(decode(&link).expect("it opens").experiment, experiment);
        let seeds = Experiment { seeds: 3, ..experiment };
        assert_eq!(encode(&seeds, None).matches("seeds").count(), 1);
        // Written before, such a link ended in the label, and it is still the whole label.
        if !end.contains(['\'', '&', '=', ';']) {
            let read = decode(&format!("#1c=random;label=mine{end}")).expect("it opens");
            assert_eq!(read.experiment, labelled(&format!("mine{end}")));
        }
    }
}

/// Published links. A line is added whenever the schema or a default changes, and none is ever taken away.
#[test]
fn golden_links_open_for_ever() {
    let lin_ucb = |alpha: f64| {
        let mut policy = PolicySpec::new(&agent::lin_ucb::DESCRIPTOR);
        policy.agent.parameters.0.insert("alpha".to_owned(), Value::Number(alpha));
        policy
    };
    let mut multi_objective = PolicySpec::new(&agent::neural::multi_objective::DESCRIPTOR);
    multi_objective.agent.parameters.0.insert("least_novelty".to_owned(), Value::Number(0.25));
    let golden = [
        ("#1", Experiment::default()),
        (
            "#1c=lin_ucb;alpha=0.25&c=lin_ucb;alpha=4&horizon=20000&seeds=3&master_seed=7",
            Experiment {
                policies: vec![lin_ucb(0.25), lin_ucb(4.0)],
                horizon: 20_000,
                seeds: 3,
                master_seed: 7,
                ..Experiment::default()
            },
        ),
        (
            "#1f=delay=20;delay_kind=geometric;missing=0.25&seeds=3",
            Experiment { seeds: 3, ..Experiment::default() }.with_settings(
                &FEEDBACK,
                Values(
                    [
                        ("delay".to_owned(), Value::Number(20.0)),
                        ("delay_kind".to_owned(), Value::Choice("geometric".to_owned())),
                        ("missing".to_owned(), Value::Number(0.25)),
                    ]
                    .into(),
                ),
            ),
        ),
        (
            "#1o=novelty_weight=0.5;scalarization=chebyshev&c=neural_multi_objective;least_novelty=0.25",
            Experiment { policies: vec![multi_objective], ..Experiment::default() }.with_settings(
                &OBJECTIVES,
                Values(
                    [
                        ("novelty_weight".to_owned(), Value::Number(0.5)),
                        ("scalarization".to_owned(), Value::Choice("chebyshev".to_owned())),
                    ]
                    .into(),
                ),
            ),
        ),
        (
            "#1w=classification&seeds=3&t=00ff00ff00ff00ff;name=pets.csv;label=kind%20of%20pet;without=id;without=owner",
            Experiment {
                environment: PartChoice::new(&classification::DESCRIPTOR.part),
                seeds: 3,
                sources: on_table(table::source(
                    "00ff00ff00ff00ff",
                    "pets.csv",
                    "kind of pet",
                    &["id".to_owned(), "owner".to_owned()],
                )),
                ..Experiment::default()
            },
        ),
        (
            "#1f=item_turnover=2000;items=0.5;population=0.3;taste_drift=4000;turnover=1000",
            Experiment { ..Experiment::default() }.with_settings(
                &FEEDBACK,
                Values(
                    [
                        ("items".to_owned(), Value::Number(0.5)),
                        ("item_turnover".to_owned(), Value::Number(2_000.0)),
                        ("population".to_owned(), Value::Number(0.3)),
                        ("turnover".to_owned(), Value::Number(1_000.0)),
                        ("taste_drift".to_owned(), Value::Number(4_000.0)),
                    ]
                    .into(),
                ),
            ),
        ),
        (
            "#1w=stationary_linear;arms=5&c=random;label=Chance%20%26%20co;stream=2&d=00ff00ff00ff00ff",
            Experiment {
                environment: PartChoice {
                    id: "stationary_linear".to_owned(),
                    parameters: Values([("arms".to_owned(), Value::Number(5.0))].into()),
                },
                policies: vec![PolicySpec {
                    label: Some("Chance & co".to_owned()),
                    stream: 2,
                    ..PolicySpec::new(&agent::random::DESCRIPTOR)
                }],
                ..Experiment::default()
            },
        ),
    ];
    for (link, experiment) in golden {
        let read = decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(read.experiment, experiment, "{link}");
        assert_eq!(read.notices, vec![], "{link}");
    }
}

/// Nothing of feedback or objectives is written where nothing is set.
#[test]
fn feedback_and_objectives_leave_no_trace_where_nothing_is_set() {
    let json = serde_json::to_string(&Experiment::default()).expect("an experiment is JSON");
    assert!(!json.contains("feedback") && !json.contains("objectives"), "{json}");
    assert!(!encode(&Experiment::default(), None).contains(['f', 'o']));
}

/// An experiment that names this table alone.
fn on_table(source: SourceRef) -> SourceRefs {
    SourceRefs::NONE.with(&table::DESCRIPTOR, source)
}

/// A table is settled: away where the environment is not made from one, its columns in order, no more than a link can hold.
#[test]
fn tables_are_validated() {
    let of = |left_out: &[&str]| {
        let left_out: Vec<String> = left_out.iter().map(|name| (*name).to_owned()).collect();
        on_table(table::source("0123456789abcdef", "t.csv", "y", &left_out))
    };
    let on_movielens = Experiment { sources: of(&[]), ..Experiment::default() };
    assert_eq!(on_movielens.validate().expect("it settles").0.sources, SourceRefs::NONE);
    let environment = PartChoice::new(&classification::DESCRIPTOR.part);
    let unordered = Experiment {
        environment: environment.clone(),
        sources: of(&["y", "b", "a", "b"]),
        ..Experiment::default()
    };
    assert_eq!(unordered.validate().expect("it settles").0.sources, of(&["a", "b"]));
    // The most that is left out, in letters that take the most room in a link.
    let names: Vec<String> =
        (0..25).map(|index| format!("{}{}", "🐈".repeat(79), char::from(b'a' + index))).collect();
    let most = Experiment {
        environment: environment.clone(),
        sources: of(&names.iter().map(String::as_str).collect::<Vec<_>>()),
        ..Experiment::default()
    };
    assert_eq!(decode(&encode(&most, None)).expect("a link holds it").experiment, most);
    let names: Vec<String> = (0..1_000).map(|index| format!("c{index}")).collect();
    let too_many = Experiment {
        environment,
        sources: of(&names.iter().map(String::as_str).collect::<Vec<_>>()),
        ..Experiment::default()
    };
    assert_eq!(
        too_many.validate().expect_err("too many").to_string(),
        "1000 columns are left out of the table, too many for a link: take them out of the file instead"
    );
}

/// An experiment with three changed parameters stays under 250 characters, the default under 10.
#[test]
fn links_are_short() {
    let mut experiment = Experiment::default();
    assert!(encode(&experiment, None).len() < 10);
    let mut set = |index: usize, name: &str, value: Value| {
        experiment.policies[index].agent.parameters.0.insert(name.to_owned(), value);
    };
    set(0, "alpha", Value::Number(2.125));
    set(1, "tikhonov", Value::Number(0.0625));
    set(2, "half_life", Value::Number(12_345.0));
    let link = encode(&experiment, Some(&a_digest()));
    assert!(link.len() < 250, "{} characters: {link}", link.len());
}

#[test]
fn a_whole_address_opens_too() {
    let read = decode("https://example.org/playground/#1seeds=3").expect("an address can be read");
    assert_eq!(read.experiment.seeds, 3);
}

#[test]
fn a_value_out_of_range_is_clamped_with_a_notice() {
    let link = "#1c=lin_ucb;alpha=1e9;wings=2&seeds=100000&flavour=mint&d=123&f=missing=7;mood=bad";
    let read = decode(link).expect("it can be put right");
    let ucb = &read.experiment.policies[0];
    assert_eq!(ucb.agent.parameters.0.get("alpha"), Some(&Value::Number(100.0)));
    assert_eq!(read.experiment.seeds, 100);
    assert_eq!(read.experiment.feedback().0, [("missing".to_owned(), Value::Number(1.0))].into());
    assert_eq!(read.digest, None);
    let sentences: Vec<&str> = read.notices.iter().map(|notice| notice.0.as_str()).collect();
    for word in
        ["alpha is 1000000000", "wings", "seeds is 100000", "flavour", "digest", "missing is 7", "mood"]
    {
        assert!(sentences.iter().any(|sentence| sentence.contains(word)), "{word} in {sentences:#?}");
    }
}

#[test]
fn bad_cut_and_future_links_say_so() {
    let sentence = |link: &str| decode(link).expect_err(link).to_string();
    assert!(matches!(decode("#2anything"), Err(LinkError::Future(2))));
    assert!(sentence("#2").contains("newer playground"));
    assert!(sentence("#about").contains("not a link of the playground"));
    assert!(sentence("#1c=lin_ucb;alp").contains("cut or damaged"));
    assert!(sentence("#1c=lin_ucb&%").contains("cut or damaged"));
    assert!(sentence("#1c=lin_u").contains("there is no agent \"lin_u\" (did you mean \"lin_ucb\"?)"));
    assert!(sentence("#1w=mars").contains("there is no environment \"mars\""));
    assert!(sentence(&format!("#1{}", "c=random&".repeat(9))).contains("1 to 8 agents"));
    assert!(sentence(&format!("#1c=random;label={}", "x".repeat(100_000))).contains("cut or damaged"));
}

#[test]
fn a_misspelt_name_in_json_is_named() {
    let json = r#"{"world": {"id": "movielens_mf"}, "contenders": [{"agent": "lin_ucb", "parametres": {}}]}"#;
    let sentence = Experiment::from_json(json).expect_err("misspelt").to_string();
    assert!(sentence.contains("parametres") && !sentence.contains('\n'), "{sentence}");
    let json = r#"{"world": {"id": "movielens_mf"}, "contenders": [{"agent": "lin_ucb", "parameters": {"alpha": -1}}]}"#;
    let sentence = Experiment::from_json(json).expect_err("out of range").to_string();
    assert_eq!(sentence, "LinUCB: alpha is -1, but must lie between 0 and 100");
    let json =
        r#"{"world": {"id": "wheel"}, "contenders": [{"agent": "random"}], "feedback": {"delay": -1}}"#;
    let sentence = Experiment::from_json(json).expect_err("out of range").to_string();
    assert_eq!(sentence, "Feedback: delay is -1, but must lie between 0 and 1000");
    assert!(
        Experiment::from_json(r#"{"version": 9}"#).expect_err("future").to_string().contains("version 9")
    );
}

/// The page's first engine runs the default experiment only: what else is asked of it must wait for the whole one.
#[test]
fn the_first_engine_is_asked_for_the_default_experiment_only() {
    for (link, is_enough) in [
        ("#1", true),
        ("#1horizon=5000&seeds=10", true),
        ("#1horizon=400&seeds=2&master_seed=9", false),
        ("#1w=movielens_mf;movies=5&c=lin_ucb;alpha=3&c=lin_ucb", false),
        ("#1f=delay=10", false),
        ("#1w=wheel&c=lin_ucb", false),
        ("#1c=lin_ucb&c=exp3", false),
        ("#1w=drawn_slates&c=cascade_ucb1&k=position_based", false),
        ("#1r=0123456789abcdef;name=mine", false),
    ] {
        let read = decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(read.experiment.is_default(), is_enough, "{link}");
    }
}
