//! Files as streams of unpacked bytes: plain, gzip, or entries of a zip.

use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use super::error::DataError;
use super::names::place;
use super::{Limits, NamedFile};
use crate::data::content;

/// How much of a file is looked at to recognise it, in bytes.
const HEAD: u64 = 1 << 14;

/// Most files in a zip; ml-100k, which has the most, has two dozen.
const MOST_FILES: usize = 1_000;

/// How zips begin: with an entry, with none, or with the mark of an archive in parts. Two letters alone may be text.
const ZIP_MARKS: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
const GZIP_MARK: &[u8] = b"\x1f\x8b";

/// One file, to be read as often as need be.
pub struct Source<'a> {
    /// Its own name, without folders and without `.gz`.
    pub name: String,
    /// The file as it was given: the zip, the `.gz` or itself.
    pub given: String,
    /// What a person would call where it lies: the folder within a zip, the zip, or the file itself.
    pub home: String,
    /// Size of the unpacked text in bytes, as far as it is known beforehand.
    pub size: u64,
    /// At so many unpacked bytes reading stops with an error.
    pub most_bytes: u64,
    /// The beginning of the text.
    pub head: Vec<u8>,
    bytes: &'a [u8],
    packing: Packing,
}

#[derive(Clone, Copy)]
enum Packing {
    Plain,
    Gzip,
    /// Index of an entry.
    Zip(usize),
    /// Index of an entry that is a gzip file itself.
    GzipInZip(usize),
}

impl Source<'_> {
    /// Whether the head is all there is.
    pub fn head_is_whole(&self) -> bool {
        (self.head.len() as u64) < HEAD
    }

    fn unpacked_head(&self, limits: &Limits) -> Result<Vec<u8>, DataError> {
        let mut head = Vec::new();
        self.open(&mut |reader| {
            head = read_head(&self.given, reader, limits)?;
            Ok(())
        })?;
        Ok(head)
    }

    /// Hands out a reader of the unpacked bytes.
    ///
    /// # Errors
    /// What can't be unpacked, or what `action` says. The reader's own errors are for [`DataError::of_reading`].
    pub fn open(
        &self,
        action: &mut dyn FnMut(&mut dyn Read) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        match self.packing {
            Packing::Plain => action(&mut Capped { reader: self.bytes, left: self.most_bytes }),
            Packing::Gzip => {
                action(&mut Capped { reader: MultiGzDecoder::new(self.bytes), left: self.most_bytes })
            }
            Packing::Zip(index) => {
                let failed = |error| zip_error(&self.given, &error);
                let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(failed)?;
                let entry = archive.by_index(index).map_err(failed)?;
                action(&mut Capped { reader: entry, left: self.most_bytes })
            }
            Packing::GzipInZip(index) => {
                let failed = |error| zip_error(&self.given, &error);
                let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(failed)?;
                let entry = archive.by_index(index).map_err(failed)?;
                action(&mut Capped { reader: MultiGzDecoder::new(entry), left: self.most_bytes })
            }
        }
    }
}

/// Fails when there is more than a limit, so that a small file can't unpack for ever.
struct Capped<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(read)
    }
}

/// Every file there is, those within archives too, with their heads. Names may hold folders, of either kind. Of several
/// files those that an operating system keeps for itself are passed over.
pub fn unpack<'a>(files: &'a [NamedFile], limits: &Limits) -> Result<Vec<Source<'a>>, DataError> {
    if files.is_empty() {
        return Err(DataError::NoFiles);
    }
    let mut sources = Vec::new();
    let all_hidden = files.iter().all(|file| place(&file.name).hidden);
    for NamedFile { name, bytes } in files {
        let found = place(name);
        if found.hidden && !all_hidden {
            continue;
        }
        let name = if found.own.is_empty() { name.as_str() } else { found.own };
        if bytes.is_empty() {
            return Err(DataError::Empty(name.to_owned()));
        }
        if is_zip(bytes) {
            unpack_zip(name, bytes, limits, &mut sources)?;
        } else if bytes.starts_with(GZIP_MARK) {
            let own = without_gz(name);
            sources.push(with_head(own, name, gzip_size(bytes), limits, bytes, Packing::Gzip)?);
        } else if ends_with(name, ".zip") || ends_with(name, ".gz") {
            return Err(not_packed(name, bytes));
        } else {
            sources.push(with_head(name, name, bytes.len() as u64, limits, bytes, Packing::Plain)?);
        }
    }
    Ok(sources)
}

