//! Files that people bring: what they are taken for, whatever they are called and however they were packed.

mod columns;
mod command;
mod readings;
mod zip_names;

use std::io::{Cursor, Write};

use bandit_playground::data::NamedFile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn file(name: &str, text: &str) -> NamedFile {
    NamedFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// A zip with entries of just these names.
fn zip(name: &str, entries: &[(&str, &[u8])]) -> NamedFile {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        archive.write_all(bytes).expect("its bytes");
    }
    NamedFile { name: name.to_owned(), bytes: archive.finish().expect("an archive").into_inner() }
}
