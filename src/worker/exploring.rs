//! Ratings that a person looks at before anything runs on them: read from files or taken as the page has them, summarized, and looked
//! at user by user. Runs in the reader's program.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::envelope::Message;
use crate::data::exploration::{Exploration, Person, person};
use crate::data::{Dataset, Limits, NamedFile, bundle, read_files};
use crate::progress::Tell;

/// What the reader's program is asked about ratings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum DataRequest {
    /// Takes a file, to be read with the others that were taken. Answered by [`DataAnswer::Taken`].
    File {
        /// Its name.
        name: String,
        /// What it holds.
        bytes: Bytes,
    },
    /// Reads the files that were taken, and drops them. Answered by [`DataAnswer::Explored`].
    Read {
        /// Take only the ratings of so many users, those with the most.
        keep: Option<u32>,
    },
    /// Takes a bundle of ratings, as the page has it. Answered by [`DataAnswer::Explored`].
    Bundle {
        /// The bundle.
        bytes: Bytes,
    },
    /// Takes the times of the ratings, if they are theirs. Answered by [`DataAnswer::Explored`].
    Times {
        /// The times.
        bytes: Bytes,
    },
    /// Looks at one user. Answered by [`DataAnswer::Person`].
    Person {
        /// Index of the user, by id.
        user: u32,
    },
    /// Gives the ratings. Answered by [`DataAnswer::Given`].
    Give,
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum DataAnswer {
    /// The file is there.
    Taken,
    /// What the ratings are like.
    Explored {
        /// All that is known of them.
        exploration: Box<Exploration>,
        /// Ids of the users, in their order.
        users: Vec<u32>,
    },
    /// A user; none where there is no such user.
    Person(Option<Box<Person>>),
    /// The ratings as a bundle, with their times.
    Given {
        /// The bundle.
        bytes: Bytes,
    },
    /// It could not be done; the ratings before are still there.
    Refused {
        /// One sentence without its end.
        sentence: String,
        /// With so many of the most active users the ratings would fit.
        keep: Option<u32>,
    },
}

impl Message for DataRequest {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            DataRequest::File { bytes, .. }
            | DataRequest::Bundle { bytes }
            | DataRequest::Times { bytes } => vec![bytes],
            DataRequest::Read { .. } | DataRequest::Person { .. } | DataRequest::Give => Vec::new(),
        }
    }
}

impl Message for DataAnswer {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            DataAnswer::Given { bytes } => vec![bytes],
            DataAnswer::Taken
            | DataAnswer::Explored { .. }
            | DataAnswer::Person(_)
            | DataAnswer::Refused { .. } => Vec::new(),
        }
    }
}

/// Ratings, and the files that become some.
#[derive(Default)]
pub struct DataDesk {
    files: Vec<NamedFile>,
    ratings: Option<Dataset>,
}

/// Why something can't be done.
struct Refused {
    sentence: String,
    keep: Option<usize>,
}

impl From<String> for Refused {
    fn from(sentence: String) -> Refused {
        Refused { sentence, keep: None }
    }
}

impl From<bundle::BundleError> for Refused {
    fn from(error: bundle::BundleError) -> Refused {
        error.to_string().into()
    }
}

impl DataDesk {
    /// Answers a request; `tell` learns how far it is.
    pub fn answer(&mut self, request: DataRequest, tell: &mut Tell<'_>) -> DataAnswer {
        self.answered(request, tell).unwrap_or_else(|Refused { sentence, keep }| DataAnswer::Refused {
            sentence,
            keep: keep.map(|users| users as u32),
        })
    }

    fn answered(&mut self, request: DataRequest, tell: &mut Tell<'_>) -> Result<DataAnswer, Refused> {
        match request {
            DataRequest::File { name, bytes } => {
                self.files.push(NamedFile { name, bytes: bytes.to_vec() });
                Ok(DataAnswer::Taken)
            }
            DataRequest::Read { keep } => {
                let files = std::mem::take(&mut self.files);
                let ratings = read(files, keep.map(|users| users as usize), tell)?;
                Ok(self.take(ratings, tell))
            }
            DataRequest::Bundle { bytes } => {
                let ratings = bundle::decode_with_times(&bytes.to_vec())?;
                Ok(self.take(ratings, tell))
            }
            DataRequest::Times { bytes } => {
                let ratings = self.ratings.take().ok_or_else(none_yet)?;
                // Those of other ratings leave these as they are.
                match bundle::times::decode(ratings.clone(), &bytes.to_vec()) {
                    Ok(timed) => Ok(self.take(timed, tell)),
                    Err(error) => {
                        self.ratings = Some(ratings);
                        Err(error.into())
                    }
                }
            }
            DataRequest::Person { user } => {
                let ratings = self.ratings.as_ref().ok_or_else(none_yet)?;
                Ok(DataAnswer::Person(person(ratings, user as usize).map(Box::new)))
            }
            DataRequest::Give => {
                let ratings = self.ratings.as_ref().ok_or_else(none_yet)?;
                Ok(DataAnswer::Given { bytes: bundle::encode(ratings).into() })
            }
        }
    }

    fn take(&mut self, ratings: Dataset, tell: &mut Tell<'_>) -> DataAnswer {
        tell("the ratings are being looked at", 0.95);
        let exploration = Box::new(Exploration::of(&ratings));
        let users = ratings.users().iter().map(|user| user.id).collect();
        self.ratings = Some(ratings);
        DataAnswer::Explored { exploration, users }
    }
}

