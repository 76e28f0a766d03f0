use super::settings::SettingsChart;
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