fn is_zip(head: &[u8]) -> bool {
    ZIP_MARKS.iter().any(|mark| head.starts_with(mark))
}

/// A file that is named as if it were packed.
fn not_packed(name: &str, bytes: &[u8]) -> DataError {
    let file = name.to_owned();
    match content::kind(bytes) {
        Some(is) => DataError::NotPacked { file, is },
        None => DataError::Damaged(file),
    }
}

fn ends_with(name: &str, end: &str) -> bool {
    name.to_lowercase().ends_with(end)
}

fn without_gz(name: &str) -> &str {
    name.rsplit_once('.').filter(|(_, end)| end.eq_ignore_ascii_case("gz")).map_or(name, |(own, _)| own)
}

fn unpack_zip<'a>(
    zip: &str,
    bytes: &'a [u8],
    limits: &Limits,
    sources: &mut Vec<Source<'a>>,
) -> Result<(), DataError> {
    let failed = |error| zip_error(zip, &error);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    if archive.is_empty() {
        return Err(DataError::Empty(zip.to_owned()));
    }
    if archive.len() > MOST_FILES {
        return Err(DataError::TooManyFiles { file: zip.to_owned(), limit: MOST_FILES });
    }
    let before = sources.len();
    let mut zip_within = None;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(failed)?;
        let path = entry.name().to_owned();
        let found = place(&path);
        if entry.is_dir() || found.own.is_empty() || found.hidden {
            continue;
        }
        let mut source = Source {
            name: found.own.to_owned(),
            given: zip.to_owned(),
            home: found.folder.unwrap_or(zip).to_owned(),
            size: entry.size(),
            most_bytes: limits.most_bytes,
            head: read_head(zip, &mut entry, limits)?,
            bytes,
            packing: Packing::Zip(index),
        };
        drop(entry);
        if is_zip(&source.head) {
            zip_within.get_or_insert(source.name);
            continue;
        }
        if source.head.starts_with(GZIP_MARK) {
            source.name = without_gz(found.own).to_owned();
            source.packing = Packing::GzipInZip(index);
            source.head = source.unpacked_head(limits)?;
        }
        sources.push(source);
    }
    match zip_within {
        _ if sources.len() > before => Ok(()),
        Some(within) => Err(DataError::ZipInZip { file: within, zip: zip.to_owned() }),
        // Only folders.
        None => Err(DataError::NotMovieLens(zip.to_owned())),
    }
}

fn with_head<'a>(
    name: &str,
    given: &str,
    size: u64,
    limits: &Limits,
    bytes: &'a [u8],
    packing: Packing,
) -> Result<Source<'a>, DataError> {
    let mut source = Source {
        name: name.to_owned(),
        given: given.to_owned(),
        home: given.to_owned(),
        size,
        most_bytes: limits.most_bytes,
        head: Vec::new(),
        bytes,
        packing,
    };
    source.head = source.unpacked_head(limits)?;
    if source.head.is_empty() {
        return Err(DataError::Empty(source.given));
    }
    Ok(source)
}

fn read_head(name: &str, reader: &mut dyn Read, limits: &Limits) -> Result<Vec<u8>, DataError> {
    let mut head = Vec::new();
    let read = reader.take(HEAD).read_to_end(&mut head);
    read.map_err(|error| DataError::of_reading(name, &error, limits.most_bytes))?;
    Ok(head)
}

/// The size that a gzip file states in its last four bytes, for progress only.
fn gzip_size(bytes: &[u8]) -> u64 {
    bytes.last_chunk::<4>().map_or(0, |size| u64::from(u32::from_le_bytes(*size)))
}

fn zip_error(file: &str, error: &ZipError) -> DataError {
    let file = file.to_owned();
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            DataError::Encrypted(file)
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            DataError::UnknownPacking(file)
        }
        _ => DataError::Damaged(file),
    }
}
