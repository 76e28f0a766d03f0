//! Parquet: a row a decision, contexts and other lists as lists of numbers, and the schema as JSON in the first row of the last column.
//!
//! Files of others need the columns `action` and `reward` (for slates the lists `actions` and `rewards`); arms are numbers from 0, ids, or names.
//! Columns in which no row has anything are left out.

use std::borrow::Cow;
use std::io::Write;

use super::super::interaction::ActionKind;
use super::super::log::InteractionLog;
use super::super::reading::{File, ReadLog};
use super::super::schema::LogSchema;
use super::fields::Field;
use super::format::{LeftOut, LogFileError, LogFormat};
use super::record::{LogBuilder, RowRecord, SchemaRecord};
use super::survey::{Ids, Survey};
use super::tidy_header::Codes;
use crate::data::parquet::{Column, Kind, ParquetError, ParquetWriter, Values, from_parquet};

/// Rows that are written together.
const GROUP: usize = 50_000;

/// The column of the schema.
const SCHEMA: &str = "schema";

/// Parquet.
pub static FORMAT: LogFormat = LogFormat {
    id: "parquet",
    title: "Parquet",
    extension: "parquet",
    probability: "the column probability",
    keeps: Field::ALL,
    is_it: |bytes| bytes.starts_with(b"PAR1"),
    read,
    write,
};

/// What a column has in a row.
enum Cell {
    Nothing,
    Number(f64),
    Whole(i64),
    Text(String),
    List(Vec<f64>),
}

/// A column of such files.
struct Part {
    name: &'static str,
    kind: Kind,
    /// What it has of a row.
    of: fn(&RowRecord) -> Cell,
    /// Sets it in a row; an error is a clause on what would be right.
    set: fn(&mut RowRecord, Cell) -> Result<(), Cow<'static, str>>,
}

/// Numbers that count something.
const WHOLE: &str = "must be a whole number from 0";
const NUMBER: &str = "must be a number";

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Nothing, Cell::Number)
}

fn whole(value: Option<impl Into<u64>>) -> Cell {
    let value = value.and_then(|value| i64::try_from(value.into()).ok());
    value.map_or(Cell::Nothing, Cell::Whole)
}

fn list(values: impl ExactSizeIterator<Item = f64>) -> Cell {
    if values.len() == 0 { Cell::Nothing } else { Cell::List(values.collect()) }
}

fn as_number(cell: Cell) -> Result<f64, &'static str> {
    match cell {
        Cell::Number(number) => Ok(number),
        Cell::Whole(number) => Ok(number as f64),
        _ => Err(NUMBER),
    }
}

fn as_whole<Of: TryFrom<i64>>(cell: Cell) -> Result<Of, &'static str> {
    let number = match cell {
        Cell::Whole(number) => number,
        // As pandas writes whole numbers where some are missing.
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => number as i64,
        _ => return Err(WHOLE),
    };
    Of::try_from(number).map_err(|_| WHOLE)
}

fn as_list(cell: Cell) -> Result<Vec<f64>, &'static str> {
    match cell {
        Cell::List(list) => Ok(list),
        _ => Err("must be a list of numbers"),
    }
}

fn as_codes(cell: Cell) -> Result<Vec<u32>, &'static str> {
    as_list(cell)?.into_iter().map(|number| as_whole(Cell::Number(number))).collect()
}

fn as_text(cell: Cell) -> Result<String, &'static str> {
    match cell {
        Cell::Text(text) => Ok(text),
        _ => Err("must be text"),
    }
}

/// A part whose cell is made of a field of the row and set in it.
macro_rules! part {
    ($name:literal, $kind:ident, |$row:ident| $of:expr, |$target:ident, $cell:ident| $set:expr) => {
        Part {
            name: $name,
            kind: Kind::$kind,
            of: |$row| $of,
            set: |$target, $cell| {
                $set;
                Ok(())
            },
        }
    };
}

