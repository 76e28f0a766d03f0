//! What a kind of data declares: what it is called, which files hold it, and how an experiment names it. Plain data, which
//! the page reads.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use super::source::{SourceOption, SourceRef};
use crate::descriptor::Descriptor;

/// What a kind of data declares.
#[derive(Debug)]
pub struct DataDescriptor {
    /// Id, title, sentence and source. The id is the field of an experiment in JSON, and what `--as` takes.
    pub part: Descriptor,
    /// The key of its piece in links, one letter.
    pub link_key: &'static str,
    /// Its words in sentences.
    pub words: Words,
    /// The file beside the page from which experiments are made that name no data of this kind; none where nothing is
    /// bundled, or where the engine brings it.
    pub bundled: Option<&'static str>,
    /// When the engine gets what was read.
    pub hand_over: HandOver,
    /// Whether an experiment keeps naming data of this kind while its environment is not made from it.
    pub stays: bool,
    /// What an experiment says of its data besides their fingerprint and name, in the order in which links write it.
    pub options: &'static [SourceOption],
    /// How less of too large files is read; none where that is not possible.
    pub keep: Option<Keep>,
    /// Puts what an experiment says of its data into its one valid form; one sentence without its end where there is
    /// none.
    pub tidy: fn(&mut SourceRef) -> Result<(), String>,
}

impl DataDescriptor {
    /// That such data can't be used, for this reason: a sentence without its end.
    pub fn unusable(&self, reason: &str) -> String {
        // Not `char::to_uppercase`, whose tables are 14 kB of the engine's program: these words are ours, and in ASCII.
        let (first, rest) = self.words.the.split_at(1);
        format!("{}{rest} can't be used: {reason}", first.to_ascii_uppercase())
    }
}

/// The words of a kind of data.
#[derive(Debug)]
pub struct Words {
    /// What files can be read as: "ratings", "a table".
    pub a: &'static str,
    /// Those of an experiment: "the ratings".
    pub the: &'static str,
    /// After "and": "those are" or "that is", to be followed by what is said of them.
    pub they_are: &'static str,
    /// Others than these, where they have no name.
    pub other: &'static str,
    /// Those that an experiment runs on when it names none.
    pub bundled: &'static str,
    /// How a run stands that waits for them.
    pub waiting: &'static str,
    /// After "needs": what is missing where none were given.
    pub missing: &'static str,
    /// After "neither" or "nor": what a file is not.
    pub neither: &'static str,
    /// Files that hold such data, in two words.
    pub files: &'static str,
    /// After "give": which files are read.
    pub wanted: &'static str,
    /// The same in a few words, for a list.
    pub forms: &'static str,
    /// What a file could be that could be of another kind as well.
    pub perhaps: &'static str,
    /// After the name of such a file: what it has that is typical of this kind.
    pub typical: &'static str,
    /// After "Read it as …": what for.
    pub purpose: &'static str,
    /// What is done with the files that `run` is given.
    pub run_on: &'static str,
}

/// When the engine gets data that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandOver {
    /// As soon as they are read, in place of those before; the experiment then runs on them.
    AtOnce,
    /// With the run that needs them. Until then the page keeps them, and asks how they are to be used.
    WithRun,
}

/// Reading less of files that are too large: so many of what they hold.
#[derive(Debug)]
pub struct Keep {
    /// The option of the command line, without its hyphens.
    pub flag: &'static str,
    /// One sentence for the command line's help, without a full stop.
    pub help: &'static str,
    /// What a button says before and after the number.
    pub offer: (&'static str, &'static str),
}

/// A kind of data, by its descriptor. Kinds are ordered by their ids; messages carry the id.
#[derive(Clone, Copy)]
pub struct DataKind(pub &'static DataDescriptor);

impl DataKind {
    /// Its id.
    pub fn id(self) -> &'static str {
        self.0.part.id
    }
}

impl Deref for DataKind {
    type Target = DataDescriptor;

    fn deref(&self) -> &DataDescriptor {
        self.0
    }
}

impl From<&'static DataDescriptor> for DataKind {
    fn from(descriptor: &'static DataDescriptor) -> DataKind {
        DataKind(descriptor)
    }
}

impl PartialEq for DataKind {
    fn eq(&self, other: &DataKind) -> bool {
        self.id() == other.id()
    }
}

impl Eq for DataKind {}

impl PartialOrd for DataKind {
    fn partial_cmp(&self, other: &DataKind) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DataKind {
    fn cmp(&self, other: &DataKind) -> Ordering {
        self.id().cmp(other.id())
    }
}

impl Hash for DataKind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

impl fmt::Debug for DataKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

/// What an environment is made from.
#[derive(Debug)]
pub struct DataUse {
    /// Data of this kind.
    pub kind: &'static DataDescriptor,
    /// Whether it can't be made without.
    pub required: bool,
}

impl DataUse {
    /// Data without which the environment can't be made.
    pub const fn required(kind: &'static DataDescriptor) -> DataUse {
        DataUse { kind, required: true }
    }

    /// Data of which the environment can be made.
    pub const fn optional(kind: &'static DataDescriptor) -> DataUse {
        DataUse { kind, required: false }
    }
}
