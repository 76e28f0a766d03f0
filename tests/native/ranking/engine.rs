//! The stepper over slates: same bits however the work is cut, regret that is regret, and the same random numbers for all.

use bandit_playground::descriptor::Value;
use bandit_playground::metrics::{AVERAGE_REWARD, REGRET, SUBOPTIMAL_RATE};
use bandit_playground::ranking::{environments, rankers};
use bandit_playground::results::RunLog;
use bandit_playground::simulation::{PreparedEnvironment, Stepper};
use bandit_playground::spec::{Experiment, ExperimentError, PartChoice, PolicySpec};
use proptest::prelude::*;

/// Rankers in the made-up environment, five of twelve items a slate.
fn made_up(ids: &[&str]) -> Experiment {
    let policies = ids.iter().map(|id| PolicySpec::ranker(rankers::find(id).expect("the ranker exists")));
    let mut environment = PartChoice::new(&environments::gap::DESCRIPTOR.part);
    environment.parameters.0.insert("items".to_owned(), Value::Number(12.0));
    environment.parameters.0.insert("slots".to_owned(), Value::Number(5.0));
    Experiment { environment, policies: policies.collect(), horizon: 300, seeds: 3, ..Experiment::default() }
}

fn prepare(experiment: &Experiment) -> PreparedEnvironment {
    experiment.prepare(None).expect("it needs no ratings")
}

/// Runs with the seeds cut into parts of one size and the rounds into these steps, in turn; whether instead of a step one
/// round is looked into, `looks` says in turn. Now and then a snapshot goes on in the stepper's place.
fn run(experiment: &Experiment, part: u32, steps: &[u64], looks: &[bool]) -> RunLog {
    let environment = prepare(experiment);
    let mut log = RunLog::new(experiment, environment.items());
    let mut first = 0;
    while first < experiment.seeds {
        let end = (first + part).min(experiment.seeds);
        let mut stepper = Stepper::new(experiment, environment.clone(), first..end).expect("it fits");
        for turn in 0.. {
            if stepper.is_done() {
                break;
            }
            if turn % 11 == 10 {
                stepper = stepper.snapshot();
            }
            if looks[turn % looks.len()] {
                stepper.advance_inspected();
            } else {
                stepper.advance(steps[turn % steps.len()]);
            }
            log.apply(&stepper.take()).expect("it belongs to the log");
        }
        first = end;
    }
    log
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    /// One experiment, one digest, the same counts of positions and the same measures: however seeds and rounds are cut, and whether or not
    /// someone looks inside.
    #[test]
    fn one_experiment_one_digest(
        part in 1_u32..4,
        steps in proptest::collection::vec(1_u64..120, 1..5),
        looks in proptest::collection::vec(any::<bool>(), 1..12),
    ) {
        let ids: Vec<&str> = rankers::RANKERS
            .iter()
            .filter(|descriptor| (descriptor.builder().build)(&Default::default(), &shape()).is_ok())
            .map(|descriptor| descriptor.part.id)
            .take(8)
            .collect();
        let experiment = made_up(&ids);
        let whole = run(&experiment, 3, &[1_000], &[false]);
        let cut = run(&experiment, part, &steps, &looks);
        prop_assert_eq!(whole.digest().expect("it is done"), cut.digest().expect("it is done"));
        for (one, other) in whole.policies.iter().zip(&cut.policies) {
            prop_assert_eq!(&one.positions, &other.positions);
            prop_assert_eq!(&one.seeds, &other.seeds);
        }
    }
}

fn shape() -> bandit_playground::ranking::SlateShape {
    match prepare(&made_up(&[])) {
        PreparedEnvironment::Slates(environment) => environment.shape(),
        PreparedEnvironment::Arms(_) => panic!("it is an environment of slates"),
    }
}

#[test]
fn adding_moving_or_removing_a_ranker_changes_nobody_elses_numbers() {
    let both = run(&made_up(&["random_slate", "oracle_slate"]), 3, &[1_000], &[false]);
    let alone = run(&made_up(&["oracle_slate"]), 3, &[1_000], &[false]);
    let chance = run(&made_up(&["random_slate"]), 3, &[1_000], &[false]);
    assert_eq!(both.policies[1].seeds, alone.policies[0].seeds);
    assert_eq!(both.policies[0].seeds, chance.policies[0].seeds);
}

