//! OBP's `bandit_feedback`, a dictionary of NumPy arrays, as `numpy.savez` keeps one: n_rounds, n_actions, context, action_context, action,
//! position, reward, pscore and pi_b. What OBP has no key for is an array of its own beside them, which OBP does not ask for.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::super::interaction::{ActionKind, Interaction};
use super::super::log::InteractionLog;
use super::super::reading::{File, ReadLog};
use super::super::schema::{FeaturesOf, LogSchema};
use super::fields::Field;
use super::format::{LeftOut, LogFileError, LogFormat};
use super::npy::{Array, Values};
use super::record::{LogBuilder, RowRecord, SchemaRecord};
use super::survey::MOST_ARMS;
use crate::data::content::zip_fault;

/// OBP's bandit feedback.
pub static FORMAT: LogFormat = LogFormat {
    id: "npz",
    title: "OBP bandit_feedback (.npz)",
    extension: "npz",
    probability: "the array pscore",
    keeps: &[
        Field::Round,
        Field::Names,
        Field::About,
        Field::ArmFeatures,
        Field::MissingRewards,
        Field::MissingProbabilities,
        Field::ArmProbabilities,
        Field::Info,
        Field::Kind,
        Field::Time,
        Field::Position,
        Field::Origin,
    ],
    is_it: |bytes| bytes.starts_with(b"PK\x03\x04"),
    read,
    write,
};

/// Largest array that is unpacked, in bytes.
const MOST_BYTES: u64 = 4 << 30;

/// What names of arrays end in.
const ARRAY: &str = ".npy";

/// What stands for nothing in columns of whole numbers.
const NONE: i64 = i64::MIN;

/// Columns of whole numbers, of which OBP knows the position: name, of a row, into a row.
type Whole = (&'static str, fn(&Interaction<'_>) -> Option<i64>, fn(&mut RowRecord, i64));

const WHOLE: &[Whole] = &[
    ("round", |row| Some(row.round as i64), |row, value| row.round = value as u64),
    ("position", |row| row.origin.position.map(i64::from), |row, value| row.position = Some(value as u32)),
    ("time", |row| row.origin.time, |row, value| row.time = Some(value)),
    ("group", |row| row.origin.group.map(i64::from), |row, value| row.group = Some(value as u32)),
    ("policy", |row| row.origin.policy.map(i64::from), |row, value| row.policy = Some(value as u32)),
    (
        "arrived",
        |row| row.origin.arrived.map(|round| round as i64),
        |row, value| row.arrived = Some(value as u64),
    ),
    (
        "kind",
        |row| ActionKind::ALL.iter().position(|kind| *kind == row.info.kind).map(|code| code as i64),
        |row, value| row.kind = ActionKind::ALL.get(value as usize).copied().unwrap_or_default(),
    ),
];

/// Columns of floats, NaN where there is nothing.
type Float = (&'static str, fn(&Interaction<'_>) -> Option<f64>, fn(&mut RowRecord, f64));

const FLOATS: &[Float] = &[
    ("pscore", |row| row.probability, |row, value| row.probability = Some(value)),
    ("predicted", |row| row.info.predicted, |row, value| row.predicted = Some(value)),
    ("optimistic", |row| row.info.optimistic, |row, value| row.optimistic = Some(value)),
    ("sampled", |row| row.info.sampled, |row, value| row.sampled = Some(value)),
];

fn arrays(file: File<'_>) -> Result<BTreeMap<String, Array>, LogFileError> {
    let unreadable = |reason: String| LogFileError::Unreadable { file: file.name.to_owned(), reason };
    let fault = |error: ZipError| unreadable(zip_fault(&error).to_owned());
    let mut archive = ZipArchive::new(Cursor::new(file.bytes)).map_err(fault)?;
    if !archive.file_names().any(|name| name.ends_with(ARRAY)) {
        let reason = "it is a zip without NumPy arrays: unpack it, and give the log that is in it";
        return Err(unreadable(reason.to_owned()));
    }
    let mut arrays = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(fault)?;
        let Some(name) = entry.name().strip_suffix(ARRAY).map(str::to_owned) else { continue };
        let mut bytes = Vec::new();
        let read = entry.by_ref().take(MOST_BYTES).read_to_end(&mut bytes);
        read.map_err(|_| unreadable(format!("the array {name} is damaged: fetch or write the file again")))?;
        let array =
            Array::read(&bytes).map_err(|reason| unreadable(format!("the array {name}: {reason}")))?;
        arrays.extend(array.map(|array| (name, array)));
    }
    Ok(arrays)
}

