//! CSV files that pandas, polars and DuckDB write.

use bandit_playground::data::table::Table;
use bandit_playground::data::{Limits, NamedFile, known, read_any};

use super::python;

/// A table is the same one when a tool has written it again: with another delimiter, decimal commas, all in quotation
/// marks, or packed.
#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn tables_that_they_have_written_again_are_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("own.csv");
    let mut text = "amount,kind,\"a, b\",whole\n".to_owned();
    for row in 0..200 {
        let amount = if row % 9 == 4 { String::new() } else { format!("{}.5", row * 3 - 40) };
        let kind = ["red", "blue \"sky\"", "grün"][row as usize % 3];
        text.push_str(&format!("{amount},\"{}\",{}e-3,{row}\n", kind.replace('"', "\"\""), row * row));
    }
    std::fs::write(&own, text).expect("it is written");
    for source in ["static/data/iris.csv", own.to_str().expect("it is UTF-8")] {
        let bytes = std::fs::read(source).expect("it is there");
        let wanted = Table::read("own.csv", &bytes).expect("it is a table");
        let written = tempfile::tempdir().expect("a folder");
        python("write_csv.py", &[source, written.path().to_str().expect("it is UTF-8")]);
        let mut files = 0;
        for entry in std::fs::read_dir(written.path()).expect("it is there") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let file = NamedFile { name: name.clone(), bytes: std::fs::read(&path).expect("it is there") };
            let read = read_any(&[file], &Limits::default(), &mut |_| {}).expect("it can be read");
            let table = known::<Table>(&*read.data).unwrap_or_else(|| panic!("{name} is no table"));
            // NaN, which stands for what is missing, is not itself.
            assert!(format!("{table:?}") == format!("{wanted:?}"), "{source}: {name} is another table");
            assert_eq!(table.fingerprint(), wanted.fingerprint(), "{source}: {name}");
            files += 1;
        }
        assert_eq!(files, 8);
    }
}