static PARTS: &[Part] = &[
    part!("round", Integer, |row| whole(Some(row.round)), |row, cell| row.round = as_whole(cell)?),
    part!("event", Text, |row| text(&row.event), |row, cell| row.event = as_text(cell)?),
    part!("time", Integer, |row| row.time.map_or(Cell::Nothing, Cell::Whole), |row, cell| {
        row.time = Some(as_whole(cell)?);
    }),
    part!("group", Integer, |row| whole(row.group), |row, cell| row.group = Some(as_whole(cell)?)),
    part!("position", Integer, |row| whole(row.position), |row, cell| row.position = Some(as_whole(cell)?)),
    part!("policy", Integer, |row| whole(row.policy), |row, cell| row.policy = Some(as_whole(cell)?)),
    part!("arrived", Integer, |row| whole(row.arrived), |row, cell| row.arrived = Some(as_whole(cell)?)),
    part!("context", List, |row| list(row.context.iter().copied()), |row, cell| {
        row.context = as_list(cell)?;
    }),
    part!("arms", List, |row| codes(&row.arms), |row, cell| row.arms = as_codes(cell)?),
    part!("arm_features", List, |row| list(row.arm_features.iter().copied()), |row, cell| {
        row.arm_features = as_list(cell)?;
    }),
    part!("action", Integer, |row| whole(only(&row.actions).copied()), |row, cell| {
        row.actions = vec![as_whole(cell)?];
    }),
    part!("actions", List, |row| several(&row.actions, codes), |row, cell| row.actions = as_codes(cell)?),
    part!("reward", Number, |row| number(only(&row.rewards).copied().flatten()), |row, cell| {
        row.rewards = vec![Some(as_number(cell)?)];
    }),
    part!("rewards", List, |row| several(&row.rewards, rewards), |row, cell| {
        row.rewards = as_list(cell)?.into_iter().map(Some).collect();
    }),
    part!("observed", Integer, |row| whole(row.observed), |row, cell| row.observed = Some(as_whole(cell)?)),
    part!("probability", Number, |row| number(row.probability), |row, cell| {
        row.probability = Some(as_number(cell)?);
    }),
    part!("prefix_probabilities", List, |row| list(row.prefix_probabilities.iter().copied()), |row, cell| {
        row.prefix_probabilities = as_list(cell)?;
    }),
    part!("slot_probabilities", List, |row| list(row.slot_probabilities.iter().copied()), |row, cell| {
        row.slot_probabilities = as_list(cell)?;
    }),
    part!("arm_probabilities", List, |row| list(row.arm_probabilities.iter().copied()), |row, cell| {
        row.arm_probabilities = as_list(cell)?;
    }),
    part!("predicted", Number, |row| number(row.predicted), |row, cell| {
        row.predicted = Some(as_number(cell)?);
    }),
    part!("optimistic", Number, |row| number(row.optimistic), |row, cell| {
        row.optimistic = Some(as_number(cell)?);
    }),
    part!("sampled", Number, |row| number(row.sampled), |row, cell| row.sampled = Some(as_number(cell)?)),
    part!(
        "kind",
        Text,
        |row| text(if row.kind == ActionKind::Unknown { "" } else { row.kind.name() }),
        |row, cell| {
            row.kind = ActionKind::of_name(&as_text(cell)?).ok_or_else(|| {
                format!("must be one of {}", ActionKind::ALL.map(ActionKind::name).join(", "))
            })?;
        }
    ),
];

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Nothing } else { Cell::Text(text.to_owned()) }
}

fn codes(codes: &[u32]) -> Cell {
    list(codes.iter().map(|code| f64::from(*code)))
}

fn rewards(rewards: &[Option<f64>]) -> Cell {
    list(rewards.iter().map(|reward| reward.unwrap_or(f64::NAN)))
}

/// What a row of one slot has.
fn only<Of>(slots: &[Of]) -> Option<&Of> {
    slots.first().filter(|_| slots.len() == 1)
}

