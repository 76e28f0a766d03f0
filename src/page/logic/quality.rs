//! The metrics that not every run has: which there are to choose from, and how policies stand, in words.

use crate::chart::curves::Curves;
use crate::chart::numbers::{percent, readable, whole};
use crate::math::sorting::sorted;
use crate::metrics::Metric;
use crate::results::RunLog;

/// The metrics to choose from. Before a run has begun that is the first one it will have, so that its chart has its place.
pub fn choices(log: &RunLog) -> Vec<&'static Metric> {
    let others = |metric: &&'static Metric| !metric.is_in_every_run();
    let known: Vec<&'static Metric> = log.known_metrics().map(|(_, metric)| metric).filter(others).collect();
    if known.is_empty() {
        log.experiment.metrics().into_iter().find(others).into_iter().collect()
    } else {
        known
    }
}

/// A number of a metric as people read it.
pub fn told(metric: &Metric, number: f64) -> String {
    if metric.is_share { percent(number) } else { readable(number) }
}

/// How all policies stand in a metric after the last checkpoint, the highest first; nothing before the first.
/// `label` says what a policy is called.
pub fn standing(
    log: &RunLog,
    curves: &Curves,
    metric: &'static Metric,
    label: impl Fn(usize) -> String,
) -> String {
    let Some(round) = curves.checkpoints().checked_sub(1).and_then(|last| log.rounds.get(last)) else {
        return String::new();
    };
    let mean = |index: usize| curves.bands(index, metric).last().map(|band| (index, band.mean));
    let means: Vec<(usize, f64)> = (0..curves.policies()).filter_map(mean).collect();
    let means = sorted(means, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let words: Vec<String> =
        means.into_iter().map(|(index, mean)| format!("{} {}", label(index), told(metric, mean))).collect();
    if words.is_empty() {
        return String::new();
    }
    format!("After round {}, the highest first: {}.", whole(*round), words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{COVERAGE, DIVERSITY, NDCG, RECALL};
    use crate::simulation::Stepper;
    use crate::spec::Experiment;

    /// Two rankers of slates after so many rounds.
    fn log(rounds: u64) -> RunLog {
        let json = r#"{"world": {"id": "gap_slates"}, "contenders": [{"ranker": "random_slate"}, {"ranker": "oracle_slate"}],
            "horizon": 100, "seeds": 2}"#;
        let experiment = Experiment::from_json(json).expect("it is an experiment");
        let environment = experiment.prepare(None).expect("it needs no ratings");
        let mut log = RunLog::new(&experiment, environment.items());
        let mut stepper = Stepper::new(&experiment, environment, 0..2).expect("it fits");
        stepper.advance(rounds);
        log.apply(&stepper.take()).expect("it belongs to the log");
        log
    }

    #[test]
    fn a_chart_has_its_place_before_the_run_begins() {
        let before = RunLog::new(&log(1).experiment, Vec::new());
        assert_eq!(choices(&before), [&NDCG]);
        assert_eq!(choices(&log(1)).len(), 6, "these items have no features");
        let arms = RunLog::new(&Experiment::default(), Vec::new());
        assert_eq!(choices(&arms), Vec::<&Metric>::new(), "the reward is all there is");
    }

    #[test]
    fn who_is_highest_is_told_first() {
        let log = log(100);
        let mut curves = Curves::new(2);
        curves.catch_up(&log);
        let label = |index: usize| ["chance", "the oracle"][index].to_owned();
        let told = standing(&log, &curves, &NDCG, label);
        assert!(told.starts_with("After round 100, the highest first: the oracle 1.00, chance 0."), "{told}");
        let told = standing(&log, &curves, &RECALL, label);
        assert!(told.contains("the oracle 100.0 %, chance ") && told.ends_with(" %."), "{told}");
        // Four of sixteen items for the oracle; chance has shown all of them.
        let told = standing(&log, &curves, &COVERAGE, label);
        assert!(told.ends_with("chance 100.0 %, the oracle 25.0 %."), "{told}");
        assert_eq!(standing(&log, &curves, &DIVERSITY, label), "", "there is none here");
        assert_eq!(standing(&log, &Curves::new(2), &NDCG, label), "");
    }
}