/// The oracle has no regret and earns what is expected; chance earns what chance must, within four standard errors.
#[test]
fn the_oracle_has_no_regret_and_chance_has_its_own() {
    let mut experiment = made_up(&["oracle_slate", "random_slate"]);
    (experiment.horizon, experiment.seeds) = (4_000, 5);
    let log = run(&experiment, 5, &[5_000], &[false]);
    let rounds = 4_000.0 * 5.0;
    for series in &log.policies[0].seeds {
        assert_eq!((series.of(&REGRET).last(), series.of(&SUBOPTIMAL_RATE).last()), (Some(&0.0), Some(&0.0)));
    }
    let reward = |policy: usize| -> f64 {
        log.policies[policy]
            .seeds
            .iter()
            .map(|series| series.of(&AVERAGE_REWARD).last().expect("it ran"))
            .sum()
    };
    let best = 1.0 - 0.8_f64.powi(5);
    assert!((reward(0) / rounds - best).abs() < 4.0 * (best * (1.0 - best) / rounds).sqrt(), "{}", reward(0));
    // Five of twelve items without replacement, of which j are good: hypergeometric.
    let choose = |n: u32, k: u32| (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product::<f64>();
    let clicked = |good: u32| 1.0 - 0.8_f64.powi(good as i32) * 0.95_f64.powi(5 - good as i32);
    let chance: f64 =
        (0..=5).map(|good| choose(5, good) * choose(7, 5 - good) / choose(12, 5) * clicked(good)).sum();
    let found = reward(1) / rounds;
    assert!((found - chance).abs() < 4.0 * (chance * (1.0 - chance) / rounds).sqrt(), "{found} for {chance}");
    let regret: f64 =
        log.policies[1].seeds.iter().map(|series| series.of(&REGRET).last().expect("it ran")).sum();
    assert!((regret / rounds - (best - chance)).abs() < 0.002, "{regret}");
}

/// What is too much for the memory is said before any of it is taken: of ten thousand items TopRank counts every pair.
#[test]
fn rankers_that_count_pairs_of_a_whole_catalogue_are_refused_in_a_sentence() {
    let mut experiment = made_up(&["top_rank", "cascade_ucb1"]);
    experiment.environment.parameters.0.insert("items".to_owned(), Value::Number(10_000.0));
    let environment = prepare(&experiment);
    let refused = Stepper::new(&experiment, environment.clone(), 0..1).err().expect("three seeds don't fit");
    assert!(
        matches!(refused, ExperimentError::TooLarge { needed: 1_180..=1_200, limit: 1_024 }),
        "{refused:?}"
    );
    let sentence = refused.to_string();
    assert!(sentence.contains("fewer") && !sentence.contains('\n'), "{sentence}");
    // Without it, a catalogue of that size is no matter.
    experiment.policies.remove(0);
    let log = run(&experiment, 3, &[100], &[false, true]);
    assert_eq!(log.items.len(), 10_000);
    assert!(log.digest().is_some());
}

/// What is known of all items: the counts are those of the log, the most attractive come first.
#[test]
fn item_estimates_are_about_all_items() {
    let mut experiment = made_up(&["cascade_ucb1", "random_slate"]);
    experiment.seeds = 1;
    let environment = prepare(&experiment);
    let mut stepper = Stepper::new(&experiment, environment.clone(), 0..1).expect("it fits");
    stepper.advance(experiment.horizon - 1);
    let view = stepper.advance_inspected().expect("one round is left");
    let mut log = RunLog::new(&experiment, environment.items());
    log.apply(&stepper.take()).expect("it belongs to the log");
    let slates = view.into_slates().expect("it is an environment of slates");
    let item_estimates = &slates.item_estimates;
    assert_eq!((item_estimates.items.len(), item_estimates.policies.len()), (12, 2));
    assert!(item_estimates.attractions.windows(2).all(|pair| pair[0] >= pair[1]));
    for (known, of_log) in item_estimates.policies.iter().zip(&log.policies) {
        let counts = of_log.arm_counts.last().expect("the horizon has its counts");
        for (item, shown) in item_estimates.items.iter().zip(&known.shown) {
            assert_eq!(u64::from(*shown), counts[*item as usize]);
        }
    }
    assert!(item_estimates.learned(1, 0).is_none(), "chance estimates nothing");
    for slot in &slates.policies[0].slots {
        let place =
            item_estimates.items.iter().position(|item| *item == slot.shown.item).expect("it is there");
        let (known, after) =
            (item_estimates.learned(0, place).expect("it estimates"), slot.after.expect("too"));
        assert!((known.estimate - after.estimate).abs() < 1e-6 && (known.high - after.high).abs() < 1e-6);
    }
}

/// Every slate shows as many items as it has slots, and a position is clicked only where it was looked at.
#[test]
fn counts_add_up() {
    let log = run(&made_up(&["random_slate", "oracle_slate"]), 2, &[7], &[false]);
    for policy in &log.policies {
        for (round, counts) in log.share_rounds.iter().zip(&policy.arm_counts) {
            assert_eq!(counts.iter().sum::<u64>(), round * 3 * 5);
        }
        let positions = policy.positions.as_ref().expect("rankers have positions");
        assert_eq!(positions.examined[0], 300 * 3, "the top is always looked at");
        assert!(positions.examined.windows(2).all(|pair| pair[0] >= pair[1]));
        let clicks: u64 = positions.clicked.iter().sum();
        let reward: f64 =
            policy.seeds.iter().map(|series| series.of(&AVERAGE_REWARD).last().expect("it ran")).sum();
        assert_eq!(clicks as f64, reward);
    }
}

#[test]
fn what_a_person_looks_into_is_what_happened() {
    let experiment = made_up(&["random_slate", "oracle_slate"]);
    let mut stepper = Stepper::new(&experiment, prepare(&experiment), 0..1).expect("it fits");
    stepper.advance(50);
    let view = stepper.advance_inspected().expect("the horizon is far");
    assert_eq!((view.round, view.arms()), (51, None));
    let slates = view.into_slates().expect("it is an environment of slates");
    assert_eq!(slates.policies.len(), 2);
    for shown in &slates.policies {
        assert_eq!(shown.regret, (slates.optimal_reward - shown.expected_reward).max(0.0));
        let clicks = shown.slots.iter().filter(|slot| slot.clicked).count();
        assert_eq!(clicks as f64, shown.reward);
        assert!(shown.slots.iter().all(|slot| slot.examined || !slot.clicked));
        assert!(shown.metrics.ndcg <= 1.0 && shown.metrics.coverage >= 5.0 / 12.0, "{:?}", shown.metrics);
    }
    let best = slates.policies[1].metrics;
    assert_eq!((best.ndcg, best.recall, best.reciprocal_rank, best.coverage), (1.0, 1.0, 1.0, 5.0 / 12.0));
    assert_eq!(slates.policies[0].metrics.coverage, 1.0, "chance has shown all in fifty rounds");
    let mut best: Vec<u32> = slates.optimum.iter().map(|card| card.item).collect();
    let mut shown: Vec<u32> = slates.policies[1].slots.iter().map(|slot| slot.shown.item).collect();
    // The best five are equally attractive, so that the oracle draws their order.
    best.sort_unstable();
    shown.sort_unstable();
    assert_eq!(best, shown);
    assert_eq!(slates.policies[1].slots[0].before.expect("it knows").estimate, 0.2);
    assert_eq!(slates.policies[0].slots[0].before, None);
}

#[test]
fn agents_and_rankers_keep_to_their_environments() {
    let sentence = |environment: &str, policy: &str, more: &str| {
        let json = format!(
            r#"{{"world": {{"id": "{environment}"}}, "contenders": [{{"agent": "{policy}"}}]{more}}}"#
        );
        Experiment::from_json(&json).map_err(|error| error.to_string())
    };
    let wrong = |environment, policy, more| sentence(environment, policy, more).expect_err("it is wrong");
    let shows = wrong("gap_slates", "lin_ucb", "");
    assert!(
        shows.starts_with("the environment \"gap_slates\" shows slates and \"lin_ucb\" chooses one arm"),
        "{shows}"
    );
    let offers = wrong("bernoulli", "random_slate", "");
    assert!(
        offers.starts_with("the environment \"bernoulli\" offers arms and \"random_slate\" ranks"),
        "{offers}"
    );
    let clicks = r#", "clicks": {"id": "cascade"}"#;
    assert!(wrong("bernoulli", "lin_ucb", clicks).contains("leave \"clicks\" out"));
    assert!(wrong("gap_slates", "best_slate", "").starts_with("there is no ranker \"best_slate\""));
    let unknown = r#", "clicks": {"id": "cascades"}"#;
    assert!(wrong("gap_slates", "random_slate", unknown).starts_with("there is no click model \"cascades\""));
    assert!(
        wrong("gap_slate", "random_slate", "").contains("gap_slates"),
        "the environments of slates are named, too"
    );
    // The default click model leaves no trace.
    let validated = sentence("gap_slates", "random_slate", clicks).expect("it is right");
    assert_eq!(validated.clicks, None);
    let unsettled = Experiment { policies: vec![], ..validated };
    assert_eq!(unsettled.validate(), Err(ExperimentError::Policies(0)));
}
