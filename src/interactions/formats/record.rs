//! A row as JSON, and a log's schema beside its first row.

use serde::{Deserialize, Serialize};

use super::super::error::InteractionError;
use super::super::interaction::{ActionKind, Interaction, Origin, PolicyInfo};
use super::super::log::InteractionLog;
use super::super::reading::{ReadLog, Refusals};
use super::super::schema::LogSchema;
use super::format::LogFileError;

/// What holds for the whole log: it stands in the first row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SchemaRecord {
    #[serde(flatten)]
    pub names: LogSchema,
    /// Features of every arm, row-major.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<f64>,
}

impl SchemaRecord {
    /// Of a log.
    pub fn of(log: &InteractionLog) -> SchemaRecord {
        SchemaRecord { names: log.schema().clone(), features: log.all_features().to_vec() }
    }

    /// A log of this schema, without rows.
    pub fn log(self) -> Result<InteractionLog, InteractionError> {
        let names = LogSchema { slots: self.names.slots.max(1), ..self.names };
        InteractionLog::with_features(names, self.features)
    }
}

/// A row that owns what an [`Interaction`] borrows. What a row does not have is left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RowRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Box<SchemaRecord>>,
    pub round: u64,
    #[serde(deserialize_with = "or_nothing", skip_serializing_if = "String::is_empty")]
    pub event: String,
    #[serde(deserialize_with = "whole", skip_serializing_if = "Option::is_none")]
    pub time: Option<i64>,
    #[serde(deserialize_with = "whole", skip_serializing_if = "Option::is_none")]
    pub group: Option<u32>,
    #[serde(deserialize_with = "whole", skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    #[serde(deserialize_with = "whole", skip_serializing_if = "Option::is_none")]
    pub policy: Option<u32>,
    #[serde(deserialize_with = "whole", skip_serializing_if = "Option::is_none")]
    pub arrived: Option<u64>,
    #[serde(deserialize_with = "or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<f64>,
    #[serde(deserialize_with = "or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub arms: Vec<u32>,
    #[serde(deserialize_with = "or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub arm_features: Vec<f64>,
    #[serde(alias = "action", deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<u32>,
    /// None where a reward is not known.
    #[serde(alias = "reward", deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub rewards: Vec<Option<f64>>,
    #[serde(deserialize_with = "whole", skip_serializing_if = "Option::is_none")]
    pub observed: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    #[serde(deserialize_with = "or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub prefix_probabilities: Vec<f64>,
    #[serde(deserialize_with = "or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub slot_probabilities: Vec<f64>,
    #[serde(deserialize_with = "or_nothing", skip_serializing_if = "Vec::is_empty")]
    pub arm_probabilities: Vec<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicted: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optimistic: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampled: Option<f64>,
    #[serde(deserialize_with = "or_nothing", skip_serializing_if = "is_unknown")]
    pub kind: ActionKind,
}

fn is_unknown(kind: &ActionKind) -> bool {
    *kind == ActionKind::Unknown
}

/// Nothing where there is null, as pandas writes it into every row that lacks what others have.
fn or_nothing<'de, D: serde::Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A whole number, also as pandas writes one in a column with gaps: 3.0.
fn whole<'de, D: serde::Deserializer<'de>, T: TryFrom<i64>>(deserializer: D) -> Result<Option<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Number {
        Whole(i64),
        Float(f64),
    }
    let number = match Option::deserialize(deserializer)? {
        None => return Ok(None),
        Some(Number::Whole(number)) => Some(number),
        Some(Number::Float(number)) => {
            Some(number as i64).filter(|whole| *whole as f64 == number && number.abs() < 9e15)
        }
    };
    let number = number.and_then(|number| T::try_from(number).ok());
    number.map(Some).ok_or_else(|| serde::de::Error::custom("a whole number was expected"))
}

fn one_or_many<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany<T> {
        Many(Vec<T>),
        One(T),
    }
    let wrong = |_| serde::de::Error::custom("a number or a list of numbers was expected");
    Ok(match OneOrMany::deserialize(deserializer).map_err(wrong)? {
        OneOrMany::Many(many) => many,
        OneOrMany::One(one) => vec![one],
    })
}

impl RowRecord {
    /// Of a row.
    pub fn of(row: &Interaction<'_>) -> RowRecord {
        let (info, origin) = (&row.info, &row.origin);
        RowRecord {
            schema: None,
            round: row.round,
            event: origin.event.to_owned(),
            time: origin.time,
            group: origin.group,
            position: origin.position,
            policy: origin.policy,
            arrived: origin.arrived,
            context: row.context.to_vec(),
            arms: row.arms.to_vec(),
            arm_features: row.arm_features.to_vec(),
            actions: row.actions.to_vec(),
            rewards: row
                .rewards
                .iter()
                .map(|reward| Some(*reward).filter(|reward| !reward.is_nan()))
                .collect(),
            observed: row.observed,
            probability: row.probability,
            prefix_probabilities: row.prefix_probabilities.to_vec(),
            slot_probabilities: row.slot_probabilities.to_vec(),
            arm_probabilities: row.arm_probabilities.to_vec(),
            predicted: info.predicted,
            optimistic: info.optimistic,
            sampled: info.sampled,
            kind: info.kind,
        }
    }

    /// Adds it to a log. A probability that is missing is none, and one of 0 is an error.
    pub fn push(&self, log: &mut InteractionLog, rewards: &mut Vec<f64>) -> Result<(), InteractionError> {
        rewards.clear();
        rewards.extend(self.rewards.iter().map(|reward| reward.unwrap_or(f64::NAN)));
        log.push(&Interaction {
            round: self.round,
            context: &self.context,
            arms: &self.arms,
            arm_features: &self.arm_features,
            actions: &self.actions,
            rewards,
            observed: self.observed,
            probability: self.probability,
            prefix_probabilities: &self.prefix_probabilities,
            slot_probabilities: &self.slot_probabilities,
            arm_probabilities: &self.arm_probabilities,
            info: PolicyInfo {
                predicted: self.predicted,
                optimistic: self.optimistic,
                sampled: self.sampled,
                kind: self.kind,
            },
            origin: Origin {
                event: &self.event,
                time: self.time,
                group: self.group,
                position: self.position,
                policy: self.policy,
                arrived: self.arrived,
            },
        })
    }
}

/// A log from rows that come with their lines.
pub struct LogBuilder<'a> {
    /// What can't be read.
    pub read: Refusals<'a>,
    log: InteractionLog,
    rewards: Vec<f64>,
}

impl<'a> LogBuilder<'a> {
    /// Without rows, of the file of this name.
    ///
    /// # Errors
    /// A schema that contradicts itself.
    pub fn new(file: &'a str, schema: SchemaRecord) -> Result<LogBuilder<'a>, LogFileError> {
        let log = schema.log().map_err(|reason| LogFileError::Unreadable {
            file: file.to_owned(),
            reason: format!("its schema does not fit: {reason}"),
        })?;
        Ok(LogBuilder { read: Refusals::new(file), log, rewards: Vec::new() })
    }

    /// The log so far.
    pub fn log(&self) -> &InteractionLog {
        &self.log
    }

    /// Adds a row.
    pub fn add(&mut self, line: u64, row: &RowRecord) {
        if let Err(reason) = row.push(&mut self.log, &mut self.rewards) {
            self.read.refuse(line, reason.to_string());
        }
    }

    /// The log.
    pub fn finish(self) -> ReadLog {
        self.read.with(self.log)
    }
}
