//! A comparison of two agents, in one sentence.

use super::numbers::{counted, uncertain};
use crate::metrics::Metric;
use crate::runs::{Comparison, WhyUnpaired};

/// How two agents compare, in one sentence: who is better by how much and how surely, in how many seeds, and how many seeds it
/// takes to tell. `unit` is the unit of the rewards.
pub fn comparison_sentence(first: &str, second: &str, comparison: &Comparison, unit: &str) -> String {
    if comparison.test.difference == 0.0 && comparison.test.standard_error == 0.0 {
        return format!("{first} and {second} have the same {}.", noun(comparison.metric));
    }
    let (one, other, seen);
    if comparison.first_is_better() {
        (one, other, seen) = (first, second, comparison.clone());
    } else {
        (one, other, seen) = (second, first, comparison.reversed());
    }
    let mut sentence = format!("{one} {} than {other}", difference(&seen, unit));
    match seen.unpaired {
        None => sentence.push_str(&format!(
            "; ahead in {} of {}",
            seen.ahead,
            counted(seen.seeds.0 as u64, "seed", "seeds")
        )),
        Some(why) => sentence.push_str(&unpaired(why)),
    }
    sentence.push_str(&told(&seen));
    sentence.push('.');
    sentence
}

/// "has 228 ± 64 stars less regret".
fn difference(comparison: &Comparison, unit: &str) -> String {
    let Comparison { metric, test, .. } = comparison;
    let (size, half) = (test.difference.abs(), (test.high - test.low) / 2.0);
    let more = if test.difference < 0.0 { "less" } else { "more" };
    let noun = noun(metric);
    if metric.is_share {
        return format!("has {} percentage points {more} {noun}", with_error(100.0 * size, 100.0 * half));
    }
    let unit = metric.unit_in(unit);
    let space = if unit.is_empty() { "" } else { " " };
    format!("has {}{space}{unit} {more} {noun}", with_error(size, half))
}

fn with_error(size: f64, half: f64) -> String {
    if half > 0.0 { uncertain(size, half) } else { super::numbers::readable(size) }
}

/// The metric within a sentence: abbreviations stay as they are.
pub fn noun(metric: &Metric) -> String {
    let mut letters = metric.title.chars();
    let (first, second) = (letters.next(), letters.next());
    let is_abbreviation = second.is_some_and(char::is_uppercase);
    match first {
        Some(first) if !is_abbreviation => first.to_lowercase().chain(metric.title.chars().skip(1)).collect(),
        _ => metric.title.to_owned(),
    }
}

fn unpaired(why: WhyUnpaired) -> String {
    format!("; not compared seed by seed, since {why}")
}

fn told(comparison: &Comparison) -> String {
    let corrected = match comparison.together {
        0 | 1 => String::new(),
        together => format!(", corrected for {together} comparisons"),
    };
    let p = match comparison.corrected_p {
        p if p < 0.001 => "p < 0.001".to_owned(),
        p => format!("p = {p:.3}"),
    };
    let seeds = comparison.seeds.0.min(comparison.seeds.1);
    match comparison.seeds_to_tell {
        Some(enough) if comparison.tells() && enough < seeds => {
            format!(" ({p}{corrected}); {enough} seeds would have been enough to tell")
        }
        _ if comparison.tells() => format!(" ({p}{corrected})"),
        Some(needed) if needed > seeds => {
            format!("; that may be chance ({p}{corrected}), and about {needed} seeds would tell")
        }
        _ => format!("; that may be chance ({p}{corrected})"),
    }
}
