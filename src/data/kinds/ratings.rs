//! Ratings of movies by users, as MovieLens has them.

use std::sync::Arc;

use crate::data::interface::{
    Data, DataSummary, Decoder, OwnSummary, ReadData, ReadError, Reader, Recognition, known,
};
#[cfg(not(target_arch = "wasm32"))]
use crate::data::interface::{Native, described, without_options};
use crate::data::kind::{DataDescriptor, DataKind, HandOver, Keep, Words};
use crate::data::movielens::{self, DataError, Limits, NamedFile, ReadProgress, Readings, WANTED};
use crate::data::sources::{Inputs, MissingData, Sources};
use crate::data::{Dataset, Summary, bundle};
use crate::descriptor::{Descriptor, words};

/// Ratings of movies.
pub static DESCRIPTOR: DataDescriptor = DataDescriptor {
    part: Descriptor {
        id: "ratings",
        title: "Ratings",
        sentence: words("MovieLens ratings"),
        citation: words("Harper and Konstan 2015, The MovieLens Datasets: History and Context"),
        facts: &[],
        parameters: &[],
    },
    link_key: "r",
    words: Words {
        a: "ratings",
        the: "the ratings",
        they_are: "those are",
        other: "other ratings",
        bundled: "the bundled ratings",
        waiting: "waiting for ratings",
        missing: "MovieLens ratings, and none are loaded",
        neither: "MovieLens",
        files: "MovieLens files",
        wanted: WANTED,
        forms: "GroupLens' zip, or its parts",
        perhaps: "ratings",
        typical: "names a user, a movie and a rating, and other columns beside them",
        purpose: "to run on its users and films",
        run_on: "MovieLens files to run on instead of the bundled ratings",
    },
    bundled: Some("data/movielens-small.bundle"),
    hand_over: HandOver::AtOnce,
    stays: true,
    options: &[],
    keep: Some(Keep {
        flag: "most-active-users",
        help: words("Take only the N users with the most ratings"),
        offer: ("Take the ", " most active users"),
    }),
    tidy: |_| Ok(()),
};

/// How the engine gets them: from a [bundle].
pub static DECODER: Decoder = Decoder {
    descriptor: &DESCRIPTOR,
    decode: |bytes| match bundle::decode(bytes) {
        Ok(ratings) => Ok(Arc::new(ratings)),
        Err(error) => Err(error.to_string()),
    },
};

/// How they are read: from GroupLens' files in any of their forms, or from a bundle.
pub static READER: Reader = Reader {
    descriptor: &DESCRIPTOR,
    recognize,
    read,
    encode: |data| known(data).map(bundle::encode).unwrap_or_default(),
    #[cfg(not(target_arch = "wasm32"))]
    native: Native {
        bundled: Some(include_bytes!("../../../static/data/movielens-small.bundle")),
        describe: described::<Summary>,
        choose: without_options,
    },
};

impl Data for Dataset {
    fn kind(&self) -> DataKind {
        DataKind(&DESCRIPTOR)
    }

    fn fingerprint_text(&self) -> String {
        Dataset::fingerprint_text(self)
    }

    fn summary(&self, _name: &str) -> DataSummary {
        DataSummary::new(&Dataset::summary(self))
    }
}

impl OwnSummary for Summary {
    fn kind() -> DataKind {
        DataKind(&DESCRIPTOR)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

/// The ratings that the environment of this title needs.
///
/// # Errors
/// None are loaded.
pub fn needed(data: &Inputs<'_>, environment: &'static str) -> Result<Arc<Dataset>, MissingData> {
    data.needed(&DESCRIPTOR, environment)
}

/// Ratings alone, as most environments need them or none.
impl From<Option<&Arc<Dataset>>> for Sources {
    fn from(ratings: Option<&Arc<Dataset>>) -> Sources {
        ratings.map(Sources::from).unwrap_or_default()
    }
}

/// The only file, where it is our own packed form: it can be given wherever a MovieLens file can.
fn packed(files: &[NamedFile]) -> Option<&NamedFile> {
    match files {
        [only] if bundle::is_bundle(&only.bytes) => Some(only),
        _ => None,
    }
}

/// Files are ratings for sure where their columns are those of MovieLens and what is made from it, and where lists of movies
/// or users lie beside them. With other columns, a user, a movie and a rating in each row could be part of a table.
fn recognize(files: &[NamedFile], limits: &Limits) -> Recognition {
    if packed(files).is_some() {
        return Recognition::Sure;
    }
    match movielens::unpack(files, limits).map(movielens::readings) {
        Ok(Readings::Ratings) => Recognition::Sure,
        Ok(Readings::Perhaps(file)) => Recognition::Perhaps(vec![file]),
        Ok(Readings::Nothing) | Err(DataError::NotMovieLens(_)) => Recognition::No,
        // Reading them says what is wrong.
        Err(_) => Recognition::Sure,
    }
}

fn read(
    files: &[NamedFile],
    limits: &Limits,
    progress: &mut dyn FnMut(ReadProgress),
) -> Result<ReadData, ReadError> {
    let ratings = match packed(files) {
        Some(file) => bundle::decode_with_times(&file.bytes)
            .map_err(|error| ReadError::new(format_args!("{}: {error}", file.name)))?,
        None => movielens::read_borrowed(files, limits, progress)
            .map_err(|error| of_files(&error, files, limits))?,
    };
    Ok(ReadData { name: ratings.name().to_owned(), data: Arc::new(ratings) })
}

/// Why files are no ratings. A list without ratings and a malformed line could as well be those of another kind of data,
/// where a first line names the columns.
fn of_files(error: &DataError, files: &[NamedFile], limits: &Limits) -> ReadError {
    let mut perhaps_other = Vec::new();
    if matches!(error, DataError::RatingsMissing(_) | DataError::Malformed { .. }) {
        let sources = movielens::unpack(files, limits).unwrap_or_default();
        let named = sources.into_iter().filter(movielens::names_columns);
        perhaps_other.extend(named.map(|source| source.name));
    }
    ReadError {
        sentence: error.to_string(),
        details: error.details(),
        keep: error.most_active_users(),
        perhaps_other,
    }
}
