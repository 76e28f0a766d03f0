//! CSV: a row a decision and a column a number, so that pandas, polars and DuckDB read it without a word. Lists are numbers with a
//! space between. The first row has the schema as JSON in its last column.
//!
//! Files of others need the columns `action` and `reward`; arms are then numbers from 0, numbers far apart that are
//! ids, or names.

use std::io::Write;

use csv::StringRecord;

use super::super::interaction::{ActionKind, Interaction};
use super::super::log::InteractionLog;
use super::super::reading::{File, ReadLog};
use super::super::schema::LogSchema;
use super::fields::Field;
use super::format::{LeftOut, LogFileError, LogFormat, first_line};
use super::record::{LogBuilder, RowRecord, SchemaRecord};
use super::survey::{Ids, Survey};
use super::tidy_header::{CONTEXT, Cells, Codes, Column, Header};
use crate::data::csv_text::CsvValue;
use crate::data::table::line_of;

/// CSV.
pub static FORMAT: LogFormat = LogFormat {
    id: "csv",
    title: "CSV",
    extension: "csv",
    probability: "the column probability",
    keeps: Field::ALL,
    is_it: |bytes| {
        let header = StringRecord::from_iter(first_line(bytes).split(',').map(|name| name.trim_matches('"')));
        let header = Header::of(&header, None);
        header.has(Column::Action(0)) && header.has(Column::Reward(0))
    },
    read,
    write,
};

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::Reader::from_reader(bytes)
}

fn read(file: File<'_>) -> Result<ReadLog, LogFileError> {
    let unreadable = |reason: String| LogFileError::Unreadable { file: file.name.to_owned(), reason };
    let mut rows = reader(file.bytes);
    let names = rows.headers().map_err(|error| unreadable(plain(&error)))?.clone();
    let mut first = StringRecord::new();
    // A first row that is wrong is named below, with the others, unless it has to say what all others mean.
    let has_first = match rows.read_record(&mut first) {
        Err(error) if Header::of(&names, None).has(Column::Schema) => {
            let line = line_of(file.bytes, error.position());
            return Err(unreadable(format!("line {line}, which holds the schema: {}", plain(&error))));
        }
        read => read.unwrap_or(false),
    };
    let header = Header::of(&names, has_first.then_some(&first));
    let place = header.columns.iter().position(|column| *column == Column::Schema);
    let written = place.and_then(|place| first.get(place)).unwrap_or_default();
    let mut cells = Cells::default();
    let (schema, ids) = if written.is_empty() {
        surveyed(file.bytes, &header, &first, &mut cells)
    } else {
        let schema = serde_json::from_str(written)
            .map_err(|error| unreadable(format!("the schema in its first row can't be read: {error}")))?;
        (schema, None)
    };
    let mut log = LogBuilder::new(file.name, schema)?;
    log.read.notes.extend(ids.as_ref().map(Ids::note));
    if !header.ignored.is_empty() {
        log.read
            .notes
            .push(format!("These columns hold no numbers and are not read: {}.", header.ignored.join(", ")));
    }
    let mut row = RowRecord::default();
    each(file.bytes, |line, record| {
        let added = record.and_then(|record| cells.read(&header, record, &mut row));
        match added {
            Ok(()) => {
                if row.round == 0 {
                    row.round = log.log().len() as u64 + 1;
                }
                if let Some(ids) = &ids {
                    ids.replace(&mut row);
                }
                log.add(line, &row);
                row.round = 0;
            }
            Err(reason) => log.read.refuse(line, reason),
        }
    });
    Ok(log.finish())
}

/// In a file of numbers, one action of so many that is a name makes all of them names.
const NAMED: usize = 10;

/// The schema by what the rows hold, and the arms where numbers are ids.
fn surveyed(
    bytes: &[u8],
    header: &Header,
    first: &StringRecord,
    cells: &mut Cells,
) -> (SchemaRecord, Option<Ids>) {
    let is_number = |column: Column| {
        let place = header.columns.iter().position(|known| *known == column);
        place.and_then(|place| first.get(place)).is_some_and(|cell| cell.trim().parse::<u32>().is_ok())
    };
    let mut looked = None;
    if is_number(Column::Action(0)) {
        let (survey, rows, named) = look(bytes, header, cells);
        looked = Some(survey).filter(|_| named < 2 || named * NAMED < rows);
    }
    let survey = looked.unwrap_or_else(|| {
        cells.arms = Some(Codes::default());
        look(bytes, header, cells).0
    });
    let names =
        |codes: &Option<Codes>, numbered| codes.as_ref().map_or(numbered, |codes| codes.names.clone());
    let (guessed, ids) = (survey.schema(), survey.ids().filter(|_| cells.arms.is_none()));
    let names = LogSchema {
        arms: names(&cells.arms, guessed.arms),
        context: header.context.clone(),
        groups: names(&cells.groups, Vec::new()),
        policies: names(&cells.policies, Vec::new()),
        ..guessed
    };
    (SchemaRecord { names, features: Vec::new() }, ids)
}