fn read(file: File<'_>) -> Result<ReadLog, LogFileError> {
    let unreadable = |reason: String| LogFileError::Unreadable { file: file.name.to_owned(), reason };
    let mut arrays = arrays(file)?;
    let mut take = |name: &str| arrays.remove(name);
    let missing = |name: &str| {
        unreadable(format!("it has no array {name}; OBP's bandit_feedback has action and reward"))
    };
    let actions = take("action").ok_or_else(|| missing("action"))?;
    let rows = actions.shape.first().copied().unwrap_or(0);
    if actions.shape.len() != 1 {
        return Err(unreadable("action must have one number a round: slates of OBP are not read".to_owned()));
    }
    let actions =
        actions.into_integers().ok_or_else(|| unreadable("action must be whole numbers".to_owned()))?;
    let rewards = take("reward").ok_or_else(|| missing("reward"))?.into_floats();
    let context = take("context").unwrap_or(Array::floats(vec![rows, 0], Vec::new()));
    let arm_features = take("action_context");
    let pi = take("pi_b");
    let count = take("n_actions").and_then(Array::into_integers).and_then(|counts| counts.first().copied());
    let largest = actions.iter().copied().max().unwrap_or(0).saturating_add(1);
    let of_features = arm_features.as_ref().and_then(|array| array.shape.first()).map(|count| *count as i64);
    let arms = count.or(of_features).unwrap_or(largest).clamp(0, i64::from(MOST_ARMS)) as usize;
    let width = context.shape.get(1).copied().unwrap_or(1);
    let matrix =
        |array: &Array, name: &str, rows: usize, row: usize| match array.shape.iter().product::<usize>() {
            size if size == rows * row => Ok(()),
            _ => {
                Err(unreadable(format!("{name} has the shape {:?}, but must be {rows} x {row}", array.shape)))
            }
        };
    matrix(&context, "context", rows, width)?;
    if rewards.len() != rows {
        return Err(unreadable(format!("reward has {} numbers, but action {rows}", rewards.len())));
    }
    let pi = pi.map(|pi| matrix(&pi, "pi_b", rows, arms).map(|()| pi.into_floats())).transpose()?;
    let mut names = LogSchema::of_arms(LogSchema::numbered("arm ", arms), LogSchema::numbered("x", width));
    let mut features = Vec::new();
    if let Some(array) = arm_features {
        let own = array.shape.get(1).copied().unwrap_or(1);
        matrix(&array, "action_context", arms, own)?;
        names.arm_features = LogSchema::numbered("f", own).collect();
        features = array.into_floats();
    }
    let mut schema = SchemaRecord { names, features };
    if let Some(Array { values: Values::Bytes(text), .. }) = take("schema") {
        let own: SchemaRecord =
            serde_json::from_slice(&text).map_err(|error| unreadable(format!("schema: {error}")))?;
        schema = SchemaRecord { names: own.names, ..schema };
    }
    let mut whole = Vec::new();
    for (name, _, set) in WHOLE {
        let Some(array) = take(name) else { continue };
        let values =
            array.into_integers().ok_or_else(|| unreadable(format!("{name} must be whole numbers")))?;
        whole.push((values, set));
    }
    let floats: Vec<_> = FLOATS
        .iter()
        .filter_map(|(name, _, set)| take(name).map(|array| (array.into_floats(), set)))
        .collect();
    let context = context.into_floats();
    let mut log = LogBuilder::new(file.name, schema)?;
    let mut row = RowRecord::default();
    for index in 0..rows {
        row = RowRecord {
            context: std::mem::take(&mut row.context),
            round: index as u64 + 1,
            ..RowRecord::default()
        };
        row.context.clear();
        row.context.extend_from_slice(&context[index * width..(index + 1) * width]);
        row.actions.push(u32::try_from(actions[index]).unwrap_or(u32::MAX));
        row.rewards.push(Some(rewards[index]).filter(|reward| !reward.is_nan()));
        for (values, set) in &whole {
            if let Some(value) = values.get(index).filter(|value| **value != NONE) {
                set(&mut row, *value);
            }
        }
        for (values, set) in &floats {
            if let Some(value) = values.get(index).filter(|value| !value.is_nan()) {
                set(&mut row, *value);
            }
        }
        if let Some(own) = pi.as_ref().map(|pi| &pi[index * arms..(index + 1) * arms])
            && !own.iter().any(|value| value.is_nan())
        {
            row.arm_probabilities.extend_from_slice(own);
        }
        // Rows are counted from 1, as there are no lines.
        log.add(index as u64 + 1, &row);
    }
    Ok(log.finish())
}

