//! TF-Agents' trajectories, as the columns of JSON lines: step_type, observation, action, policy_info, next_step_type, reward and discount. A
//! decision is a whole episode there: it begins with the first step and ends with the last.
//!
//! What trajectories have no column for stands in an eighth, `log`. In files of others, a column may hold a batch: then each of its entries is a row.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::super::interaction::{ActionKind, Interaction};
use super::super::log::InteractionLog;
use super::super::reading::{File, ReadLog};
use super::super::schema::{FeaturesOf, LogSchema};
use super::fields::Field;
use super::format::{LeftOut, LogFileError, LogFormat, is_object_with};
use super::json_lines::{lines, without_line};
use super::record::{LogBuilder, RowRecord, SchemaRecord};
use super::survey::{Ids, Survey};

/// TF-Agents' trajectories.
pub static FORMAT: LogFormat = LogFormat {
    id: "trajectory",
    title: "TF-Agents trajectories",
    extension: "trajectory.jsonl",
    probability: "log_probability in policy_info",
    keeps: &[
        Field::Round,
        Field::Names,
        Field::About,
        Field::Offers,
        Field::ArmFeatures,
        Field::RowFeatures,
        Field::MissingRewards,
        Field::MissingProbabilities,
        Field::ArmProbabilities,
        Field::Info,
        Field::Kind,
        Field::Event,
        Field::Time,
        Field::Position,
        Field::Origin,
    ],
    is_it: |bytes| is_object_with(bytes, &["step_type", "observation", "action"]),
    read,
    write,
};

/// The column of what trajectories have none for.
const REST: &str = "log";

/// TF-Agents' numbers of the first and the last step of an episode.
const FIRST: u8 = 0;
const LAST: u8 = 2;

fn read(file: File<'_>) -> Result<ReadLog, LogFileError> {
    let mut schema = None;
    let mut survey = Survey::default();
    let mut features = 0;
    each(file.bytes, |_, row| {
        if let Ok((mut row, width)) = row {
            let first = row.schema.take();
            schema = schema.take().or(first);
            features = features.max(width);
            survey.look(&row);
        }
    });
    // A schema numbers its arms itself.
    let ids = if schema.is_none() { survey.ids() } else { None };
    let schema = match schema {
        Some(schema) => *schema,
        None => {
            let names = LogSchema {
                arm_features: LogSchema::numbered("f", features).collect(),
                features_of: FeaturesOf::Row,
                ..survey.schema()
            };
            SchemaRecord { names, features: Vec::new() }
        }
    };
    let is_steady = schema.names.features_of == FeaturesOf::Arm;
    let mut log = LogBuilder::new(file.name, schema)?;
    log.read.notes.extend(ids.as_ref().map(Ids::note));
    each(file.bytes, |line, row| match row {
        Ok((mut row, _)) => {
            if row.round == 0 {
                row.round = log.log().len() as u64 + 1;
            }
            if is_steady {
                row.arm_features.clear();
            }
            if let Some(ids) = &ids {
                ids.replace(&mut row);
            }
            log.add(line, &row);
        }
        Err(reason) => log.read.refuse(line, reason),
    });
    Ok(log.finish())
}

/// Calls `take` with each row and the number of features of an arm in it.
fn each(bytes: &[u8], mut take: impl FnMut(u64, Result<(RowRecord, usize), String>)) {
    for (line, bytes) in lines(bytes) {
        match serde_json::from_slice::<Value>(bytes) {
            Err(error) => take(line, Err(without_line(&error))),
            Ok(value) => match value.get("action").and_then(Value::as_array) {
                Some(batch) => (0..batch.len()).for_each(|place| take(line, row(&entry(&value, place)))),
                None => take(line, row(&value)),
            },
        }
    }
}

/// One entry of a batch: of each column its entry, and of columns of columns theirs.
fn entry(value: &Value, place: usize) -> Value {
    match value {
        Value::Array(entries) => entries.get(place).cloned().unwrap_or(Value::Null),
        Value::Object(columns) => {
            let of = |(key, column): (&String, &Value)| (key.clone(), entry(column, place));
            Value::Object(columns.iter().map(of).collect())
        }
        other => other.clone(),
    }
}

