//! What a list shows of a run's results: its best agent, where that ends, and its curve.

use crate::chart::interval;
use crate::metrics::{METRICS, Metric};
use crate::results::band;
use crate::runs::{Axis, KeptRun, Side, aligned};
use crate::spec::Experiment;

/// Width and height of the picture of a curve.
pub const PICTURE: (f64, f64) = (96.0, 28.0);

/// Around the curve in its picture.
const MARGIN: f64 = 2.0;

/// The best agent of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// What it is called.
    pub label: String,
    /// Its place in the experiment, which says its colour and its marker.
    pub index: usize,
    /// By what it is the best.
    pub metric: &'static str,
    /// Where it ends, with its 95 % interval.
    pub value: String,
    /// Its curve as the path of an SVG of the size of [`PICTURE`].
    pub path: String,
}

/// The mean of an agent's final values; none where the run does not have the metric.
pub fn final_mean(run: &KeptRun, policy: usize, metric: &Metric) -> Option<f64> {
    let finals = run.results.finals(policy, metric);
    (!finals.is_empty()).then(|| band(&finals).mean).filter(|mean| mean.is_finite())
}

/// The agent with the best mean of a metric; none where no agent has it.
pub fn best_of(run: &KeptRun, metric: &Metric) -> Option<usize> {
    let sign = if metric.lower_is_better { 1.0 } else { -1.0 };
    let means =
        (0..run.results.policies.len()).filter_map(|policy| Some((policy, final_mean(run, policy, metric)?)));
    means.min_by(|a, b| (sign * a.1).total_cmp(&(sign * b.1))).map(|(policy, _)| policy)
}

/// What a list shows of a run; none of a run without a checkpoint.
pub fn preview(run: &KeptRun, experiment: &Experiment) -> Option<Preview> {
    let metric = METRICS.iter().find(|metric| run.results.row(metric).is_some())?;
    let index = best_of(run, metric)?;
    let side = Side::of(run, experiment, index);
    let points = aligned(&side, metric, Axis::Rounds, run.header.seconds);
    let ends = |axis: fn(&(f64, f64)) -> f64, places: &[(f64, f64)]| {
        places
            .iter()
            .map(axis)
            .fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)))
    };
    let places: Vec<(f64, f64)> =
        points.iter().map(|point| (point.x, point.mean)).filter(|(_, mean)| mean.is_finite()).collect();
    let (left, right) = ends(|place| place.0, &places);
    let (low, high) = ends(|place| place.1, &places);
    let part =
        |value: f64, (low, high): (f64, f64)| if high > low { (value - low) / (high - low) } else { 0.0 };
    let place = |(index, (x, y)): (usize, &(f64, f64))| {
        let across = MARGIN + part(*x, (left, right)) * (PICTURE.0 - 2.0 * MARGIN);
        let down = PICTURE.1 - MARGIN - part(*y, (low, high)) * (PICTURE.1 - 2.0 * MARGIN);
        format!("{}{across:.1} {down:.1}", if index == 0 { 'M' } else { 'L' })
    };
    Some(Preview {
        label: side.label().to_owned(),
        index,
        metric: metric.title,
        value: interval(&band(&run.results.finals(index, metric)), metric),
        path: places.iter().enumerate().map(place).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::REGRET;
    use crate::runs::Made;
    use crate::simulation::{Sources, run};

    #[test]
    fn the_best_agent_has_the_least_regret() {
        let text = r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "random"}, {"agent": "ucb1"}], "horizon": 3000, "seeds": 4}"#;
        let experiment = Experiment::from_json(text).expect("an experiment");
        let log = run(&experiment, Sources::default()).expect("a run");
        let kept = KeptRun::of(&log, Made::default());
        let shown = preview(&kept, &experiment).expect("it has results");
        assert_eq!((shown.index, shown.metric), (1, REGRET.title));
        let worse = final_mean(&kept, 0, &REGRET).expect("a mean");
        assert!(final_mean(&kept, 1, &REGRET).expect("a mean") < worse);
        assert!(shown.value.contains('±'), "{}", shown.value);
        let numbers: Vec<f64> =
            shown.path.split(['M', 'L', ' ']).filter_map(|number| number.parse().ok()).collect();
        assert_eq!(numbers.len(), 2 * kept.results.rounds.len());
        for place in numbers.chunks(2) {
            assert!(
                (0.0..=PICTURE.0).contains(&place[0]) && (0.0..=PICTURE.1).contains(&place[1]),
                "{place:?}"
            );
        }
    }

    #[test]
    fn nothing_is_shown_of_a_run_that_has_not_begun() {
        let kept = KeptRun { results: Default::default(), ..some() };
        assert_eq!(preview(&kept, &Experiment::default()), None);
    }

    fn some() -> KeptRun {
        let text = r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "random"}], "horizon": 10, "seeds": 1}"#;
        let experiment = Experiment::from_json(text).expect("an experiment");
        KeptRun::of(&run(&experiment, Sources::default()).expect("a run"), Made::default())
    }
}
