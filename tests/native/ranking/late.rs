//! Late, batched and missing clicks: whatever comes when, rankers go on, and look no worse than policies that know as little.

use std::sync::{Arc, OnceLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::metrics::{AVERAGE_REWARD, REGRET};
use bandit_playground::ranking::environments::{SLATE_ENVIRONMENTS, SlateRound};
use bandit_playground::ranking::rankers::RANKERS;
use bandit_playground::results::RunLog;
use bandit_playground::simulation::{PreparedEnvironment, Stepper};
use bandit_playground::spec::{Experiment, ExperimentError, link};

pub(super) fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let bytes = include_bytes!("../../../static/data/movielens-small.bundle");
        Arc::new(bundle::decode(bytes).expect("the bundle can be read"))
    })
}

pub(super) fn of(
    environment: &str,
    clicks: &str,
    policies: &str,
    feedback: &str,
    horizon: u64,
    seeds: u32,
) -> Experiment {
    let json = format!(
        r#"{{"world": {environment}, "clicks": {{"id": "{clicks}"}}, "contenders": [{policies}], "feedback": {feedback},
            "horizon": {horizon}, "seeds": {seeds}}}"#
    );
    Experiment::from_json(&json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// The whole run; with `looks`, one round in seven is looked into, and snapshots go on in the stepper's place. None where the
/// ranker can't be made for the environment.
pub(super) fn run(experiment: &Experiment, environment: &PreparedEnvironment, looks: bool) -> Option<RunLog> {
    let mut log = RunLog::new(experiment, environment.items());
    let mut stepper = Stepper::new(experiment, environment.clone(), 0..experiment.seeds).ok()?;
    while !stepper.is_done() {
        if looks {
            stepper.advance_inspected();
            stepper.advance(6);
            stepper = stepper.snapshot();
        } else {
            stepper.advance(experiment.horizon);
        }
        log.apply(&stepper.take()).expect("it belongs to the log");
    }
    Some(log)
}

const FEEDBACK: [&str; 5] = [
    r#"{"delay": 7}"#,
    r#"{"delay": 5, "delay_kind": "geometric", "batch": 3, "missing": 0.3}"#,
    r#"{"batch": 40}"#,
    r#"{"missing": 1}"#,
    r#"{"delay": 1000}"#,
];

/// Every ranker in every environment with each way of hearing late: it runs, the same bits whether or not it is looked into, and with
/// nothing heard the same as with everything too late.
#[test]
fn every_ranker_copes_with_hearing_late() {
    let environments = [
        (
            r#"{"id": "gap_slates", "parameters": {"items": 7, "slots": 3, "attraction": 0.9, "gap": 0.8}}"#,
            "position_based",
        ),
        (
            r#"{"id": "drawn_slates", "parameters": {"items": 7, "slots": 3, "dimension": 3, "scale": 1}}"#,
            "dependent_click",
        ),
        (r#"{"id": "movielens_genre_slates", "parameters": {"movies": 9, "slots": 3}}"#, "coverage_cascade"),
        (
            r#"{"id": "movielens_taste_slates", "parameters": {"movies": 9, "slots": 3, "rank": 2}}"#,
            "cascade",
        ),
        (r#"{"id": "scored_slates", "parameters": {"items": 7, "slots": 3}}"#, "ghost_actions"),
    ];
    let mut homes = vec![0; RANKERS.len()];
    for (environment, clicks) in environments {
        let prepared =
            of(environment, clicks, r#"{"ranker": "random_slate"}"#, "{}", 1, 1).prepare(Some(ratings()));
        let prepared = prepared.expect("the environment can be made");
        for (ranker, home) in RANKERS.iter().zip(&mut homes) {
            let id = ranker.part.id;
            let values = if ranker.part.parameter("rounds").is_some() {
                r#", "parameters": {"rounds": 10}"#
            } else {
                ""
            };
            let policy = format!(r#"{{"ranker": "{id}"{values}}}"#);
            let mut digests = Vec::new();
            for feedback in FEEDBACK {
                let experiment = of(environment, clicks, &policy, feedback, 80, 2);
                let Some(log) = run(&experiment, &prepared, false) else { continue };
                let looked = run(&experiment, &prepared, true).expect("it ran before");
                assert_eq!(log.digest(), looked.digest(), "{id} in {environment} with {feedback}");
                for series in &log.policies[0].seeds {
                    assert!(
                        series
                            .of(&REGRET)
                            .iter()
                            .chain(series.of(&AVERAGE_REWARD))
                            .all(|sum| sum.is_finite()),
                        "{id}"
                    );
                }
                digests.push(log.digest().expect("it is done"));
            }
            if let [.., nothing, too_late] = &digests[..] {
                *home += 1;
                assert_eq!(nothing, too_late, "{id} in {environment}");
            }
        }
    }
    for (ranker, homes) in RANKERS.iter().zip(homes) {
        assert!(homes > 0, "{} lives nowhere", ranker.part.id);
    }
}

/// Settings that say nothing leave the bits as they are, and a delay does not: it was ignored once.
#[test]
fn a_delay_is_not_ignored() {
    let environment = r#"{"id": "gap_slates"}"#;
    let digest = |feedback: &str| {
        let experiment = of(
            environment,
            "cascade",
            r#"{"ranker": "cascade_ucb1"}, {"ranker": "random_slate"}"#,
            feedback,
            300,
            2,
        );
        let environment = experiment.prepare(None).expect("it needs no ratings");
        let log = run(&experiment, &environment, false).expect("it fits");
        (log.digest(), log.policies[1].seeds.clone())
    };
    let (now, chance) = digest("{}");
    assert_eq!(digest(r#"{"delay": 0, "batch": 1, "missing": 0}"#), (now.clone(), chance.clone()));
    assert_eq!(digest(r#"{"delay_kind": "geometric"}"#), (now.clone(), chance.clone()));
    for feedback in [r#"{"delay": 1000}"#, r#"{"batch": 10}"#, r#"{"missing": 0.5}"#] {
        let (late, same) = digest(feedback);
        assert_ne!(late, now, "{feedback}");
        assert_eq!(same, chance, "who learns nothing loses nothing");
    }
}

/// Regret of each of these policies, the mean over the seeds.
fn regrets(environment: &str, clicks: &str, policies: &[&str], feedback: &str, horizon: u64) -> Vec<f64> {
    let experiment = of(environment, clicks, &policies.join(", "), feedback, horizon, 4);
    let prepared = experiment.prepare(Some(ratings())).expect("the environment can be made");
    let log = run(&experiment, &prepared, false).expect("it fits");
    let mean = |policy: &bandit_playground::results::PolicyLog| {
        let sums = policy.seeds.iter().map(|series| series.of(&REGRET).last().expect("it ran"));
        sums.sum::<f64>() / policy.seeds.len() as f64
    };
    log.policies.iter().map(mean).collect()
}

/// While nothing is heard, an optimist loses what chance does and no more, and soon after that it knows better: in 3,000
/// rounds of which nothing is heard for the first 600, all of these lose less than two thirds of what chance does, as Thompson
/// sampling, which loses less than half.
#[test]
fn optimists_who_hear_late_do_not_sit_on_what_they_began_with() {
    let environment = r#"{"id": "gap_slates", "parameters": {"attraction": 0.3, "gap": 0.25}}"#;
    let policies = [
        r#"{"ranker": "random_slate"}"#,
        r#"{"ranker": "cascade_ts"}"#,
        r#"{"ranker": "cascade_ucb1", "parameters": {"start": "none"}}"#,
        r#"{"ranker": "cascade_kl_ucb", "parameters": {"start": "none"}}"#,
        r#"{"ranker": "dcm_kl_ucb", "parameters": {"start": "none"}}"#,
        r#"{"ranker": "pbm_ucb"}"#,
        r#"{"ranker": "cascade_swucb"}"#,
        r#"{"ranker": "top_rank", "parameters": {"rounds": 10}}"#,
    ];
    for feedback in [r#"{"delay": 600}"#, r#"{"batch": 600}"#] {
        let found = regrets(environment, "position_based", &policies, feedback, 3_000);
        assert!(found[1] < 0.5 * found[0], "{feedback}: {found:?}");
        for (regret, policy) in found.iter().zip(policies).skip(2) {
            assert!(*regret < 0.67 * found[0], "{policy} {feedback}: {regret} of {}", found[0]);
        }
    }
    // With one slate in twenty heard of, they learn from that, and with none they do as chance does.
    for (missing, share) in [(0.95, 1.0), (1.0, 1.05)] {
        let feedback = format!(r#"{{"missing": {missing}}}"#);
        let found = regrets(environment, "position_based", &policies, &feedback, 3_000);
        for (regret, policy) in found.iter().zip(policies) {
            assert!(*regret <= share * found[0], "{policy} {feedback}: {regret} of {}", found[0]);
        }
    }
}

/// Items whose features are long look the most uncertain: without a word on what it showed, a linear optimist would show the
/// same slate until the first answer comes.
#[test]
fn linear_optimists_do_not_sit_on_the_longest_features() {
    let environment = r#"{"id": "movielens_taste_slates", "parameters": {"movies": 40, "rank": 4}}"#;
    let policies =
        [r#"{"ranker": "random_slate"}"#, r#"{"ranker": "cascade_lin_ucb"}"#, r#"{"ranker": "c3_ucb"}"#];
    for feedback in [r#"{"delay": 500}"#, r#"{"batch": 500}"#, r#"{"missing": 1}"#] {
        let found = regrets(environment, "cascade", &policies, feedback, 1_500);
        let share = if feedback.contains("missing") { 1.05 } else { 0.5 };
        assert!(found[1..].iter().all(|regret| *regret < share * found[0]), "{feedback}: {found:?}");
    }
    let environment = r#"{"id": "movielens_genre_slates", "parameters": {"movies": 40}}"#;
    let policies =
        [r#"{"ranker": "random_slate"}"#, r#"{"ranker": "cascade_lsb"}"#, r#"{"ranker": "cascade_hybrid"}"#];
    for (feedback, share) in [(r#"{"delay": 500}"#, 0.6), (r#"{"missing": 1}"#, 1.0)] {
        let found = regrets(environment, "coverage_cascade", &policies, feedback, 1_500);
        assert!(found[1..].iter().all(|regret| *regret < share * found[0]), "{feedback}: {found:?}");
    }
}

/// What a round shows is true at its end: what a ranker thinks has changed only where it has heard something.
#[test]
fn a_look_inside_shows_what_was_heard() {
    let environment =
        r#"{"id": "gap_slates", "parameters": {"items": 6, "slots": 3, "attraction": 0.5, "gap": 0.4}}"#;
    let experiment = of(environment, "cascade", r#"{"ranker": "cascade_ts"}"#, r#"{"delay": 10}"#, 40, 1);
    let prepared = experiment.prepare(None).expect("it needs no ratings");
    let mut stepper = Stepper::new(&experiment, prepared, 0..1).expect("it fits");
    let mut slates: Vec<(Vec<u32>, Vec<bool>)> = Vec::new();
    let mut counts = [[0.0_f64; 2]; 6];
    while let Some(view) = stepper.advance_inspected() {
        let slates_view = view.slates().expect("it is an environment of slates");
        let shown = &slates_view.policies[0];
        let mean = |[seen, clicked]: [f64; 2]| (1.0 + clicked) / (2.0 + seen);
        for slot in &shown.slots {
            let before = slot.before.expect("it estimates").estimate;
            assert!((before - mean(counts[slot.shown.item as usize])).abs() < 1e-12, "round {}", view.round);
        }
        slates.push((
            shown.slots.iter().map(|slot| slot.shown.item).collect(),
            shown.slots.iter().map(|slot| slot.clicked).collect(),
        ));
        if let Some(heard) = (view.round as usize).checked_sub(11) {
            for (item, clicked) in slates[heard].0.iter().zip(&slates[heard].1) {
                let [seen, clicks] = &mut counts[*item as usize];
                *seen += 1.0;
                *clicks += f64::from(u8::from(*clicked));
                if *clicked {
                    break;
                }
            }
        }
        for slot in &shown.slots {
            let after = slot.after.expect("it estimates").estimate;
            assert!((after - mean(counts[slot.shown.item as usize])).abs() < 1e-12, "round {}", view.round);
        }
    }
}

/// What has no meaning for slates is refused in a sentence; a link that holds it opens without it, and says so.
#[test]
fn what_has_no_meaning_for_slates_is_refused() {
    for setting in ["extra_noise", "population", "turnover", "items", "item_turnover", "taste_drift"] {
        let value = if ["population", "items"].contains(&setting) { "0.5" } else { "7" };
        let json = format!(
            r#"{{"world": {{"id": "gap_slates"}}, "contenders": [{{"ranker": "random_slate"}}], "feedback": {{"delay": 3, "{setting}": {value}}}}}"#
        );
        let error = Experiment::from_json(&json).expect_err("it has no meaning");
        assert!(matches!(error, ExperimentError::FeedbackAmongSlates { .. }), "{error:?}");
        let sentence = error.to_string();
        assert!(
            sentence.contains(&format!("\"{setting}\"")) && sentence.contains("delay, delay_kind"),
            "{sentence}"
        );
        let opened = link::decode(&format!("#1w=gap_slates&c=random_slate&f=delay=3;{setting}={value}"));
        let opened = opened.expect("it opens");
        assert_eq!(opened.experiment.feedback().0.keys().collect::<Vec<_>>(), ["delay"]);
        assert_eq!(opened.notices.len(), 1, "{:?}", opened.notices);
        assert!(opened.notices[0].0.contains(setting), "{:?}", opened.notices);
        // What says nothing is no matter.
        let nothing = if ["population", "items"].contains(&setting) { "1" } else { "0" };
        if !setting.contains("turnover") {
            let json = json.replace(&format!("\"{setting}\": {value}"), &format!("\"{setting}\": {nothing}"));
            assert!(Experiment::from_json(&json).is_ok(), "{json}");
        }
        // In an environment of arms it is what it was.
        let arms = json.replace("gap_slates", "bernoulli").replace("random_slate", "random");
        assert!(Experiment::from_json(&arms).is_ok());
    }
}

/// What is under way is counted before any of it is taken: features only where they change with the round.
#[test]
fn what_is_remembered_is_counted() {
    let needed = |environment: &str, feedback: &str| {
        let experiment = of(
            environment,
            "cascade",
            r#"{"ranker": "reinforce"}, {"ranker": "random_slate"}"#,
            feedback,
            20_000,
            20,
        );
        let environment = experiment.prepare(Some(ratings())).expect("the environment can be made");
        match Stepper::new(&experiment, environment, 0..1) {
            Err(ExperimentError::TooLarge { needed, .. }) => Some(needed),
            Err(error) => panic!("{error}"),
            Ok(_) => None,
        }
    };
    let long = r#"{"delay": 1000, "delay_kind": "geometric"}"#;
    let varying = r#"{"id": "scored_slates", "parameters": {"items": 50}}"#;
    let steady = r#"{"id": "drawn_slates", "parameters": {"items": 50, "dimension": 4}}"#;
    assert_eq!(needed(steady, long), None);
    // 20 seeds, 10,001 rounds, 50 items of 4 features and a user of 8, each 8 bytes, and less than 400 bytes beside.
    let megabytes = needed(varying, long);
    assert!(megabytes.is_none(), "{megabytes:?}");
    let large = r#"{"id": "scored_slates", "parameters": {"items": 500, "item_features": 8}}"#;
    assert_eq!(needed(large, "{}"), None);
    let megabytes = needed(large, long).expect("it is too much");
    let features = (20 * 10_001 * 500 * 8 * 8) >> 20;
    assert!((features..features + 300).contains(&megabytes), "{megabytes} for {features}");
}

/// What a remembered round leaves out is what stays: topics everywhere, and features where an environment says so.
#[test]
fn what_is_not_remembered_stays() {
    for environment in SLATE_ENVIRONMENTS {
        let size = ["items", "movies"].into_iter().find(|name| environment.part.parameter(name).is_some());
        let small = if environment.part.parameter("rank").is_some() { r#", "rank": 3"# } else { "" };
        for change in ["", r#", "change": "drift""#, r#", "change": "breakpoints", "segment": 3"#] {
            if !change.is_empty() && environment.part.parameter("change").is_none() {
                continue;
            }
            let (id, size) = (environment.part.id, size.expect("every environment has so many items"));
            let of_environment =
                format!(r#"{{"id": "{id}", "parameters": {{"{size}": 12{small}{change}}}}}"#);
            let experiment = of(&of_environment, "cascade", r#"{"ranker": "random_slate"}"#, "{}", 10, 1);
            let PreparedEnvironment::Slates(environment) =
                experiment.prepare(Some(ratings())).expect("it can be made")
            else {
                panic!("it is an environment of slates");
            };
            let shape = environment.shape();
            let mut round = SlateRound::new(&shape);
            let mut episode = environment.episode(1, 0);
            episode.next(&mut round);
            let first = round.clone();
            for _ in 0..20 {
                episode.next(&mut round);
                assert_eq!(round.topics, first.topics, "{id}");
                if !shape.features_vary {
                    assert_eq!(round.features, first.features, "{id}");
                    assert_eq!(round.features_revision, first.features_revision, "{id}");
                }
            }
        }
    }
}
