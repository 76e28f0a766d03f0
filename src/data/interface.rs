//! What data are to the rest of the program, and how they are read and decoded.

use std::any::Any;
#[cfg(not(target_arch = "wasm32"))]
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::kind::{DataDescriptor, DataKind};
use super::movielens::{Limits, NamedFile, ReadProgress};
#[cfg(not(target_arch = "wasm32"))]
use super::source::SourceRef;

/// Data in memory, of any kind.
///
/// # Examples
/// ```
/// use bandit_playground::data::{Data, Dataset, Movie, Rating, Summary, User};
///
/// let movie = Movie { id: 7, title: "Heat".to_owned(), year: Some(1995), genres: vec![] };
/// let user = User { id: 1, demographics: None };
/// let rating = Rating { user: 0, movie: 0, half_stars: 9 };
/// let dataset = Dataset::new("mine".to_owned(), vec![], vec![movie], vec![user], vec![rating])?;
/// // Panels that know nothing of ratings show their kind, their fingerprint and a sentence; who knows the kind reads its own summary.
/// let data: &dyn Data = &dataset;
/// let summary = data.summary("ratings.csv");
/// assert_eq!((summary.kind, data.fingerprint_text().len()), (data.kind(), 16));
/// assert_eq!(summary.own::<Summary>().map(|own| (own.ratings, own.mean_stars)), Some((1, 4.5)));
/// # Ok::<(), bandit_playground::data::DatasetError>(())
/// ```
pub trait Data: Any + Send + Sync {
    /// Their kind.
    fn kind(&self) -> DataKind;

    /// The fingerprint of their content, 16 hexadecimal digits: the same wherever they were read from.
    fn fingerprint_text(&self) -> String;

    /// What they hold; `name` is where they come from, where they have no name of their own.
    fn summary(&self, name: &str) -> DataSummary;
}

/// Their kind: all else would be code for every kind, wherever data are held.
impl fmt::Debug for dyn Data {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.kind(), formatter)
    }
}

/// What data hold: for people, and for panels that ask how to use them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSummary {
    /// Their kind.
    pub kind: DataKind,
    /// Where they come from.
    pub name: String,
    /// Fingerprint of the content, 16 hexadecimal digits.
    pub fingerprint: String,
    /// The summary that is the kind's own, as a postcard.
    own: Vec<u8>,
}

/// A summary of one kind of data: plain data, which a person reads as text or as JSON. [`DataSummary`] holds one of any kind: see the example
/// of [`Data`].
pub trait OwnSummary: Serialize + DeserializeOwned + Display {
    /// The kind.
    fn kind() -> DataKind;
    /// Where the data come from.
    fn name(&self) -> &str;
    /// Fingerprint of their content.
    fn fingerprint(&self) -> &str;
}

impl DataSummary {
    /// What a summary of one kind says.
    pub fn new<Own: OwnSummary>(own: &Own) -> DataSummary {
        DataSummary {
            kind: Own::kind(),
            name: own.name().to_owned(),
            fingerprint: own.fingerprint().to_owned(),
            // No summary fails to be serialized; one that did would be read as none.
            own: postcard::to_allocvec(own).unwrap_or_default(),
        }
    }

    /// The summary of the kind itself; none where it is of another kind.
    pub fn own<Own: OwnSummary>(&self) -> Option<Own> {
        if self.kind == Own::kind() { postcard::from_bytes(&self.own).ok() } else { None }
    }
}

/// Gets data from bytes; or one sentence without its end why they can't be had.
pub type Decode = fn(&[u8]) -> Result<Arc<dyn Data>, String>;

/// Reads files, with these limits, and says how far it is.
pub type Read = fn(&[NamedFile], &Limits, &mut dyn FnMut(ReadProgress)) -> Result<ReadData, ReadError>;

