//! Tables of all kinds, read and looked at.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Result<Table, String> {
    Table::read("pets.csv", text.as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn columns_are_numbers_or_categories() {
    let table = read("\u{feff}age,kind,code\r\n1.5,\"cat, black\",2\r\n-3e1, dog ,10\n\n2,dog,2\n").unwrap();
    assert_eq!(table.rows(), 3);
    assert_eq!(table.column("age").unwrap().cells, Cells::Numbers(vec![1.5, -30.0, 2.0]));
    let kinds =
        Cells::Categories { names: vec!["cat, black".to_owned(), "dog".to_owned()], of: vec![0, 1, 1] };
    assert_eq!(table.column("kind").unwrap().cells, kinds);
    let codes = table.column("code").unwrap().cells.categories();
    assert_eq!(codes, (vec!["2".to_owned(), "10".to_owned()], vec![0, 1, 0]));
    assert_eq!(table.column("weight"), None);
}

/// Numbers of any size are names of different categories, and none is longer than it takes.
#[test]
fn numbers_of_any_size_are_short_names() {
    let names = |text: &str| read(text).unwrap().columns()[0].cells.categories().0;
    assert_eq!(names("a\n1000000000001\n1e12\n"), ["1000000000000", "1000000000001"]);
    assert_eq!(names("a\n2e300\n1e300\n-1e-300\n0\n"), ["-1e-300", "0", "1e300", "2e300"]);
    assert_eq!(names("a\n0.1\n0.10000000000000002\n"), ["0.1", "0.10000000000000002"]);
}

/// "inf" is a word here: no number to compute with.
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
    let others =
        ["a,c\n1.5,x\n,y\n", "a,b\n1.5,x\n0,y\n", "a,b\n1.5,x\n,x\n", "a,b\n,y\n1.5,x\n", "b,a\nx,1.5\ny,\n"];
    others.iter().for_each(|text| assert_ne!(known, of(text), "{text:?}"));
    // Published links hold fingerprints: this one must never change.
    let iris = Table::read("iris.csv", include_bytes!("../../../static/data/iris.csv")).unwrap();
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
        ("", "pets.csv has no rows: its first line should name the columns, and each further line be a row"),
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
