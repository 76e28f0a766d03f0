//! Whether an estimate is to be used, and why: a sentence for each estimator, and one for the log.

use super::diagnostics::{Diagnostics, Overlap, WeightSummary};
use super::interface::{Basis, EstimatorDescriptor, Family};
use serde::{Deserialize, Serialize};

/// How far an estimate can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// It says next to nothing with this log.
    NotYet,
    /// It may be off by more than its interval says.
    WithCare,
    /// It can be used.
    UseHere,
}

impl Trust {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Trust::NotYet => "not yet",
            Trust::WithCare => "with care",
            Trust::UseHere => "use here",
        }
    }
}

/// A verdict with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The verdict.
    pub trust: Trust,
    /// One sentence that says why.
    pub why: String,
}

impl Verdict {
    fn new(trust: Trust, why: impl Into<String>) -> Verdict {
        Verdict { trust, why: why.into() }
    }
}

/// Standard errors by which the mean weight may be off from 1.
const DEVIATION: f64 = 4.0;

/// Fewest matches with which replay says anything, and with which it says enough.
const MATCHES: (usize, usize) = (30, 300);

/// Fewest effective rows with which an average says anything.
const FEWEST: f64 = 30.0;

/// The sentence about logs without chance.
pub const DETERMINISTIC: &str = "The log's policy left nothing to chance: it took every action with probability 1, or all but a few, so the log says nothing of other actions. Record with a share of uniform exploration instead.";

/// The sentence about logs whose policy learned.
pub const LEARNED: &str = "The log's policy learned from it, so plain intervals cover too little: take stable-variance weights or the confidence sequence.";

/// One sentence on how well a log covers a policy, as it stands under the histogram of weights.
pub fn overlap_sentence(diagnostics: &Diagnostics) -> String {
    if diagnostics.is_deterministic {
        return DETERMINISTIC.to_owned();
    }
    let Some(weights) = &diagnostics.weights else {
        return "The log does not say with which probability its actions were taken, so only a reward model can speak for the policy."
            .to_owned();
    };
    let (rows, effective) = (grouped(weights.rows), grouped(weights.effective_rows.round() as usize));
    match weights.overlap() {
        Overlap::None => "No overlap. The policy takes none of the logged actions.".to_owned(),
        _ if weights.effective_rows < FEWEST => format!(
            "Too few rows. For this policy {} of the log {} worth {effective} of its own.",
            counted(weights.rows, "row"),
            if weights.rows == 1 { "is" } else { "are" }
        ),
        Overlap::Good => {
            format!("Good overlap. For this policy the {rows} rows are worth {effective} of its own.")
        }
        Overlap::Thin => {
            format!("Thin overlap. For this policy the {rows} rows are worth only {effective} of its own.")
        }
        Overlap::Weak if weights.large > 0 => format!(
            "Weak overlap. {} carry {} of the weight; for this policy the {rows} rows are worth {effective} of its own.",
            counted(weights.large, "row"),
            percent(weights.share_of_large)
        ),
        Overlap::Weak => {
            format!("Weak overlap. For this policy the {rows} rows are worth {effective} of its own.")
        }
    }
}

/// The verdict on an estimator of single actions.
pub fn verdict(estimator: &EstimatorDescriptor, diagnostics: &Diagnostics) -> Verdict {
    let plain = if diagnostics.is_deterministic && estimator.basis != Basis::Model {
        Verdict::new(Trust::NotYet, DETERMINISTIC)
    } else {
        match (estimator.basis, &diagnostics.weights) {
            (Basis::Model, _) => Verdict::new(
                Trust::WithCare,
                "It is as right as its reward model, and how right that is for actions that were not taken, the log can't show.",
            ),
            (Basis::Matches, _) => by_matches(diagnostics),
            (basis, Some(weights)) => by_weights(basis, weights),
            (_, None) => Verdict::new(
                Trust::NotYet,
                "The log does not say with which probability its actions were taken.",
            ),
        }
    };
    let is_plain = estimator.family == Family::Arms && estimator.basis != Basis::Model;
    if diagnostics.learned == Some(true) && is_plain && plain.trust > Trust::WithCare {
        return Verdict::new(Trust::WithCare, LEARNED);
    }
    plain
}

