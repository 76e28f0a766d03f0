//! The columns of a table, its limits, and why a file is none.

use serde::{Deserialize, Serialize};

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

/// The different numbers, ascending, without what is missing.
fn different(numbers: &[f64]) -> Vec<f64> {
    let mut values: Vec<f64> = numbers.iter().copied().filter(|number| !number.is_nan()).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// A number as the name of a category: all of its digits, but no more than tell it from others.
fn name_of(number: f64) -> String {
    if number == 0.0 || (1e-5..1e16).contains(&number.abs()) {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}
