use super::settings::{SettingsChart, ValueRange};
use super::*;
use crate::chart::saved_svg;
use crate::descriptor::Value;
use crate::spec::{Experiment, PartChoice};
use crate::tune::{Dimension, HYPERBAND, Job, Space, StudySpec};
use proptest::prelude::*;

const SIZE: Size = Size { width: 640.0, height: 240.0, ratio: 1.0 };

/// A study of LinUCB with a made-up metric, after so many runs.
fn study(runs: usize, score: impl Fn(&[Value], &Job) -> f64) -> Study {
    let mut spec = StudySpec {
        experiment: Experiment { horizon: 900, ..Experiment::default() },
        agent: 0,
        space: Space::default(),
        sampler: PartChoice::new(&HYPERBAND),
        trials: None,
        metric: "regret".to_owned(),
        seeds: 2,
        held_out: 2,
        study_seed: 1,
    };
    let part = spec.part().expect("an agent");
    spec.space.dimensions =
        ["alpha", "bias"].map(|text| Dimension::parse(part, text).expect("a dimension")).to_vec();
    let mut study = Study::new(spec).expect("a study");
    for _ in 0..runs {
        let Some(job) = study.ask() else { break };
        let setting = study.setting(job.contestant).map(<[Value]>::to_vec).unwrap_or_default();
        study.tell(&job, score(&setting, &job));
    }
    study
}

fn alpha(setting: &[Value]) -> f64 {
    match setting.first() {
        Some(Value::Number(number)) => *number,
        _ => 1.0,
    }
}

#[test]
fn the_best_so_far_only_improves_and_bad_trials_leave_room() {
    let through = study(10_000, |setting, job| (1.0 + alpha(setting)) * job.rounds as f64);
    assert!(through.is_done());
    let chart = SearchChart::new(&through, Theme::Light);
    let best = chart.best_so_far();
    assert!(!best.is_empty() && best.windows(2).all(|pair| pair[0].1 > pair[1].1), "{best:?}");
    // Alpha 100 comes to 50 times as much as alpha 1, the default.
    let layout = chart.layout(SIZE);
    assert!(layout.frame.y.high <= 3.0 * 2.0 * 900.0 * 1.5, "{:?}", layout.frame.y);
    let text = saved_svg(&layout, "");
    assert!(text.contains("best so far") && text.contains("as it is"), "{text}");
    assert!(chart.sentence().starts_with("The best of "), "{}", chart.sentence());
    let none = SearchChart::new(&study(0, |_, _| 0.0), Theme::Dark);
    assert_eq!(none.sentence(), "No trial has run for all rounds yet.");
    assert!(none.layout(SIZE).marks.is_empty());
}

/// Regret that grows with the root of the rounds: a trial that was stopped is drawn where it would have come to, not in proportion.
#[test]
fn stopped_trials_are_scaled_as_the_others_grew() {
    let through = study(10_000, |setting, job| (1.0 + alpha(setting)) * (job.rounds as f64).sqrt());
    let mut stopped = 0;
    for outcome in outcomes(&through).iter().filter(|outcome| !outcome.is_whole) {
        let setting = &through.state().trials[outcome.trial].setting;
        let expected = (1.0 + alpha(setting)) * 30.0;
        assert!((outcome.value / expected - 1.0).abs() < 1e-9, "{outcome:?}, not {expected}");
        stopped += 1;
    }
    assert!(stopped > 5, "{stopped}");
    // Before any has run on, nothing is known but the rounds.
    let begun = (1..100).map(|runs| study(runs, |_, job| (job.rounds as f64).sqrt()));
    let first = begun.into_iter().find(|study| !outcomes(study).is_empty()).expect("a trial is scored");
    let found = outcomes(&first)[0];
    let rounds = first.rounds_of(found.trial, 0) as f64;
    assert_eq!(found.value, rounds.sqrt() * (900.0 / rounds));
}

#[test]
fn every_trial_with_a_score_is_a_line() {
    let some = study(60, |setting, job| alpha(setting) + job.rounds as f64);
    let scored = (0..some.state().trials.len()).filter(|trial| some.latest(*trial).is_some()).count();
    let chart = SettingsChart::new(&some, Theme::Light);
    assert_eq!(chart.lines.len(), scored);
    assert_eq!(
        chart.axes.iter().map(|axis| axis.name.as_str()).collect::<Vec<_>>(),
        ["alpha", "bias", "Cumulative regret"]
    );
    let text = saved_svg(&chart.layout(SIZE), "");
    for shown in [">alpha<", ">bias<", ">0.001<", ">100<"] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
}

#[test]
fn only_trials_within_ranges_are_lines() {
    let some = study(60, |setting, job| alpha(setting) + job.rounds as f64);
    let all = SettingsChart::new(&some, Theme::Light).lines.len();
    let shown = |ranges: &[ValueRange]| SettingsChart::within(&some, Theme::Light, ranges).lines.len();
    let below = ValueRange { low: None, high: Some(1.0) };
    let above = ValueRange { low: Some(1.000_001), high: None };
    let (low, high) = (shown(&[below]), shown(&[above]));
    assert!(low > 0 && high > 0 && low + high == all, "{low} and {high} of {all}");
    assert_eq!(
        (shown(&[ValueRange::default(); 3]), shown(&[below, above, above])),
        (all, shown(&[below, above]))
    );
    let none = ValueRange { low: Some(1e9), high: None };
    let chart =
        SettingsChart::within(&some, Theme::Light, &[ValueRange::default(), ValueRange::default(), none]);
    assert!(chart.title().starts_with(&format!("0 of {all} trials as lines")), "{}", chart.title());
}

proptest! {
    /// Whatever the scores, even those that are no numbers, all marks lie within the picture.
    #[test]
    fn marks_stay_in_the_picture(
        scores in proptest::collection::vec(prop_oneof![-1e6_f64..1e6, Just(f64::NAN), Just(0.0)], 1..40),
        runs in 0_usize..300, width in 130.0_f64..900.0
    ) {
        let some = study(runs, |_, job| scores[(job.seed as usize + job.rounds as usize) % scores.len()]);
        let size = Size { width, ..SIZE };
        let layouts = [SearchChart::new(&some, Theme::Light).layout(size), SettingsChart::new(&some, Theme::Dark).layout(size)];
        for layout in &layouts {
            for mark in &layout.marks {
                let points = match mark {
                    Primitive::Line { points, .. } => points.as_slice(),
                    _ => &[],
                };
                for point in points {
                    prop_assert!((-8.0..=size.width + 8.0).contains(&point.x), "{:?}", mark);
                    prop_assert!((0.0..=size.height).contains(&point.y), "{:?}", mark);
                }
            }
        }
    }
}
