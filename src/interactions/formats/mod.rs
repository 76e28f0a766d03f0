//! Files of logs: one file a format and one line in [`LOG_FORMATS`]. A format is recognized by what a file holds, not by its name.

mod fields;
mod format;
mod json_lines;
mod npy;
mod obp;
mod open_bandit;
#[cfg(not(target_arch = "wasm32"))]
mod parquet_table;
mod record;
mod survey;
mod tidy_csv;
mod tidy_header;
mod trajectory;
mod unknown;
mod vw_dsjson;
mod vw_names;
mod vw_rows;
mod vw_text;

use std::borrow::Cow;
use std::io::{Read, Write};

use flate2::read::MultiGzDecoder;

use super::log::InteractionLog;
use super::reading::{File, ReadLog};

pub use fields::{Field, kept};
pub use format::{LeftOut, LogFileError, LogFormat};

/// Every format, in the order in which they are looked for. Parquet is read and written natively only, since its library is large.
pub static LOG_FORMATS: &[&LogFormat] = &[
    &obp::FORMAT,
    #[cfg(not(target_arch = "wasm32"))]
    &parquet_table::FORMAT,
    &vw_dsjson::FORMAT,
    &trajectory::FORMAT,
    &json_lines::FORMAT,
    &open_bandit::FORMAT,
    &tidy_csv::FORMAT,
    &vw_text::FORMAT,
];

fn titles() -> String {
    let titles: Vec<&str> = LOG_FORMATS.iter().map(|format| format.title).collect();
    titles.join(", ")
}

/// The format of this id.
pub fn find(id: &str) -> Option<&'static LogFormat> {
    LOG_FORMATS.iter().copied().find(|format| format.id == id)
}

/// The bytes of a file as they are, or unpacked where it is gzipped.
///
/// # Errors
/// A file that is gzipped and damaged.
pub fn unpacked<'a>(file: File<'a>) -> Result<Cow<'a, [u8]>, LogFileError> {
    if !file.bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(file.bytes));
    }
    let mut bytes = Vec::new();
    match MultiGzDecoder::new(file.bytes).read_to_end(&mut bytes) {
        Ok(_) => Ok(Cow::Owned(bytes)),
        Err(_) => Err(LogFileError::Unreadable {
            file: file.name.to_owned(),
            reason:
                "it is gzipped but can't be unpacked, since it is cut off or damaged: fetch or write it again"
                    .to_owned(),
        }),
    }
}

/// The format of a file that begins with these bytes, unpacked.
pub fn recognize(bytes: &[u8]) -> Option<&'static LogFormat> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    LOG_FORMATS.iter().copied().find(|format| (format.is_it)(bytes))
}

/// Reads a log of whatever format, plain or gzipped.
///
/// # Errors
/// What keeps the file from being read at all. Rows that are wrong are left out and listed.
///
/// # Examples
/// ```
/// use bandit_playground::interactions::formats;
/// use bandit_playground::interactions::reading::File;
///
/// let text = "context.age,action,reward,probability\n0.5,0,1.0,0.25\n0.1,1,0.0,0\n";
/// let (read, format) = formats::read(File { name: "log.csv", bytes: text.as_bytes() })?;
/// assert_eq!((format.id, read.log.len(), read.refused[0].line), ("csv", 1, 3));
/// assert!(read.refused[0].reason.starts_with("the probability of the action is 0"));
/// # Ok::<(), formats::LogFileError>(())
/// ```
pub fn read(file: File<'_>) -> Result<(ReadLog, &'static LogFormat), LogFileError> {
    let bytes = unpacked(file)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let format = recognize(bytes).ok_or_else(|| LogFileError::Unknown {
        file: file.name.to_owned(),
        why: unknown::why_unknown(bytes),
        formats: titles(),
    })?;
    let mut read = (format.read)(File { name: file.name, bytes })?;
    if read.log.is_empty() {
        let first = read.refused.first();
        let first = first.map(|row| format!(": line {}: {}", row.line, row.reason)).unwrap_or_default();
        return Err(LogFileError::Empty { file: file.name.to_owned(), first });
    }
    read.notes.extend(without_probability(file.name, &read.log, format));
    Ok((read, format))
}

/// What is to be said of a log where actions have no probability: estimators by weights need it of every row.
fn without_probability(file: &str, log: &InteractionLog, format: &LogFormat) -> Option<String> {
    let is_missing = |row: &usize| log.row_probability(*row).is_none();
    let missing = (0..log.len()).filter(is_missing).count();
    let first = (0..log.len()).find(is_missing)?;
    let (rows, place) = (log.len(), format.probability);
    let whose = if missing == rows {
        format!("the probabilities of the actions are missing ({place})")
    } else {
        let row = first + 1;
        format!(
            "{missing} of {rows} rows, the first is row {row}, have no probability of their action ({place})"
        )
    };
    Some(format!(
        "{file}: {whose}, so that no estimator by weights says anything of another policy, only a reward model does, and training takes the rewards as they stand: record them in the log where that matters."
    ))
}

/// Writes a log, and says what of it the format does not hold, as sentences.
///
/// # Errors
/// A log that the format can't hold, and a file that can't be written.
pub fn write(
    log: &InteractionLog,
    format: &LogFormat,
    out: &mut dyn Write,
) -> Result<Vec<String>, LogFileError> {
    let left_out = (format.write)(log, out)?;
    let mut notes = Vec::new();
    if left_out.rows > 0 {
        let rows = if left_out.rows == 1 { "row is" } else { "rows are" };
        notes.push(format!("{} {rows} not in the file, since {}.", left_out.rows, left_out.why));
    }
    let lost: Vec<&str> = fields::used(log)
        .into_iter()
        .filter(|field| !format.keeps.contains(field))
        .map(Field::words)
        .collect();
    if !lost.is_empty() {
        notes.push(format!(
            "{} has no place for {}: JSON lines hold everything.",
            format.title,
            lost.join(", ")
        ));
    }
    Ok(notes)
}
