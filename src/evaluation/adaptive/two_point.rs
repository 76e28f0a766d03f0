//! Adaptively weighted AIPW with two-point allocation: how much of the variance a round takes depends on whether the arm will be
//! chosen always or ever more rarely.

use super::stick_breaking;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::evaluation::arms::ArmEvidence;
use crate::evaluation::interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
use crate::evaluation::need::{Need, Unavailable};

/// How fast the probability of a bad arm falls: in round t it is at least about t^-decay.
static DECAY: Parameter = Parameter {
    name: "decay",
    title: words("Decay"),
    kind: Kind::Number { minimum: 0.0, maximum: 0.99, default: 0.7, scale: Scale::Linear },
    unit: "",
    help: words(
        "How fast the log's policy may have stopped to choose a bad arm: in round t with probability t to the power of minus this. At 0 it is constant allocation.",
    ),
};

/// Two-point allocation.
pub static DESCRIPTOR: EstimatorDescriptor = EstimatorDescriptor {
    family: Family::Adaptive,
    basis: Basis::Weights,
    needs: &[Need::Probabilities, Need::ArmProbabilities, Need::NoContext],
    part: Descriptor {
        id: "two_point_allocation",
        title: "Two-point allocation",
        sentence: words(
            "Weighs each arm's doubly robust scores by what later rounds will probably add, which narrows the intervals of arms that were soon avoided.",
        ),
        citation: words(
            "Hadad, Hirshberg, Zhan, Wager and Athey 2021, Confidence Intervals for Policy Evaluation in Adaptive Experiments",
        ),
        facts: &[],
        parameters: &[DECAY],
    },
};

/// How it is asked.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, method: Method::Arms(estimate) };

/// The share of the variance that is left which round `round` of `rounds` takes for an arm of this probability: with the probability
/// as if it were chosen always from now on, else as if ever more rarely.
pub fn ratio(round: f64, rounds: f64, probability: f64, decay: f64) -> f64 {
    let always = 1.0 / (1.0 + rounds - round);
    let rest = 1.0 - decay;
    let rarely = rest / (rest + rounds * libm::pow(round / rounds, decay) - round);
    ((1.0 - probability) * rarely + probability * always).clamp(0.0, 1.0)
}

fn estimate(values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
    let (rounds, decay) = (evidence.len() as f64, values.number(&DECAY));
    Ok(stick_breaking(evidence, |round, probability| ratio(round, rounds, probability, decay)).into())
}
