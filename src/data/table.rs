//! Tables: CSV files with named columns of numbers or categories.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Trim};

/// Most rows that are read.
pub const MOST_ROWS: usize = 200_000;

/// Most columns that are read.
pub const MOST_COLUMNS: usize = 1_000;

/// Most bytes that are read.
pub const MOST_BYTES: usize = 100 << 20;

/// Most entries: rows times columns.
pub const MOST_ENTRIES: usize = 5_000_000;

/// Most different entries of a column of categories.
pub const MOST_CATEGORIES: usize = 1_000;

/// Longest name or entry that goes into a sentence, in characters.
const LONGEST_SHOWN: usize = 40;

/// A table: named columns of the same length.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name, as in the first line.
    pub name: String,
    /// What it holds.
    pub cells: Cells,
}

/// The entries of a column, one a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Every entry is a finite number.
    Numbers(Vec<f64>),
    /// At least one entry is not a number, so all are taken as names.
    Categories {
        /// The different entries, in the order of the alphabet.
        names: Vec<String>,
        /// The index into `names` of each row's entry.
        of: Vec<u32>,
    },
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
    /// The entries as categories: numbers become their own names, in ascending order.
    ///
    /// The names and, for each row, an index into them.
    pub fn categories(&self) -> (Vec<String>, Vec<u32>) {
        match self {
            Cells::Categories { names, of } => (names.clone(), of.clone()),
            Cells::Numbers(numbers) => {
                let mut values = numbers.clone();
                values.sort_by(f64::total_cmp);
                values.dedup();
                let place = |number: &f64| values.partition_point(|value| value < number) as u32;
                (values.iter().map(f64::to_string).collect(), numbers.iter().map(place).collect())
            }
        }
    }
}