/// Looks at all rows: what they say, how many there are, and of how many the action is a name although arms are numbers.
fn look(bytes: &[u8], header: &Header, cells: &mut Cells) -> (Survey, usize, usize) {
    (cells.groups, cells.policies) = (Some(Codes::default()), Some(Codes::default()));
    let (mut survey, mut row) = (Survey::default(), RowRecord::default());
    let (mut rows, mut named) = (0, 0);
    each(bytes, |_, record| {
        let Ok(record) = record else { return };
        rows += 1;
        match cells.read(header, record, &mut row) {
            Ok(()) => survey.look(&row),
            Err(_) => named += usize::from(cells.has_name(header, record)),
        }
    });
    (survey, rows, named)
}

/// Calls `take` with each row and the line where it begins, or with what is wrong there.
fn each(bytes: &[u8], mut take: impl FnMut(u64, Result<&StringRecord, String>)) {
    let (mut rows, mut record) = (reader(bytes), StringRecord::new());
    loop {
        match rows.read_record(&mut record) {
            Ok(false) => return,
            Ok(true) => take(line_of(bytes, record.position()), Ok(&record)),
            Err(error) => take(line_of(bytes, error.position()), Err(plain(&error))),
        }
    }
}

fn plain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} of the header's {expected_len} fields")
        }
        csv::ErrorKind::Utf8 { .. } => "it is not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

/// Which columns a log needs.
struct Needed {
    event: bool,
    time: bool,
    group: bool,
    position: bool,
    policy: bool,
    arrived: bool,
    arms: bool,
    arm_features: bool,
    observed: bool,
    probability: bool,
    prefixes: bool,
    slots: bool,
    arm_probabilities: bool,
    predicted: bool,
    optimistic: bool,
    sampled: bool,
    kind: bool,
}

impl Needed {
    fn of(log: &InteractionLog) -> Needed {
        let any = |has: fn(&Interaction<'_>) -> bool| log.rows().any(|row| has(&row));
        Needed {
            event: any(|row| !row.origin.event.is_empty()),
            time: any(|row| row.origin.time.is_some()),
            group: any(|row| row.origin.group.is_some()),
            position: any(|row| row.origin.position.is_some()),
            policy: any(|row| row.origin.policy.is_some()),
            arrived: any(|row| row.origin.arrived.is_some()),
            arms: any(|row| !row.arms.is_empty()),
            arm_features: any(|row| !row.arm_features.is_empty()),
            observed: any(|row| row.observed.is_some()),
            probability: any(|row| row.probability.is_some()),
            prefixes: any(|row| !row.prefix_probabilities.is_empty()),
            slots: any(|row| !row.slot_probabilities.is_empty()),
            arm_probabilities: any(|row| !row.arm_probabilities.is_empty()),
            predicted: any(|row| row.info.predicted.is_some()),
            optimistic: any(|row| row.info.optimistic.is_some()),
            sampled: any(|row| row.info.sampled.is_some()),
            kind: any(|row| row.info.kind != ActionKind::Unknown),
        }
    }

    /// Calls `cell` with the name of each column and, where there is a row, what it has there.
    fn cells(&self, schema: &LogSchema, row: Option<&Interaction<'_>>, cell: &mut dyn FnMut(&str, Cell<'_>)) {
        let origin = row.map(|row| row.origin).unwrap_or_default();
        let info = row.map(|row| row.info).unwrap_or_default();
        let nothing = Interaction::default();
        let of = row.unwrap_or(&nothing);
        let at = |values: &[f64], place: usize| {
            values.get(place).map_or(Cell::Nothing, |value| Cell::Number(*value))
        };
        let code = |code: Option<u32>| code.map_or(Cell::Nothing, |code| Cell::Whole(i64::from(code)));
        let number = |number: Option<f64>| number.map_or(Cell::Nothing, Cell::Number);
        let mut put = |is_needed: bool, name: &str, value: Cell<'_>| {
            if is_needed {
                cell(name, value);
            }
        };
        put(true, "round", Cell::Count(of.round));
        put(self.event, "event", Cell::Text(origin.event));
        put(self.time, "time", origin.time.map_or(Cell::Nothing, Cell::Whole));
        put(self.group, "group", code(origin.group));
        put(self.position, "position", code(origin.position));
        put(self.policy, "policy", code(origin.policy));
        put(self.arrived, "arrived", origin.arrived.map_or(Cell::Nothing, Cell::Count));
        for (place, name) in schema.context.iter().enumerate() {
            // Names are asked for once, and cells in every row.
            let name = if row.is_some() { String::new() } else { format!("{CONTEXT}{name}") };
            put(true, &name, at(of.context, place));
        }
        put(self.arms, "arms", Cell::Codes(of.arms));
        put(self.arm_features, "arm_features", Cell::Numbers(of.arm_features));
        let slots = schema.slots;
        let numbered = |name: &str, slot: usize| {
            if row.is_some() { String::new() } else { format!("{name}_{}", slot + 1) }
        };
        let named = |name: &str, slot: usize| match row {
            Some(_) => String::new(),
            None if schema.has_slates() => format!("{name}_{}", slot + 1),
            None => name.to_owned(),
        };
        for slot in 0..slots {
            put(true, &named("action", slot), code(of.actions.get(slot).copied()));
        }
        for slot in 0..slots {
            put(true, &named("reward", slot), at(of.rewards, slot));
        }
        put(self.observed, "observed", code(of.observed));
        put(self.probability, "probability", number(of.probability));
        for slot in 0..slots {
            put(self.prefixes, &numbered("prefix_probability", slot), at(of.prefix_probabilities, slot));
        }
        for slot in 0..slots {
            put(self.slots, &numbered("slot_probability", slot), at(of.slot_probabilities, slot));
        }
        put(self.arm_probabilities, "arm_probabilities", Cell::Numbers(of.arm_probabilities));
        put(self.predicted, "predicted", number(info.predicted));
        put(self.optimistic, "optimistic", number(info.optimistic));
        put(self.sampled, "sampled", number(info.sampled));
        put(self.kind, "kind", Cell::Text(info.kind.name()));
    }
}

