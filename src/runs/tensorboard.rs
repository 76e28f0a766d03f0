//! Runs as TensorBoard reads them: a folder a run, in it a folder an agent with one event file, which holds the mean of each metric
//! over the rounds and the settings (HParams).
//!
//! A record is its length, the masked CRC-32C of the length, the bytes, and their masked CRC-32C
//! (`tensorflow/core/lib/io/record_writer.h`). The messages are those of `event.proto`, `summary.proto` and the HParams plugin's
//! `plugin_data.proto`, as far as they are used. Scalars are written as `simple_value`, of which its readers keep all.

use std::collections::BTreeMap;

use crc::{CRC_32_ISCSI, Crc};
use prost::Message;

use super::KeptRun;
use super::tidy::plain_value;
use crate::descriptor::{Parameter, Value};
use crate::spec::settings::SETTING_GROUPS;
use crate::spec::{Experiment, ExperimentError, PartChoice};

/// CRC-32C, which the standards call after iSCSI.
const CRC_32C: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);

/// An event file and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFile {
    /// Folders and name, with `/` between them.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct Event {
    #[prost(double, tag = "1")]
    wall_time: f64,
    #[prost(int64, tag = "2")]
    step: i64,
    #[prost(string, optional, tag = "3")]
    file_version: Option<String>,
    #[prost(message, optional, tag = "5")]
    summary: Option<Summary>,
}

#[derive(Clone, PartialEq, Message)]
struct Summary {
    #[prost(message, repeated, tag = "1")]
    value: Vec<SummaryValue>,
}

#[derive(Clone, PartialEq, Message)]
struct SummaryValue {
    #[prost(string, tag = "1")]
    tag: String,
    #[prost(float, optional, tag = "2")]
    simple_value: Option<f32>,
    #[prost(message, optional, tag = "8")]
    tensor: Option<Tensor>,
    #[prost(message, optional, tag = "9")]
    metadata: Option<SummaryMetadata>,
}

#[derive(Clone, PartialEq, Message)]
struct Tensor {
    #[prost(int32, tag = "1")]
    dtype: i32,
    #[prost(message, optional, tag = "2")]
    shape: Option<Shape>,
    #[prost(float, repeated, tag = "5")]
    float_val: Vec<f32>,
}

#[derive(Clone, PartialEq, Message)]
struct Shape {
    #[prost(message, repeated, tag = "2")]
    dim: Vec<Dimension>,
}

#[derive(Clone, PartialEq, Message)]
struct Dimension {
    #[prost(int64, tag = "1")]
    size: i64,
}

#[derive(Clone, PartialEq, Message)]
struct SummaryMetadata {
    #[prost(message, optional, tag = "1")]
    plugin_data: Option<PluginData>,
}

