//! The curve of regret with its marks, and how fast the policies answer.

use crate::chart::numbers::{readable, whole};
use crate::chart::{Mark, Overlay, OverlayChart, Shape, Theme};
use crate::metrics::REGRET;
use crate::pipeline::{Happened, Reason, Record};
use crate::policy::endpoint::LatencySummary;
use crate::results::Band;
use crate::runs::Axis;
use crate::worker::looping::LoopStanding;

/// The mark of something that happened on the curve of regret; none of what is not marked.
fn mark(happened: &Happened) -> Option<(String, String)> {
    let of = |letter: &str, words: String| Some((letter.to_owned(), words));
    match happened {
        Happened::Drift { .. } => of("drift", "a change is found".to_owned()),
        Happened::Began { run, reason } if *reason != Reason::First => {
            of("train", format!("run {run} begins ({})", reason.words()))
        }
        Happened::Shadow { version } => {
            of(&format!("shadow v{version}"), format!("v{version} answers in shadow"))
        }
        Happened::Canary { version } => {
            of(&format!("canary v{version}"), format!("v{version} answers a share"))
        }
        Happened::Promoted { version, .. } => {
            of(&format!("v{version}"), format!("v{version} answers all requests"))
        }
        Happened::RolledBack { version, .. } => {
            of(&format!("v{version} back"), format!("v{version} is rolled back"))
        }
        _ => None,
    }
}

/// The curve of regret over requests, with marks where something happened: each of the `records` after the round in `after`.
pub fn chart(
    standing: &LoopStanding,
    (records, after): (&[Record], &[u64]),
    unit: &str,
    theme: Theme,
) -> OverlayChart {
    let band = |mean: f64| Band { mean, standard_error: 0.0, low: mean, high: mean, seeds: 1 };
    let (rounds, bands): (Vec<u64>, Vec<Band>) =
        standing.summary.curve.iter().map(|(round, regret)| (*round, band(*regret))).unzip();
    let shape = Shape { axis: Axis::Rounds, window: None, smoothing: 0.0 };
    let curve = Overlay::of_bands("All users", &REGRET, &rounds, &bands);
    let marks = records.iter().zip(after).filter_map(|(record, round)| {
        let (label, words) = mark(&record.happened)?;
        Some(Mark { place: *round as f64, label, words })
    });
    OverlayChart::new(&REGRET, unit, shape, vec![curve], theme).with_marks(marks.collect())
}

/// How fast the policies answer in the worker, in a sentence; none before they have answered.
pub fn speed(latency: &LatencySummary) -> Option<String> {
    if latency.answers == 0 {
        return None;
    }
    // Browsers' clocks are as coarse as a tenth of a millisecond.
    let time = |milliseconds: f64| match milliseconds < COARSE {
        true => format!("under {COARSE} ms"),
        false => format!("{} ms", readable(milliseconds)),
    };
    let rate = match latency.sum > 0.0 {
        true => format!("{} a second", whole((1e3 * latency.answers as f64 / latency.sum) as u64)),
        false => "too fast to be measured".to_owned(),
    };
    Some(format!(
        "Answers in the worker: p50 {}, p95 {}, p99 {}; {rate}.",
        time(latency.p50),
        time(latency.p95),
        time(latency.p99)
    ))
}

/// What browsers' clocks can tell apart, in milliseconds.
const COARSE: f64 = 0.1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Sources;
    use crate::pipeline::PipelineSpec;
    use crate::worker::looping::{LoopAnswer, LoopRequest, Looping};

    #[test]
    fn what_happened_is_marked_where_it_did() {
        let mut looping = Looping::default();
        let mut ask = |request| match looping.answer(request, &Sources::default(), &|| 0.0, &mut |_, _| ()) {
            LoopAnswer::Stands(standing) => *standing,
            other => panic!("{other:?}"),
        };
        let mut records = Vec::new();
        let mut after = Vec::new();
        let mut standing = ask(LoopRequest::Begin { spec: PipelineSpec::example().to_json() });
        loop {
            records.extend(standing.records.iter().map(|line| Record::of_line(line).expect("a record")));
            after.extend(standing.after.clone());
            if standing.summary.is_over {
                break;
            }
            standing = ask(LoopRequest::Advance { until: u64::MAX, rounds: standing.rounds + 700 });
        }
        assert_eq!(records.len(), after.len());
        assert!(after.is_sorted());
        // The example's tastes change after round 6,000: that is found soon.
        let drift =
            records.iter().zip(&after).find(|(record, _)| matches!(record.happened, Happened::Drift { .. }));
        assert!(drift.is_some_and(|(_, after)| (6_000..6_600).contains(after)), "{drift:?}");
        let title = chart(&standing, (&records, &after), "", Theme::Light).title();
        for said in ["a change is found", "answers a share", "answers all requests", "begins (drift)"] {
            assert!(title.contains(said), "{said}: {title}");
        }
    }

    #[test]
    fn how_fast_it_answers_is_a_sentence() {
        let latency = LatencySummary { answers: 3_000, sum: 30.0, p50: 0.01, p95: 0.2, p99: 1.5, max: 3.0 };
        assert_eq!(speed(&LatencySummary::default()), None);
        assert_eq!(
            speed(&latency).as_deref(),
            Some("Answers in the worker: p50 under 0.1 ms, p95 0.200 ms, p99 1.50 ms; 100,000 a second.")
        );
        let none = LatencySummary { sum: 0.0, ..latency };
        assert!(speed(&none).is_some_and(|said| said.ends_with("too fast to be measured.")));
    }
}
