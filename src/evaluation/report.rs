//! All estimates of a policy from one log, with intervals and verdicts.

use serde::{Deserialize, Serialize};

use super::arms::ArmEvidence;
use super::catalogue::BUILDERS;
use super::diagnostics::{Diagnostics, WeightSummary, diagnose};
use super::interface::{Builder, Estimate, Family};
use super::intervals::normal::standard_error;
use super::intervals::{Interval, IntervalKind, confidence_sequence, normal};
use super::need::{Need, Unavailable};
use super::slates::SlateEvidence;
use super::verdict::{Trust, Verdict, by_weights, overlap_sentence, verdict};
use crate::descriptor::Values;
use crate::progress::Tell;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// Ids of estimators and values of their parameters; all that are for such a log where there are none.
    pub estimators: Vec<(String, Values)>,
    /// The kind of interval, and the values of its parameters.
    pub interval: (&'static IntervalKind, Values),
    /// The probability with which an interval is to hold the policy's value, above 0 and below 1.
    pub confidence: f64,
}

impl Default for Question {
    fn default() -> Question {
        Question {
            estimators: Vec::new(),
            interval: (&normal::INTERVAL, Values::default()),
            confidence: 0.95,
        }
    }
}

/// What one estimator says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportRow {
    /// Its id.
    pub estimator: String,
    /// Its title.
    pub title: String,
    /// The estimated value of the policy; none where there is no estimate.
    pub value: Option<f64>,
    /// Where the value may lie.
    pub interval: Option<Interval>,
    /// Standard error, by the delta method where it is a ratio.
    pub standard_error: Option<f64>,
    /// The value of its parameter that tuning chose.
    pub tuned: Option<f64>,
    /// Whether it is to be used, and why; without an estimate, why there is none.
    pub verdict: Verdict,
}

/// What a log says of a policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Mean reward of the log itself: what its own policy earned.
    pub logged: f64,
    /// How well the log covers the policy, in a sentence; empty for slates.
    pub overlap: String,
    /// The numbers behind that; none for slates.
    pub diagnostics: Option<Diagnostics>,
    /// Estimator by estimator, in the order of the catalogue or as asked.
    pub rows: Vec<ReportRow>,
    /// The last interval of the confidence sequence, which holds whatever the log is; none without probabilities.
    pub confidence_sequence: Option<Interval>,
    /// The least and the greatest reward, which the confidence sequence takes from the log (0 and 1 where they lie between): it holds where
    /// no reward can lie outside.
    pub assumed_rewards: Option<[f64; 2]>,
}

/// What the estimators say of a log of single actions.
///
/// # Errors
/// An estimator that does not exist.
pub fn evaluate(question: &Question, evidence: &ArmEvidence<'_>) -> Result<Report, UnknownEstimator> {
    evaluate_and_tell(question, evidence, &mut |_, _| ())
}

/// The same, and says before every estimator how far it is.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_and_tell(
    question: &Question,
    evidence: &ArmEvidence<'_>,
    tell: &mut Tell<'_>,
) -> Result<Report, UnknownEstimator> {
    let diagnostics = diagnose(evidence);
    let mut rows = Vec::new();
    let asked = asked(question, |family| family != Family::Slates)?;
    let all = asked.len() as f64;
    for (builder, values) in asked {
        tell(builder.descriptor.part.title, rows.len() as f64 / all);
        let judged = verdict(builder.descriptor, &diagnostics);
        rows.push(row(question, builder, builder.estimate(&values, evidence), Some(evidence), judged));
    }
    Ok(Report {
        logged: super::terms::mean(&evidence.rewards),
        overlap: overlap_sentence(&diagnostics),
        diagnostics: Some(diagnostics),
        rows,
        confidence_sequence: confidence_sequence::sequence(evidence, question.confidence).pop(),
        assumed_rewards: Some(confidence_sequence::assumed_range(evidence)),
    })
}

/// What the estimators say of a log of slates.
///
/// # Errors
/// An estimator that does not exist.
pub fn evaluate_slates(question: &Question, evidence: &SlateEvidence) -> Result<Report, UnknownEstimator> {
    let mut rows = Vec::new();
    for (builder, values) in asked(question, |family| family == Family::Slates)? {
        let weights = match builder.descriptor.needs.first() {
            Some(Need::PrefixProbabilities) => last_slots(evidence, &evidence.prefix_weights),
            Some(Need::SlotProbabilities) => evidence.slot_weights.clone(),
            Some(Need::PseudoInverse) => evidence.pseudo_weights.clone(),
            _ => evidence.slate_weights.clone(),
        };
        let judged =
            WeightSummary::of(&weights).map(|summary| by_weights(builder.descriptor.basis, &summary));
        let judged = judged.unwrap_or(Verdict { trust: Trust::NotYet, why: Unavailable::NoRows.to_string() });
        rows.push(row(question, builder, builder.estimate_slates(&values, evidence), None, judged));
    }
    let logged = super::terms::mean(&evidence.slate_rewards());
    Ok(Report {
        logged,
        overlap: String::new(),
        diagnostics: None,
        rows,
        confidence_sequence: None,
        assumed_rewards: None,
    })
}

/// The weights of whole slates among those of their beginnings.
fn last_slots(evidence: &SlateEvidence, weights: &[f64]) -> Vec<f64> {
    weights.chunks(evidence.slots.max(1)).filter_map(|slate| slate.last().copied()).collect()
}

/// An estimator that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no estimator \"{0}\"; there are {known}", known = known())]
pub struct UnknownEstimator(pub String);

fn known() -> String {
    BUILDERS.iter().map(|builder| builder.descriptor.part.id).collect::<Vec<_>>().join(", ")
}

fn asked(
    question: &Question,
    is_of: impl Fn(Family) -> bool,
) -> Result<Vec<(&'static Builder, Values)>, UnknownEstimator> {
    if question.estimators.is_empty() {
        let all = BUILDERS.iter().filter(|builder| is_of(builder.descriptor.family));
        return Ok(all.map(|builder| (*builder, Values::default())).collect());
    }
    let find = |(id, values): &(String, Values)| {
        let builder = super::catalogue::builder(id).ok_or_else(|| UnknownEstimator(id.clone()))?;
        Ok((builder, builder.descriptor.part.validate(values).0))
    };
    question.estimators.iter().map(find).collect()
}

fn row(
    question: &Question,
    builder: &Builder,
    estimate: Result<Estimate, Unavailable>,
    evidence: Option<&ArmEvidence<'_>>,
    judged: Verdict,
) -> ReportRow {
    let part = &builder.descriptor.part;
    let (estimator, title) = (part.id.to_owned(), part.title.to_owned());
    match estimate {
        Ok(estimate) => {
            let (kind, values) = &question.interval;
            ReportRow {
                estimator,
                title,
                value: Some(estimate.value()),
                interval: kind.around(values, &estimate.terms, evidence, question.confidence),
                standard_error: standard_error(&estimate.terms),
                tuned: estimate.tuned,
                verdict: judged,
            }
        }
        Err(reason) => ReportRow {
            estimator,
            title,
            value: None,
            interval: None,
            standard_error: None,
            tuned: None,
            verdict: Verdict { trust: Trust::NotYet, why: reason.to_string() },
        },
    }
}
