//! Parquet files of plain columns: numbers, whole numbers, true or false, text, and lists of numbers.
//!
//! What pandas, polars and DuckDB write of such columns is read, and what is written here they read without guessing. Nested columns
//! other than lists of numbers are refused with a sentence that names them.
//!
//! Columns of numbers are written without statistics (smallest, largest): those leave NaN out, and readers that trust them, such as
//! DuckDB, find no NaN and nothing above the largest number.
//!
//! # Examples
//! ```
//! use bandit_playground::data::parquet::{Column, Lists, Values, from_parquet, to_parquet};
//!
//! let columns = vec![
//!     Column::new("context", Values::Lists(Lists::from_iter([&[0.5, 1.5][..], &[]]))),
//!     Column::new("action", Values::Integers(vec![3, 1])),
//! ];
//! assert_eq!(from_parquet(to_parquet(&columns)?)?, columns);
//! # Ok::<(), bandit_playground::data::parquet::ParquetError>(())
//! ```

mod column;
mod guard;
mod read;
mod schema;
mod write;

use super::content::DAMAGED;

pub use column::{Column, Kind, Lists, Values};
pub use read::{ParquetReader, from_parquet};
pub use write::{ParquetWriter, to_parquet};

/// What is wrong with a Parquet file or with columns that are to become one.
#[derive(Debug, thiserror::Error)]
pub enum ParquetError {
    /// A file that is damaged, and what the system says of one that can't be written.
    #[error("this is no Parquet file that can be read or written: {}", fault(.0))]
    File(#[from] ::parquet::errors::ParquetError),
    /// A file that is something else, or nothing.
    #[error("this is no Parquet file: {0}")]
    Foreign(String),
    /// A column of a kind that has no form here.
    #[error(
        "the column \"{column}\" holds {holds}; only numbers, whole numbers, true or false, text and lists of numbers can be read"
    )]
    Kind {
        /// Its name, with dots where it is nested.
        column: String,
        /// What it holds.
        holds: String,
    },
    /// A column that is compressed in a way that can't be read here.
    #[error(
        "the column \"{column}\" is compressed with {compression}, which can't be read; write the file with snappy, gzip or zstd"
    )]
    Compression {
        /// Its name.
        column: String,
        /// The format's name of the compression.
        compression: String,
    },
    /// A value that has no form here.
    #[error("the column \"{column}\" has a value that is {value}, which can't be read; {right}")]
    Value {
        /// Its name.
        column: String,
        /// What the value is.
        value: &'static str,
        /// What would be right.
        right: &'static str,
    },
    /// Columns that are no table.
    #[error("the column \"{column}\" has {found} where a table of {wanted} was begun")]
    Shape {
        /// Its name.
        column: String,
        /// What it has.
        found: String,
        /// What it should have.
        wanted: String,
    },
}

/// What the library's errors are to people.
fn fault(error: &::parquet::errors::ParquetError) -> String {
    use ::parquet::errors::ParquetError as Library;
    match error {
        // What the system says.
        Library::External(cause) => cause.to_string(),
        Library::NYI(_) => {
            "it uses a part of the format that can't be read here: write it with the usual settings of pandas, polars or DuckDB"
                .to_owned()
        }
        _ => DAMAGED.to_owned(),
    }
}

#[cfg(test)]
mod tests;
