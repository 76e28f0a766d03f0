//! Vowpal Wabbit's `--dsjson`, as its decision service logs: an object a line with the chosen action, its cost (minus the reward) and its
//! probability. What the format has no place for stands in an object `log` of its own, which Vowpal Wabbit skips.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::super::log::InteractionLog;
use super::super::open_bandit::time;
use super::super::reading::{File, ReadLog};
use super::fields::Field;
use super::format::{LeftOut, LogFileError, LogFormat, is_object_with};
use super::json_lines::{lines, without_line};
use super::record::{RowRecord, SchemaRecord};
use super::vw_rows::{Features, Take, VwArm, VwRow, assembled};

/// Vowpal Wabbit's dsjson.
pub static FORMAT: LogFormat = LogFormat {
    id: "dsjson",
    title: "Vowpal Wabbit dsjson",
    extension: "dsjson",
    probability: "the key _label_probability",
    keeps: &[
        Field::Round,
        Field::Names,
        Field::About,
        Field::Offers,
        Field::ArmFeatures,
        Field::RowFeatures,
        Field::MissingRewards,
        Field::ArmProbabilities,
        Field::Info,
        Field::Kind,
        Field::Event,
        Field::Time,
        Field::Position,
        Field::Origin,
    ],
    is_it: |bytes| is_object_with(bytes, &["_multi", "a", "c"]),
    read,
    write,
};

/// The key of what the format has no place for.
const REST: &str = "log";

/// The key of an arm's name among its features.
const ID: &str = "id";

fn read(file: File<'_>) -> Result<ReadLog, LogFileError> {
    let first = lines(file.bytes).find_map(|(_, line)| serde_json::from_slice::<Value>(line).ok());
    let rest = first.as_ref().and_then(|first| rest_of(first).ok());
    let schema = rest.and_then(|rest| rest.schema).map(|schema| *schema);
    assembled(file.name, schema, |take: &mut Take<'_>| {
        for (line, bytes) in lines(file.bytes) {
            let value = serde_json::from_slice::<Value>(bytes).map_err(|error| without_line(&error));
            take(line, value.and_then(|value| row(&by_name(value))));
        }
    })
}

/// With the fields of all objects in the order of their names, in which features are read: also in a program with a crate that has
/// serde_json keep another order.
fn by_name(mut value: Value) -> Value {
    value.sort_all_objects();
    value
}

fn rest_of(value: &Value) -> Result<RowRecord, String> {
    match value.get(REST) {
        Some(rest) => serde_json::from_value(rest.clone()).map_err(|error| format!("{REST}: {error}")),
        None => Ok(RowRecord::default()),
    }
}

fn row(value: &Value) -> Result<VwRow, String> {
    let mut rest = rest_of(value)?;
    rest.schema = None;
    if value.get(REST).is_none() {
        rest.event = value.get("EventId").and_then(Value::as_str).unwrap_or_default().to_owned();
        rest.time = value.get("Timestamp").and_then(Value::as_str).and_then(time::time);
    }
    if value.get("_skipLearn").and_then(Value::as_bool) == Some(true) {
        return Err("_skipLearn says that the decision is not to be learned from".to_owned());
    }
    let number = |key: &str| value.get(key).and_then(Value::as_f64);
    rest.rewards = vec![number("_label_cost").map(|cost| 0.0 - cost)];
    rest.probability = number("_label_probability");
    let context = value.get("c").and_then(Value::as_object).ok_or("there is no context c")?;
    let multi = context.get("_multi").and_then(Value::as_array).ok_or("there is no list _multi in c")?;
    let mut row = VwRow { rest, ..VwRow::default() };
    for (key, value) in context.iter().filter(|(key, _)| *key != "_multi") {
        flatten(if key == "c" { "" } else { key }, value, &mut row.context)?;
    }
    for action in multi {
        let (mut arm, mut features) = (VwArm::default(), Features::new());
        let object = action.as_object().ok_or("an action of _multi is no object")?;
        for (key, value) in object {
            flatten(if key == "a" { "" } else { key }, value, &mut features)?;
        }
        for (name, value) in features {
            match name.strip_prefix("id=") {
                Some(id) => arm.name = Some(id.to_owned()),
                None => arm.features.push((name, value)),
            }
        }
        row.arms.push(arm);
    }
    let listed: Option<Vec<usize>> = value
        .get("a")
        .and_then(Value::as_array)
        .map(|list| list.iter().map(|action| action.as_u64().unwrap_or(0) as usize).collect());
    let index = value.get("_labelIndex").and_then(Value::as_u64).map(|index| index as usize);
    let first = listed.as_ref().and_then(|listed| listed.first()).and_then(|first| first.checked_sub(1));
    row.chosen = index.or(first).ok_or("neither _labelIndex nor a says which action was chosen")?;
    if let (Some(listed), Some(chances)) = (listed, value.get("p").and_then(Value::as_array))
        && listed.len() == row.arms.len()
        && chances.len() == listed.len()
    {
        let mut by_place = vec![f64::NAN; listed.len()];
        for (action, chance) in listed.iter().zip(chances) {
            if let Some(place) = action.checked_sub(1).and_then(|place| by_place.get_mut(place)) {
                *place = chance.as_f64().unwrap_or(f64::NAN);
            }
        }
        row.rest.arm_probabilities = by_place;
    }
    Ok(numbered(row, value))
}

