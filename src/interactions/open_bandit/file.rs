//! Files, and what may be wrong with them.

use std::io::Read;

use csv::StringRecord;
use flate2::read::MultiGzDecoder;

use super::super::reading::{File, RefusedRow};

/// Largest item number of a log without a file of items, so that one wrong number does not make a million arms.
pub const MOST_ITEMS: u32 = 1 << 20;

/// Why a file can't be read at all.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OpenBanditError {
    /// A column that must be there is not.
    #[error(
        "{file} has no column \"{column}\"; an Open Bandit log has timestamp, item_id, position, click and propensity_score"
    )]
    NoColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// It can't be read as CSV, or unpacked.
    #[error("{file}: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The file of items has a row that can't be read.
    #[error("{}, line {}: {}", .0.file, .0.line, .0.reason)]
    Item(RefusedRow),
    /// There is no row to be read.
    #[error("{file} has no row that can be read")]
    Empty {
        /// The file.
        file: String,
    },
}

pub fn reader<'a>(file: File<'a>) -> csv::Reader<Box<dyn Read + 'a>> {
    let bytes: Box<dyn Read> = match file.bytes {
        [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(file.bytes)),
        plain => Box::new(plain),
    };
    csv::Reader::from_reader(bytes)
}

pub fn headers(
    reader: &mut csv::Reader<Box<dyn Read + '_>>,
    file: File<'_>,
) -> Result<StringRecord, OpenBanditError> {
    let headers = reader.headers().cloned();
    headers.map_err(|error| OpenBanditError::Unreadable {
        file: file.name.to_owned(),
        reason: error.to_string(),
    })
}

pub fn starting_with(header: &StringRecord, prefix: &str) -> Vec<usize> {
    let columns = header.iter().enumerate().filter(|(_, name)| name.starts_with(prefix));
    columns.map(|(index, _)| index).collect()
}

pub fn field(record: &StringRecord, column: usize) -> &str {
    record.get(column).unwrap_or_default().trim()
}

pub fn number(record: &StringRecord, column: usize, name: &str) -> Result<f64, String> {
    let text = field(record, column);
    let number: Option<f64> = text.parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| format!("{name} is \"{text}\", but must be a number"))
}

pub fn whole(record: &StringRecord, column: usize, name: &str, most: u32) -> Result<u32, String> {
    let text = field(record, column);
    let number: Option<u32> = text.parse().ok().filter(|number| *number <= most);
    number.ok_or_else(|| format!("{name} is \"{text}\", but must be a whole number from 0 to {most}"))
}
