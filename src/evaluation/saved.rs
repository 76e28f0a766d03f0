//! A saved policy as the policy that is evaluated: its probabilities in every row of a log.

use std::collections::BTreeMap;

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
    /// It was trained on a log of other arms.
    #[error(
        "the policy was trained on a log whose arms {theirs}, and this log has {own}: give a log of the same arms"
    )]
    Arms {
        /// What is there and not here, as a clause.
        theirs: String,
        /// The same the other way.
        own: String,
    },
    /// It chooses slates, or the log holds them.
    #[error(
        "the policy and the log must both be about single actions: rankers can't be asked for the probabilities of slates"
    )]
    Slates,
    /// An agent's own code that fails.
    #[error("the policy can't choose in row {row} of the log: {sentence}")]
    Failed {
        /// The row, from 1.
        row: usize,
        /// Why.
        sentence: String,
    },
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
    let numbers = numbers(&policy.arms, &schema.arms)?;
    let number = |arm: u32| numbers.as_ref().and_then(|all| all.get(arm as usize)).copied().unwrap_or(arm);
    let ones = vec![1.0; shape.context];
    let round = policy.rounds + 1;
    let mut asked = Asked { probabilities: RaggedTable::default(), error: 0.0 };
    let (mut items, mut features) = (Vec::new(), Vec::new());
    for row in 0..log.len() {
        let offered = log.offered(row);
        items.clear();
        items.extend((0..offered.count()).map(|place| number(offered.arm(place))));
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
        if let Some(sentence) = agent.would_fail(&view) {
            return Err(UnfitPolicy::Failed { row: row + 1, sentence });
        }
        let probabilities = agent.probabilities(&view);
        asked.probabilities.push(&probabilities.values);
        asked.error = asked.error.max(probabilities.error);
    }
    Ok(asked)
}

/// Of each arm of a log its number in the log that the policy was trained on, where arms are the same and in another order, as where a file
/// names them in the order in which they appear. None where numbers are the same, or either has only numbers for names.
fn numbers(trained: &[String], own: &[String]) -> Result<Option<Vec<u32>>, UnfitPolicy> {
    if trained.is_empty() || trained == own || are_numbers(trained) || are_numbers(own) {
        return Ok(None);
    }
    let places: BTreeMap<&str, u32> = trained.iter().map(String::as_str).zip(0..).collect();
    let found: Vec<Option<u32>> = own.iter().map(|name| places.get(name.as_str()).copied()).collect();
    let mut taken = vec![false; trained.len()];
    for place in found.iter().flatten() {
        taken[*place as usize] = true;
    }
    let missing = taken.iter().position(|is_taken| !is_taken).map(|place| &trained[place]);
    let further = found.iter().position(Option::is_none).map(|place| &own[place]);
    match (missing, further) {
        (None, None) => Ok(Some(found.into_iter().flatten().collect())),
        (missing, further) => Err(UnfitPolicy::Arms {
            theirs: missing
                .map_or_else(|| "are all here".to_owned(), |name| format!("have \"{name}\" among them")),
            own: further.map_or_else(|| "no such arm".to_owned(), |name| format!("\"{name}\" in its place")),
        }),
    }
}

/// Whether names are made of numbers from 0, as in formats that hold no names: then they say nothing of which arm is which.
fn are_numbers(names: &[String]) -> bool {
    let prefix = names.first().and_then(|name| name.strip_suffix('0'));
    prefix.is_some_and(|prefix| {
        names.iter().enumerate().all(|(number, name)| name.strip_prefix(prefix) == Some(&number.to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn arms_are_found_by_their_names() {
        let trained = names(&["red", "green", "blue"]);
        assert_eq!(numbers(&trained, &trained), Ok(None));
        assert_eq!(numbers(&[], &trained), Ok(None), "a policy of a run knows no names");
        assert_eq!(
            numbers(&trained, &names(&["arm 0", "arm 1", "arm 2"])),
            Ok(None),
            "the format holds no names"
        );
        assert_eq!(numbers(&trained, &names(&["blue", "red", "green"])), Ok(Some(vec![2, 0, 1])));
        let error = numbers(&trained, &names(&["blue", "red", "pink"])).expect_err("there is no green");
        assert_eq!(
            error.to_string(),
            "the policy was trained on a log whose arms have \"green\" among them, and this log has \"pink\" in its place: give a log of the same arms"
        );
    }
}
