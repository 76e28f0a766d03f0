//! Reading a table, row by row into growing columns.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::columns::{
    Cells, Column, LONGEST_NAME, MISSING, MOST_BYTES, MOST_CATEGORIES, MOST_COLUMNS, MOST_ENTRIES, MOST_ROWS,
    TableError,
};

/// Longest name or entry that goes into a sentence, in characters.
const LONGEST_SHOWN: usize = 40;

/// What may stand between entries; of several that are there as often, the first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// What stands for a missing number, besides nothing at all.
const MISSING_NUMBERS: [&str; 5] = ["na", "n/a", "nan", "null", "?"];

/// Rows between two words of progress.
const REPORT_EVERY: usize = 1 << 12;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether a file that begins like this may be a table: text, whose first line has several entries.
pub fn looks_like_table(head: &[u8]) -> bool {
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    !head.contains(&0) && separator(head).1 > 0
}

/// What stands between the entries of the first line, and how often, outside of quotation marks.
fn separator(bytes: &[u8]) -> (u8, usize) {
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    let first = lines.into_iter().find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let mut counts = [0; SEPARATORS.len()];
    let mut quoted = false;
    for byte in first {
        quoted ^= *byte == b'"';
        if let Some(place) = SEPARATORS.iter().position(|separator| separator == byte).filter(|_| !quoted) {
            counts[place] += 1;
        }
    }
    let most = counts.into_iter().max().unwrap_or(0);
    let place = counts.iter().position(|count| *count == most).unwrap_or(0);
    (SEPARATORS[place], most)
}

/// The columns and the number of rows: see [`super::Table::read`].
pub fn read(
    file: &str,
    bytes: &[u8],
    progress: &mut dyn FnMut(f64),
) -> Result<(Vec<Column>, usize), TableError> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large(file, MOST_BYTES, "bytes"));
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let separator = separator(bytes).0;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(separator)
        .from_reader(bytes);
    let mut record = StringRecord::new();
    let next = |reader: &mut csv::Reader<&[u8]>, record: &mut StringRecord| {
        reader.read_record(record).map_err(|error| of_reading(file, &error))
    };
    if !next(&mut reader, &mut record)? {
        return Err(TableError::NoRows(shown(file)));
    }
    let names = column_names(file, line_of(bytes, record.position()), &record)?;
    let mut columns: Vec<Growing> = names.iter().map(|_| Growing::new(separator)).collect();
    let mut rows = 0;
    while next(&mut reader, &mut record)? {
        if rows == MOST_ROWS {
            return Err(too_large(file, MOST_ROWS, "rows"));
        }
        if (rows + 1) * names.len() > MOST_ENTRIES {
            return Err(too_large(file, MOST_ENTRIES, "entries"));
        }
        check_row(file, line_of(bytes, record.position()), &record, names.len())?;
        rows += 1;
        columns.iter_mut().zip(&record).for_each(|(column, entry)| column.push(entry));
        if rows % REPORT_EVERY == 0 {
            progress(reader.position().byte() as f64 / bytes.len() as f64);
        }
    }
    if rows == 0 {
        return Err(TableError::NoRows(shown(file)));
    }
    Ok((names.into_iter().zip(columns).map(|(name, column)| column.finish(name)).collect(), rows))
}

/// The number of a row's line, from 1. What the reader keeps is the place before the blank lines that it passed over, and before the
/// end of the line where that is of two characters.
pub fn line_of(bytes: &[u8], position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 1 };
    let rest = bytes.get(position.byte() as usize..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    position.line() + blank.filter(|byte| **byte == b'\n').count() as u64
}

fn too_large(file: &str, limit: usize, what: &'static str) -> TableError {
    TableError::TooLarge { file: shown(file), limit, what }
}

/// A name as it goes into a sentence: short, and on one line.
pub fn shown(text: &str) -> String {
    let end = if text.chars().count() > LONGEST_SHOWN { "…" } else { "" };
    let short = text.chars().filter(|c| !c.is_control()).take(LONGEST_SHOWN);
    format!("{}{end}", short.collect::<String>())
}

fn of_reading(file: &str, error: &csv::Error) -> TableError {
    let line = error.position().map_or(1, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8: save the file as UTF-8".to_owned(),
        _ => format!("it can't be read as CSV ({error})"),
    };
    TableError::Line { file: shown(file), line, reason }
}