/// The verdict on an estimator by the weights that it uses, such as those of slates.
pub fn by_weights(basis: Basis, weights: &WeightSummary) -> Verdict {
    let deviation = weights.deviation();
    if deviation.abs() > DEVIATION {
        let why = format!(
            "The mean weight is {:.3}, {:.0} standard errors from 1: the probabilities in the log are not those of the policy that chose, or the policy takes arms that the log never does.",
            weights.mean,
            deviation.abs()
        );
        return Verdict::new(Trust::NotYet, why);
    }
    let (rows, effective) = (grouped(weights.rows), grouped(weights.effective_rows.round() as usize));
    let worth = format!("its {rows} rows are worth {effective} of the policy's own");
    let cut = "where weights are cut, the reward model decides";
    if weights.overlap() != Overlap::None && weights.effective_rows < FEWEST {
        return Verdict::new(Trust::NotYet, format!("The log says too little of the policy: {worth}."));
    }
    match (weights.overlap(), basis) {
        (Overlap::None, _) => Verdict::new(Trust::NotYet, "The policy takes none of the logged actions."),
        (Overlap::Good, _) => Verdict::new(Trust::UseHere, format!("The log covers the policy: {worth}.")),
        (Overlap::Thin, Basis::Blend) => {
            Verdict::new(Trust::WithCare, format!("Thin overlap: {worth}, and {cut}."))
        }
        (Overlap::Weak, Basis::Blend) => {
            Verdict::new(Trust::WithCare, format!("Weak overlap: {worth}, so {cut}."))
        }
        (Overlap::Thin, Basis::CutWeights) => Verdict::new(
            Trust::WithCare,
            format!("Thin overlap: {worth}, and what is cut is missing from the estimate."),
        ),
        (Overlap::Thin, _) => Verdict::new(Trust::WithCare, format!("Thin overlap: {worth}.")),
        (Overlap::Weak, _) => {
            let why = match weights.large {
                0 => format!("Weak overlap: {worth}."),
                large => format!(
                    "Weak overlap: {} with weights above 10 carry {} of the weight; {worth}.",
                    counted(large, "row"),
                    percent(weights.share_of_large)
                ),
            };
            Verdict::new(Trust::NotYet, why)
        }
    }
}

fn by_matches(diagnostics: &Diagnostics) -> Verdict {
    let matches = counted(diagnostics.matches, "row");
    let why = format!(
        "The policy takes the logged action for certain in {matches} of {}",
        grouped(diagnostics.rows)
    );
    if diagnostics.matches < MATCHES.0 {
        return Verdict::new(Trust::NotYet, format!("{why}: too few to average."));
    }
    if !diagnostics.is_uniform {
        return Verdict::new(
            Trust::NotYet,
            format!("{why}, but the log did not choose uniformly, so these rows are not like all others."),
        );
    }
    let trust = if diagnostics.matches < MATCHES.1 { Trust::WithCare } else { Trust::UseHere };
    Verdict::new(trust, format!("{why}, and the log chose uniformly."))
}

/// "1 row", "146 rows".
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A count with a comma between thousands.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the weights, a few rows are no evidence.
    #[test]
    fn a_few_rows_say_too_little() {
        for (rows, trust) in [(1, Trust::NotYet), (29, Trust::NotYet), (31, Trust::UseHere)] {
            let weights = WeightSummary::of(&vec![1.0; rows]).expect("there are some");
            let verdict = by_weights(Basis::Weights, &weights);
            assert_eq!(verdict.trust, trust, "{rows}: {}", verdict.why);
        }
    }
}