/// With the numbers of the arms, where the file says them.
fn numbered(mut row: VwRow, value: &Value) -> VwRow {
    let arms = value.get(REST).and_then(|rest| rest.get("arms")).and_then(Value::as_array);
    let all = value.get(REST).is_some() && arms.is_none();
    for (place, arm) in row.arms.iter_mut().enumerate() {
        let listed = arms.and_then(|arms| arms.get(place)).and_then(Value::as_u64).map(|arm| arm as u32);
        arm.arm = if all { Some(place as u32) } else { listed };
    }
    row
}

/// Features of a value: a number is one, a text is `name=text` of 1, an object's names stand behind its own.
fn flatten(name: &str, value: &Value, features: &mut Features) -> Result<(), String> {
    let below = |inner: &str| if name.is_empty() { inner.to_owned() } else { format!("{name}.{inner}") };
    match value {
        Value::Number(number) => features.push((name.to_owned(), number.as_f64().unwrap_or(f64::NAN))),
        Value::Bool(is) => features.push((name.to_owned(), f64::from(u8::from(*is)))),
        Value::String(text) => features.push((format!("{name}={text}"), 1.0)),
        Value::Null => {}
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                flatten(&below(&index.to_string()), value, features)?;
            }
        }
        // What begins with an underscore is not for learning.
        Value::Object(inner) => {
            for (key, value) in inner.iter().filter(|(key, _)| !key.starts_with('_')) {
                flatten(&below(key), value, features)?;
            }
        }
    }
    Ok(())
}

fn write(log: &InteractionLog, out: &mut dyn Write) -> Result<LeftOut, LogFileError> {
    let schema = log.schema();
    if schema.has_slates() {
        let reason = "it is for single actions, and these are slates".to_owned();
        return Err(LogFileError::Unfit { format: FORMAT.title, reason });
    }
    let (mut left_out, mut is_first) = (LeftOut::default(), true);
    for (index, row) in log.rows().enumerate() {
        let Some(probability) = row.probability else {
            left_out.add("Vowpal Wabbit learns nothing from an action of unknown probability");
            continue;
        };
        let offered = log.offered(index);
        let count = offered.count();
        let action = row.actions[0];
        let place = offered.place(action).unwrap_or(0);
        let multi: Vec<Value> = (0..count)
            .map(|place| {
                let mut own = named(&schema.arm_features, log.features(index, place));
                own.insert(ID.to_owned(), json!(schema.arms[offered.arm(place) as usize]));
                json!({ "a": own })
            })
            .collect();
        // The chosen action first, then the others in their order, as the decision service ranks them.
        let ranked: Vec<usize> =
            std::iter::once(place).chain((0..count).filter(|other| *other != place)).collect();
        let mut line = Map::new();
        let mut put = |key: &str, value: Value| _ = line.insert(key.to_owned(), value);
        if !row.rewards[0].is_nan() {
            put("_label_cost", json!(0.0 - row.rewards[0]));
        }
        put("_label_probability", json!(probability));
        put("_label_Action", json!(place + 1));
        put("_labelIndex", json!(place));
        put("a", ranked.iter().map(|place| place + 1).collect());
        put("c", json!({ "c": named(&schema.context, row.context), "_multi": multi }));
        if !row.arm_probabilities.is_empty() {
            put("p", ranked.iter().map(|place| row.arm_probabilities[*place]).collect());
        }
        let event = row.origin.event;
        put("EventId", if event.is_empty() { json!(format!("r{}", row.round)) } else { json!(event) });
        if let Some(milliseconds) = row.origin.time {
            put("Timestamp", json!(time::text(milliseconds)));
        }
        put("Version", json!("1"));
        let rest = RowRecord {
            schema: is_first.then(|| Box::new(SchemaRecord::of(log))),
            context: Vec::new(),
            arm_features: Vec::new(),
            actions: Vec::new(),
            rewards: Vec::new(),
            probability: None,
            arm_probabilities: Vec::new(),
            ..RowRecord::of(&row)
        };
        is_first = false;
        put(REST, serde_json::to_value(rest).map_err(|error| LogFileError::Write(error.to_string()))?);
        serde_json::to_writer(&mut *out, &line).map_err(|error| LogFileError::Write(error.to_string()))?;
        out.write_all(b"\n")?;
    }
    Ok(left_out)
}

fn named(names: &[String], values: &[f64]) -> Map<String, Value> {
    names.iter().zip(values).map(|(name, value)| (name.clone(), json!(value))).collect()
}
