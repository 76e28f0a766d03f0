//! Parquet files that pandas, polars and DuckDB write.

use bandit_playground::data::parquet::{Column, Lists, Values, from_parquet, to_parquet};

use super::python;
use super::tables::{Cell, read};

const ROWS: usize = 2_500;
/// 2026-01-01 in milliseconds.
const BEGIN: i64 = 1_767_225_600_000;

/// The table of write_parquet.py.
fn expected() -> Vec<Column> {
    let rows = || 0..ROWS;
    let gaps = |name: &str, every: usize, values: Values| {
        let missing = rows().map(|row| row % every == 1).collect();
        Column { missing, ..Column::new(name, values) }
    };
    let or_not = |row: usize, every: usize| row % every != 1;
    let texts = ["ä", "", "1e5", "NA", "a \"b\", c"];
    let lists: Vec<Vec<f64>> =
        rows().map(|row| (0..row % 4).map(|place| row as f64 + 0.5 * place as f64).collect()).collect();
    let ones: Vec<Vec<f64>> =
        rows().map(|row| if or_not(row, 4) { vec![row as f64] } else { vec![] }).collect();
    let letters = ["x", "y"];
    vec![
        Column::new("number", Values::Numbers(rows().map(|row| row as f64 / 8.0 - 3.0).collect())),
        gaps(
            "with gaps",
            5,
            Values::Numbers(rows().map(|row| if or_not(row, 5) { row as f64 * 0.1 } else { 0.0 }).collect()),
        ),
        Column::new("whole", Values::Integers(rows().map(|row| row as i64 * 1_000_000_007 - 5).collect())),
        gaps(
            "whole with gaps",
            7,
            Values::Integers(rows().map(|row| if or_not(row, 7) { -(row as i64) } else { 0 }).collect()),
        ),
        Column::new("switch", Values::Switches(rows().map(|row| row % 3 == 0).collect())),
        Column::new("text", Values::Texts(rows().map(|row| texts[row % 5].to_owned()).collect())),
        gaps(
            "text with gaps",
            3,
            Values::Texts(
                rows()
                    .map(|row| if or_not(row, 3) { format!("r{}", row % 11) } else { String::new() })
                    .collect(),
            ),
        ),
        Column::new("list", Values::Lists(lists.iter().map(Vec::as_slice).collect())),
        gaps("list with gaps", 4, Values::Lists(ones.iter().map(Vec::as_slice).collect::<Lists>())),
        Column::new("time", Values::Integers(rows().map(|row| BEGIN + 17 * row as i64).collect())),
        Column::new("small", Values::Integers(rows().map(|row| row as i64 % 200).collect())),
        Column::new("single", Values::Numbers(rows().map(|row| row as f64 / 4.0).collect())),
        Column::new("category", Values::Texts(rows().map(|row| letters[row % 2].to_owned()).collect())),
    ]
}

#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn files_of_pandas_polars_and_duckdb_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    python("write_parquet.py", &[folder.path().to_str().expect("it is UTF-8")]);
    let expected = expected();
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).expect("it is there");
    let mut read = 0;
    for entry in std::fs::read_dir(folder.path()).expect("it is there") {
        let name = entry.expect("an entry").file_name().into_string().expect("it is UTF-8");
        if !name.ends_with(".parquet") || name.contains("brotli") {
            continue;
        }
        let found = from_parquet(bytes(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        for (found, wanted) in found.iter().zip(&expected) {
            assert!(found == wanted, "{name}: {} is another one than {}", found.name, wanted.name);
        }
        assert_eq!(found.len(), expected.len(), "{name}");
        read += 1;
    }
    assert_eq!(read, 6 + 4 + 8);
    let refused = |name: &str| from_parquet(bytes(name)).expect_err("it can't be read").to_string();
    assert_eq!(
        refused("pandas-brotli.parquet"),
        "the column \"number\" is compressed with BROTLI, which can't be read; write the file with snappy, gzip or zstd"
    );
    assert!(refused("nested.duckdb").starts_with("the column \"named.a\" holds named fields; only numbers"));
    assert!(refused("large.duckdb").contains("above 9223372036854775807"));
    let decimal = from_parquet(bytes("decimal.duckdb")).expect("it is read");
    assert_eq!(decimal[0].values, Values::Numbers(vec![0.25]));
    assert_eq!(decimal[1].values, Values::Numbers(vec![-12.5]));
}

/// What we write of every kind of column has the same values there, the missing ones as well.
#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn every_kind_of_column_is_read_by_them() {
    let mut columns = expected();
    columns.retain(|column| !["time", "small", "single", "category"].contains(&column.name.as_str()));
    let Values::Numbers(numbers) = &mut columns[0].values else { panic!("numbers come first") };
    numbers[2] = f64::NAN;
    numbers[3] = f64::INFINITY;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("all.parquet");
    std::fs::write(&file, to_parquet(&columns).expect("it is written")).expect("it is written");
    let cells = |column: &Column| -> Vec<Cell> {
        let cell = |row: usize| match &column.values {
            _ if column.is_missing(row) => Cell::Missing,
            Values::Numbers(values) => Cell::number(values[row]),
            Values::Integers(values) => Cell::Whole(values[row]),
            Values::Switches(values) => Cell::Switch(values[row]),
            Values::Texts(values) => Cell::text(&values[row]),
            Values::Lists(lists) => {
                Cell::List(lists.row(row).iter().map(|number| Cell::number(*number)).collect())
            }
        };
        (0..ROWS).map(cell).collect()
    };
    for table in read(file.to_str().expect("it is UTF-8")) {
        for ((name, _), (found, column)) in table.kinds.iter().zip(table.columns.iter().zip(&columns)) {
            let mut wanted = cells(column);
            if table.tool.starts_with("pandas") {
                // There a missing number is NaN, and a whole number beside one is a number.
                let of_pandas = |cell: Cell| match (&column.values, cell) {
                    (Values::Numbers(_) | Values::Integers(_), Cell::Missing) => Cell::number(f64::NAN),
                    (Values::Integers(_), Cell::Whole(whole)) if !column.missing.is_empty() => {
                        Cell::number(whole as f64)
                    }
                    (_, cell) => cell,
                };
                wanted = wanted.into_iter().map(of_pandas).collect();
            }
            assert_eq!(name, &column.name);
            assert!(found == &wanted, "{}: {name} is another one", table.tool);
        }
        assert_eq!(table.kinds.len(), columns.len());
    }
}
