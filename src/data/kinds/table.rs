//! Tables: CSV files with named columns, one of which holds labels.

#[cfg(not(target_arch = "wasm32"))]
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use crate::data::interface::{
    Data, DataSummary, Decoder, OwnSummary, ReadData, ReadError, Reader, Recognition, known,
};
#[cfg(not(target_arch = "wasm32"))]
use crate::data::interface::{Native, described};
use crate::data::kind::{DataDescriptor, DataKind, HandOver, Words};
use crate::data::movielens::{self, DataError, Limits, NamedFile, ReadProgress, Source, Stage};
use crate::data::source::{SourceOption, SourceRef};
use crate::data::table::{MOST_BYTES, Table, TableSummary, looks_like_table, shown};
use crate::descriptor::{Descriptor, words};
use crate::math::sorting::sorted;

/// Most characters of the names of all columns that are left out of a table: a link holds them.
pub const MOST_LEFT_OUT: usize = 2_000;

/// The column whose entries are the labels.
pub const LABEL: SourceOption = SourceOption {
    name: "label",
    link_name: "label",
    many: false,
    flag: "label",
    value_name: "COLUMN",
    help: words(
        "The column of a table whose entries are the labels; by default what the experiment says, or else a guess",
    ),
};

/// Columns that are no part of the context, in the order of the alphabet.
pub const LEFT_OUT: SourceOption = SourceOption {
    name: "left_out",
    link_name: "without",
    many: true,
    flag: "leave-out",
    value_name: "COLUMN",
    help: words(
        "Columns of a table that are no part of the context; by default what the experiment says, or else a guess",
    ),
};

/// A table.
pub static DESCRIPTOR: DataDescriptor = DataDescriptor {
    part: Descriptor {
        id: "table",
        title: "Table",
        sentence: words("A table with a label in each row"),
        citation: words(""),
        facts: &[],
        parameters: &[],
    },
    link_key: "t",
    words: Words {
        a: "a table",
        the: "the table",
        they_are: "that is",
        other: "another table",
        bundled: "the bundled table",
        waiting: "waiting for its table",
        missing: "a table, and none is loaded",
        neither: "a table",
        files: "a table",
        wanted: "any other CSV whose first line names its columns",
        forms: "a CSV with a label in each row",
        perhaps: "a table to classify",
        typical: "names its columns in its first line",
        purpose: "to classify its rows by one of the columns",
        run_on: "a CSV to classify the rows of",
    },
    // Those are small, and the engine brings them: they are values of the environment's parameter.
    bundled: None,
    hand_over: HandOver::WithRun,
    stays: false,
    options: &[LABEL, LEFT_OUT],
    keep: None,
    tidy,
};

/// How the engine gets it: from a postcard.
pub static DECODER: Decoder = Decoder {
    descriptor: &DESCRIPTOR,
    decode: |bytes| match postcard::from_bytes::<Table>(bytes) {
        Ok(table) => Ok(Arc::new(table)),
        Err(error) => Err(error.to_string()),
    },
};

/// How it is read: plain, as `.gz`, or as the only table in a zip.
pub static READER: Reader = Reader {
    descriptor: &DESCRIPTOR,
    recognize,
    read,
    encode: |data| {
        known::<Table>(data).and_then(|table| postcard::to_allocvec(table).ok()).unwrap_or_default()
    },
    #[cfg(not(target_arch = "wasm32"))]
    native: Native { bundled: None, describe: described::<TableSummary>, choose },
};

impl Data for Table {
    fn kind(&self) -> DataKind {
        DataKind(&DESCRIPTOR)
    }

    fn fingerprint_text(&self) -> String {
        Table::fingerprint_text(self)
    }

    fn summary(&self, name: &str) -> DataSummary {
        DataSummary::new(&TableSummary::new(name, self))
    }
}