/// How the engine gets data from bytes. The page does not have it.
#[derive(Debug)]
pub struct Decoder {
    /// What the kind declares.
    pub descriptor: &'static DataDescriptor,
    /// The data of what [`Reader::encode`] gave.
    pub decode: Decode,
}

/// How files are read. Only the program that reads a person's files has it, and the command line.
#[derive(Debug)]
pub struct Reader {
    /// What the kind declares.
    pub descriptor: &'static DataDescriptor,
    /// What these files are to this kind, by their first lines and all that lies beside them.
    pub recognize: fn(&[NamedFile], &Limits) -> Recognition,
    /// Reads them, all or nothing.
    pub read: Read,
    /// The form in which workers are given data of this kind, which [`Decoder::decode`] reads; empty for data of another
    /// kind.
    pub encode: fn(&dyn Data) -> Vec<u8>,
    /// What only the command line has.
    #[cfg(not(target_arch = "wasm32"))]
    pub native: Native,
}

/// What only the command line has of a kind of data.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub struct Native {
    /// The bytes of [`DataDescriptor::bundled`], which the program brings along.
    pub bundled: Option<&'static [u8]>,
    /// A summary as text or as JSON.
    pub describe: fn(&DataSummary, json: bool) -> String,
    /// What an experiment is to say of these data, from what it says so far and the options that were given.
    pub choose: Choose,
}

/// Chooses what an experiment says of data, given their summary, what it says so far where it names them, and the options of the
/// command line by their flags. Answers with sentences on what was guessed, or with one sentence why nothing can be chosen.
#[cfg(not(target_arch = "wasm32"))]
pub type Choose = fn(
    &DataSummary,
    Option<&SourceRef>,
    &BTreeMap<&'static str, Vec<String>>,
) -> Result<(SourceRef, Vec<String>), String>;

/// [`Choose`] for a kind without options: what the experiment says, or else the name of the data.
#[cfg(not(target_arch = "wasm32"))]
pub fn without_options(
    summary: &DataSummary,
    named: Option<&SourceRef>,
    _given: &BTreeMap<&'static str, Vec<String>>,
) -> Result<(SourceRef, Vec<String>), String> {
    let plain = || SourceRef::new(&summary.fingerprint, &summary.name);
    Ok((named.cloned().unwrap_or_else(plain), Vec::new()))
}

/// The summary of a kind as text or as JSON, for [`Native::describe`]; empty where it is of another kind.
#[cfg(not(target_arch = "wasm32"))]
pub fn described<Own: OwnSummary>(summary: &DataSummary, json: bool) -> String {
    let Some(own) = summary.own::<Own>() else { return String::new() };
    if json { serde_json::to_string_pretty(&own).unwrap_or_default() } else { own.to_string() }
}

/// Data that were read.
#[derive(Debug, Clone)]
pub struct ReadData {
    /// Where they come from: the name of a file, for people.
    pub name: String,
    /// The data.
    pub data: Arc<dyn Data>,
}

/// What files are to a kind of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    /// Nothing.
    No,
    /// Any of these files may be read as such data, and as well as data of another kind.
    Perhaps(Vec<String>),
    /// They are meant as such data, even where something is wrong with them, which reading them says.
    Sure,
}

/// Why files can't be read as data of a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct ReadError {
    /// One sentence without its end: what is wrong, where, and what would be right.
    pub sentence: String,
    /// Further lines that say where.
    pub details: Vec<String>,
    /// So many would fit, where less of them can be read: see [`DataDescriptor::keep`].
    pub keep: Option<usize>,
    /// Files among these that may be meant as data of another kind.
    pub perhaps_other: Vec<String>,
}

/// The data as what they are, where they are of this type.
pub fn known<Known: Data>(data: &dyn Data) -> Option<&Known> {
    let any: &dyn Any = data;
    any.downcast_ref()
}

impl ReadError {
    /// That sentence alone.
    pub fn new(sentence: impl Display) -> ReadError {
        ReadError { sentence: sentence.to_string(), ..ReadError::default() }
    }
}
