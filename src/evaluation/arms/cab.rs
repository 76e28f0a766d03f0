//! Continuous adaptive blending: the mean of min(w, M) r, and of the model where weights are beyond M.

use super::ArmEvidence;
use crate::descriptor::{Descriptor, Values, words};
use crate::descriptor::{Kind, Parameter, Scale};
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};
use crate::evaluation::terms::Terms;

/// CAB.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Arms,
    basis: Basis::Blend,
    needs: &[Need::Probabilities, Need::RewardModel, Need::ArmProbabilities],
    part: Descriptor {
        id: "cab",
        title: "CAB",
        sentence: words(
            "Clipped IPS, with the model's prediction for just that share of each action whose weight was cut.",
        ),
        citation: words(
            "Su, Wang, Santacatterina and Joachims 2019, CAB: Continuous Adaptive Blending for Policy Evaluation and Learning",
        ),
        facts: &[],
        parameters: &[LAMBDA],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

/// lambda.
static LAMBDA: Parameter = Parameter {
    name: "lambda",
    title: words("Threshold"),
    kind: Kind::Number { minimum: 0.0, maximum: 1000.0, default: 10.0, scale: Scale::Logarithmic },
    unit: "",
    help: words("Largest weight, M; at 0 the model alone counts."),
};

/// What each row adds with this M. The model stands for the share 1 - min(M / w, 1) of each action, so that of pi(a) there is left
/// max(0, pi(a) - M b(a)).
pub fn terms(evidence: &ArmEvidence<'_>, largest: f64) -> Vec<f64> {
    let mut terms = evidence.weighted(|w| w.min(largest));
    evidence.for_each_row(|index, policy, behavior, predicted| {
        let arms = policy.iter().zip(behavior).zip(predicted);
        let blended = arms.map(|((chance, probability), q)| q * (chance - largest * probability).max(0.0));
        terms[index] += blended.sum::<f64>();
    });
    terms
}

fn estimate(values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    Ok(Terms::mean(terms(evidence, values.number(&LAMBDA))).into())
}
