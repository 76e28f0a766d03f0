use bandit_playground::chart::comparison_sentence;
use bandit_playground::metrics::{AVERAGE_REWARD, COVERAGE, NDCG, REGRET, SUBOPTIMAL_RATE};
use bandit_playground::results::band;
use bandit_playground::results::significance::{paired_difference, unpaired_difference};
use bandit_playground::runs::{
    Axis, DifferingSetting, KeptRun, Made, NotComparable, Side, WhyUnpaired, aligned, compare, compare_all,
    differing_settings, moving_mean, smoothed, why_not,
};
use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::Experiment;

/// An experiment on coin flips, or what the text says, and its run.
fn run_of(changes: &str) -> (Experiment, KeptRun) {
    let standard = r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}, {"agent": "kl_ucb"}, {"agent": "random"}],
        "horizon": 500, "seeds": 6, "master_seed": 5}"#;
    let mut json: serde_json::Value = serde_json::from_str(standard).expect("it is JSON");
    let changes: serde_json::Value = serde_json::from_str(changes).expect("it is JSON");
    for (name, value) in changes.as_object().expect("it is an object") {
        json[name] = value.clone();
    }
    let experiment = Experiment::from_json(&json.to_string()).expect("it is an experiment");
    let log = run(&experiment, Sources::default()).expect("it runs");
    (experiment, KeptRun::of(&log, Made { seconds: 2.0, ..Made::default() }))
}

fn side((experiment, run): &(Experiment, KeptRun), policy: usize) -> Side<'_> {
    Side::of(run, experiment, policy)
}

