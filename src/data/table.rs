//! Tables: CSV files with named columns of numbers or categories.

mod reading;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::Xxh64;

pub use reading::{looks_like_table, shown};

/// Most rows that are read.
pub const MOST_ROWS: usize = 200_000;

/// Most columns that are read.
pub const MOST_COLUMNS: usize = 1_000;

/// Most bytes that are read.
pub const MOST_BYTES: usize = 100 << 20;

/// Most entries: rows times columns.
pub const MOST_ENTRIES: usize = 5_000_000;

/// Most different entries of a column of categories; what has more is words.
pub const MOST_CATEGORIES: usize = 1_000;

/// Longest name of a column, in characters: links hold it whole.
pub const LONGEST_NAME: usize = 80;

/// The category of an empty entry.
pub const MISSING: &str = "(missing)";

/// A table: named columns of the same length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name, as in the first line.
    pub name: String,
    /// What it holds.
    pub cells: Cells,
    /// How many of its entries are missing.
    pub missing: usize,
}

/// The entries of a column, one a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Cells {
    /// Every entry is a finite number, or NaN where it is missing.
    Numbers(Vec<f64>),
    /// At least one entry is not a number, so all are taken as names.
    Categories {
        /// The different entries, in the order of the alphabet; an empty one is [`MISSING`].
        names: Vec<String>,
        /// The index into `names` of each row's entry.
        of: Vec<u32>,
    },
    /// More different entries than [`MOST_CATEGORIES`], not all numbers: names of things or sentences, of which nothing
    /// is kept.
    Words,
}

/// Why a table can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Not a line, or only names.
    #[error("{0} has no rows: its first line should name the columns, and each further line be a row")]
    NoRows(String),
    /// A line can't be read.
    #[error("{file} line {line}: {reason}")]
    Line {
        /// The file.
        file: String,
        /// Number of the line, from 1.
        line: u64,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// Larger than what fits.
    #[error("{file} has more than {limit} {what}, which is the most that fits here")]
    TooLarge {
        /// The file.
        file: String,
        /// The limit.
        limit: usize,
        /// Of what.
        what: &'static str,
    },
}

impl Cells {
    /// The entries as categories: numbers become their own names, in ascending order, and missing ones come last. Words
    /// have none.
    ///
    /// The names and, for each row, an index into them.
    pub fn categories(&self) -> (Vec<String>, Vec<u32>) {
        match self {
            Cells::Categories { names, of } => (names.clone(), of.clone()),
            Cells::Numbers(numbers) => {
                let values = different(numbers);
                let mut names: Vec<String> = values.iter().map(|value| name_of(*value)).collect();
                if numbers.iter().any(|number| number.is_nan()) {
                    names.push(MISSING.to_owned());
                }
                let place = |number: &f64| match number.is_nan() {
                    true => values.len() as u32,
                    false => values.partition_point(|value| value < number) as u32,
                };
                (names, numbers.iter().map(place).collect())
            }
            Cells::Words => (Vec::new(), Vec::new()),
        }
    }

    /// How many different entries there are, missing ones not counted; none where they are too many to be counted.
    pub fn different(&self) -> Option<usize> {
        match self {
            Cells::Categories { names, .. } => Some(names.iter().filter(|name| *name != MISSING).count()),
            Cells::Numbers(numbers) => Some(different(numbers).len()),
            Cells::Words => None,
        }
    }
}

/// A number as the name of a category: all of its digits, but no more than tell it from others.
fn name_of(number: f64) -> String {
    if number == 0.0 || (1e-5..1e16).contains(&number.abs()) {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}

/// The different numbers, ascending, without what is missing.
fn different(numbers: &[f64]) -> Vec<f64> {
    let mut values: Vec<f64> = numbers.iter().copied().filter(|number| !number.is_nan()).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

impl Table {
    /// Reads CSV in UTF-8: a first line with the columns' names, then a row a line; commas, semicolons or tabs between
    /// the entries, whichever the first line has most of, and quotation marks where an entry holds one.
    ///
    /// A column is one of numbers where every entry is one, and one of categories otherwise. Where commas are not what
    /// separates, a number may have a decimal comma, as long as all of its column do without points. An empty entry is
    /// missing; among numbers so is NA, N/A, NaN, null or a question mark. A column without a name is called after its
    /// place, "column 1".
    ///
    /// # Errors
    /// Files without rows, lines with another number of entries than names, names that are there twice or longer than
    /// [`LONGEST_NAME`], text that is not UTF-8, and whatever is larger than the limits above. `file` is what the
    /// sentences call it.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Table, TableError> {
        Table::read_with_progress(file, bytes, &mut |_| {})
    }

    /// [`Table::read`], which says now and then how much is done, 0 to 1.
    ///
    /// # Errors
    /// Those of [`Table::read`].
    pub fn read_with_progress(
        file: &str,
        bytes: &[u8],
        progress: &mut dyn FnMut(f64),
    ) -> Result<Table, TableError> {
        let (columns, rows) = reading::read(file, bytes, progress)?;
        Ok(Table { columns, rows })
    }

    /// The columns, in the order of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// 64 bits of the content: the same for the same names and entries, whatever the file is called and whatever stands
    /// between the entries.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Xxh64::new(2);
        let text = |hash: &mut Xxh64, text: &str| {
            hash.update(&(text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        hash.update(&(self.rows as u64).to_le_bytes());
        for column in &self.columns {
            text(&mut hash, &column.name);
            match &column.cells {
                Cells::Numbers(numbers) => {
                    hash.update(b"n");
                    // Every NaN counts as the same one: its bits may differ between machines.
                    let bits =
                        |number: &f64| if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() };
                    numbers.iter().for_each(|number| hash.update(&bits(number).to_le_bytes()));
                }
                Cells::Categories { names, of } => {
                    hash.update(b"c");
                    hash.update(&(names.len() as u64).to_le_bytes());
                    names.iter().for_each(|name| text(&mut hash, name));
                    of.iter().for_each(|index| hash.update(&index.to_le_bytes()));
                }
                Cells::Words => hash.update(b"w"),
            }
        }
        hash.digest()
    }

    /// [`Table::fingerprint`] as 16 hexadecimal digits.
    pub fn fingerprint_text(&self) -> String {
        format!("{:016x}", self.fingerprint())
    }
}

#[cfg(test)]
mod tests;