fn write(log: &InteractionLog, out: &mut dyn Write) -> Result<LeftOut, LogFileError> {
    let schema = log.schema();
    if schema.has_slates() {
        let reason = "it is for single actions, and these are slates".to_owned();
        return Err(LogFileError::Unfit { format: FORMAT.title, reason });
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
    let mut put = |name: &str, array: &Array| -> Result<(), LogFileError> {
        let started = archive.start_file(format!("{name}.npy"), options);
        started.map_err(|error| LogFileError::Write(error.to_string()))?;
        Ok(archive.write_all(&array.bytes())?)
    };
    let (rows, arms, width) = (log.len(), schema.arms.len(), schema.context.len());
    let scalar = |value: usize| Array { shape: Vec::new(), values: Values::Integers(vec![value as i64]) };
    put("n_rounds", &scalar(rows))?;
    put("n_actions", &scalar(arms))?;
    put(
        "context",
        &Array::floats(vec![rows, width], log.rows().flat_map(|row| row.context.iter().copied()).collect()),
    )?;
    put("action", &Array::integers(log.actions().iter().map(|action| i64::from(*action)).collect()))?;
    put("reward", &Array::floats(vec![rows], log.rewards().to_vec()))?;
    if !schema.arm_features.is_empty() && schema.features_of == FeaturesOf::Arm {
        let shape = vec![arms, schema.arm_features.len()];
        put("action_context", &Array::floats(shape, log.all_features().to_vec()))?;
    }
    for (name, of, _) in FLOATS {
        if log.rows().any(|row| of(&row).is_some()) {
            let column = log.rows().map(|row| of(&row).unwrap_or(f64::NAN)).collect();
            put(name, &Array::floats(vec![rows], column))?;
        }
    }
    for (name, of, _) in WHOLE {
        if log.rows().any(|row| of(&row).is_some()) {
            put(name, &Array::integers(log.rows().map(|row| of(&row).unwrap_or(NONE)).collect()))?;
        }
    }
    if log.rows().any(|row| !row.arm_probabilities.is_empty()) {
        let mut pi = vec![0.0; rows * arms];
        for (index, row) in log.rows().enumerate() {
            let own = &mut pi[index * arms..(index + 1) * arms];
            if row.arm_probabilities.is_empty() {
                own.fill(f64::NAN);
            }
            let offered = log.offered(index);
            for (place, probability) in row.arm_probabilities.iter().enumerate() {
                own[offered.arm(place) as usize] = *probability;
            }
        }
        put("pi_b", &Array::floats(vec![rows, arms, 1], pi))?;
    }
    let steady = schema.features_of == FeaturesOf::Arm;
    let arm_features = if steady { schema.arm_features.clone() } else { Vec::new() };
    let names = LogSchema { arm_features, features_of: FeaturesOf::Arm, ..schema.clone() };
    let text = serde_json::to_vec(&SchemaRecord { names, features: Vec::new() });
    let text = text.map_err(|error| LogFileError::Write(error.to_string()))?;
    put("schema", &Array { shape: vec![text.len()], values: Values::Bytes(text) })?;
    let archive = archive.finish().map_err(|error| LogFileError::Write(error.to_string()))?;
    out.write_all(archive.get_ref())?;
    Ok(LeftOut::default())
}
