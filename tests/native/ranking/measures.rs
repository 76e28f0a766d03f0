//! Metrics of slates: what they measure, round by round, and that they travel with the log.

use bandit_playground::metrics::{self, AVERAGE_REWARD};
use bandit_playground::results::RunLog;
use bandit_playground::simulation::{PreparedEnvironment, Stepper, run_in};
use bandit_playground::spec::Experiment;
use serde_json::Value;

/// Chance, the oracle and a learner on slates of two of five items, for so many rounds.
fn experiment(environment: &str, horizon: u64) -> Experiment {
    let json = format!(
        r#"{{"world": {{"id": "{environment}", "parameters": {{"items": 5, "slots": 2}}}}, "clicks": {{"id": "position_based"}},
            "contenders": [{{"ranker": "random_slate"}}, {{"ranker": "oracle_slate"}}, {{"ranker": "cascade_ucb1"}}],
            "horizon": {horizon}, "seeds": 2}}"#
    );
    Experiment::from_json(&json).expect("it is an experiment")
}

fn prepare(experiment: &Experiment) -> PreparedEnvironment {
    experiment.prepare(None).expect("it needs no ratings")
}

fn run(experiment: &Experiment) -> RunLog {
    let environment = prepare(experiment);
    run_in(experiment, environment).expect("it fits")
}

/// The values of a measure at all checkpoints.
fn values<'a>(log: &'a RunLog, policy: usize, seed: usize, id: &str) -> &'a [f64] {
    log.kept(policy, seed, metrics::find(id).expect("there is such a metric"))
}

fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
}

/// Up to the 64th round, measures are means over every round: of what is seen by looking into each, worked out here from
/// the slates and their attractions alone.
#[test]
fn measures_are_means_of_what_is_seen_in_each_round() {
    let experiment = experiment("drawn_slates", 64);
    let log = run(&experiment);
    assert_eq!(
        log.metrics[3..],
        ["ndcg", "recall", "mrr", "clicks", "abandonment_rate", "coverage", "diversity"]
    );
    assert_eq!(log.rounds.len(), 64, "every round is a checkpoint");
    let mut stepper = Stepper::new(&experiment, prepare(&experiment), 0..1).expect("it fits");
    let mut sums = [[0.0; 6]; 3];
    let mut ever = vec![vec![false; 5]; 3];
    for round in 0..64 {
        let view =
            stepper.advance_inspected().and_then(|view| view.into_slates()).expect("a round of slates");
        let second = 1.0 / 3.0_f64.log2();
        let (first, next) = (&view.optimum[0], &view.optimum[1]);
        let ideal = first.attraction + second * next.attraction;
        for (policy, shown) in view.policies.iter().enumerate() {
            let slots: Vec<_> = shown.slots.iter().map(|slot| &slot.shown).collect();
            let is_good = |item: u32| item == first.item || item == next.item;
            let position = slots.iter().position(|card| card.item == first.item);
            let seen = [
                (slots[0].attraction + second * slots[1].attraction) / ideal,
                slots.iter().filter(|card| is_good(card.item)).count() as f64 / 2.0,
                position.map_or(0.0, |index| 1.0 / (index + 1) as f64),
                shown.slots.iter().filter(|slot| slot.clicked).count() as f64,
                f64::from(shown.slots.iter().all(|slot| !slot.clicked)),
                shown.metrics.diversity.expect("the items have features"),
            ];
            let ids = ["ndcg", "recall", "mrr", "clicks", "abandonment_rate", "diversity"];
            slots.iter().for_each(|card| ever[policy][card.item as usize] = true);
            for ((sum, seen), id) in sums[policy].iter_mut().zip(seen).zip(ids) {
                *sum += seen;
                assert_near(values(&log, policy, 0, id)[round], *sum / (round + 1) as f64);
            }
            let shown_ever = ever[policy].iter().filter(|ever| **ever).count() as f64;
            assert_near(values(&log, policy, 0, "coverage")[round], shown_ever / 5.0);
            // What a person is told of the round is what is measured.
            assert_near(shown.metrics.ndcg, seen[0]);
            assert_eq!((shown.metrics.recall, shown.metrics.reciprocal_rank), (seen[1], seen[2]));
            assert_eq!(shown.metrics.coverage, shown_ever / 5.0);
        }
    }
}

