use super::*;
use parquet::file::reader::{FileReader, SerializedFileReader};
use proptest::prelude::*;

/// Any columns of as many rows, any bits of numbers, with and without missing values.
fn any_columns() -> impl Strategy<Value = Vec<Column>> {
    let rows = prop_oneof![0..9_usize, 8_190..8_200_usize];
    let values = |rows: usize| {
        let bits = proptest::collection::vec(any::<u64>(), 1..40);
        (0..5_u8, any::<u64>(), proptest::option::of(2..9_usize), bits).prop_map(
            move |(kind, shift, gaps, bits)| {
                let bits =
                    |row: usize| bits[row % bits.len()].rotate_left((shift as u32).wrapping_mul(row as u32));
                let is_missing = |row: usize| gaps.is_some_and(|gaps| bits(row) as usize % gaps == 1);
                let numbers = (0..rows).map(|row| f64::from_bits(bits(row)));
                let values = match kind {
                    0 => Values::Numbers(
                        numbers
                            .enumerate()
                            .map(|(row, number)| if is_missing(row) { 0.0 } else { number })
                            .collect(),
                    ),
                    1 => Values::Integers(
                        (0..rows).map(|row| if is_missing(row) { 0 } else { bits(row) as i64 }).collect(),
                    ),
                    2 => {
                        Values::Switches((0..rows).map(|row| !is_missing(row) && bits(row) & 4 > 0).collect())
                    }
                    3 => Values::Texts(
                        (0..rows)
                            .map(|row| {
                                if is_missing(row) {
                                    String::new()
                                } else {
                                    format!("{}\u{1f600}\n", bits(row) % 99)
                                }
                            })
                            .collect(),
                    ),
                    _ => {
                        let numbers: Vec<f64> = (0..7).map(|place| f64::from_bits(bits(place + 3))).collect();
                        let list = |row: usize| if is_missing(row) { 0 } else { bits(row) as usize % 7 };
                        Values::Lists((0..rows).map(|row| &numbers[..list(row)]).collect())
                    }
                };
                let mut missing: Vec<bool> = (0..rows).map(is_missing).collect();
                if !missing.contains(&true) {
                    missing.clear();
                }
                Column { name: String::new(), values, missing }
            },
        )
    };
    rows.prop_flat_map(move |rows| proptest::collection::vec(values(rows), 1..6)).prop_map(|mut columns| {
        for (place, column) in columns.iter_mut().enumerate() {
            column.name = format!("a \"{place}\", ä.#{place}");
        }
        columns
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_is_written_is_read(columns in any_columns()) {
        prop_assert_eq!(from_parquet(to_parquet(&columns).expect("it is written")).expect("it is read"), columns);
    }

    /// Row groups follow each other as if they were one.
    #[test]
    fn rows_may_be_written_in_groups(columns in any_columns()) {
        let fields: Vec<_> = columns.iter().map(|column| (column.name.as_str(), column.values.kind())).collect();
        let mut writer = ParquetWriter::new(Vec::new(), &fields).expect("it begins");
        writer.write(&columns).expect("it is written");
        writer.write(&columns).expect("it is written");
        let file = writer.finish().expect("it ends");
        let reader = ParquetReader::new(bytes::Bytes::from(file.clone())).expect("it is a file");
        for group in 0..reader.groups() {
            prop_assert_eq!(&reader.read(group).expect("it is read"), &columns);
        }
        let rows = columns[0].values.len();
        prop_assert_eq!(reader.groups(), if rows == 0 { 0 } else { 2 });
        let twice = from_parquet(file).expect("it is read");
        prop_assert!(twice.iter().all(|column| column.values.len() == 2 * rows));
    }
}

fn some() -> Vec<Column> {
    let lists: [&[f64]; 3] = [&[1.0, f64::NAN], &[], &[3.0]];
    vec![
        Column::new("value", Values::Numbers(vec![1.0, f64::NAN, 5e300])),
        Column {
            missing: vec![false, true, false],
            ..Column::new("n", Values::Integers(vec![i64::MIN, 0, 7]))
        },
        Column::new("text", Values::Texts(["a", "", "1e5"].map(str::to_owned).to_vec())),
        Column::new("list", Values::Lists(Lists::from_iter(lists))),
    ]
}

/// Statistics leave NaN out, and readers trust them.
#[test]
fn numbers_have_no_statistics() {
    let file = to_parquet(&some()).expect("it is written");
    let reader = SerializedFileReader::new(bytes::Bytes::from(file)).expect("it is a file");
    let group = reader.metadata().row_group(0);
    let with: Vec<bool> = group.columns().iter().map(|column| column.statistics().is_some()).collect();
    assert_eq!(with, [false, true, true, false]);
}

#[test]
fn columns_that_are_no_table_are_refused() {
    let refused = |columns: &[Column]| to_parquet(columns).expect_err("it is no table").to_string();
    let mut columns = some();
    columns[1].values = Values::Integers(vec![1, 2]);
    assert_eq!(refused(&columns), "the column \"n\" has 2 rows where a table of 3 rows was begun");
    let mut columns = some();
    columns[0].missing = vec![true];
    assert_eq!(refused(&columns), "the column \"value\" has 1 rows where a table of 3 rows was begun");
    let mut writer = ParquetWriter::new(Vec::new(), &[("value", Kind::Number)]).expect("it begins");
    let other =
        writer.write(&[Column::new("value", Values::Switches(vec![true]))]).expect_err("another kind");
    assert_eq!(
        other.to_string(),
        "the column \"value\" has Switch where a table of \"value\" with Number was begun"
    );
    assert!(writer.write(&some()).is_err());
}

/// Whatever is changed in a file, it is read or refused in a sentence.
#[test]
fn damaged_files_are_refused() {
    let whole = to_parquet(&some()).expect("it is written");
    for length in 0..whole.len() {
        assert!(from_parquet(whole[..length].to_vec()).is_err(), "{length} bytes");
    }
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[place] ^= 1 << bit;
            let _ = from_parquet(changed);
        }
    }
    assert!(
        from_parquet(b"PAR1 and so on PAR1".to_vec())
            .expect_err("no file")
            .to_string()
            .starts_with("this is no Parquet file")
    );
}
