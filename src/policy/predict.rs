//! What a saved policy chooses for requests, without its agent's program: as an endpoint that serves it would answer.

use serde::{Deserialize, Serialize};

use super::SavedPolicy;
use crate::agent::{Reason, View};
use crate::math::random::RngStream;
use crate::simulation::policies::Learner;

/// A request: what the policy sees of one round.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// The context; may be left out where the policy was made for an environment without one.
    #[serde(default)]
    pub context: Vec<f64>,
    /// Numbers of the arms on offer; all of them where it is left out.
    #[serde(default)]
    pub arms: Vec<u32>,
    /// Features of each arm on offer; left out where arms have none.
    #[serde(default)]
    pub arm_features: Vec<Vec<f64>>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Number of the chosen arm.
    pub action: u32,
    /// Its name, where the policy was trained on a log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_name: Option<String>,
    /// Probability with which each arm on offer is chosen.
    pub probabilities: Vec<f64>,
    /// Predicted reward of each arm on offer; empty where the agent predicts none.
    pub predicted_rewards_mean: Vec<f64>,
}

/// Why a request can't be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongInstance {
    /// The policy fills slates.
    #[error("the policy is a ranker: single choices are predicted of agents")]
    Slates,
    /// A list has another length than the policy was made for.
    #[error("instance {instance} has {found} {what}, but the policy was made for {expected}")]
    Count {
        /// Which, from 1.
        instance: usize,
        /// What is counted, in the plural.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// An arm that the policy does not know, or one that is there twice.
    #[error("instance {instance} offers arm {arm}, but arms are 0 to {}, each once", arms - 1)]
    Arm {
        /// Which, from 1.
        instance: usize,
        /// The arm.
        arm: u32,
        /// How many arms there are.
        arms: usize,
    },
    /// A number that is not finite.
    #[error("instance {instance} has a number that is not finite")]
    NotFinite {
        /// Which, from 1.
        instance: usize,
    },
    /// An agent's own code that fails.
    #[error("the policy can't choose for instance {instance}: {sentence}")]
    Failed {
        /// Which, from 1.
        instance: usize,
        /// Why.
        sentence: String,
    },
}

/// What the policy chooses for each request, in the state that it was saved in: it learns nothing, and answers do not depend on each other but
/// for the random numbers of its choices.
///
/// # Errors
/// A request that does not fit what the policy was made for.
pub fn predict(policy: &SavedPolicy, instances: &[Instance]) -> Result<Vec<Prediction>, WrongInstance> {
    Ok(explained(policy, instances, &mut policy.run.stream.clone())?
        .into_iter()
        .map(|(one, _)| one)
        .collect())
}

/// The same with these random numbers, and why each was chosen.
///
/// # Errors
/// As [`predict`].
pub(super) fn explained(
    policy: &SavedPolicy,
    instances: &[Instance],
    stream: &mut RngStream,
) -> Result<Vec<(Prediction, Reason)>, WrongInstance> {
    let Learner::Agent { agent, shape } = &policy.run.learner else { return Err(WrongInstance::Slates) };
    let (all, one): (Vec<u32>, _) = ((0..shape.items as u32).collect(), [1.0]);
    let mut predictions = Vec::with_capacity(instances.len());
    for (index, request) in instances.iter().enumerate() {
        let instance = index + 1;
        let count = |what, found, expected| match found == expected {
            true => Ok(()),
            false => Err(WrongInstance::Count { instance, what, found, expected }),
        };
        let context =
            if request.context.is_empty() && shape.context == 1 { &one[..] } else { &request.context };
        count("context features", context.len(), shape.context)?;
        let items = if request.arms.is_empty() { &all } else { &request.arms };
        let is_wrong =
            |(place, arm): &(usize, &u32)| **arm as usize >= shape.items || items[..*place].contains(*arm);
        if let Some((_, arm)) = items.iter().enumerate().find(is_wrong) {
            return Err(WrongInstance::Arm { instance, arm: *arm, arms: shape.items });
        }
        if items.len() > shape.arms {
            count("arms on offer", items.len(), shape.arms)?;
        }
        if shape.arm_features > 0 || !request.arm_features.is_empty() {
            count("lists of arm features", request.arm_features.len(), items.len())?;
        }
        for own in &request.arm_features {
            count("features of an arm", own.len(), shape.arm_features)?;
        }
        let arm_features = request.arm_features.concat();
        if !context.iter().chain(&arm_features).all(|number| number.is_finite()) {
            return Err(WrongInstance::NotFinite { instance });
        }
        let round = policy.rounds + 1;
        let view = View { round, context, items, arm_features: &arm_features, expectations: &[] };
        if let Some(sentence) = agent.would_fail(&view) {
            return Err(WrongInstance::Failed { instance, sentence });
        }
        let mut asked = agent.clone();
        let probabilities = asked.probabilities(&view).values;
        let chosen = asked.choose(&view, stream);
        let explanation = asked.explain(&view);
        let prediction = Prediction {
            action: items[chosen],
            action_name: policy.arms.get(items[chosen] as usize).cloned(),
            probabilities,
            predicted_rewards_mean: explanation.estimates,
        };
        predictions.push((prediction, explanation.reason));
    }
    Ok(predictions)
}
