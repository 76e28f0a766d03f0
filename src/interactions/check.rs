//! Whether a row fits a log.

use super::error::InteractionError;
use super::interaction::Interaction;
use super::schema::{FeaturesOf, LogSchema};

/// How far from 1 the probabilities of a distribution may add up to, and how far two probabilities of one action may be apart: what
/// logs of 32-bit numbers and five decimals need.
const TOLERANCE: f64 = 1e-3;

/// Fails unless there are as many as there must be.
pub fn count(what: &'static str, found: usize, expected: usize) -> Result<(), InteractionError> {
    if found == expected { Ok(()) } else { Err(InteractionError::Count { what, found, expected }) }
}

/// Fails unless all numbers are finite.
pub fn finite(what: &'static str, values: &[f64]) -> Result<(), InteractionError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(place) => Err(InteractionError::NotFinite { what, index: place + 1, value: values[place] }),
        None => Ok(()),
    }
}

fn probability(what: &'static str, value: f64) -> Result<(), InteractionError> {
    match value {
        0.0 => Err(InteractionError::ZeroProbability { what }),
        value if value > 0.0 && value <= 1.0 => Ok(()),
        value => Err(InteractionError::Probability { what, value }),
    }
}

fn known_arms(schema: &LogSchema, arms: &[u32], place: &'static str) -> Result<(), InteractionError> {
    let known = schema.arms.len();
    if let Some(arm) = arms.iter().find(|arm| **arm as usize >= known) {
        return Err(InteractionError::UnknownArm { arm: *arm, arms: known });
    }
    if arms.is_sorted_by(|one, next| one < next) {
        return Ok(());
    }
    let twice = arms.iter().enumerate().find(|(index, arm)| arms[..*index].contains(arm));
    twice.map_or(Ok(()), |(_, arm)| Err(InteractionError::Twice { arm: *arm, place }))
}

fn known_code(what: &'static str, code: Option<u32>, names: &[String]) -> Result<(), InteractionError> {
    match code {
        Some(code) if code as usize >= names.len() => {
            Err(InteractionError::UnknownCode { what, code, names: names.len() })
        }
        _ => Ok(()),
    }
}

/// Fails unless the row fits a log of this schema, and could have happened.
pub fn interaction(schema: &LogSchema, row: &Interaction<'_>) -> Result<(), InteractionError> {
    if schema.arms.is_empty() {
        return Err(InteractionError::NoArms);
    }
    count("context features", row.context.len(), schema.context.len())?;
    finite("context feature", row.context)?;
    count("actions", row.actions.len(), schema.slots)?;
    count("rewards", row.rewards.len(), schema.slots)?;
    if let Some(place) = row.rewards.iter().position(|reward| reward.is_infinite()) {
        let (what, value) = ("reward", row.rewards[place]);
        return Err(InteractionError::NotFinite { what, index: place + 1, value });
    }
    known_arms(schema, row.arms, "on offer")?;
    known_arms(schema, row.actions, "in the slate")?;
    if !row.arms.is_empty()
        && let Some(arm) = row.actions.iter().find(|arm| !row.arms.contains(arm))
    {
        return Err(InteractionError::NotOffered { arm: *arm });
    }
    let offered = if row.arms.is_empty() { schema.arms.len() } else { row.arms.len() };
    let own_features = match schema.features_of {
        FeaturesOf::Arm => 0,
        FeaturesOf::Row => offered * schema.arm_features.len(),
    };
    count("features of the arms on offer", row.arm_features.len(), own_features)?;
    finite("arm feature", row.arm_features)?;
    row.probability.map_or(Ok(()), |value| probability("the probability of the action", value))?;
    for (what, of_slots) in [
        ("probabilities of beginnings", row.prefix_probabilities),
        ("probabilities of slots", row.slot_probabilities),
    ] {
        if !of_slots.is_empty() {
            count(what, of_slots.len(), schema.slots)?;
            of_slots.iter().try_for_each(|value| probability("the probability of a slot", *value))?;
        }
    }
    arm_probabilities(row, offered)?;
    known_code("group", row.origin.group, &schema.groups)?;
    known_code("policy", row.origin.policy, &schema.policies)
}

/// Fails unless the probabilities of the arms on offer are a distribution with the action's own probability in it.
fn arm_probabilities(row: &Interaction<'_>, offered: usize) -> Result<(), InteractionError> {
    let listed = row.arm_probabilities;
    if listed.is_empty() {
        return Ok(());
    }
    count("probabilities of arms", listed.len(), offered)?;
    if let Some(value) = listed.iter().find(|value| !(0.0..=1.0 + TOLERANCE).contains(*value)) {
        return Err(InteractionError::Probability { what: "the probability of an arm", value: *value });
    }
    let sum: f64 = listed.iter().sum();
    if (sum - 1.0).abs() > TOLERANCE {
        return Err(InteractionError::Distribution { sum });
    }
    let action = row.actions.first().copied().unwrap_or_default();
    let place = match row.arms {
        [] => Some(action as usize),
        arms => arms.iter().position(|arm| *arm == action),
    };
    let of_action = place.and_then(|place| listed.get(place)).copied();
    match (of_action, row.probability) {
        (Some(listed), Some(probability))
            if row.actions.len() == 1 && (listed - probability).abs() > TOLERANCE =>
        {
            Err(InteractionError::TwoProbabilities { probability, listed })
        }
        _ => Ok(()),
    }
}