#[derive(Clone, PartialEq, Message)]
struct PluginData {
    #[prost(string, tag = "1")]
    plugin_name: String,
    #[prost(bytes = "vec", tag = "2")]
    content: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct HParamsPluginData {
    #[prost(int32, tag = "1")]
    version: i32,
    #[prost(message, optional, tag = "3")]
    session_start_info: Option<SessionStartInfo>,
    #[prost(message, optional, tag = "4")]
    session_end_info: Option<SessionEndInfo>,
}

#[derive(Clone, PartialEq, Message)]
struct SessionStartInfo {
    #[prost(btree_map = "string, message", tag = "1")]
    hparams: BTreeMap<String, Setting>,
    #[prost(string, tag = "4")]
    group_name: String,
    #[prost(double, tag = "5")]
    start_time_secs: f64,
}

#[derive(Clone, PartialEq, Message)]
struct SessionEndInfo {
    #[prost(int32, tag = "1")]
    status: i32,
    #[prost(double, tag = "2")]
    end_time_secs: f64,
}

/// `google.protobuf.Value`, as far as settings need it.
#[derive(Clone, PartialEq, Message)]
struct Setting {
    #[prost(double, optional, tag = "2")]
    number: Option<f64>,
    #[prost(string, optional, tag = "3")]
    text: Option<String>,
    #[prost(bool, optional, tag = "4")]
    switch: Option<bool>,
}

/// The number of single precision floats among TensorFlow's types, and of a session that ended well and of one that did not end.
const DT_FLOAT: i32 = 1;
const STATUS_SUCCESS: i32 = 1;
const STATUS_RUNNING: i32 = 3;

/// The event files of a run, one an agent, below a folder for all of them.
///
/// # Errors
/// An experiment that this program does not know, whose settings can't be told.
pub fn event_files(run: &KeptRun) -> Result<Vec<EventFile>, ExperimentError> {
    let experiment = run.experiment()?;
    let begun = run.header.created as f64 / 1_000.0;
    let files = (0..run.results.policies.len()).map(|policy| {
        let label = run.results.policies[policy].label.as_str();
        let name = format!("events.out.tfevents.{:.0}.bandit-playground", begun.floor());
        let path = format!("{}/{:02}-{}/{name}", run.header.id, policy + 1, file_name(label));
        EventFile { path, bytes: events(run, &experiment, policy) }
    });
    Ok(files.collect())
}

/// A name as a part of a path.
fn file_name(name: &str) -> String {
    let safe = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    name.chars().map(safe).collect()
}

fn events(run: &KeptRun, experiment: &Experiment, policy: usize) -> Vec<u8> {
    let begun = run.header.created as f64 / 1_000.0;
    let mut bytes = Vec::new();
    let first =
        Event { wall_time: begun, file_version: Some("brain.Event:2".to_owned()), ..Event::default() };
    record(&first, &mut bytes);
    let start = HParamsPluginData {
        session_start_info: Some(SessionStartInfo {
            hparams: settings(run, experiment, policy),
            // With its number: a table of settings puts what has the same name into one row.
            group_name: format!("{} {:02} {}", run.header.id, policy + 1, run.results.policies[policy].label),
            start_time_secs: begun,
        }),
        ..HParamsPluginData::default()
    };
    record(&plugin_event("_hparams_/session_start_info", &start, begun), &mut bytes);
    let last = run.results.last_round().max(1) as f64;
    let curves = &run.results.policies[policy].curves;
    for (place, round) in run.results.rounds.iter().enumerate() {
        let values = run.results.metrics.iter().zip(curves).map(|(id, curve)| SummaryValue {
            tag: id.clone(),
            simple_value: Some(plain_value(id, curve.mean[place], *round)),
            ..SummaryValue::default()
        });
        let event = Event {
            wall_time: begun + run.header.seconds * *round as f64 / last,
            step: *round as i64,
            summary: Some(Summary { value: values.collect() }),
            ..Event::default()
        };
        record(&event, &mut bytes);
    }
    let ended = begun + run.header.seconds;
    let status = if run.header.is_complete() { STATUS_SUCCESS } else { STATUS_RUNNING };
    let end = HParamsPluginData {
        session_end_info: Some(SessionEndInfo { status, end_time_secs: ended }),
        ..HParamsPluginData::default()
    };
    record(&plugin_event("_hparams_/session_end_info", &end, ended), &mut bytes);
    bytes
}

fn plugin_event(tag: &str, data: &HParamsPluginData, wall_time: f64) -> Event {
    let plugin_data = PluginData { plugin_name: "hparams".to_owned(), content: data.encode_to_vec() };
    // The plugin writes a tensor without a meaning beside its data, and readers want one.
    let shape = Shape { dim: vec![Dimension { size: 1 }] };
    let value = SummaryValue {
        tag: tag.to_owned(),
        tensor: Some(Tensor { dtype: DT_FLOAT, shape: Some(shape), float_val: vec![0.0] }),
        metadata: Some(SummaryMetadata { plugin_data: Some(plugin_data) }),
        ..SummaryValue::default()
    };
    Event { wall_time, summary: Some(Summary { value: vec![value] }), ..Event::default() }
}

/// Every setting of one agent's run, whether or not it has its default value.
fn settings(run: &KeptRun, experiment: &Experiment, policy: usize) -> BTreeMap<String, Setting> {
    let text = |text: &str| Setting { text: Some(text.to_owned()), ..Setting::default() };
    let mut settings = BTreeMap::new();
    settings.insert("environment".to_owned(), text(&experiment.environment.id));
    let environment = experiment.environment_part().map_or(&[][..], |part| part.parameters);
    add("environment", environment, &experiment.environment, &mut settings);
    if let Some(spec) = experiment.policies.get(policy) {
        settings.insert("agent".to_owned(), text(&spec.agent.id));
        add("agent", spec.part().map_or(&[][..], |part| part.parameters), &spec.agent, &mut settings);
    }
    for group in SETTING_GROUPS {
        let choice = PartChoice { id: String::new(), parameters: group.values(experiment) };
        add(group.part.id, group.part.parameters, &choice, &mut settings);
    }
    settings.insert("digest".to_owned(), text(&run.header.digest_text()));
    settings.insert("link".to_owned(), text(&run.header.link));
    settings
}

fn add(part: &str, parameters: &[Parameter], choice: &PartChoice, settings: &mut BTreeMap<String, Setting>) {
    for parameter in parameters {
        let setting = match choice.parameters.get(parameter) {
            Value::Switch(on) => Setting { switch: Some(on), ..Setting::default() },
            Value::Number(number) => Setting { number: Some(number), ..Setting::default() },
            Value::Choice(id) => Setting { text: Some(id), ..Setting::default() },
        };
        settings.insert(format!("{part}.{}", parameter.name), setting);
    }
}

/// Adds a message as a record.
fn record(event: &Event, bytes: &mut Vec<u8>) {
    let content = event.encode_to_vec();
    let length = (content.len() as u64).to_le_bytes();
    bytes.extend_from_slice(&length);
    bytes.extend_from_slice(&masked_checksum(&length).to_le_bytes());
    bytes.extend_from_slice(&content);
    bytes.extend_from_slice(&masked_checksum(&content).to_le_bytes());
}

/// A checksum of bytes that may hold checksums themselves is turned and shifted.
fn masked_checksum(bytes: &[u8]) -> u32 {
    CRC_32C.checksum(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_record_format() {
        // The check value of CRC-32C, and the frame of an event of zero bytes as TensorFlow writes it.
        assert_eq!(CRC_32C.checksum(b"123456789"), 0xe306_9283);
        let mut bytes = Vec::new();
        record(&Event::default(), &mut bytes);
        let expected = [0, 0, 0, 0, 0, 0, 0, 0, 0x29, 0x03, 0x98, 0x07, 0xd8, 0xea, 0x82, 0xa2];
        assert_eq!(bytes, expected);
    }
}
