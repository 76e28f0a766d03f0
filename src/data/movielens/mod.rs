//! Readers for a person's own MovieLens files, in every form in which GroupLens hands them out.
//!
//! | edition | ratings | movies | users |
//! |---|---|---|---|
//! | ml-100k | `u.data`, tabs | `u.item`, bars, 19 genre flags | `u.user`, bars |
//! | ml-1m | `ratings.dat`, `::` | `movies.dat`, `::` | `users.dat`, `::`, codes |
//! | ml-10m | `ratings.dat`, `::`, half stars | `movies.dat`, `::` | |
//! | ml-20m to ml-32m, ml-latest | `ratings.csv` | `movies.csv` | |
//! | one's own | CSV whose first line names user, movie and rating, and perhaps title, year and genres | | |
//!
//! Each alone (ratings at least), as `.gz`, or together in a zip. A file is recognised by its content; its name only
//! settles which is meant where several would do. Text is UTF-8, and a line that is not is Windows-1252 (which is
//! Latin-1 wherever MovieLens uses it).
//!
//! A read goes line by line through the packed bytes, never holding the unpacked text, and is all or nothing: one
//! malformed line refuses everything, with file, line and reason (see [`Problem`]).

mod arranging;
mod columns;
mod error;
mod fields;
mod headers;
mod lines;
mod listings;
mod named_file;
mod names;
mod progress;
mod ratings;
mod recognition;
mod selection;
mod source;
mod times;

pub use error::{DataError, Problem};
pub use named_file::NamedFile;
pub use progress::{ReadProgress, Stage};
pub use selection::Limits;

use super::Dataset;
pub(super) use names::{AGE_GROUPS, WANTED};
pub(super) use recognition::{Readings, is_utf16, names_columns, readings};
pub(super) use source::{Source, unpack};

use error::Problems;
use listings::Listings;
use progress::Meter;

/// Reads ratings, and movies and users where they are given, from files in any of the forms above. Files that are
/// none of them (`README`, `tags.csv`) are passed over as long as one holds ratings.
///
/// Genres come in the order in which the files first name them. A movie that nothing lists is called "Movie 123".
/// Users without ratings are left out, movies without ratings stay.
///
/// # Errors
/// Whatever keeps the files from being read whole: see [`DataError`].
pub fn read_files(
    files: Vec<NamedFile>,
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<Dataset, DataError> {
    read_borrowed(&files, limits, progress)
}

/// What the first of these files is called, without folders.
pub(super) fn first_name(files: &[NamedFile], limits: &Limits) -> String {
    let given = || files.first().map(|file| file.name.clone()).unwrap_or_default();
    let sources = unpack(files, limits).unwrap_or_default();
    sources.into_iter().next().map_or_else(given, |source| source.given)
}

/// [`read_files`], for files that are looked at again when they are none of MovieLens'.
///
/// # Errors
/// Those of [`read_files`].
pub(super) fn read_borrowed(
    files: &[NamedFile],
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<Dataset, DataError> {
    let mut meter = Meter::new(progress);
    meter.begin(Stage::Unpacking, 0.02);
    let sources = unpack(files, limits)?;
    let found = recognition::recognise(sources)?;
    let mut problems = Problems::default();
    meter.begin(Stage::ReadingMovies, 0.07);
    let mut listings = Listings::read(&found, limits, &mut problems, &mut meter)?;
    let ratings = ratings::read(&found.ratings, limits, &mut listings, &mut problems, &mut meter)?;
    meter.begin(Stage::Arranging, 1.0);
    arranging::arrange(&found.ratings, ratings, listings, limits, &mut meter)
}
