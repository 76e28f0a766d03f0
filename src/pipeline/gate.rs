//! The off-policy gate: whether a candidate may take the place of the policy that serves.

use serde::{Deserialize, Serialize};

use super::spec::PipelineSpec;
use super::step::Step;
use super::steps;
use crate::descriptor::{Value, Values};
use crate::evaluation::arms::dm;
use crate::evaluation::intervals::{Interval, normal};
use crate::evaluation::models::{CrossFitted, REWARD_MODELS};
use crate::evaluation::saved::ask;
use crate::evaluation::tables::{ActionTable, RaggedTable, Recorded};
use crate::evaluation::{ArmEvidence, Known, Terms, Trust, builder, diagnose, verdict};
use crate::interactions::InteractionLog;
use crate::policy::SavedPolicy;

/// How the gate decides.
#[derive(Debug, Clone, PartialEq)]
pub struct GateOptions {
    /// Id of the estimator.
    pub estimator: String,
    /// The probability with which the interval of the difference is to hold the true one.
    pub confidence: f64,
    /// By how much the candidate may be worse, in reward.
    pub margin: f64,
}

impl GateOptions {
    /// As the evaluator of a pipeline has them.
    pub fn of(spec: &PipelineSpec) -> GateOptions {
        let values = spec.values(Step::Evaluator);
        let estimator = match values.get(&steps::ESTIMATOR) {
            Value::Choice(id) => id,
            _ => String::new(),
        };
        GateOptions {
            estimator,
            confidence: values.number(&steps::CONFIDENCE),
            margin: values.number(&steps::MARGIN),
        }
    }
}

/// What the gate says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// Whether the candidate may be deployed.
    pub passes: bool,
    /// Why, in a sentence.
    pub sentence: String,
    /// Rows that it was decided by.
    pub rows: u64,
    /// What the candidate's reward model alone predicts of it.
    pub predicted: f64,
    /// The estimated value of the candidate.
    pub candidate: f64,
    /// The estimated value of the serving policy.
    pub serving: f64,
    /// The interval of candidate minus serving policy.
    pub difference: Interval,
    /// The share of rows in which both prefer different arms.
    pub differing: f64,
}

/// Compares a candidate with the serving policy on rows that neither the candidate nor its choice of settings has learned from. Both are
/// estimated row by row with the same reward model and the same probabilities, so that what both have in common cancels out; the interval
/// is Student's t of the differences.
///
/// # Errors
/// A sentence where the log says nothing of the policies: no rows with a reward, no probabilities, other sizes.
pub fn gate(
    log: &InteractionLog,
    candidate: &SavedPolicy,
    serving: &SavedPolicy,
    options: &GateOptions,
) -> Result<Gate, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let (own, other) = (ask(candidate, log).map_err(|e| text(&e))?, ask(serving, log).map_err(|e| text(&e))?);
    let model = CrossFitted::fit(REWARD_MODELS[0], &Values::default(), log, None).map_err(|e| text(&e))?;
    let recorded = Recorded(log);
    let known = Known { model: Some(&model), ..Known::default() };
    let estimator = builder(&options.estimator)
        .ok_or_else(|| format!("there is no estimator \"{}\"", options.estimator))?;
    let evidence = |policy| ArmEvidence::new(log, &recorded, policy, known);
    let (own_evidence, other_evidence) = (
        evidence(&own.probabilities as &dyn ActionTable).map_err(|e| text(&e))?,
        evidence(&other.probabilities as &dyn ActionTable).map_err(|e| text(&e))?,
    );
    let terms = |evidence: &ArmEvidence<'_>| {
        estimator.estimate(&Values::default(), evidence).map(|estimate| estimate.terms)
    };
    let (own_terms, other_terms) =
        (terms(&own_evidence).map_err(|e| text(&e))?, terms(&other_evidence).map_err(|e| text(&e))?);
    let both = own_terms.linearized().into_iter().zip(other_terms.linearized());
    let difference = Terms::mean(both.map(|(own, other)| own - other).collect());
    let interval =
        normal::interval(&difference, options.confidence).ok_or("the gate needs at least two rows")?;
    let predicted =
        dm::BUILDER.estimate(&Values::default(), &own_evidence).map_or(f64::NAN, |estimate| estimate.value());
    let judged = verdict(estimator.descriptor, &diagnose(&own_evidence));
    let is_covered = judged.trust > Trust::NotYet;
    // Two policies that are the same are no worse than each other.
    let is_good =
        interval.low > -options.margin || interval.width() == 0.0 && interval.low >= -options.margin;
    let (candidate, serving) = (own_terms.value(), other_terms.value());
    let figures = format!(
        "on {} rows the candidate is worth {candidate:.4} and the serving policy {serving:.4}, and the difference lies between {:.4} and {:.4}",
        own_evidence.len(),
        interval.low,
        interval.high
    );
    let sentence = match (is_covered, is_good) {
        (false, _) => format!("Stopped: {}", judged.why),
        (true, false) => {
            format!("Stopped: {figures}, of which the lower end must lie above {}.", 0.0 - options.margin)
        }
        (true, true) => format!("Passed: {figures}."),
    };
    Ok(Gate {
        passes: is_covered && is_good,
        sentence,
        rows: own_evidence.len() as u64,
        predicted,
        candidate,
        serving,
        difference: interval,
        differing: differing(&own.probabilities, &other.probabilities),
    })
}

/// The share of rows in which two policies prefer different arms.
fn differing(one: &RaggedTable, other: &RaggedTable) -> f64 {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let differ = |row: &usize| {
        let (one, other) = (one.row(*row, &mut first), other.row(*row, &mut second));
        one != other && crate::agent::first_largest(one) != crate::agent::first_largest(other)
    };
    (0..one.rows()).filter(differ).count() as f64 / one.rows().max(1) as f64
}
