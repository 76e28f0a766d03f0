//! The forms of instances.

use serde_json::{Map, Value};

use super::named::{self, Named};
use crate::math::random::RngStream;
use crate::policy::SavedPolicy;
use crate::policy::predict::{Instance, explained};
use crate::simulation::policies::Learner;

/// What the instances of a request are.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// Ours: context, arms on offer and their features, see [`Instance`].
    Ours(Vec<Instance>),
    /// `{"observation": [[…], …]}`: contexts, a row each, all arms on offer. The answer to the nth instance is
    /// `{"PolicyStep n": [action, …]}`, an action a row.
    Batches(Vec<Vec<Instance>>),
    /// Named fields of a user and a film, as those of the TF-Agents notebooks on Vertex AI.
    Named(Vec<Named>),
}

/// What a value of JSON is called.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl Form {
    /// The instances of a request.
    ///
    /// # Errors
    /// A sentence that says what is wrong and where.
    pub fn read(body: &[u8]) -> Result<Form, String> {
        let read: Value =
            serde_json::from_slice(body).map_err(|error| format!("the body is no JSON: {error}"))?;
        let Value::Object(mut request) = read else {
            return Err(format!("the body must be {{\"instances\": […]}}, and is {}", kind(&read)));
        };
        let Some(instances) = request.remove("instances") else {
            return Err("the body has no \"instances\": it must be {\"instances\": […]}".to_owned());
        };
        if let Some(name) =
            request.keys().find(|name| !["parameters", "signature_name"].contains(&name.as_str()))
        {
            return Err(format!("the body has \"{name}\" beside its \"instances\", which is not known here"));
        }
        let Value::Array(instances) = instances else {
            return Err(format!("\"instances\" must be a list, and is {}", kind(&instances)));
        };
        let objects: Vec<Map<String, Value>> = instances
            .into_iter()
            .enumerate()
            .map(|(index, instance)| match instance {
                Value::Object(fields) => Ok(fields),
                other => Err(format!("instance {} must be an object, and is {}", index + 1, kind(&other))),
            })
            .collect::<Result<_, String>>()?;
        let has =
            |names: &[&str]| objects.iter().any(|fields| names.iter().any(|name| fields.contains_key(*name)));
        if has(&["observation"]) {
            return objects.into_iter().enumerate().map(batch).collect::<Result<_, _>>().map(Form::Batches);
        }
        if has(&named::GLOBAL_FIELDS) || has(&named::ARM_FIELDS) {
            return objects
                .into_iter()
                .enumerate()
                .map(Named::read)
                .collect::<Result<_, _>>()
                .map(Form::Named);
        }
        let own = |(index, fields)| {
            serde_json::from_value(Value::Object(fields))
                .map_err(|error| format!("instance {}: {error}", index + 1))
        };
        objects.into_iter().enumerate().map(own).collect::<Result<_, _>>().map(Form::Ours)
    }

    /// The predictions of a policy.
    ///
    /// # Errors
    /// A sentence that says which instance does not fit it.
    pub fn answer(&self, policy: &SavedPolicy, stream: &mut RngStream) -> Result<Vec<Value>, String> {
        let json = |value: Result<Value, serde_json::Error>| value.map_err(|error| error.to_string());
        let mut predictions = Vec::new();
        match self {
            Form::Ours(instances) => {
                let all = explained(policy, instances, stream).map_err(|error| error.to_string())?;
                for (prediction, _) in all {
                    predictions.push(json(serde_json::to_value(prediction))?);
                }
            }
            Form::Batches(batches) => {
                for (index, rows) in batches.iter().enumerate() {
                    let all = explained(policy, rows, stream)
                        .map_err(|error| format!("the batch of instance {}: {error}", index + 1))?;
                    let actions: Vec<u32> =
                        all.into_iter().map(|(prediction, _)| prediction.action).collect();
                    predictions.push(serde_json::json!({ format!("PolicyStep {index}"): actions }));
                }
            }
            Form::Named(instances) => {
                let Learner::Agent { shape, .. } = &policy.run.learner else {
                    return Err("the policy is a ranker: single choices are predicted of agents".to_owned());
                };
                for instance in instances {
                    let seen = instance.seen(shape);
                    let all = explained(policy, std::slice::from_ref(&seen), stream)
                        .map_err(|error| error.to_string())?;
                    for (prediction, reason) in all {
                        predictions
                            .push(json(serde_json::to_value(named::answer(&seen, prediction, reason)))?);
                    }
                }
            }
        }
        Ok(predictions)
    }
}

/// The rows of an observation.
fn batch((index, mut fields): (usize, Map<String, Value>)) -> Result<Vec<Instance>, String> {
    let instance = index + 1;
    let observation = fields.remove("observation");
    if let Some(name) = fields.keys().next() {
        return Err(format!("instance {instance} has \"{name}\" beside its \"observation\""));
    }
    let rows: Vec<Vec<f64>> = match observation {
        Some(value) => serde_json::from_value(value).map_err(|_| {
            format!(
                "the \"observation\" of instance {instance} must be a list of lists of numbers, a row each"
            )
        })?,
        None => return Err(format!("instance {instance} has no \"observation\", which others have")),
    };
    if rows.is_empty() {
        return Err(format!("the \"observation\" of instance {instance} has no row"));
    }
    Ok(rows.into_iter().map(|context| Instance { context, ..Instance::default() }).collect())
}