fn none_yet() -> Refused {
    "there are no ratings yet".to_owned().into()
}

fn read(files: Vec<NamedFile>, keep: Option<usize>, tell: &mut Tell<'_>) -> Result<Dataset, Refused> {
    if let [only] = files.as_slice()
        && bundle::is_bundle(&only.bytes)
    {
        let name = &only.name;
        return bundle::decode_with_times(&only.bytes).map_err(|error| format!("{name}: {error}").into());
    }
    let limits = Limits { keep_most_active_users: keep, ..Limits::default() };
    let read = read_files(files, &limits, &mut |progress| {
        // What follows is looking at them.
        tell(&progress.stage.to_string(), 0.95 * progress.fraction);
    });
    read.map_err(|error| Refused { sentence: error.to_string(), keep: error.most_active_users() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> DataRequest {
        DataRequest::File { name: name.to_owned(), bytes: text.as_bytes().to_vec().into() }
    }

    fn explored(answer: DataAnswer) -> (Exploration, Vec<u32>) {
        match answer {
            DataAnswer::Explored { exploration, users } => (*exploration, users),
            other => panic!("{other:?}"),
        }
    }

    const RATINGS: &str =
        "userId,movieId,rating,timestamp\n7,1,4,964982703\n7,2,2,964982704\n9,1,5,964982705\n";
    const MOVIES: &str = "movieId,title,genres\n1,Heat (1995),Crime\n2,Ran (1985),War\n";

    #[test]
    fn files_are_read_looked_at_and_given() {
        let mut desk = DataDesk::default();
        let mut stages = Vec::new();
        let mut tell = |stage: &str, share: f64| stages.push((stage.to_owned(), share));
        assert_eq!(desk.answer(file("ratings.csv", RATINGS), &mut tell), DataAnswer::Taken);
        assert_eq!(desk.answer(file("movies.csv", MOVIES), &mut tell), DataAnswer::Taken);
        let (found, users) = explored(desk.answer(DataRequest::Read { keep: None }, &mut tell));
        assert_eq!((found.ratings, found.movies, users), (3, 2, vec![7, 9]));
        assert_eq!(found.times.map(|times| times.known), Some(3));
        let DataAnswer::Person(Some(person)) = desk.answer(DataRequest::Person { user: 1 }, &mut tell) else {
            panic!("they are there")
        };
        assert_eq!((person.id, person.films), (9, vec!["Heat".to_owned()]));
        assert_eq!(desk.answer(DataRequest::Person { user: 2 }, &mut tell), DataAnswer::Person(None));
        let DataAnswer::Given { bytes } = desk.answer(DataRequest::Give, &mut tell) else {
            panic!("a bundle")
        };
        let (again, _) = explored(DataDesk::default().answer(DataRequest::Bundle { bytes }, &mut tell));
        assert_eq!(again.times.map(|times| times.last), Some(964_982_705));
        assert!(stages.iter().all(|(_, share)| (0.0..=1.0).contains(share)) && stages.len() > 2);
    }

    #[test]
    fn what_can_t_be_read_leaves_what_was_there() {
        let mut desk = DataDesk::default();
        let refused = |answer: DataAnswer| match answer {
            DataAnswer::Refused { sentence, .. } => sentence,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(desk.answer(DataRequest::Give, &mut |_, _| {})), "there are no ratings yet");
        desk.answer(file("ratings.csv", RATINGS), &mut |_, _| {});
        desk.answer(DataRequest::Read { keep: None }, &mut |_, _| {});
        desk.answer(file("ratings.csv", "userId,movieId,rating\n1,2,7\n"), &mut |_, _| {});
        let sentence = refused(desk.answer(DataRequest::Read { keep: None }, &mut |_, _| {}));
        assert_eq!(
            sentence,
            "ratings.csv line 2: the rating is 7, but must lie between 0.5 and 5 in half stars"
        );
        let times = DataRequest::Times { bytes: b"BPMT\x01".to_vec().into() };
        assert!(refused(desk.answer(times, &mut |_, _| {})).contains("damaged"));
        assert!(matches!(
            desk.answer(DataRequest::Person { user: 0 }, &mut |_, _| {}),
            DataAnswer::Person(Some(_))
        ));
    }

    #[test]
    fn the_bundled_ratings_get_their_times() {
        let mut desk = DataDesk::default();
        let bundled = include_bytes!("../../static/data/movielens-small.bundle").to_vec();
        let (found, users) =
            explored(desk.answer(DataRequest::Bundle { bytes: bundled.into() }, &mut |_, _| {}));
        assert_eq!((found.times, users.len()), (None, 671));
        let times = include_bytes!("../../static/data/movielens-small.times").to_vec();
        let (found, _) = explored(desk.answer(DataRequest::Times { bytes: times.into() }, &mut |_, _| {}));
        // The first and the last second of the set, as its files have them.
        let times = found.times.expect("they are there");
        assert_eq!((times.known, times.first, times.last), (100_004, 789_652_009, 1_476_640_644));
        assert_eq!(times.years.first().map(|row| (row.at, row.ratings)), Some((1995, 3)));
    }
}
