//! Names in archives and of dropped files: folders, whatever separates them, and what lies beside the files.

use std::io::{Cursor, Write};

use bandit_playground::data::{Dataset, Limits, NamedFile, known, read_any};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipArchive;

use crate::files::{file, zip};

const RATINGS: &str = "1\t1\t5\t881250949\n1\t2\t3\t881250949\n2\t1\t4\t881250949\n";
const BASE: &str = "1\t1\t5\t881250949\n";
const USERS: &str = "1|24|M|technician|85711\n2|53|F|other|94043\n";

fn read(files: &[NamedFile]) -> Result<(usize, String), String> {
    let read = read_any(files, &Limits::default(), &mut |_| {}).map_err(|error| error.to_string())?;
    match known::<Dataset>(&*read.data) {
        Some(ratings) => Ok((ratings.ratings().len(), ratings.name().to_owned())),
        None => Err(format!("the table {}", read.name)),
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).expect("it is in memory");
    encoder.finish().expect("it is in memory")
}

/// The zip: u.data and u1.base, with the names that programs on Windows write.
#[test]
fn backslashes_are_read_as_slashes() {
    let entries = [("u.data", RATINGS), ("u1.base", BASE), ("u1.test", BASE), ("u.user", USERS)];
    for folder in
        ["ml-100k/", "ml-100k\\", "a/ml-100k\\", "a\\ml-100k/", "C:\\Users\\ann\\ml-100k\\", ".\\ml-100k\\"]
    {
        let names: Vec<String> = entries.iter().map(|(name, _)| format!("{folder}{name}")).collect();
        let packed: Vec<(&str, &[u8])> =
            names.iter().zip(entries).map(|(name, (_, text))| (name.as_str(), text.as_bytes())).collect();
        let archive = zip("download.zip", &packed);
        // The writer has changed nothing in them.
        let written = ZipArchive::new(Cursor::new(&archive.bytes)).expect("it is a zip");
        assert!(names.iter().all(|name| written.file_names().any(|other| other == name)), "{folder}");
        assert_eq!(read(&[archive]), Ok((3, "ml-100k".to_owned())), "{folder}");
    }
    for folder in ["", "\\", "C:"] {
        let (ratings, base) = (format!("{folder}U.DATA "), format!("{folder}u1.base"));
        let archive = zip("my ratings.zip", &[(&base, BASE.as_bytes()), (&ratings, RATINGS.as_bytes())]);
        assert_eq!(read(&[archive]), Ok((3, "my ratings.zip".to_owned())), "{folder}");
    }
}

#[test]
fn folders_and_what_systems_leave_behind_are_passed_over() {
    let entries: [(&str, &[u8]); 8] = [
        ("ml-100k\\", b""),
        ("ml-100k\\backup\\", b""),
        ("__MACOSX\\ml-100k\\._u.data", b"1\t1\t5\t1\n"),
        ("__MACOSX/ml-100k/u.data", b"1\t1\t5\t1\n"),
        ("ml-100k\\.DS_Store", b"\0\0\0\x01Bud1"),
        ("ml-100k\\._u.data", b"1\t1\t5\t1\n"),
        ("ml-100k\\README", b"Ratings, of films.\n"),
        ("ml-100k\\u.data", RATINGS.as_bytes()),
    ];
    assert_eq!(read(&[zip("ml.zip", &entries)]), Ok((3, "ml-100k".to_owned())));
    let only_folders = read(&[zip("ml.zip", &entries[..2])]);
    assert!(
        only_folders.as_ref().is_err_and(|error| error.starts_with("ml.zip is neither")),
        "{only_folders:?}"
    );
    // The same dropped as loose files, with or without their folders in their names.
    let loose: Vec<NamedFile> = entries[2..]
        .iter()
        .map(|(name, bytes)| NamedFile { name: (*name).to_owned(), bytes: bytes.to_vec() })
        .collect();
    assert_eq!(read(&loose), Ok((3, "u.data".to_owned())));
    let empty = [file(".DS_Store", ""), file("ml-100k\\u.data", RATINGS)];
    assert_eq!(read(&empty), Ok((3, "u.data".to_owned())));
    assert_eq!(read(&empty[..1]), Err(".DS_Store is empty: fetch it again".to_owned()));
}

#[test]
fn loose_files_are_called_by_their_own_names() {
    let base = file("D:\\ml-100k\\u1.base", BASE);
    for name in ["ml-100k\\u.data", "ml-100k/u.data", "C:\\data\\ml-100k\\u.data", "ml-100k\\U.Data"] {
        assert_eq!(read(&[base.clone(), file(name, RATINGS)]).map(|found| found.0), Ok(3), "{name}");
    }
    let packed = NamedFile { name: "ml-100k\\u.data.GZ".to_owned(), bytes: gzip(RATINGS) };
    assert_eq!(read(&[base, packed]).map(|found| found.0), Ok(3));
    let sentence = read(&[file("ml\\u.data", "1\t1\t9\t1\n")]).expect_err("it is wrong");
    assert_eq!(sentence, "u.data line 1: the rating is 9, but must lie between 0.5 and 5 in half stars");
    let sentence = read(&[file("C:\\ml\\letter.txt", "Dear all\n")]).expect_err("it is nothing");
    assert!(sentence.starts_with("letter.txt is neither"), "{sentence}");
}

#[test]
fn the_same_name_in_two_folders_is_told_with_both() {
    for (first, second) in [("a\\u.data", "b\\u.data"), ("a/u.data", "b\\u.data")] {
        let archive = zip("ml.zip", &[(first, RATINGS.as_bytes()), (second, BASE.as_bytes())]);
        let expected = "a/u.data and b/u.data both hold ratings: give only one of them";
        assert_eq!(read(&[archive]), Err(expected.to_owned()));
    }
}

#[test]
fn packed_files_within_a_zip_are_unpacked_or_named() {
    let packed = gzip(RATINGS);
    let archive = zip("ml.zip", &[("ml-100k\\u1.base", BASE.as_bytes()), ("ml-100k\\u.data.gz", &packed)]);
    assert_eq!(read(&[archive]), Ok((3, "ml-100k".to_owned())));
    let inner = zip("inner.zip", &[("u.data", RATINGS.as_bytes())]);
    let outer = zip("outer.zip", &[("downloads\\inner.zip", &inner.bytes)]);
    let expected = "inner.zip is a zip within outer.zip: unpack outer.zip first, and give inner.zip";
    assert_eq!(read(&[outer]), Err(expected.to_owned()));
    let both = zip("outer.zip", &[("a\\inner.zip", &inner.bytes), ("a\\u.data", RATINGS.as_bytes())]);
    assert_eq!(read(&[both]), Ok((3, "a".to_owned())));
}

#[test]
fn a_table_in_a_zip_of_windows_is_read() {
    let text = "size,kind\n1,cat\n2,dog\n";
    let archive = zip(
        "t.zip",
        &[("pets\\", b""), ("pets\\READ ME.txt", b"Pets, two.\n"), ("pets\\Pets.CSV", text.as_bytes())],
    );
    assert_eq!(read(&[archive]), Err("the table Pets.CSV".to_owned()));
}