#[test]
fn seeds_of_one_environment_and_master_seed_are_pairs() {
    let one = run_of("{}");
    let more = run_of(r#"{"seeds": 9, "contenders": [{"agent": "random"}]}"#);
    let test = compare(&side(&one, 0), &side(&one, 2), &REGRET).expect("they are comparable");
    let (first, second) = (one.1.results.finals(0, &REGRET), one.1.results.finals(2, &REGRET));
    assert_eq!((test.unpaired, test.seeds, test.ahead), (None, (6, 6), 6));
    assert_eq!(Some(test.test), paired_difference(&first, &second));
    assert!(test.tells() && test.first_is_better() && test.seeds_to_tell.is_some_and(|seeds| seeds <= 6));
    assert_eq!(test.reversed().ahead, 0);
    assert_eq!(test.reversed().reversed(), test);
    // The same agent under the same seeds of another run has the same numbers: only the common seeds count.
    let same = compare(&side(&one, 2), &side(&more, 0), &REGRET).expect("they are comparable");
    assert_eq!((same.unpaired, same.seeds, same.ties, same.test.p), (None, (6, 6), 6, 1.0));
    let reward = compare(&side(&one, 0), &side(&one, 2), &AVERAGE_REWARD).expect("they are comparable");
    assert!(reward.first_is_better() && reward.test.difference > 0.0 && reward.ahead == 6);
}

#[test]
fn other_seeds_are_two_samples() {
    let one = run_of("{}");
    for (changes, why) in [
        (r#"{"master_seed": 6, "seeds": 8}"#, WhyUnpaired::MasterSeed),
        (r#"{"world": {"id": "bernoulli", "parameters": {"arms": 5}}}"#, WhyUnpaired::Environment),
        (r#"{"feedback": {"delay": 10}}"#, WhyUnpaired::Settings),
    ] {
        let other = run_of(changes);
        let test = compare(&side(&one, 0), &side(&other, 2), &REGRET).expect("they are comparable");
        let (first, second) = (one.1.results.finals(0, &REGRET), other.1.results.finals(2, &REGRET));
        assert_eq!((test.unpaired, test.ahead, test.ties), (Some(why), 0, 0), "{changes}");
        assert_eq!(Some(test.test), unpaired_difference(&first, &second));
        let sentence = comparison_sentence("UCB1", "Random", &test, "");
        assert!(sentence.contains(&format!("; not compared seed by seed, since {why}")), "{sentence}");
    }
    let mut older = one.clone();
    older.1.header.numerics -= 1;
    let test = compare(&side(&one, 0), &side(&older, 2), &REGRET).expect("they are comparable");
    assert_eq!(test.unpaired, Some(WhyUnpaired::Numerics));
}

#[test]
fn what_cannot_be_compared_says_why() {
    let one = run_of("{}");
    let sentence = |other: &(Experiment, KeptRun)| {
        why_not(&side(&one, 0), &side(other, 0), &REGRET).expect("they can't be compared").to_string()
    };
    assert_eq!(
        sentence(&run_of(r#"{"horizon": 400}"#)),
        "one run ends at round 500 and the other at round 400: final values are comparable only after as many rounds; \
         compare the curves instead"
    );
    assert_eq!(
        sentence(&run_of(r#"{"world": {"id": "gap_slates"}, "contenders": [{"agent": "cascade_ucb1"}]}"#)),
        "one run chooses single arms and the other shows slates, so their numbers don't mean the same"
    );
    let mut begun = one.clone();
    begun.1.results.rounds.clear();
    assert!(sentence(&begun).starts_with("UCB1 has not reached a first checkpoint"), "{}", sentence(&begun));
    let single = run_of(r#"{"seeds": 1}"#);
    assert_eq!(why_not(&side(&single, 0), &side(&single, 1), &REGRET), Some(NotComparable::OneSeed));
    let missing = why_not(&side(&one, 0), &side(&one, 1), &COVERAGE).expect("it is not measured").to_string();
    assert!(missing.starts_with("UCB1 was not measured by "), "{missing}");
    let mut stars = one.clone();
    stars.0.environment.id = "movielens_mf".to_owned();
    assert!(matches!(
        why_not(&side(&one, 0), &side(&stars, 0), &REGRET),
        Some(NotComparable::OtherUnit(_, "stars"))
    ));
}

#[test]
fn several_comparisons_are_corrected_together() {
    let one = run_of("{}");
    let sides = [side(&one, 0), side(&one, 1), side(&one, 2)];
    let all = compare_all(&sides, &REGRET).expect("they are comparable");
    assert_eq!(
        all.iter().map(|pair| (pair.first, pair.second)).collect::<Vec<_>>(),
        [(0, 1), (0, 2), (1, 2)]
    );
    for comparison in all.iter().map(|pair| &pair.of) {
        assert_eq!(comparison.together, 3);
        assert!(comparison.corrected_p >= comparison.test.p);
    }
    let other = run_of(r#"{"horizon": 400}"#);
    let refused = compare_all(&[sides[0], sides[1], side(&other, 0)], &REGRET).expect_err("of other length");
    assert_eq!((refused.first, refused.second), (0, 2));
}

/// A comparison with these final values of regret, as shown.
fn made_up(first: &[f64], second: &[f64]) -> bandit_playground::runs::Comparison {
    let mut one = run_of(&format!(r#"{{"seeds": {}}}"#, first.len()));
    one.1.results.policies[0].finals[0] = first.to_vec();
    one.1.results.policies[1].finals[0] = second.to_vec();
    compare(&side(&one, 0), &side(&one, 1), &REGRET).expect("they are comparable")
}

#[test]
fn sentences_say_how_much_and_how_surely() {
    let first: Vec<f64> = (0..10).map(|seed| 500.0 + [70.0, -70.0][seed % 2]).collect();
    let second: Vec<f64> =
        first.iter().enumerate().map(|(seed, regret)| regret + 228.0 + [85.0, -85.0][seed % 2]).collect();
    let clear = made_up(&first, &second);
    let sentence = "Linear Thompson sampling has 228 ± 64 stars less cumulative regret than LinUCB; ahead in 10 of 10 seeds \
                    (p < 0.001); 3 seeds would have been enough to tell.";
    assert_eq!(comparison_sentence("Linear Thompson sampling", "LinUCB", &clear, "stars"), sentence);
    let turned = clear.reversed();
    assert_eq!(comparison_sentence("LinUCB", "Linear Thompson sampling", &turned, "stars"), sentence);
    let chance = made_up(&[1.0, 4.0, 2.0, 6.0], &[2.0, 3.0, 4.0, 5.5]);
    assert_eq!(
        comparison_sentence("A", "B", &chance, ""),
        "A has 0.4 ± 2.2 less cumulative regret than B; ahead in 2 of 4 seeds; that may be chance (p = 0.624), and about 55 seeds would tell."
    );
    let more = made_up(&[1.0, 4.0, 2.0, 6.0], &[3.0, 4.5, 5.0, 5.5]);
    assert!(
        comparison_sentence("A", "B", &more, "").ends_with("seeds would tell."),
        "{}",
        comparison_sentence("A", "B", &more, "")
    );
    let same = made_up(&[1.0, 2.0], &[1.0, 2.0]);
    assert_eq!(comparison_sentence("A", "B", &same, ""), "A and B have the same cumulative regret.");
    let mut together = clear;
    (together.together, together.corrected_p) = (6, 0.0123);
    let sentence = comparison_sentence("A", "B", &together, "");
    assert!(sentence.contains("(p = 0.012, corrected for 6 comparisons)"), "{sentence}");
}

#[test]
fn curves_are_aligned_by_round_share_or_seconds() {
    let one = run_of("{}");
    let points = |axis| aligned(&side(&one, 1), &REGRET, axis, 2.0);
    let last = *points(Axis::Rounds).last().expect("there is one");
    assert_eq!((last.x, last.round), (500.0, 500));
    assert_eq!(points(Axis::Share).last().map(|point| point.x), Some(1.0));
    assert_eq!(points(Axis::Seconds).last().map(|point| point.x), Some(2.0));
    let band = band(&one.1.results.finals(1, &REGRET));
    for (ours, exact) in [(last.mean, band.mean), (last.low, band.low), (last.high, band.high)] {
        assert!((ours - exact).abs() < 1e-6 * exact.abs(), "{ours} and {exact}");
    }
    let mut half = one.clone();
    half.0.horizon = 1_000;
    assert_eq!(aligned(&side(&half, 0), &REGRET, Axis::Share, 2.0).last().map(|point| point.x), Some(0.5));
    assert_eq!(aligned(&side(&one, 0), &NDCG, Axis::Rounds, 2.0), []);
}

/// Sums of 2 a round, then of 1 a round: by hand.
#[test]
fn moving_means_forget_what_was() {
    let mut one = run_of("{}");
    let results = &mut one.1.results;
    let sum = |round: u64| (2 * round.min(250) + round.saturating_sub(250)) as f32;
    let row = results.row(&SUBOPTIMAL_RATE).expect("it is measured");
    results.policies[0].curves[row].mean = results.rounds.iter().map(|round| sum(*round)).collect();
    let rounds = one.1.results.rounds.clone();
    let side = side(&one, 0);
    let means = moving_mean(&side, &SUBOPTIMAL_RATE, 100).expect("it is a sum");
    for (round, mean) in rounds.iter().zip(&means) {
        let from = round.saturating_sub(100);
        let exact = f64::from(sum(*round) - sum(from)) / (*round - from) as f64;
        assert!((mean - exact).abs() < 0.03, "round {round}: {mean} and {exact}");
    }
    let all = moving_mean(&side, &SUBOPTIMAL_RATE, 1_000_000).expect("it is a sum");
    let shown = aligned(&side, &SUBOPTIMAL_RATE, Axis::Rounds, 1.0);
    assert!(all.iter().zip(&shown).all(|(one, other)| (one - other.mean).abs() < 1e-12));
    assert_eq!(moving_mean(&side, &NDCG, 10), None);
}

/// Numbers of TensorBoard's own formula: with weight 0.5 the second is (0.5 * 0.5 * 2 + 0.5 * 4) / 0.75.
#[test]
fn smoothing_is_not_drawn_to_zero() {
    let smooth = smoothed(&[2.0, 4.0, f64::NAN, 4.0], 0.5);
    assert_eq!(smooth[0], 2.0);
    assert!((smooth[1] - 10.0 / 3.0).abs() < 1e-15 && smooth[2].is_nan());
    assert!((smooth[3] - (0.125 * 2.0 + 0.25 * 4.0 + 0.5 * 4.0) / 0.875).abs() < 1e-15);
    assert_eq!(smoothed(&[1.0, 5.0], 0.0), [1.0, 5.0]);
}

#[test]
fn only_what_differs_is_told() {
    let (one, _) = run_of("{}");
    assert_eq!(differing_settings(&[&one, &one]), []);
    let changes = r#"{"contenders": [{"agent": "ucb1", "parameters": {"alpha": 3}}, {"agent": "random"}], "horizon": 100,
        "feedback": {"delay": 10}, "world": {"id": "bernoulli", "parameters": {"arms": 5}}}"#;
    let (other, _) = run_of(changes);
    let rows = differing_settings(&[&one, &other]);
    let told: Vec<String> = rows
        .iter()
        .map(|DifferingSetting { part, title, unit, values }| {
            format!("{part}/{title}/{unit}: {}", values.join(" | "))
        })
        .collect();
    println!("{told:#?}");
    assert!(told[0].starts_with("Coin flips/"), "{told:#?}");
    assert!(told.iter().any(|row| row.ends_with("/Horizon/rounds: 500 | 100")), "{told:#?}");
    assert!(told.iter().any(|row| row.starts_with("Feedback") && row.ends_with(": 0 | 10")), "{told:#?}");
    assert!(told.contains(&"Agents/Agents/: UCB1, KL-UCB, Random | UCB1, Random".to_owned()), "{told:#?}");
    assert_eq!(told.len(), 5, "{told:#?}");
    let slates = Experiment::from_json(
        r#"{"world": {"id": "gap_slates"}, "contenders": [{"agent": "cascade_ucb1"}]}"#,
    );
    let rows = differing_settings(&[&one, &slates.expect("it is one")]);
    assert_eq!((rows[0].title.as_str(), rows[0].values[0].as_str()), ("Environment", "Coin flips"));
    assert!(rows.iter().any(|row| row.title == "Click model" && row.values[0] == "–"), "{rows:#?}");
}
