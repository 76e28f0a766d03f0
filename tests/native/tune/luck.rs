//! Whether reports tell luck from skill.

use bandit_playground::chart::tuning_sentences;
use bandit_playground::descriptor::Value;
use bandit_playground::results::band;
use bandit_playground::tune::{Report, Study, importance, report};

use super::{noise, number, run, spec};

/// Standard errors that a mean may be off: one of ten thousand such tests fails by chance.
const ERRORS: f64 = 4.0;

fn study(index: u64, score: &dyn Fn(&[Value]) -> f64) -> (Study, Report) {
    let mut plan = spec("random", &["alpha=0.01..10"]);
    (plan.trials, plan.seeds, plan.held_out, plan.study_seed) = (Some(30), 3, 8, index);
    let study = run(plan, &|setting, job| score(setting) + 10.0 * noise(index, job));
    let report = report(&study).expect("it is through");
    (study, report)
}

/// How often a search among settings that are all the same must say that there is no difference.
const DEMANDED: f64 = 0.95;

/// Of 20,000 searches among 30 settings that are all the same, at least 95 % say "no difference", neither from the default nor from the
/// runner-up, although every winner looked much better in the search: all of that gain is luck. The tests are of level 5 % together
/// (Holm), so that the share lies just above the demand: 95.2 %, with a standard error of 0.15 %.
#[test]
fn thirty_equal_settings_are_not_told_apart() {
    const STUDIES: u64 = 20_000;
    let (mut told, mut searched, mut held_out) = (0, Vec::new(), Vec::new());
    for index in 0..STUDIES {
        let (_, report) = study(index, &|_| 1_000.0);
        let runner_up = report.against_runner_up.as_ref().expect("there is one");
        told += u64::from(report.against_default.comparison.tells() || runner_up.comparison.tells());
        searched.push(report.luck.gain_in_search);
        held_out.push(report.luck.gain_held_out);
    }
    let share = 1.0 - told as f64 / STUDIES as f64;
    let error = (share * (1.0 - share) / STUDIES as f64).sqrt();
    println!(
        "{:.2} % of {STUDIES} searches say \"no difference\", with a standard error of {:.2} %",
        100.0 * share,
        100.0 * error
    );
    assert!(share >= DEMANDED, "{share} with a standard error of {error}");
    // A report that never told anything apart would meet that, too: the share lies near the level of the tests.
    assert!(share - DEMANDED < 0.02 && error < 0.002, "{share} with a standard error of {error}");
    let (searched, held_out) = (band(&searched), band(&held_out));
    assert!(held_out.mean.abs() < ERRORS * held_out.standard_error, "{held_out:?}");
    // The largest of 30 normal numbers is 2.04 deviations above their mean, and three seeds leave a deviation of 10 / sqrt(3).
    let expected = 2.043 * 10.0 / 3_f64.sqrt();
    assert!(
        (searched.mean - expected).abs() < ERRORS * searched.standard_error,
        "{searched:?}, expected {expected}"
    );
}

/// Where settings differ by far more than the noise, the report says so, and names little luck.
#[test]
fn a_real_difference_is_told() {
    let (study, report) = study(1, &|setting| {
        100.0 * number(&setting[0]).ln().abs() + 500.0 * f64::from(number(&setting[0]) == 1.0)
    });
    let against = &report.against_default.comparison;
    assert!(against.tells() && against.first_is_better(), "{against:?}");
    assert!(report.luck.lost().abs() < 0.1 * report.luck.gain_in_search, "{:?}", report.luck);
    let sentences = tuning_sentences(&study, &report);
    assert!(
        sentences[0].starts_with("LinUCB with alpha ")
            && sentences[0].contains("; the default (alpha 1) to "),
        "{sentences:?}"
    );
    assert_eq!(sentences[1], "The winner is really better than the default.");
    assert!(
        sentences[2].contains("stars less cumulative regret than the default; ahead in 8 of 8 seeds"),
        "{sentences:?}"
    );
}

#[test]
fn luck_is_said_in_plain_words() {
    let studies = (0..20).map(|index| study(index, &|_| 1_000.0));
    let lucky = |(_, report): &(Study, Report)| {
        report.luck.gain_in_search > 0.0
            && report.luck.lost() > 0.0
            && !report.against_default.comparison.tells()
    };
    let (study, report) = studies.into_iter().find(lucky).expect("most searches are lucky");
    let sentences = tuning_sentences(&study, &report).join("\n");
    assert!(
        sentences.contains("Whether the winner is better than the default can't be told from these seeds."),
        "{sentences}"
    );
    assert!(sentences.contains("was the best of 30 trials: it looked "), "{sentences}");
    assert!(sentences.contains("of that gain was luck."), "{sentences}");
}

/// The parameter that everything depends on explains nearly everything, and one that nothing depends on next to nothing.
#[test]
fn importance_names_the_parameter_that_matters() {
    let mut plan = spec("random", &["alpha=0.01..10", "model", "gamma"]);
    plan.trials = Some(200);
    let study = run(plan, &|setting, job| {
        50.0 * f64::from(setting[1] == Value::Choice("shared".into())) + noise(4, job)
    });
    let found = importance(&study);
    let explained: Vec<f64> = found.iter().map(|found| found.explained).collect();
    assert_eq!(found.iter().map(|found| found.groups).collect::<Vec<_>>(), [4, 2, 4]);
    assert!(explained[1] > 0.95 && explained[0] < 0.1 && explained[2] < 0.1, "{explained:?}");
    let mut few = spec("random", &["alpha"]);
    few.trials = Some(7);
    assert!(importance(&run(few, &|_, job| noise(4, job))).is_empty(), "seven trials say nothing");
}