/// What a row of several slots has.
fn several<Of>(slots: &[Of], cell: fn(&[Of]) -> Cell) -> Cell {
    if slots.len() == 1 { Cell::Nothing } else { cell(slots) }
}

fn unreadable(file: &str, reason: impl ToString) -> LogFileError {
    LogFileError::Unreadable { file: file.to_owned(), reason: reason.to_string() }
}

fn read(file: File<'_>) -> Result<ReadLog, LogFileError> {
    let mut columns = from_parquet(file.bytes.to_vec()).map_err(|error| unreadable(file.name, error))?;
    let names =
        if columns.iter().any(|column| column.name == SCHEMA) { None } else { numbered(&mut columns) };
    let find = |name: &str| columns.iter().find(|column| column.name == name);
    for (one, several) in [("action", "actions"), ("reward", "rewards")] {
        if find(one).or(find(several)).is_none() {
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let reason = format!(
                "there is no column \"{one}\" (or \"{several}\", lists, for slates) among {}",
                names.join(", ")
            );
            return Err(unreadable(file.name, reason));
        }
    }
    let parts: Vec<(&Part, &Column)> =
        PARTS.iter().filter_map(|part| find(part.name).map(|column| (part, column))).collect();
    let count = columns.first().map_or(0, |column| column.values.len());
    let written = find(SCHEMA).map(|column| match cell(column, 0) {
        Cell::Text(text) => serde_json::from_str(&text).map_err(|error| {
            unreadable(file.name, format!("the schema in its first row can't be read: {error}"))
        }),
        _ => Err(unreadable(file.name, "the column \"schema\" has no text in its first row")),
    });
    let mut ids = None;
    let schema = match written {
        Some(schema) => schema?,
        None => {
            let mut survey = Survey::default();
            (0..count).filter_map(|row| record(&parts, row).ok()).for_each(|row| survey.look(&row));
            ids = survey.ids();
            let guessed = survey.schema();
            let names = LogSchema { arms: names.unwrap_or(guessed.arms), ..guessed };
            SchemaRecord { names, ..SchemaRecord::default() }
        }
    };
    let mut log = LogBuilder::new(file.name, schema)?;
    log.read.notes.extend(ids.as_ref().map(Ids::note));
    let known = |column: &&Column| column.name != SCHEMA && PARTS.iter().all(|part| part.name != column.name);
    let unknown: Vec<&str> = columns.iter().filter(known).map(|column| column.name.as_str()).collect();
    if !unknown.is_empty() {
        log.read.notes.push(format!("These columns are not read: {}.", unknown.join(", ")));
    }
    for row in 0..count {
        // Rows are counted from 1, as there are no lines.
        let line = row as u64 + 1;
        match record(&parts, row) {
            Ok(mut record) => {
                if record.round == 0 {
                    record.round = log.log().len() as u64 + 1;
                }
                if let Some(ids) = &ids {
                    ids.replace(&mut record);
                }
                log.add(line, &record);
            }
            Err(reason) => log.read.refuse(line, reason),
        }
    }
    Ok(log.finish())
}

/// Puts numbers into a column of actions that has names, and gives the names; none where it has none.
fn numbered(columns: &mut [Column]) -> Option<Vec<String>> {
    let column = columns.iter_mut().find(|column| column.name == "action")?;
    let Values::Texts(texts) = &column.values else { return None };
    let mut codes = Codes::default();
    let numbers = texts.iter().enumerate().map(|(row, name)| match column.is_missing(row) {
        true => 0,
        // A name too many is no arm that there is.
        false => codes.code(name).map_or(i64::from(u32::MAX), i64::from),
    });
    let numbers = numbers.collect();
    column.values = Values::Integers(numbers);
    Some(codes.names)
}

