//! What the Logs view says of a log and of a report.

use bandit_playground::evaluation::intervals::Interval;
use bandit_playground::evaluation::truth::Truth;
use bandit_playground::evaluation::{Report, ReportRow, Trust, Verdict};
use bandit_playground::interactions::reading::File;
use bandit_playground::interactions::{ActionKind, formats};
use bandit_playground::views::log_words::{
    Scale, arm_rows, cells, coverage, facts, finding, off_words, refused, rows_of, value_words,
};
use bandit_playground::worker::logs::{LogRow, LogSummary, summary};

fn row(estimator: &str, value: Option<f64>, ends: Option<(f64, f64)>, trust: Trust) -> ReportRow {
    ReportRow {
        estimator: estimator.to_owned(),
        title: estimator.to_uppercase(),
        value,
        interval: ends.map(|(low, high)| Interval { low, high }),
        standard_error: None,
        tuned: None,
        verdict: Verdict { trust, why: "Because.".to_owned() },
    }
}

fn report() -> Report {
    Report {
        logged: 0.5,
        overlap: String::new(),
        diagnostics: None,
        rows: vec![
            row("ips", Some(0.4), Some((-3.0, 9.0)), Trust::NotYet),
            row("dr", Some(0.6), Some((0.5, 0.7)), Trust::UseHere),
            row("dm", Some(0.7), Some((0.68, 0.72)), Trust::UseHere),
            row("replay", None, None, Trust::NotYet),
        ],
        confidence_sequence: None,
        assumed_rewards: None,
    }
}

const TRUTH: Truth = Truth { value: 0.65, standard_error: 0.01, best: 0.9, rows: 100 };

#[test]
fn estimates_stand_by_verdict_on_a_scale_that_holds_what_can_be_used() {
    let report = report();
    let good: Vec<String> = rows_of(&report, Trust::UseHere).into_iter().map(|row| row.estimator).collect();
    assert_eq!(good, ["dr", "dm"]);
    let scale = Scale::of(&report, Some(&TRUTH));
    for value in [0.5, 0.65, 0.7, 0.72] {
        let place = scale.place(value);
        assert!(place > 0.0 && place < 100.0, "{value} is at {place}");
    }
    // An interval that says nothing does not squeeze the others: it goes on beyond the scale.
    let wide = scale.span(&Interval { low: -3.0, high: 9.0 });
    assert_eq!((wide.left, wide.width, wide.is_cut), (0.0, 100.0, [true, true]));
    let narrow = scale.span(&Interval { low: 0.5, high: 0.7 });
    assert!(narrow.width > 50.0 && narrow.is_cut == [false, false], "{narrow:?}");
    let ticks = scale.ticks();
    assert!((2..=8).contains(&ticks.len()), "{ticks:?}");
    assert!(
        ticks.iter().all(|(text, place)| (scale.place(text.parse().expect("a number")) - place).abs() < 1e-6)
    );
    assert!(ticks.windows(2).all(|pair| pair[0].1 < pair[1].1));
}

#[test]
fn a_report_of_one_value_has_a_scale() {
    let mut report = report();
    report.rows.clear();
    let scale = Scale::of(&report, None);
    assert!((scale.place(0.5) - 50.0).abs() < 1e-9);
    assert!(!scale.ticks().is_empty());
}

#[test]
fn numbers_are_in_words() {
    let report = report();
    assert_eq!(value_words(&report.rows[1]), "0.60 ± 0.10");
    assert_eq!(value_words(&report.rows[3]), "–");
    assert_eq!(off_words(&report.rows[1], &TRUTH), "−0.0500, holds it");
    assert_eq!(off_words(&report.rows[2], &TRUTH), "+0.0500, misses it");
    assert_eq!(off_words(&report.rows[3], &TRUTH), "–");
    assert_eq!(coverage(&report, &TRUTH).as_deref(), Some("2 of 3 intervals hold the truth."));
    assert_eq!(
        finding(&report, "the uniform policy"),
        "The log's own policy earned 0.500 a row. The uniform policy would earn about 0.600 to 0.700, by the estimators that can be used here."
    );
    let mut worse = report;
    worse.rows.retain(|row| row.verdict.trust == Trust::NotYet);
    assert!(
        finding(&worse, "always red").ends_with("What always red would earn, this log does not say yet.")
    );
}

#[test]
fn a_row_is_a_row_of_cells() {
    let row = LogRow {
        row: 1_200,
        round: 1_200,
        context: vec![0.5, -1.0],
        offered: 3,
        actions: vec!["red".to_owned()],
        probability: Some(0.25),
        reward: 1.0,
        arrived: Some(1_204),
        predicted: None,
        kind: ActionKind::Greedy,
        group: None,
    };
    let [round, context, choice, probability, reward, why] = cells(&row, 2, 3);
    assert_eq!([round.as_str(), &context, &choice], ["1,200", "0.500, -1.00", "red"]);
    assert_eq!([probability.as_str(), &reward, &why], ["0.250", "1.00 in round 1,204", "greedy"]);
    // What is not on offer, not shown or not known.
    let bare =
        LogRow { probability: None, reward: f64::NAN, arrived: None, kind: ActionKind::Unknown, ..row };
    let [_, context, choice, probability, reward, why] = cells(&bare, 7, 10);
    assert_eq!([context.as_str(), &choice], ["0.500, -1.00 …", "red, of 3 on offer"]);
    assert_eq!([probability.as_str(), &reward, &why], ["–", "never arrived", "–"]);
}

#[test]
fn a_file_is_summed_up_with_the_line_that_is_wrong() {
    let text = "context.age,action,reward,probability\n0.5,red,1.0,0.25\n0.1,blue,0.0,0\n0.1,red,0.0,0.25\n0.2,blue,1.0,0.5\n";
    let (read, format) = formats::read(File { name: "log.csv", bytes: text.as_bytes() }).expect("a log");
    let found = summary(&read.log, Some((&read, format.title)));
    let value =
        |name: &str| facts(&found).into_iter().find(|(fact, _)| *fact == name).map(|(_, value)| value);
    assert_eq!(value("Rows").as_deref(), Some("3"));
    assert_eq!(value("Rewards above 0").as_deref(), Some("2"));
    assert_eq!(value("Probabilities").as_deref(), Some("0.250 to 0.500"));
    assert_eq!(value("Context").as_deref(), Some("1 number"));
    let said = refused(&found).expect("a row is wrong");
    assert!(said.starts_with("1 row is left out, the first at log.csv, line 3: "), "{said}");
    assert_eq!(refused(&LogSummary::default()), None);
    let arms = arm_rows(&found, None, 1);
    assert_eq!((arms.len(), arms[0].name.as_str(), arms[0].reward.as_str()), (1, "red", "0.500"));
}
