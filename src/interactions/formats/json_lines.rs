//! JSON lines: an object a row, which holds everything; the first also the schema.

use std::io::Write;

use super::super::log::InteractionLog;
use super::super::reading::{File, ReadLog};
use super::fields::Field;
use super::format::{LeftOut, LogFileError, LogFormat, is_object_with};
use super::record::{LogBuilder, RowRecord, SchemaRecord};
use super::survey::{Ids, Survey};

/// JSON lines.
pub static FORMAT: LogFormat = LogFormat {
    id: "jsonl",
    title: "JSON lines",
    extension: "jsonl",
    probability: "the key probability",
    keeps: Field::ALL,
    is_it: |bytes| {
        ["action", "actions"].iter().any(|key| is_object_with(bytes, &[key]))
            && ["reward", "rewards"].iter().any(|key| is_object_with(bytes, &[key]))
    },
    read,
    write,
};

fn read(file: File<'_>) -> Result<ReadLog, LogFileError> {
    let parsed = |bytes| serde_json::from_slice::<RowRecord>(bytes);
    let first = lines(file.bytes).find_map(|(_, bytes)| parsed(bytes).ok());
    let mut ids = None;
    let schema = match first.and_then(|row| row.schema) {
        Some(schema) => *schema,
        None => {
            let mut survey = Survey::default();
            lines(file.bytes).filter_map(|(_, bytes)| parsed(bytes).ok()).for_each(|row| survey.look(&row));
            ids = survey.ids();
            SchemaRecord { names: survey.schema(), ..SchemaRecord::default() }
        }
    };
    let mut log = LogBuilder::new(file.name, schema)?;
    log.read.notes.extend(ids.as_ref().map(Ids::note));
    for (line, bytes) in lines(file.bytes) {
        match parsed(bytes) {
            Ok(mut row) => {
                if row.round == 0 {
                    row.round = log.log().len() as u64 + 1;
                }
                if let Some(ids) = &ids {
                    ids.replace(&mut row);
                }
                log.add(line, &row);
            }
            Err(error) => log.read.refuse(line, without_line(&error)),
        }
    }
    Ok(log.finish())
}

/// The lines that are not empty, with their numbers from 1.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    (1..).zip(lines).filter(|(_, line)| !line.is_empty())
}

/// What is wrong with a line of JSON, without its own count of lines, which is always 1.
pub fn without_line(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return format!("the line ends in the middle, at column {}: it is cut off", error.column());
    }
    let text = error.to_string();
    let (said, _) = text.rsplit_once(" at line ").unwrap_or((&text, ""));
    format!("column {}: {said}", error.column())
}

fn write(log: &InteractionLog, out: &mut dyn Write) -> Result<LeftOut, LogFileError> {
    for (index, row) in log.rows().enumerate() {
        let mut record = RowRecord::of(&row);
        if index == 0 {
            record.schema = Some(Box::new(SchemaRecord::of(log)));
        }
        serde_json::to_writer(&mut *out, &record).map_err(|error| LogFileError::Write(error.to_string()))?;
        out.write_all(b"\n")?;
    }
    Ok(LeftOut::default())
}
