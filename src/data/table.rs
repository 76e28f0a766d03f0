//! Tables: CSV files with named columns of numbers or categories.

mod columns;
mod features;
mod reading;
mod summary;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::Xxh64;

pub use columns::{
    Cells, Column, LONGEST_NAME, MISSING, MOST_BYTES, MOST_CATEGORIES, MOST_COLUMNS, MOST_ENTRIES, MOST_ROWS,
    TableError,
};
pub(crate) use features::features;
pub use reading::{line_of, looks_like_table, shown};
pub(crate) use summary::problem;
pub use summary::{ColumnKind, ColumnSummary, TableSummary};

/// A table: named columns of the same length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
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
