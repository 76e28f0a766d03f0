//! A saved policy as the policy that is evaluated: its probabilities in every row of a log.

use super::tables::RaggedTable;
use crate::agent::{self, View};
use crate::interactions::InteractionLog;
use crate::policy::SavedPolicy;
use crate::simulation::policies::Learner;

/// Why a policy can't be asked about a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnfitPolicy {
    /// It was made for other sizes.
    #[error("the policy was made for {expected} {what}, but this log has {found}")]
    Sizes {
        /// What differs, in the plural.
        what: &'static str,
        /// What the policy was made for.
        expected: usize,
        /// What the log has.
        found: usize,
    },
    /// It chooses slates, or the log holds them.
    #[error(
        "the policy and the log must both be about single actions: rankers can't be asked for the probabilities of slates"
    )]
    Slates,
}

/// What a policy was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Its probabilities of the arms on offer, row by row.
    pub probabilities: RaggedTable,
    /// How far one of them may be off, where they are estimated from draws or integrated; 0 where they are exact.
    pub error: f64,
}

/// Asks a policy, in the state that it was saved in, for its probabilities in every row. It learns nothing from them. An agent without
/// context is asked whatever contexts the log has.
///
/// # Errors
/// A policy of another kind or other sizes than the log's.
pub fn ask(policy: &SavedPolicy, log: &InteractionLog) -> Result<Asked, UnfitPolicy> {
    let Learner::Agent { agent, shape } = &policy.run.learner else { return Err(UnfitPolicy::Slates) };
    let schema = log.schema();
    if schema.has_slates() {
        return Err(UnfitPolicy::Slates);
    }
    let has_family =
        |family: agent::Family| agent::find(&policy.part.id).is_some_and(|found| found.family == family);
    let is_blind = has_family(agent::Family::WithoutContext) || has_family(agent::Family::Baseline);
    // What an environment without context shows is a single 1.
    let no_context = is_blind || schema.context.is_empty() && shape.context == 1;
    for (what, expected, found, is_needed) in [
        ("context features", shape.context, schema.context.len(), !no_context),
        ("features of an arm", shape.arm_features, schema.arm_features.len(), !is_blind),
        ("arms", shape.items, schema.arms.len(), true),
    ] {
        if is_needed && expected != found {
            return Err(UnfitPolicy::Sizes { what, expected, found });
        }
    }
    let ones = vec![1.0; shape.context];
    let round = policy.rounds + 1;
    let mut asked = Asked { probabilities: RaggedTable::default(), error: 0.0 };
    let (mut items, mut features) = (Vec::new(), Vec::new());
    for row in 0..log.len() {
        let offered = log.offered(row);
        items.clear();
        items.extend((0..offered.count()).map(|place| offered.arm(place)));
        features.clear();
        if is_blind {
            features.resize(items.len() * shape.arm_features, 0.0);
        } else {
            (0..items.len()).for_each(|place| features.extend_from_slice(log.features(row, place)));
        }
        let view = View {
            round,
            context: if no_context { &ones } else { log.context(row) },
            items: &items,
            arm_features: &features,
            expectations: &[],
        };
        let probabilities = agent.probabilities(&view);
        asked.probabilities.push(&probabilities.values);
        asked.error = asked.error.max(probabilities.error);
    }
    Ok(asked)
}