fn column_names(file: &str, line: u64, record: &StringRecord) -> Result<Vec<String>, TableError> {
    if record.len() > MOST_COLUMNS {
        return Err(too_large(file, MOST_COLUMNS, "columns"));
    }
    let wrong = |reason| Err(TableError::Line { file: shown(file), line, reason });
    let mut names: Vec<String> = Vec::new();
    for (place, given) in (1..).zip(record) {
        let plain: String = given.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let name = match plain.trim() {
            "" => format!("column {place}"),
            name => name.to_owned(),
        };
        if name.chars().count() > LONGEST_NAME {
            return wrong(format!(
                "the name of column {place} is longer than {LONGEST_NAME} characters: shorten it"
            ));
        }
        if names.contains(&name) {
            return wrong(format!("two columns are named {}: every name should be there once", shown(&name)));
        }
        names.push(name);
    }
    Ok(names)
}

fn check_row(file: &str, line: u64, record: &StringRecord, wanted: usize) -> Result<(), TableError> {
    let found = record.len();
    if found == wanted {
        return Ok(());
    }
    let plural = if found == 1 { "entry" } else { "entries" };
    // An entry over several lines is rare, and after an unclosed quotation mark it swallows the rest.
    let swallowed = record.iter().any(|entry| entry.contains('\n'));
    let perhaps = if swallowed { "; perhaps a quotation mark is not closed" } else { "" };
    let reason = format!("the line has {found} {plural}, but must have {wanted}, one a column{perhaps}");
    Err(TableError::Line { file: shown(file), line, reason })
}

/// A column while its entries come: everything that it may still turn out to be.
struct Growing {
    /// As numbers with a decimal point.
    points: Option<Vec<f64>>,
    /// As numbers with a decimal comma.
    commas: Option<Vec<f64>>,
    /// As categories: the index of each in the order in which they came, and of each row.
    categories: Option<(BTreeMap<String, u32>, Vec<u32>)>,
    empty: usize,
}

impl Growing {
    fn new(separator: u8) -> Growing {
        Growing {
            points: Some(Vec::new()),
            commas: (separator != b',').then(Vec::new),
            categories: Some((BTreeMap::new(), Vec::new())),
            empty: 0,
        }
    }

    fn push(&mut self, entry: &str) {
        let is_empty = entry.is_empty();
        self.empty += usize::from(is_empty);
        let is_missing = is_empty || MISSING_NUMBERS.iter().any(|mark| mark.eq_ignore_ascii_case(entry));
        let number = |text: &str| if is_missing { Some(f64::NAN) } else { number(text) };
        grow(&mut self.points, number(entry));
        if self.commas.is_some() {
            // Either a point or a comma is the decimal mark of a column, or thousands would be taken for parts.
            let with_point = (!entry.contains('.')).then(|| entry.replacen(',', ".", 1));
            grow(&mut self.commas, with_point.and_then(|text| number(&text)));
        }
        if let Some((known, of)) = &mut self.categories {
            let name = if is_empty { MISSING } else { entry };
            let next = known.len() as u32;
            match known.get(name) {
                Some(index) => of.push(*index),
                None if known.len() == MOST_CATEGORIES => self.categories = None,
                None => {
                    known.insert(name.to_owned(), next);
                    of.push(next);
                }
            }
        }
    }

    fn finish(self, name: String) -> Column {
        let has_one = |numbers: &Vec<f64>| numbers.iter().any(|number| !number.is_nan());
        if let Some(numbers) = self.points.filter(has_one).or(self.commas.filter(has_one)) {
            let missing = numbers.iter().filter(|number| number.is_nan()).count();
            return Column { name, cells: Cells::Numbers(numbers), missing };
        }
        let cells = match self.categories {
            Some((known, of)) => {
                let mut place = vec![0; known.len()];
                (0..)
                    .zip(known.values())
                    .for_each(|(alphabetical, came)| place[*came as usize] = alphabetical);
                let of = of.into_iter().map(|came| place[came as usize]).collect();
                Cells::Categories { names: known.into_keys().collect(), of }
            }
            None => Cells::Words,
        };
        Column { name, cells, missing: self.empty }
    }
}

/// One entry more, or the end of what the column might have been.
fn grow(numbers: &mut Option<Vec<f64>>, number: Option<f64>) {
    match (numbers.as_mut(), number) {
        (Some(so_far), Some(number)) => so_far.push(number),
        _ => *numbers = None,
    }
}

/// A finite number. A negative zero equals zero and should not be another category.
fn number(entry: &str) -> Option<f64> {
    entry.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number + 0.0)
}
