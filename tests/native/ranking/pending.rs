//! Optimistic rankers whose clicks come late: an item counts as tried when it is shown, so that waiting costs what chance
//! loses in the meantime and no more.

use super::late::{of, ratings, run};
use bandit_playground::metrics::REGRET;

/// Most rounds of a run.
const ROUNDS: u64 = 2_000;

/// The mean regret of each of these rankers, over 10 seeds.
fn regrets(environment: &str, clicks: &str, rankers: &[&str], feedback: &str) -> Vec<f64> {
    let experiment = of(environment, clicks, &rankers.join(", "), feedback, ROUNDS, 10);
    let prepared = experiment.prepare(Some(ratings())).expect("the environment can be made");
    let log = run(&experiment, &prepared, false).expect("it fits");
    let mean = |policy: &bandit_playground::results::PolicyLog| {
        let sums = policy.seeds.iter().map(|series| series.of(&REGRET).last().expect("it ran"));
        sums.sum::<f64>() / policy.seeds.len() as f64
    };
    log.policies.iter().map(mean).collect()
}

/// Ways to hear late, and for how many rounds nothing is heard of most slates.
const LATE: [(&str, f64); 6] = [
    (r#"{"delay": 50}"#, 50.0),
    (r#"{"delay": 100}"#, 100.0),
    (r#"{"delay": 300}"#, 300.0),
    (r#"{"delay": 1000}"#, 1000.0),
    (r#"{"batch": 200}"#, 200.0),
    (r#"{"delay": 300, "delay_kind": "geometric"}"#, 300.0),
];

/// Fails where a ranker that hears late loses more than it loses when it hears at once and what chance loses while it waits,
/// with a tenth and 10 to spare: standard errors are at most 7, but for one that is a twelfth of its mean. With nine slates of
/// ten missing, none may lose more than these shares of what chance does.
fn waiting_costs_what_chance_loses(environment: &str, clicks: &str, rankers: &[&str], missing: &[f64]) {
    let with_chance: Vec<&str> = rankers.iter().copied().chain([r#"{"ranker": "random_slate"}"#]).collect();
    let at_once = regrets(environment, clicks, &with_chance, "{}");
    let chance = at_once[rankers.len()];
    for (feedback, rounds) in LATE {
        let late = regrets(environment, clicks, &with_chance, feedback);
        for ((ranker, late), at_once) in rankers.iter().zip(&late).zip(&at_once) {
            let most = 1.1 * (at_once + rounds / ROUNDS as f64 * chance) + 10.0;
            assert!(
                *late <= most,
                "{ranker} {feedback}: {late}, not up to {most}; at once {at_once}, by chance {chance}"
            );
        }
    }
    let found = regrets(environment, clicks, rankers, r#"{"missing": 0.9}"#);
    for ((ranker, found), share) in rankers.iter().zip(&found).zip(missing) {
        assert!(*found <= share * chance, "{ranker}, most missing: {found}, by chance {chance}");
    }
}

/// A ranker that counted only what was heard sat on one item after the other, each for a whole delay: with a delay of 300,
/// CascadeDUCB lost more than chance.
#[test]
fn cascades_do_not_sit_on_one_item_after_the_other() {
    waiting_costs_what_chance_loses(
        r#"{"id": "gap_slates", "parameters": {"attraction": 0.8, "gap": 0.6, "items": 16}}"#,
        "cascade",
        &[
            r#"{"ranker": "cascade_ducb"}"#,
            r#"{"ranker": "cascade_ducb", "parameters": {"gamma": 0.999}}"#,
            r#"{"ranker": "cascade_swucb"}"#,
            r#"{"ranker": "cascade_ucb1"}"#,
            r#"{"ranker": "cascade_ucb1", "parameters": {"start": "none"}}"#,
            r#"{"ranker": "cascade_kl_ucb"}"#,
            r#"{"ranker": "dcm_kl_ucb"}"#,
        ],
        &[0.65, 0.65, 0.4, 0.45, 0.5, 0.4, 0.4],
    );
}

/// The same where every slot is learned from.
#[test]
fn slots_do_not_sit_on_one_item_after_the_other() {
    waiting_costs_what_chance_loses(
        r#"{"id": "gap_slates", "parameters": {"attraction": 0.6, "gap": 0.5, "items": 16}}"#,
        "position_based",
        &[
            r#"{"ranker": "pbm_ucb"}"#,
            r#"{"ranker": "pbm_pie"}"#,
            r#"{"ranker": "ranked_ucb1"}"#,
            r#"{"ranker": "ranked_kl_ucb"}"#,
        ],
        &[0.65, 0.5, 0.95, 0.8],
    );
}

/// The same where what is learned of one item says something of others.
#[test]
fn linear_rankers_do_not_sit_on_one_item_after_the_other() {
    waiting_costs_what_chance_loses(
        r#"{"id": "drawn_slates", "parameters": {"items": 50, "dimension": 5}}"#,
        "cascade",
        &[r#"{"ranker": "cascade_lin_ucb"}"#, r#"{"ranker": "c3_ucb"}"#],
        &[0.6, 0.6],
    );
    waiting_costs_what_chance_loses(
        r#"{"id": "movielens_genre_slates", "parameters": {"movies": 40}}"#,
        "coverage_cascade",
        &[r#"{"ranker": "cascade_lsb"}"#, r#"{"ranker": "cascade_hybrid"}"#],
        &[0.5, 0.5],
    );
}

/// Where all items are equally attractive, the oracle shows each of them as often, without any regret.
#[test]
fn the_oracle_draws_among_equal_items() {
    let environment = r#"{"id": "gap_slates", "parameters": {"items": 8, "slots": 2, "gap": 0}}"#;
    let experiment = of(environment, "cascade", r#"{"ranker": "oracle_slate"}"#, "{}", 400, 5);
    let prepared = experiment.prepare(None).expect("it needs no ratings");
    let mut stepper =
        bandit_playground::simulation::Stepper::new(&experiment, prepared, 0..1).expect("it fits");
    let mut counts = [[0.0; 2]; 8];
    let mut rounds = 0.0;
    while let Some(view) = stepper.advance_inspected() {
        rounds += 1.0;
        let slates = view.into_slates().expect("it is an environment of slates");
        for (position, item) in slates.policies[0].slots.iter().map(|slot| slot.shown.item).enumerate() {
            counts[item as usize][position] += 1.0;
        }
    }
    let regret = regrets(environment, "cascade", &[r#"{"ranker": "oracle_slate"}"#], "{}");
    assert_eq!(regret, [0.0]);
    // Five standard errors.
    let (even, error) = (rounds / 8.0, f64::sqrt(rounds * 7.0 / 64.0));
    for count in counts.iter().flatten() {
        assert!((count - even).abs() <= 5.0 * error, "{counts:?}");
    }
}
