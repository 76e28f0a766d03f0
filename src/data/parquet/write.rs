//! Columns into a file.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::ColumnPath;

use super::schema::schema;
use super::{Column, Kind, ParquetError, Values};

/// Writes a file, a number of rows at a time, so that it need not be in memory as a whole.
pub struct ParquetWriter<Out: Write + Send> {
    file: SerializedFileWriter<Out>,
    fields: Vec<(String, Kind)>,
}

impl<Out: Write + Send> ParquetWriter<Out> {
    /// A file of columns of these names and kinds.
    ///
    /// # Errors
    /// What can't be written.
    pub fn new(out: Out, fields: &[(&str, Kind)]) -> Result<ParquetWriter<Out>, ParquetError> {
        let with_statistics = WriterProperties::builder()
            .set_created_by(format!("bandit-playground {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk);
        let properties = fields.iter().fold(with_statistics, without_statistics_of_numbers).build();
        Ok(ParquetWriter {
            file: SerializedFileWriter::new(out, schema(fields)?, Arc::new(properties))?,
            fields: fields.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect(),
        })
    }

    /// Adds rows, as one row group. Readers work with a group at a time: ten thousand to a million rows are good.
    ///
    /// # Errors
    /// Columns that are not those of the file or of different lengths, and what can't be written.
    pub fn write(&mut self, columns: &[Column]) -> Result<(), ParquetError> {
        self.check(columns)?;
        if columns.first().is_none_or(|column| column.values.is_empty()) {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for column in columns {
            if let Some(mut writer) = group.next_column()? {
                write_column(column, &mut writer)?;
                writer.close()?;
            }
        }
        group.close()?;
        Ok(())
    }

    /// Writes the end, without which it is no file of Parquet, and gives back what was written to.
    ///
    /// # Errors
    /// What can't be written.
    pub fn finish(self) -> Result<Out, ParquetError> {
        Ok(self.file.into_inner()?)
    }

    fn check(&self, columns: &[Column]) -> Result<(), ParquetError> {
        let rows = columns.first().map_or(0, |column| column.values.len());
        let wrong = |column: &str, found: String, wanted: String| {
            Err(ParquetError::Shape { column: column.to_owned(), found, wanted })
        };
        if columns.len() != self.fields.len() {
            let name = columns.last().map_or("", |column| &column.name);
            let count = |count: usize| format!("{count} columns");
            return wrong(name, format!("{} beside it", count(columns.len())), count(self.fields.len()));
        }
        for (column, (name, kind)) in columns.iter().zip(&self.fields) {
            let given = (&column.name, column.values.kind());
            if given != (name, *kind) {
                return wrong(&column.name, format!("{:?}", given.1), format!("\"{name}\" with {kind:?}"));
            }
            let lengths =
                [column.values.len(), if column.missing.is_empty() { rows } else { column.missing.len() }];
            if let Some(other) = lengths.into_iter().find(|length| *length != rows) {
                return wrong(name, format!("{other} rows"), format!("{rows} rows"));
            }
        }
        Ok(())
    }
}

fn without_statistics_of_numbers(
    builder: WriterPropertiesBuilder,
    (name, kind): &(&str, Kind),
) -> WriterPropertiesBuilder {
    let path = match kind {
        Kind::Number => vec![(*name).to_owned()],
        Kind::List => [name, "list", "element"].map(str::to_owned).to_vec(),
        Kind::Integer | Kind::Switch | Kind::Text => return builder,
    };
    builder.set_column_statistics_enabled(ColumnPath::new(path), EnabledStatistics::None)
}

fn write_column(column: &Column, writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
    match &column.values {
        Values::Numbers(values) => plain::<DoubleType, _>(column, values, Clone::clone, writer),
        Values::Integers(values) => plain::<Int64Type, _>(column, values, Clone::clone, writer),
        Values::Switches(values) => plain::<BoolType, _>(column, values, Clone::clone, writer),
        Values::Texts(values) => {
            plain::<ByteArrayType, _>(column, values, |text| ByteArray::from(text.as_str()), writer)
        }
        Values::Lists(lists) => {
            let (mut numbers, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
            for (row, list) in lists.iter().enumerate() {
                if column.is_missing(row) || list.is_empty() {
                    definitions.push(i16::from(!column.is_missing(row)));
                    repetitions.push(0);
                    continue;
                }
                numbers.extend_from_slice(list);
                definitions.extend(list.iter().map(|_| 2));
                repetitions.extend((0..list.len()).map(|place| i16::from(place > 0)));
            }
            writer.typed::<DoubleType>().write_batch(&numbers, Some(&definitions), Some(&repetitions))?;
            Ok(())
        }
    }
}

/// Writes values of which each row has one or none.
fn plain<Of: DataType, Value>(
    column: &Column,
    values: &[Value],
    written: impl Fn(&Value) -> Of::T,
    writer: &mut SerializedColumnWriter<'_>,
) -> Result<(), ParquetError> {
    let there = |row: &usize| !column.is_missing(*row);
    let kept: Vec<Of::T> = (0..values.len()).filter(there).map(|row| written(&values[row])).collect();
    let definitions: Vec<i16> = (0..values.len()).map(|row| i16::from(there(&row))).collect();
    writer.typed::<Of>().write_batch(&kept, Some(&definitions), None)?;
    Ok(())
}

/// These columns as a file.
///
/// # Errors
/// Columns of different lengths.
pub fn to_parquet(columns: &[Column]) -> Result<Vec<u8>, ParquetError> {
    let fields: Vec<(&str, Kind)> =
        columns.iter().map(|column| (column.name.as_str(), column.values.kind())).collect();
    let mut writer = ParquetWriter::new(Vec::new(), &fields)?;
    writer.write(columns)?;
    writer.finish()
}
