//! What `evaluate` found out, as text, and which policy each estimator picks.

use serde::Serialize;

use super::{Failure, output};
use crate::evaluation::truth::Truth;
use crate::evaluation::{Report, Trust};

/// A policy with what the log says of it, and what it is really worth where that is known.
#[derive(Serialize)]
pub struct Evaluated<'a> {
    pub policy: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truth: Option<Truth>,
    #[serde(flatten)]
    pub report: Report,
}

/// The policy that one estimator thinks best.
#[derive(Debug, PartialEq, Serialize)]
pub struct Pick<'a> {
    pub estimator: String,
    #[serde(skip)]
    pub title: String,
    /// None where it has no estimate of one of them.
    pub policy: Option<&'a str>,
    /// Whether that is the policy of the largest true value; none where the truth is not known, or there is no pick.
    pub is_right: Option<bool>,
    /// How much less than the best the picked policy is worth; none where that is not known.
    pub lost: Option<f64>,
}

/// What each estimator picks; nothing of a single policy.
pub fn picks<'a>(evaluated: &[Evaluated<'a>]) -> Vec<Pick<'a>> {
    let (Some(first), true) = (evaluated.first(), evaluated.len() > 1) else { return Vec::new() };
    let truths: Option<Vec<f64>> = evaluated.iter().map(|one| one.truth.map(|truth| truth.value)).collect();
    let best = truths.as_ref().map(|truths| truths.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    let pick = |(place, row): (usize, &crate::evaluation::ReportRow)| {
        let values = evaluated.iter().map(|one| one.report.rows.get(place).and_then(|row| row.value));
        let values: Option<Vec<f64>> = values.collect();
        let picked = values.map(|values| {
            (1..values.len()).fold(0, |best, next| if values[next] > values[best] { next } else { best })
        });
        let lost = picked.and_then(|picked| Some(best? - truths.as_ref()?.get(picked)?));
        Pick {
            estimator: row.estimator.clone(),
            title: row.title.clone(),
            policy: picked.and_then(|picked| evaluated.get(picked)).map(|one| one.policy),
            is_right: lost.map(|lost| lost <= 0.0),
            lost,
        }
    };
    first.report.rows.iter().enumerate().map(pick).collect()
}

/// The report as text, by verdict.
pub fn print(evaluated: &Evaluated<'_>) -> Result<(), Failure> {
    let report = &evaluated.report;
    output::print(&format!("The log's own policy earned {:.6} a row.", report.logged))?;
    output::print(&report.overlap)?;
    if let Some(Truth { value, standard_error, best, rows }) = &evaluated.truth {
        output::print(&format!(
            "True value in the log's own {rows} rounds: {value:.6}, and {best:.6} with the best arm of every round. Another {rows} rounds would give a value that differs by about {standard_error:.6}."
        ))?;
    }
    for trust in [Trust::UseHere, Trust::WithCare, Trust::NotYet] {
        let rows: Vec<_> = report.rows.iter().filter(|row| row.verdict.trust == trust).collect();
        if rows.is_empty() {
            continue;
        }
        output::print(&format!("\n{}", trust.title()))?;
        for (place, row) in rows.iter().enumerate() {
            let interval = row.interval.map(|ends| format!("  {:>10.6} to {:<10.6}", ends.low, ends.high));
            let value = row.value.map_or_else(|| "-".to_owned(), |value| format!("{value:.6}"));
            let off = row.value.zip(evaluated.truth).map(|(value, truth)| {
                let holds = row.interval.map(|ends| (ends.low..=ends.high).contains(&truth.value));
                let holds = holds.map_or("", |holds| if holds { ", holds it" } else { ", misses it" });
                format!("  {:+.6} from the truth{holds}", value - truth.value)
            });
            let (interval, off) = (interval.unwrap_or_default(), off.unwrap_or_default());
            output::print(&format!("  {:<24} {value:>10}{interval}{off}", row.title))?;
            // Neighbours with the same reason share it.
            if rows.get(place + 1).is_none_or(|next| next.verdict.why != row.verdict.why) {
                output::print(&format!("    {}", row.verdict.why))?;
            }
        }
    }
    match report.confidence_sequence.zip(report.assumed_rewards) {
        Some((ends, [least, greatest])) => output::print(&format!(
            "\nConfidence sequence: {:.6} to {:.6}, also where the log's policy learned, if no reward can lie outside {least} to {greatest}.",
            ends.low, ends.high
        )),
        None => Ok(()),
    }
}

/// Which policy each estimator picks, and whether that is right.
pub fn print_picks(picks: &[Pick<'_>], evaluated: &[Evaluated<'_>]) -> Result<(), Failure> {
    if picks.is_empty() {
        return Ok(());
    }
    output::print("\n== Which policy each estimator picks")?;
    for pick in picks {
        let judged = match (pick.is_right, pick.lost) {
            (Some(true), _) => "  right".to_owned(),
            (Some(false), Some(lost)) => format!("  wrong: it is worth {lost:.6} less than the best"),
            _ => String::new(),
        };
        output::print(&format!("  {:<24} {}{judged}", pick.title, pick.policy.unwrap_or("-")))?;
    }
    let known: Vec<bool> = picks.iter().filter_map(|pick| pick.is_right).collect();
    if known.is_empty() || evaluated.iter().any(|one| one.truth.is_none()) {
        return Ok(());
    }
    let right = known.iter().filter(|is_right| **is_right).count();
    output::print(&format!("{right} of {} estimators pick the right policy.", known.len()))
}