fn row(value: &Value) -> Result<(RowRecord, usize), String> {
    let rest = value.get(REST).map(|rest| serde_json::from_value(rest.clone()));
    let mut row: RowRecord =
        rest.transpose().map_err(|error| format!("{REST}: {error}"))?.unwrap_or_default();
    let has_rest = value.get(REST).is_some();
    let observation = value.get("observation").ok_or("there is no observation")?;
    let numbers = |list: &Value, what: &str| -> Result<Vec<f64>, String> {
        let wrong = || format!("{what} must be a list of numbers");
        let entries = list.as_array().ok_or_else(wrong)?;
        entries.iter().map(|entry| entry.as_f64().ok_or_else(wrong)).collect()
    };
    let (context, per_arm) = match observation {
        Value::Object(columns) => (columns.get("global"), columns.get("per_arm")),
        list => (Some(list), None),
    };
    if let Some(context) = context {
        row.context = numbers(context, "the global features of observation")?;
    }
    let mut width = 0;
    if let Some(arms) = per_arm.and_then(Value::as_array) {
        row.arm_features.clear();
        for arm in arms {
            let own = numbers(arm, "the per_arm features of observation")?;
            width = own.len();
            row.arm_features.extend(own);
        }
        if !has_rest {
            row.arms = (0..arms.len() as u32).collect();
        }
    }
    let place = value.get("action").and_then(Value::as_u64).ok_or("action must be a whole number from 0")?;
    row.actions = match row.arms.as_slice() {
        [] => vec![u32::try_from(place).unwrap_or(u32::MAX)],
        arms => {
            let wrong = || format!("action is {place}, but {} arms are on offer", arms.len());
            vec![*arms.get(place as usize).ok_or_else(wrong)?]
        }
    };
    row.rewards = vec![value.get("reward").and_then(Value::as_f64)];
    let info = value.get("policy_info");
    let of_info = |key: &str| info.and_then(|info| info.get(key)).and_then(Value::as_f64);
    if !has_rest {
        row.probability = of_info("log_probability").map(libm::exp);
        let kind = of_info("bandit_policy_type").map(|number| number as u8);
        row.kind = match kind {
            Some(1) => ActionKind::Greedy,
            Some(2) => ActionKind::Uniform,
            _ => ActionKind::Unknown,
        };
        let means = info.and_then(|info| info.get("predicted_rewards_mean")).and_then(Value::as_array);
        row.predicted = means.and_then(|means| means.get(place as usize)).and_then(Value::as_f64);
    }
    Ok((row, width))
}

/// The number of TF-Agents' `BanditPolicyType`, which has none for optimism, sampling and weights.
fn policy_type(kind: ActionKind) -> u8 {
    match kind {
        ActionKind::Unknown | ActionKind::Optimistic | ActionKind::Sampled | ActionKind::Weighted => 0,
        ActionKind::Greedy => 1,
        ActionKind::Uniform => 2,
    }
}

fn write(log: &InteractionLog, out: &mut dyn Write) -> Result<LeftOut, LogFileError> {
    if log.schema().has_slates() {
        let reason = "it is for single actions, and these are slates".to_owned();
        return Err(LogFileError::Unfit { format: FORMAT.title, reason });
    }
    for (index, row) in log.rows().enumerate() {
        let line = columns(log, index, &row).map_err(|error| LogFileError::Write(error.to_string()))?;
        serde_json::to_writer(&mut *out, &line).map_err(|error| LogFileError::Write(error.to_string()))?;
        out.write_all(b"\n")?;
    }
    Ok(LeftOut::default())
}

fn columns(
    log: &InteractionLog,
    index: usize,
    row: &Interaction<'_>,
) -> serde_json::Result<Map<String, Value>> {
    let offered = log.offered(index);
    let observation = if log.schema().arm_features.is_empty() {
        json!(row.context)
    } else {
        let arms: Vec<&[f64]> = (0..offered.count()).map(|place| log.features(index, place)).collect();
        json!({ "global": row.context, "per_arm": arms })
    };
    let mut info = json!({ "bandit_policy_type": policy_type(row.info.kind) });
    if let Some(probability) = row.probability {
        info["log_probability"] = json!(libm::log(probability));
    }
    let rest = RowRecord {
        schema: (index == 0).then(|| Box::new(SchemaRecord::of(log))),
        context: Vec::new(),
        arm_features: Vec::new(),
        actions: Vec::new(),
        rewards: Vec::new(),
        ..RowRecord::of(row)
    };
    let columns = [
        ("step_type", json!(FIRST)),
        ("observation", observation),
        ("action", json!(offered.place(row.actions[0]))),
        ("policy_info", info),
        ("next_step_type", json!(LAST)),
        // JSON has no NaN: a reward that is not known is null.
        ("reward", json!(row.rewards[0])),
        ("discount", json!(0.0)),
        (REST, serde_json::to_value(rest)?),
    ];
    Ok(columns.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