impl Table {
    /// Reads CSV (commas, a first line with the columns' names, quotation marks where an entry holds a comma) in
    /// UTF-8. A column is one of numbers where every entry is one.
    ///
    /// # Errors
    /// Files without rows, lines with another number of entries than names, empty entries, names that are empty or
    /// there twice, text that is not UTF-8, and whatever is larger than the limits above. `file` is what the
    /// sentences call it.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Table, TableError> {
        if bytes.len() > MOST_BYTES {
            return Err(too_large(file, MOST_BYTES, "bytes"));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(bytes);
        let mut record = StringRecord::new();
        let next = |reader: &mut csv::Reader<&[u8]>, record: &mut StringRecord| {
            reader.read_record(record).map_err(|error| of_reading(file, &error))
        };
        if !next(&mut reader, &mut record)? {
            return Err(TableError::NoRows(shown(file)));
        }
        let names = column_names(file, &record)?;
        let mut entries: Vec<Vec<String>> = vec![Vec::new(); names.len()];
        let mut rows = 0;
        while next(&mut reader, &mut record)? {
            let line = line_of(bytes, &record);
            if rows == MOST_ROWS {
                return Err(too_large(file, MOST_ROWS, "rows"));
            }
            if (rows + 1) * names.len() > MOST_ENTRIES {
                return Err(too_large(file, MOST_ENTRIES, "entries"));
            }
            check_row(file, line, &record, &names)?;
            rows += 1;
            entries.iter_mut().zip(&record).for_each(|(column, entry)| column.push(entry.to_owned()));
        }
        if rows == 0 {
            return Err(TableError::NoRows(shown(file)));
        }
        let columns = names.into_iter().zip(entries).map(|(name, entries)| {
            let cells = cells(entries).map_err(|limit| TableError::TooLarge {
                file: format!("{}, column {},", shown(file), shown(&name)),
                limit,
                what: "different entries that are not numbers",
            })?;
            Ok(Column { name, cells })
        });
        Ok(Table { columns: columns.collect::<Result<_, TableError>>()?, rows })
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
}

/// The number of a row's line, from 1. What the reader keeps is the place before the blank lines that it passed over.
fn line_of(bytes: &[u8], record: &StringRecord) -> u64 {
    let Some(position) = record.position() else { return 1 };
    let rest = bytes.get(position.byte() as usize..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    position.line() + blank.filter(|byte| **byte == b'\n').count() as u64
}

fn too_large(file: &str, limit: usize, what: &'static str) -> TableError {
    TableError::TooLarge { file: shown(file), limit, what }
}

/// A name as it goes into a sentence.
fn shown(text: &str) -> String {
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

fn column_names(file: &str, record: &StringRecord) -> Result<Vec<String>, TableError> {
    if record.len() > MOST_COLUMNS {
        return Err(too_large(file, MOST_COLUMNS, "columns"));
    }
    let wrong = |reason| Err(TableError::Line { file: shown(file), line: 1, reason });
    let mut names: Vec<String> = Vec::new();
    for name in record {
        if name.is_empty() {
            return wrong(format!("column {} has no name: every column needs one", names.len() + 1));
        }
        if names.iter().any(|known| known == name) {
            return wrong(format!("two columns are named {}: every name should be there once", shown(name)));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

fn check_row(file: &str, line: u64, record: &StringRecord, names: &[String]) -> Result<(), TableError> {
    let wrong = |reason| Err(TableError::Line { file: shown(file), line, reason });
    if record.len() != names.len() {
        let (found, wanted) = (record.len(), names.len());
        return wrong(format!("the line has {found} entries, but must have {wanted}, one a column"));
    }
    match record.iter().zip(names).find(|(entry, _)| entry.is_empty()) {
        Some((_, name)) => {
            wrong(format!("the entry of column {} is empty: fill it or leave the line out", shown(name)))
        }
        None => Ok(()),
    }
}

/// Numbers where all are, else categories.
///
/// # Errors
/// The limit, where there are more categories than that.
fn cells(entries: Vec<String>) -> Result<Cells, usize> {
    let number = |entry: &String| entry.parse::<f64>().ok().filter(|number| number.is_finite());
    if let Some(numbers) = entries.iter().map(number).collect::<Option<Vec<f64>>>() {
        // A negative zero equals zero and should not be another category.
        return Ok(Cells::Numbers(numbers.into_iter().map(|number| number + 0.0).collect()));
    }
    let mut places: BTreeMap<&str, u32> = entries.iter().map(|entry| (entry.as_str(), 0)).collect();
    if places.len() > MOST_CATEGORIES {
        return Err(MOST_CATEGORIES);
    }
    for (place, (_, index)) in (0..).zip(&mut places) {
        *index = place;
    }
    let of = entries.iter().map(|entry| places.get(entry.as_str()).copied().unwrap_or_default()).collect();
    Ok(Cells::Categories { names: places.keys().map(|name| (*name).to_owned()).collect(), of })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Table, String> {
        Table::read("pets.csv", text.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn columns_are_numbers_or_categories() {
        let table =
            read("\u{feff}age,kind,code\r\n1.5,\"cat, black\",2\r\n-3e1, dog ,10\n\n2,dog,2\n").unwrap();
        assert_eq!(table.rows(), 3);
        assert_eq!(table.column("age").unwrap().cells, Cells::Numbers(vec![1.5, -30.0, 2.0]));
        let kinds =
            Cells::Categories { names: vec!["cat, black".to_owned(), "dog".to_owned()], of: vec![0, 1, 1] };
        assert_eq!(table.column("kind").unwrap().cells, kinds);
        let codes = table.column("code").unwrap().cells.categories();
        assert_eq!(codes, (vec!["2".to_owned(), "10".to_owned()], vec![0, 1, 0]));
        assert_eq!(table.column("weight"), None);
    }

    /// "NaN" and "inf" are words here: no number that could be reckoned with.
    #[test]
    fn what_is_not_finite_is_no_number() {
        let table = read("a\n1\nNaN\ninf\n-0\n").unwrap();
        assert!(matches!(&table.columns()[0].cells, Cells::Categories { names, .. } if names.len() == 4));
        let zeros = read("a\n-0\n0\n").unwrap().columns()[0].cells.categories();
        assert_eq!(zeros, (vec!["0".to_owned()], vec![0, 0]));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let cases = [
            (
                "",
                "pets.csv has no rows: its first line should name the columns, and each further line be a row",
            ),
            (
                "a,b\n",
                "pets.csv has no rows: its first line should name the columns, and each further line be a row",
            ),
            ("a,b\n1,2\n3\n", "pets.csv line 3: the line has 1 entries, but must have 2, one a column"),
            (
                "a,b\n1,2\n\n3,\n",
                "pets.csv line 4: the entry of column b is empty: fill it or leave the line out",
            ),
            ("a,a\n1,2\n", "pets.csv line 1: two columns are named a: every name should be there once"),
            ("a, \n1,2\n", "pets.csv line 1: column 2 has no name: every column needs one"),
        ];
        for (text, sentence) in cases {
            assert_eq!(read(text), Err(sentence.to_owned()), "{text:?}");
        }
        let latin = Table::read("x.csv", b"a\n1\n\xe9\n").unwrap_err().to_string();
        assert_eq!(latin, "x.csv line 3: the text is not UTF-8: save the file as UTF-8");
    }

    #[test]
    fn limits_are_kept() {
        let names: Vec<String> = (0..=MOST_COLUMNS).map(|column| format!("c{column}")).collect();
        let error = read(&format!("{}\n1\n", names.join(","))).unwrap_err();
        assert_eq!(error, "pets.csv has more than 1000 columns, which is the most that fits here");
        let many: Vec<String> = (0..=MOST_CATEGORIES).map(|row| format!("name {row}")).collect();
        let error = read(&format!("kind\n{}\n", many.join("\n"))).unwrap_err();
        assert!(error.starts_with("pets.csv, column kind, has more than 1000 different entries"), "{error}");
        let long = read(&format!("a\n{}", "1\n".repeat(MOST_ROWS + 1))).unwrap_err();
        assert_eq!(long, "pets.csv has more than 200000 rows, which is the most that fits here");
    }

    proptest! {
        /// Whatever bytes there are: a table whose columns are all as long as it says, or a sentence.
        #[test]
        fn any_bytes_give_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            match Table::read("any.csv", &bytes) {
                Ok(table) => for column in table.columns() {
                    prop_assert_eq!(column.cells.categories().1.len(), table.rows());
                },
                Err(error) => prop_assert!(!error.to_string().contains('\n')),
            }
        }

        #[test]
        fn numbers_come_back(numbers in proptest::collection::vec(-1e300_f64..1e300, 1..50)) {
            let text: Vec<String> = numbers.iter().map(f64::to_string).collect();
            let table = Table::read("n.csv", format!("n\n{}\n", text.join("\n")).as_bytes()).unwrap();
            prop_assert_eq!(&table.columns()[0].cells, &Cells::Numbers(numbers));
        }
    }
}
