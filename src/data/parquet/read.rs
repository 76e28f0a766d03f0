//! Columns out of a file.

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::reader::{ChunkReader, FileReader, RowGroupReader, SerializedFileReader};

use super::guard::guarded;
use super::schema::{Form, Leaf, leaf};
use super::{Column, Kind, ParquetError, Values};
use crate::data::content::instead_of;

/// What every file begins and ends with.
const MARK: &[u8] = b"PAR1";

/// Rows that are decoded at once.
const BATCH: usize = 8_192;

/// Reads a file, a row group at a time, so that it need not be in memory as a whole.
pub struct ParquetReader<From: ChunkReader> {
    file: SerializedFileReader<From>,
    leaves: Vec<Leaf>,
}

impl<From: ChunkReader + 'static> ParquetReader<From> {
    /// The file, of which all columns can be read.
    ///
    /// # Errors
    /// What is no file of Parquet, and a file with a column that can't be read.
    pub fn new(file: From) -> Result<ParquetReader<From>, ParquetError> {
        guarded(|| {
            let file = SerializedFileReader::new(file)?;
            let schema = file.metadata().file_metadata().schema_descr();
            let leaves = (0..schema.num_columns())
                .map(|index| leaf(schema.get_column_root(index), &schema.column(index)))
                .collect::<Result<_, ParquetError>>()?;
            Ok(ParquetReader { file, leaves })
        })
    }

    /// Names and kinds of the columns.
    pub fn fields(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.leaves.iter().map(|leaf| (leaf.name.as_str(), leaf.kind))
    }

    /// Number of row groups.
    pub fn groups(&self) -> usize {
        self.file.num_row_groups()
    }

    /// The rows of a row group.
    ///
    /// # Errors
    /// A group that is damaged, and values that have no form here.
    pub fn read(&self, group: usize) -> Result<Vec<Column>, ParquetError> {
        let mut columns: Vec<Column> =
            self.leaves.iter().map(|leaf| Column::new(&leaf.name, Values::none(leaf.kind))).collect();
        self.append(group, &mut columns)?;
        Ok(columns)
    }

    fn append(&self, group: usize, columns: &mut [Column]) -> Result<(), ParquetError> {
        guarded(|| self.append_group(group, columns))
    }

    fn append_group(&self, group: usize, columns: &mut [Column]) -> Result<(), ParquetError> {
        let group = self.file.get_row_group(group)?;
        for (index, (leaf, column)) in self.leaves.iter().zip(columns.iter_mut()).enumerate() {
            check_compression(group.metadata().column(index).compression(), leaf)?;
            append_column(group.as_ref(), index, leaf, column)?;
        }
        let rows = columns.first().map_or(0, |column| column.values.len());
        match columns.iter().find(|column| column.values.len() != rows) {
            None => Ok(()),
            Some(column) => Err(ParquetError::Shape {
                column: column.name.clone(),
                found: format!("{} rows", column.values.len()),
                wanted: format!("{rows} rows"),
            }),
        }
    }
}

/// All columns of a file that is in memory.
///
/// # Errors
/// What is no file of Parquet, a damaged one, and columns or values that can't be read.
pub fn from_parquet(file: Vec<u8>) -> Result<Vec<Column>, ParquetError> {
    if !file.starts_with(MARK) {
        return Err(ParquetError::Foreign(instead_of("a Parquet file", &file)));
    }
    let reader = ParquetReader::new(Bytes::from(file))?;
    let mut columns: Vec<Column> =
        reader.fields().map(|(name, kind)| Column::new(name, Values::none(kind))).collect();
    (0..reader.groups()).try_for_each(|group| reader.append(group, &mut columns))?;
    Ok(columns)
}

/// Those that were compiled in.
fn check_compression(compression: Compression, leaf: &Leaf) -> Result<(), ParquetError> {
    match compression {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) | Compression::ZSTD(_) => {
            Ok(())
        }
        other => {
            // The level behind it is not in a file.
            let name = other.to_string().split('(').next().unwrap_or_default().to_owned();
            Err(ParquetError::Compression { column: leaf.name.clone(), compression: name })
        }
    }
}

