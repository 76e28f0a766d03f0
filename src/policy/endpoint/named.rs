//! Instances of named fields, as the TF-Agents notebooks on Vertex AI send them: a user, and the film that is asked about.
//!
//! A policy has numbers for features and no vocabularies, so the fields are hashed (Weinberger, Dasgupta, Langford, Smola and Attenberg
//! 2009, Feature Hashing for Large Scale Multitask Learning): what a field says is a word that is counted with a sign at a place, both of which
//! its hash gives. Those of the user make as many numbers as the policy's context has, those of the film as many as arms have features.
//! What a policy makes of them depends on whether it was trained on contexts that were made in the same way, by [`hashed`].

use serde::Serialize;
use serde_json::{Map, Value};
use xxhash_rust::xxh64::xxh64;

use crate::agent::Reason;
use crate::environment::Shape;
use crate::policy::predict::{Instance, Prediction};

/// Fields that say something of the user and the time.
pub const GLOBAL_FIELDS: [&str; 6] = [
    "user_id",
    "user_age",
    "user_gender",
    "user_occupation_text",
    "user_zip_code",
    "target_rating_timestamp",
];

/// Fields that say something of the film.
pub const ARM_FIELDS: [&str; 4] =
    ["target_movie_id", "target_movie_title", "target_movie_year", "target_movie_genres"];

/// What an instance says: words of the user and of the film.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    user: Vec<String>,
    film: Vec<String>,
}

/// The answer, in the shape of the notebooks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedPrediction {
    /// How TF-Agents numbers the kind of choice: 1 greedy (also where bounds or samples decide), 2 uniform, 3 by weights, 0 not known.
    pub bandit_policy_type: u8,
    /// Features of the chosen arm.
    pub chosen_arm_features: Vec<f64>,
    /// Predicted reward of each arm on offer; empty where the agent predicts none.
    pub predicted_rewards_mean: Vec<f64>,
    /// The chosen arm among those on offer.
    pub action: u32,
}

impl Named {
    /// The words of an instance.
    pub(super) fn read((index, fields): (usize, Map<String, Value>)) -> Result<Named, String> {
        let mut named = Named { user: Vec::new(), film: Vec::new() };
        for (name, value) in &fields {
            let words = if GLOBAL_FIELDS.contains(&name.as_str()) {
                &mut named.user
            } else if ARM_FIELDS.contains(&name.as_str()) {
                &mut named.film
            } else {
                let known = [&GLOBAL_FIELDS[..], &ARM_FIELDS[..]].concat().join(", ");
                return Err(format!("instance {} has a field \"{name}\"; there are {known}", index + 1));
            };
            add(name, value, words).ok_or_else(|| {
                format!("\"{name}\" of instance {} must be a text, a number, or a list of them", index + 1)
            })?;
        }
        Ok(named)
    }

    /// What a policy of this shape sees of it: one film on offer where arms have features, and all arms elsewhere.
    pub(super) fn seen(&self, shape: &Shape) -> Instance {
        let mut context = hashed(self.user.iter().map(String::as_str), shape.context);
        if shape.context == 1 {
            // An environment without context has a single 1.
            context = vec![1.0];
        }
        if shape.arm_features == 0 {
            return Instance { context, ..Instance::default() };
        }
        let features = hashed(self.film.iter().map(String::as_str), shape.arm_features);
        Instance { context, arms: vec![0], arm_features: vec![features] }
    }
}

/// Adds what a field says; none where it is neither a text nor a number nor a list of them.
fn add(name: &str, value: &Value, words: &mut Vec<String>) -> Option<()> {
    match value {
        Value::String(text) => words.push(format!("{name}={text}")),
        Value::Number(number) => words.push(format!("{name}={number}")),
        Value::Array(several) => {
            let flat = |value: &&Value| matches!(value, Value::String(_) | Value::Number(_));
            if !several.iter().all(|value| flat(&value)) {
                return None;
            }
            several.iter().try_for_each(|value| add(name, value, words))?;
        }
        _ => return None,
    }
    Some(())
}

/// Words as so many features: each adds 1 or -1 at one place, divided by the root of how many words there are, so that the features
/// have about length 1.
pub fn hashed<'a>(words: impl ExactSizeIterator<Item = &'a str>, width: usize) -> Vec<f64> {
    let mut features = vec![0.0; width];
    let size = 1.0 / (words.len().max(1) as f64).sqrt();
    for word in words {
        let hash = xxh64(word.as_bytes(), 0);
        if let Some(feature) = features.get_mut((hash >> 1) as usize % width.max(1)) {
            *feature += if hash & 1 == 0 { size } else { -size };
        }
    }
    features
}

/// The answer of a prediction.
pub(super) fn answer(seen: &Instance, prediction: Prediction, reason: Reason) -> NamedPrediction {
    let bandit_policy_type = match reason {
        Reason::Greedy { .. }
        | Reason::Oracle
        | Reason::Optimism { .. }
        | Reason::Index
        | Reason::Sampled { .. } => 1,
        Reason::Random | Reason::Explored { .. } | Reason::WarmStart => 2,
        Reason::Drawn { .. } => 3,
        Reason::Scheduled | Reason::Scripted => 0,
    };
    NamedPrediction {
        bandit_policy_type,
        chosen_arm_features: seen.arm_features.first().cloned().unwrap_or_default(),
        predicted_rewards_mean: prediction.predicted_rewards_mean,
        action: prediction.action,
    }
}