/// Chance shows each item first or second as often as any other, so that its recall is 2 / 5; that one of the two best, which
/// are equally good, comes first has a probability of 2 / 5, that one comes second only of 3 / 5 * 2 / 4; within four standard errors, though only a sample of the rounds is looked at.
#[test]
fn a_sample_of_the_rounds_stands_for_all() {
    let log = run(&experiment("gap_slates", 8_000));
    assert_eq!(
        log.metrics[3..],
        ["ndcg", "recall", "mrr", "clicks", "abandonment_rate", "coverage"],
        "these items have no features"
    );
    // Of a user who clicks at most once, as in the cascade model, clicks and abandoned slates add up to all slates.
    let cascade = Experiment { clicks: None, ..experiment("gap_slates", 500) };
    let last = |log: &RunLog, id| *values(log, 0, 0, id).last().expect("it ran");
    let once = run(&cascade);
    assert_near(last(&once, "clicks") + last(&once, "abandonment_rate"), 1.0);
    assert!((0.05..0.95).contains(&last(&once, "abandonment_rate")), "{}", last(&once, "abandonment_rate"));
    let looked_at = 64.0 + (8_000.0 - 64.0) / 8.0;
    for seed in 0..2 {
        let last = |policy, id| *values(&log, policy, seed, id).last().expect("it ran");
        // Two draws of two good and three others: the number of good ones has a variance of 0.36.
        assert!(
            (last(0, "recall") - 0.4).abs() < 4.0 * (0.09_f64 / looked_at).sqrt(),
            "{}",
            last(0, "recall")
        );
        let variance = 0.4 + 0.25 * 0.3 - 0.55 * 0.55;
        assert!((last(0, "mrr") - 0.55).abs() < 4.0 * (variance / looked_at).sqrt(), "{}", last(0, "mrr"));
        assert_eq!(["ndcg", "recall", "mrr", "coverage"].map(|id| last(1, id)), [1.0, 1.0, 1.0, 0.4]);
        let reward = log.policies[1].seeds[seed].of(&AVERAGE_REWARD).last().expect("it ran");
        assert_near(last(1, "clicks"), reward / 8_000.0);
    }
}

/// A log that is written and read is the same, one of before there were measures still reads, and they change no digest.
#[test]
fn measures_travel_with_the_log_and_are_no_part_of_its_digest() {
    let log = run(&experiment("drawn_slates", 300));
    let text = serde_json::to_string(&log).expect("it is written");
    let mut read: RunLog = serde_json::from_str(&text).expect("it is read");
    assert_eq!(read.metrics, log.metrics);
    for (one, other) in read.policies.iter().zip(&log.policies) {
        assert_eq!(one.seeds, other.seeds);
    }
    let mut old: Value = serde_json::from_str(&text).expect("it is JSON");
    old.as_object_mut().expect("an object").remove("measures");
    for policy in old["contenders"].as_array_mut().expect("a list") {
        for series in policy["seeds"].as_array_mut().expect("a list") {
            series.as_object_mut().expect("an object").remove("measures");
        }
    }
    let mut old: RunLog = serde_json::from_value(old).expect("an old log is read");
    read.rounds_done = log.rounds_done.clone();
    old.rounds_done = log.rounds_done.clone();
    assert_eq!((old.digest(), read.digest()), (log.digest(), log.digest()));
    assert_eq!(old.rows()[0].metrics.len(), metrics::IN_EVERY_RUN.len());
    let rows = log.rows();
    assert!(rows[1].of(&metrics::NDCG).mean == 1.0 && rows[0].of(&metrics::NDCG).mean < 1.0);
    assert_eq!(read.rows(), rows);
}

/// A part of a run that measures something else does not belong to the log.
#[test]
fn parts_with_other_measures_are_refused() {
    let experiment = experiment("drawn_slates", 20);
    let environment = prepare(&experiment);
    let mut log = RunLog::new(&experiment, environment.items());
    let mut stepper = Stepper::new(&experiment, environment, 0..2).expect("it fits");
    stepper.advance(10);
    log.apply(&stepper.take()).expect("it belongs to the log");
    stepper.advance(10);
    let advance = stepper.take();
    let mut renamed = advance.clone();
    renamed.metrics[3] = "novelty".to_owned();
    assert!(log.apply(&renamed).is_err());
    let mut short = advance.clone();
    short.policies[0].seeds[1].rows.pop();
    assert!(log.apply(&short).is_err());
    log.apply(&advance).expect("it belongs to the log");
    assert!(log.is_complete());
}