fn append_column(
    group: &dyn RowGroupReader,
    index: usize,
    leaf: &Leaf,
    column: &mut Column,
) -> Result<(), ParquetError> {
    let refused = |value, right| ParquetError::Value { column: leaf.name.clone(), value, right };
    let whole = |number: i64| match leaf.form {
        Form::Unsigned if number < 0 => {
            Err(refused("above 9223372036854775807", "write such numbers as text"))
        }
        Form::Time(a_millisecond) => Ok(number.div_euclid(a_millisecond)),
        _ => Ok(number),
    };
    let small = |number: i32| match leaf.form {
        Form::Unsigned => Ok(i64::from(number as u32)),
        _ => whole(i64::from(number)),
    };
    let number = |number: i64| match leaf.form {
        Form::Decimal(digits) => number as f64 / libm::pow(10.0, f64::from(digits)),
        _ => number as f64,
    };
    let text = |bytes: ByteArray| {
        bytes.as_utf8().map(str::to_owned).map_err(|_| refused("no text in UTF-8", "write it as text"))
    };
    match (group.get_column_reader(index)?, &mut column.values) {
        (ColumnReader::BoolColumnReader(reader), Values::Switches(values)) => {
            rows(reader, leaf, &mut column.missing, values, Ok)
        }
        (ColumnReader::Int32ColumnReader(reader), Values::Integers(values)) => {
            rows(reader, leaf, &mut column.missing, values, small)
        }
        (ColumnReader::Int64ColumnReader(reader), Values::Integers(values)) => {
            rows(reader, leaf, &mut column.missing, values, whole)
        }
        (ColumnReader::Int32ColumnReader(reader), Values::Numbers(values)) => {
            rows(reader, leaf, &mut column.missing, values, |value| Ok(number(i64::from(value))))
        }
        (ColumnReader::Int64ColumnReader(reader), Values::Numbers(values)) => {
            rows(reader, leaf, &mut column.missing, values, |value| Ok(number(value)))
        }
        (ColumnReader::FloatColumnReader(reader), Values::Numbers(values)) => {
            rows(reader, leaf, &mut column.missing, values, |value| Ok(f64::from(value)))
        }
        (ColumnReader::DoubleColumnReader(reader), Values::Numbers(values)) => {
            rows(reader, leaf, &mut column.missing, values, Ok)
        }
        (ColumnReader::ByteArrayColumnReader(reader), Values::Texts(values)) => {
            rows(reader, leaf, &mut column.missing, values, text)
        }
        (ColumnReader::Int32ColumnReader(reader), Values::Lists(_)) => {
            lists(reader, leaf, column, |value| Ok(number(small(value)?)))
        }
        (ColumnReader::Int64ColumnReader(reader), Values::Lists(_)) => {
            lists(reader, leaf, column, |value| Ok(number(whole(value)?)))
        }
        (ColumnReader::FloatColumnReader(reader), Values::Lists(_)) => {
            lists(reader, leaf, column, |value| Ok(f64::from(value)))
        }
        (ColumnReader::DoubleColumnReader(reader), Values::Lists(_)) => lists(reader, leaf, column, Ok),
        // The schema says what a column is, and what its pages hold must be that.
        _ => Err(ParquetError::Kind { column: leaf.name.clone(), holds: "pages of another type".to_owned() }),
    }
}

/// Reads the rows of a column of which each has a value or none.
fn rows<Of: DataType, Value: Default>(
    mut reader: ColumnReaderImpl<Of>,
    leaf: &Leaf,
    missing: &mut Vec<bool>,
    values: &mut Vec<Value>,
    read: impl Fn(Of::T) -> Result<Value, ParquetError>,
) -> Result<(), ParquetError> {
    let (mut found, mut definitions) = (Vec::new(), Vec::new());
    loop {
        found.clear();
        definitions.clear();
        let (records, _, _) = reader.read_records(BATCH, Some(&mut definitions), None, &mut found)?;
        if records == 0 {
            return Ok(());
        }
        let mut next = found.drain(..);
        for row in 0..records {
            let is_there = leaf.whole == 0 || definitions.get(row).is_some_and(|level| *level == leaf.whole);
            let value = if is_there { next.next().map(&read).transpose()? } else { None };
            note(missing, values.len(), value.is_none());
            values.push(value.unwrap_or_default());
        }
    }
}

/// Reads the rows of a column of which each has a list of numbers or none.
fn lists<Of: DataType>(
    mut reader: ColumnReaderImpl<Of>,
    leaf: &Leaf,
    column: &mut Column,
    read: impl Fn(Of::T) -> Result<f64, ParquetError>,
) -> Result<(), ParquetError> {
    let Values::Lists(lists) = &mut column.values else { return Ok(()) };
    let (mut found, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
    let mut list = Vec::new();
    loop {
        found.clear();
        definitions.clear();
        repetitions.clear();
        let (records, _, levels) =
            reader.read_records(BATCH, Some(&mut definitions), Some(&mut repetitions), &mut found)?;
        if records == 0 {
            return Ok(());
        }
        let mut next = found.drain(..);
        for place in 0..levels {
            let level = definitions.get(place).copied().unwrap_or_default();
            if level == leaf.whole {
                list.extend(next.next().map(&read).transpose()?);
            } else if level > leaf.present {
                // A number of the list is missing.
                list.push(f64::NAN);
            }
            // A list ends where the next one begins.
            if repetitions.get(place + 1).is_none_or(|repetition| *repetition == 0) {
                note(&mut column.missing, lists.len(), level < leaf.present);
                lists.push(&list);
                list.clear();
            }
        }
    }
}

/// Notes whether the value of a row is missing; nothing is noted before the first one that is.
fn note(missing: &mut Vec<bool>, row: usize, is_missing: bool) {
    if is_missing || !missing.is_empty() {
        missing.resize(row, false);
        missing.push(is_missing);
    }
}