/// What stands in a cell.
enum Cell<'a> {
    Nothing,
    Count(u64),
    Whole(i64),
    Number(f64),
    Numbers(&'a [f64]),
    Codes(&'a [u32]),
    Text(&'a str),
}

impl Cell<'_> {
    /// Lists are quoted as text is; what is missing and what is no number is an empty cell.
    fn write(&self, line: &mut String) {
        let value = match self {
            Cell::Nothing | Cell::Numbers([]) | Cell::Codes([]) | Cell::Text("") => CsvValue::Missing,
            Cell::Number(number) if number.is_nan() => CsvValue::Missing,
            Cell::Number(number) => CsvValue::Number(*number),
            Cell::Count(count) => CsvValue::Count(*count),
            Cell::Whole(whole) => CsvValue::Whole(*whole),
            Cell::Numbers(numbers) => return list(line, numbers.iter().map(|number| format!("{number:?}"))),
            Cell::Codes(codes) => return list(line, codes.iter().map(u32::to_string)),
            Cell::Text(text) => CsvValue::Exact(text),
        };
        value.push(line);
    }
}

fn list(line: &mut String, texts: impl Iterator<Item = String>) {
    line.push('"');
    for (index, text) in texts.enumerate() {
        if index > 0 {
            line.push(' ');
        }
        line.push_str(&text);
    }
    line.push('"');
}

fn write(log: &InteractionLog, out: &mut dyn Write) -> Result<LeftOut, LogFileError> {
    let (needed, schema) = (Needed::of(log), log.schema());
    let mut line = String::new();
    needed.cells(schema, None, &mut |name, _| {
        Cell::Text(name).write(&mut line);
        line.push(',');
    });
    line.push_str("\"schema\"\n");
    for (index, row) in log.rows().enumerate() {
        out.write_all(line.as_bytes())?;
        line.clear();
        needed.cells(schema, Some(&row), &mut |_, cell| {
            cell.write(&mut line);
            line.push(',');
        });
        if index == 0 {
            let schema = serde_json::to_string(&SchemaRecord::of(log));
            let schema = schema.map_err(|error| LogFileError::Write(error.to_string()))?;
            Cell::Text(&schema).write(&mut line);
        }
        line.push('\n');
    }
    out.write_all(line.as_bytes())?;
    Ok(LeftOut::default())
}