impl OwnSummary for TableSummary {
    fn kind() -> DataKind {
        DataKind(&DESCRIPTOR)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

/// What an experiment says of the table of this fingerprint, from the file of this name.
pub fn source(fingerprint: &str, name: &str, label: &str, left_out: &[String]) -> SourceRef {
    let mut source = SourceRef::new(fingerprint, name).with(&LABEL, label);
    source.set(&LEFT_OUT, left_out.to_vec());
    source
}

/// The table with its columns in order.
fn tidy(source: &mut SourceRef) -> Result<(), String> {
    let mut left_out = sorted(source.values(&LEFT_OUT).to_vec(), Ord::cmp);
    left_out.dedup();
    left_out.retain(|name| name != source.value(&LABEL));
    let letters: usize = left_out.iter().map(|name| name.chars().count()).sum();
    if letters > MOST_LEFT_OUT {
        return Err(format!(
            "{} columns are left out of the table, too many for a link: take them out of the file instead",
            left_out.len()
        ));
    }
    source.set(&LEFT_OUT, left_out);
    Ok(())
}

/// The columns that were given, that the experiment names, or that are usual.
#[cfg(not(target_arch = "wasm32"))]
fn choose(
    summary: &DataSummary,
    named: Option<&SourceRef>,
    given: &BTreeMap<&'static str, Vec<String>>,
) -> Result<(SourceRef, Vec<String>), String> {
    let table: TableSummary = summary.own().ok_or_else(|| format!("{} is not a table", summary.name))?;
    let values = |option: &SourceOption| {
        let given = given.get(option.flag).cloned();
        given.or_else(|| named.map(|source| source.values(option).to_vec()))
    };
    let (label, left_out) = (values(&LABEL).map(|label| label.concat()), values(&LEFT_OUT));
    let guessed = (label.is_none(), left_out.is_none());
    let label = label.unwrap_or_else(|| table.usual_label().unwrap_or_default().to_owned());
    let left_out = left_out.unwrap_or_else(|| table.usually_left_out(&label));
    if let Some(reason) = table.problem(&label, &left_out) {
        let reason = if label.is_empty() { "no column can be the label; `data` says why" } else { &reason };
        return Err(format!("{}: {reason}", summary.name));
    }
    let mut source = source(&summary.fingerprint, &summary.name, &label, &left_out);
    tidy(&mut source)?;
    let mut notes = Vec::new();
    if guessed.0 {
        notes.push(format!("The label is the column \"{}\"; --label names another.", source.value(&LABEL)));
    }
    if guessed.1 && !source.values(&LEFT_OUT).is_empty() {
        notes.push(format!("Left out: {}; --leave-out names others.", source.values(&LEFT_OUT).join(", ")));
    }
    Ok((source, notes))
}

/// How tables are usually called, where several files in an archive could be one.
const TABLE_NAMES: [&str; 3] = [".csv", ".tsv", ".tab"];

/// The files that may be tables; where some are called as tables usually are, only those.
fn tables<'a>(files: &'a [NamedFile], limits: &Limits) -> Result<Vec<Source<'a>>, DataError> {
    let mut sources = movielens::unpack(files, limits)?;
    sources.retain(|source| looks_like_table(&source.head));
    let is_usual =
        |source: &Source<'_>| TABLE_NAMES.iter().any(|end| source.name.to_lowercase().ends_with(end));
    if sources.iter().any(is_usual) {
        sources.retain(is_usual);
    }
    Ok(sources)
}

fn recognize(files: &[NamedFile], limits: &Limits) -> Recognition {
    match tables(files, limits) {
        Ok(tables) if !tables.is_empty() => {
            Recognition::Perhaps(tables.into_iter().map(|table| table.name).collect())
        }
        _ => Recognition::No,
    }
}

fn read(
    files: &[NamedFile],
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<ReadData, ReadError> {
    let found = tables(files, limits).map_err(ReadError::new)?;
    let (source, text) = match found.as_slice() {
        [source] => (source, text_of(source).map_err(ReadError::new)?),
        [first, second, ..] => {
            return Err(ReadError::new(format_args!(
                "{} and {} both look like a table: give only one of them",
                shown(&first.name),
                shown(&second.name)
            )));
        }
        [] => {
            if let Some(file) = files.iter().find(|file| movielens::is_utf16(&file.bytes)) {
                return Err(ReadError::new(DataError::Utf16(file.name.clone())));
            }
            let first = shown(&movielens::first_name(files, limits));
            return Err(ReadError::new(format_args!(
                "{first} is not a table: give a CSV whose first line names its columns"
            )));
        }
    };
    let mut tell = |fraction| progress(ReadProgress { stage: Stage::ReadingTable, fraction });
    let table = Table::read_with_progress(&source.name, &text, &mut tell).map_err(ReadError::new)?;
    Ok(ReadData { name: source.name.clone(), data: Arc::new(table) })
}

/// The unpacked bytes, no further than one byte beyond what a table may have.
fn text_of(source: &Source<'_>) -> Result<Vec<u8>, DataError> {
    let mut text = Vec::new();
    source.open(&mut |reader| {
        let read = reader.take(MOST_BYTES as u64 + 1).read_to_end(&mut text);
        read.map(drop).map_err(|error| DataError::of_reading(&source.given, &error, source.most_bytes))
    })?;
    Ok(text)
}
