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
                let mut names: Vec<String> = values.iter().map(f64::to_string).collect();
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

    /// "inf" is a word here: no number that could be reckoned with.
    #[test]
    fn what_is_not_finite_is_no_number() {
        let table = read("a\n1\nNaN\ninf\n-0\n").unwrap();
        assert!(matches!(&table.columns()[0].cells, Cells::Categories { names, .. } if names.len() == 4));
        let zeros = read("a\n-0\n0\n").unwrap().columns()[0].cells.categories();
        assert_eq!(zeros, (vec!["0".to_owned()], vec![0, 0]));
    }

    #[test]
    fn what_is_missing_is_counted_and_stays_missing() {
        let table = read("age,kind,code\n1.5,,NA\n,cat,2\n?,NA,\n").unwrap();
        let [age, kind, code] = table.columns() else { panic!("{table:?}") };
        assert!(
            matches!(&age.cells, Cells::Numbers(numbers) if numbers[0] == 1.5 && numbers[1..].iter().all(|n| n.is_nan()))
        );
        assert_eq!(age.cells.categories(), (vec!["1.5".to_owned(), MISSING.to_owned()], vec![0, 1, 1]));
        // Among words NA may be a word.
        let names = [MISSING, "NA", "cat"].map(str::to_owned).to_vec();
        assert_eq!(kind.cells, Cells::Categories { names, of: vec![0, 2, 1] });
        assert_eq!([age.missing, kind.missing, code.missing], [2, 1, 2]);
        assert_eq!([&age.cells, &kind.cells, &code.cells].map(Cells::different), [Some(1), Some(2), Some(1)]);
        let nothing = read("a,b\n,1\n,2\n").unwrap();
        assert_eq!((nothing.columns()[0].missing, nothing.columns()[0].cells.different()), (2, Some(0)));
    }

    #[test]
    fn semicolons_and_tabs_separate_and_decimal_commas_are_read() {
        let expected = read("a,b,c\n1.5,x y,1\n-2,\"p,q;r\",3\n").unwrap();
        assert_eq!(read("a;b;c\n1,5;x y;1\n-2;\"p,q;r\";3\n").unwrap(), expected);
        assert_eq!(read("a\tb\tc\r\n1,5\tx y\t1\r\n-2\tp,q;r\t3\r\n").unwrap(), expected);
        assert_eq!(expected.columns()[0].cells, Cells::Numbers(vec![1.5, -2.0]));
        // A column has one decimal mark: these may be thousands, so they are no numbers.
        let mixed = read("a;b\n1.000;1\n1,5;2\n").unwrap();
        assert!(matches!(&mixed.columns()[0].cells, Cells::Categories { names, .. } if names.len() == 2));
        // The commas of a name are none of the separators.
        assert_eq!(read("\"a, b, c\";d\n1;2\n").unwrap().columns()[0].name, "a, b, c");
    }

    #[test]
    fn columns_without_a_name_are_called_after_their_place() {
        let names = |text: &str| {
            let table = read(text).unwrap();
            table.columns().iter().map(|column| column.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(",a, \n0,1,2\n"), ["column 1", "a", "column 3"]);
        assert_eq!(names("\"two\nlines\",b\n1,2\n"), ["two lines", "b"]);
    }

    /// More different words than categories: nothing is kept of them, and the rest can be used.
    #[test]
    fn many_words_are_no_categories() {
        let rows: Vec<String> = (0..=MOST_CATEGORIES).map(|row| format!("name {row},{row}")).collect();
        let table = read(&format!("who,id\n{}\n", rows.join("\n"))).unwrap();
        assert_eq!(table.columns()[0].cells, Cells::Words);
        assert_eq!(table.columns()[1].cells.different(), Some(MOST_CATEGORIES + 1));
        let late = read(&format!("id\n{}x\n", "7\n".repeat(2_000))).unwrap();
        assert_eq!(late.columns()[0].cells.different(), Some(2));
    }

    #[test]
    fn the_fingerprint_is_of_the_content() {
        let of = |text: &str| read(text).unwrap().fingerprint_text();
        let known = of("a,b\n1.5,x\n,y\n");
        assert_eq!(known, of("\u{feff}a;b\r\n1,50;x\r\n\r\nNA;\"y\"\r\n"));
        let others = [
            "a,c\n1.5,x\n,y\n",
            "a,b\n1.5,x\n0,y\n",
            "a,b\n1.5,x\n,x\n",
            "a,b\n,y\n1.5,x\n",
            "b,a\nx,1.5\ny,\n",
        ];
        others.iter().for_each(|text| assert_ne!(known, of(text), "{text:?}"));
        // Published links hold fingerprints: this one must never change.
        let iris = Table::read("iris.csv", include_bytes!("../../static/data/iris.csv")).unwrap();
        assert_eq!(iris.fingerprint_text(), "5e3bf96dc73a0f8b");
    }

    #[test]
    fn text_with_several_entries_looks_like_a_table() {
        for (head, expected) in [
            ("a,b\n1,2", true),
            ("\u{feff}\n\na;b", true),
            ("a\tb", true),
            ("one column\n1", false),
            ("\"a,b\"\n", false),
            ("PNG\0,,", false),
            ("", false),
        ] {
            assert_eq!(looks_like_table(head.as_bytes()), expected, "{head:?}");
        }
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
            ("a,b\n1,2\n3\n", "pets.csv line 3: the line has 1 entry, but must have 2, one a column"),
            ("a,b\n1,2\n\n3,4,5\n", "pets.csv line 4: the line has 3 entries, but must have 2, one a column"),
            (
                "a,b\n1,2\n\"3,4\n5,6\n",
                "pets.csv line 3: the line has 1 entry, but must have 2, one a column; perhaps a quotation mark is not closed",
            ),
            ("a,a\n1,2\n", "pets.csv line 1: two columns are named a: every name should be there once"),
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
        let error = read(&format!("{}\n1\n", "n".repeat(LONGEST_NAME + 1))).unwrap_err();
        assert_eq!(error, "pets.csv line 1: the name of column 1 is longer than 80 characters: shorten it");
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