/// What a column has in a row.
fn cell(column: &Column, row: usize) -> Cell {
    if column.is_missing(row) {
        return Cell::Nothing;
    }
    let cell = match &column.values {
        Values::Numbers(values) => values.get(row).copied().map(Cell::Number),
        Values::Integers(values) => values.get(row).copied().map(Cell::Whole),
        Values::Switches(values) => values.get(row).map(|value| Cell::Whole(i64::from(*value))),
        Values::Texts(values) => values.get(row).cloned().map(Cell::Text),
        Values::Lists(lists) => Some(Cell::List(lists.row(row).to_vec())),
    };
    cell.unwrap_or(Cell::Nothing)
}

/// A row, or what is wrong with it.
fn record(parts: &[(&Part, &Column)], row: usize) -> Result<RowRecord, String> {
    let mut record = RowRecord::default();
    for (part, column) in parts {
        match cell(column, row) {
            Cell::Nothing => {}
            cell => (part.set)(&mut record, cell).map_err(|right| format!("{} {right}", part.name))?,
        }
    }
    // A reward that is missing is one that is not known.
    if record.rewards.is_empty() {
        record.rewards = vec![None; record.actions.len()];
    }
    Ok(record)
}

fn write(log: &InteractionLog, out: &mut dyn Write) -> Result<LeftOut, LogFileError> {
    let failed = |error: ParquetError| LogFileError::Write(error.to_string());
    let mut is_used = vec![false; PARTS.len()];
    for row in log.rows() {
        let record = RowRecord::of(&row);
        for (part, is_used) in PARTS.iter().zip(&mut is_used) {
            *is_used = *is_used || !matches!((part.of)(&record), Cell::Nothing);
        }
    }
    let parts: Vec<&Part> =
        PARTS.iter().zip(&is_used).filter(|(_, is_used)| **is_used).map(|(part, _)| part).collect();
    let fields: Vec<(&str, Kind)> =
        parts.iter().map(|part| (part.name, part.kind)).chain([(SCHEMA, Kind::Text)]).collect();
    // `out` need not be of a kind that may go to another thread, which the library asks for.
    let mut writer = ParquetWriter::new(Vec::new(), &fields).map_err(failed)?;
    let schema = serde_json::to_string(&SchemaRecord::of(log))
        .map_err(|error| LogFileError::Write(error.to_string()))?;
    let mut schema = Some(schema);
    let mut group = none_yet(&fields);
    for row in log.rows() {
        let record = RowRecord::of(&row);
        for (part, column) in parts.iter().zip(&mut group) {
            add(column, (part.of)(&record));
        }
        if let Some(column) = group.last_mut() {
            add(column, schema.take().map_or(Cell::Nothing, Cell::Text));
        }
        if group.last().is_some_and(|column| column.values.len() == GROUP) {
            writer.write(&std::mem::replace(&mut group, none_yet(&fields))).map_err(failed)?;
        }
    }
    writer.write(&group).map_err(failed)?;
    out.write_all(&writer.finish().map_err(failed)?)?;
    Ok(LeftOut::default())
}

fn none_yet(fields: &[(&str, Kind)]) -> Vec<Column> {
    fields.iter().map(|(name, kind)| Column::new(name, Values::none(*kind))).collect()
}

/// Adds a row to a column.
fn add(column: &mut Column, cell: Cell) {
    column.missing.push(matches!(cell, Cell::Nothing));
    match (&mut column.values, cell) {
        (Values::Numbers(values), Cell::Number(number)) => values.push(number),
        (Values::Integers(values), Cell::Whole(number)) => values.push(number),
        (Values::Texts(values), Cell::Text(text)) => values.push(text),
        (Values::Lists(lists), Cell::List(list)) => lists.push(&list),
        (Values::Numbers(values), _) => values.push(0.0),
        (Values::Integers(values), _) => values.push(0),
        (Values::Switches(values), _) => values.push(false),
        (Values::Texts(values), _) => values.push(String::new()),
        (Values::Lists(lists), _) => lists.push(&[]),
    }
}
