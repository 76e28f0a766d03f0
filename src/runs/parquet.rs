//! The numbers of runs as a tidy table in Parquet.

use std::io::Write;

use super::tidy::{TidyRow, tidy_rows};
use super::{KeptRun, RunHeader};
use crate::data::parquet::{Column, Kind, ParquetError, ParquetWriter, Values};

/// Rows that are written together.
const GROUP: usize = 100_000;

/// What is known of a row.
type Row<'a> = (&'a RunHeader, TidyRow<'a>);

/// How a column is filled.
enum Of {
    Text(fn(&Row<'_>) -> String),
    /// A text that may be missing, where it is empty.
    Known(fn(&Row<'_>) -> String),
    Whole(fn(&Row<'_>) -> u64),
    Number(fn(&Row<'_>) -> f64),
}

/// The columns: those of [`tidy_csv`](super::tidy_csv), and then what is known of the run.
const COLUMNS: [(&str, Of); 13] = [
    ("run", Of::Text(|(header, _)| header.id.to_string())),
    ("agent", Of::Text(|(_, row)| row.agent.to_owned())),
    ("seed", Of::Text(|(_, row)| row.over.to_string())),
    ("round", Of::Whole(|(_, row)| row.round)),
    ("metric", Of::Text(|(_, row)| row.metric.to_owned())),
    ("value", Of::Number(|(_, row)| row.value.value())),
    ("name", Of::Text(|(header, _)| header.name.clone())),
    ("environment", Of::Text(|(header, _)| header.environment.clone())),
    ("horizon", Of::Whole(|(header, _)| header.horizon)),
    ("seeds", Of::Whole(|(header, _)| u64::from(header.seeds))),
    ("numerics", Of::Whole(|(header, _)| u64::from(header.numerics))),
    ("digest", Of::Known(|(header, _)| header.digest_text())),
    ("link", Of::Text(|(header, _)| header.link.clone())),
];

impl Of {
    fn kind(&self) -> Kind {
        match self {
            Of::Text(_) | Of::Known(_) => Kind::Text,
            Of::Whole(_) => Kind::Integer,
            Of::Number(_) => Kind::Number,
        }
    }

    fn add(&self, row: &Row<'_>, column: &mut Column) {
        match (self, &mut column.values) {
            (Of::Text(text), Values::Texts(texts)) => texts.push(text(row)),
            (Of::Known(text), Values::Texts(texts)) => {
                let text = text(row);
                column.missing.push(text.is_empty());
                texts.push(text);
            }
            // Rounds and seeds are far below 2^63.
            (Of::Whole(whole), Values::Integers(numbers)) => numbers.push(whole(row) as i64),
            (Of::Number(number), Values::Numbers(numbers)) => numbers.push(number(row)),
            // A column is made of the kind that it has here.
            _ => {}
        }
    }
}

/// Writes the rows of [`tidy_csv`](super::tidy_csv) with the same values, and in each of them the run's name, environment, horizon,
/// number of seeds, numerics, digest (missing where the run is not complete) and link.
///
/// # Errors
/// What can't be written.
pub fn write_parquet<'a, Out: Write + Send>(
    out: Out,
    runs: impl IntoIterator<Item = &'a KeptRun>,
) -> Result<Out, ParquetError> {
    let mut writer = ParquetWriter::new(out, &COLUMNS.map(|(name, of)| (name, of.kind())))?;
    let mut columns = empty();
    for run in runs {
        add(run, &mut columns);
        if columns[0].values.len() >= GROUP {
            writer.write(&columns)?;
            columns = empty();
        }
    }
    writer.write(&columns)?;
    writer.finish()
}

fn empty() -> Vec<Column> {
    COLUMNS.iter().map(|(name, of)| Column::new(name, Values::none(of.kind()))).collect()
}

fn add(run: &KeptRun, columns: &mut [Column]) {
    tidy_rows(run, &mut |row| {
        let row = (&run.header, row);
        COLUMNS.iter().zip(columns.iter_mut()).for_each(|((_, of), column)| of.add(&row, column));
    });
}
