//! What is known of a kept run without reading its results.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::RunId;
use crate::results::digest::RunDigest;

/// What stands before a digest in everything that is written: a digest of digits alone would be taken for a number by other
/// programs' readers.
const DIGEST_PREFIX: &str = "d:";

/// All that lists, searches and merges need of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunHeader {
    /// Its id.
    pub id: RunId,
    /// What people call it.
    pub name: String,
    /// When it was begun (Unix, milliseconds).
    pub created: u64,
    /// How long it was computed, in seconds.
    pub seconds: f64,
    /// Title of the environment.
    pub environment: String,
    /// What the agents are called, in the experiment's order.
    pub agents: Vec<String>,
    /// Rounds that it was to have.
    pub horizon: u64,
    /// Number of repetitions.
    pub seeds: u32,
    /// Rounds that every seed has done.
    pub rounds_done: u64,
    /// The link of the experiment, with the digest of a complete run.
    pub link: String,
    /// The digest of a complete run; in files it begins with `d:`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "write_digest",
        deserialize_with = "read_digest"
    )]
    pub digest: Option<RunDigest>,
    /// Version of the numerics that gave the results.
    pub numerics: u32,
    /// Version of the program that ran it.
    pub engine: String,
    /// What a person noted of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Tags that a person gave it, each once and ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Whether it stays when room is made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// When it was put into the bin (Unix, milliseconds); none where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<u64>,
    /// The fingerprint of what was run and what came of it, see [`KeptRun::content`](super::KeptRun::content).
    pub content: String,
}

/// What a person changes of a run: only what is given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Edit {
    /// Another name.
    pub name: Option<String>,
    /// Another note.
    pub note: Option<String>,
    /// Other tags instead of all that it has.
    pub tags: Option<Vec<String>>,
    /// Whether it stays when room is made.
    pub pinned: Option<bool>,
    /// Into the bin at this time (Unix, milliseconds), or out of it.
    pub deleted: Option<Option<u64>>,
}

impl RunHeader {
    /// Whether it reached its horizon.
    pub fn is_complete(&self) -> bool {
        self.rounds_done >= self.horizon
    }

    /// Whether it is in the bin.
    pub fn is_deleted(&self) -> bool {
        self.deleted.is_some()
    }

    /// The digest as it stands in files; empty before the run is complete.
    pub fn digest_text(&self) -> String {
        self.digest.as_ref().map(digest_text).unwrap_or_default()
    }

    /// The header of the same run, gone on with, under what a person has made of this one.
    pub fn carried_over(&self, later: &RunHeader) -> RunHeader {
        RunHeader {
            name: self.name.clone(),
            note: self.note.clone(),
            tags: self.tags.clone(),
            pinned: self.pinned,
            deleted: self.deleted,
            ..later.clone()
        }
    }
}

impl Edit {
    /// Changes a header.
    pub fn apply(&self, header: &mut RunHeader) {
        if let Some(name) = &self.name {
            header.name.clone_from(name);
        }
        if let Some(note) = &self.note {
            header.note.clone_from(note);
        }
        if let Some(tags) = &self.tags {
            header.tags = tidy_tags(tags);
        }
        if let Some(pinned) = self.pinned {
            header.pinned = pinned;
        }
        if let Some(deleted) = self.deleted {
            header.deleted = deleted;
        }
    }
}

/// Tags without blanks around them, each once and ascending.
pub fn tidy_tags(tags: &[String]) -> Vec<String> {
    let tidy = tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty());
    let tidy: std::collections::BTreeSet<&str> = tidy.collect();
    tidy.into_iter().map(str::to_owned).collect()
}

/// A digest as it stands in files, which no reader takes for a number.
pub fn digest_text(digest: &RunDigest) -> String {
    format!("{DIGEST_PREFIX}{digest}")
}

fn write_digest<S: Serializer>(digest: &Option<RunDigest>, serializer: S) -> Result<S::Ok, S::Error> {
    digest.as_ref().map(digest_text).serialize(serializer)
}

fn read_digest<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RunDigest>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let read = |text: String| text.strip_prefix(DIGEST_PREFIX).unwrap_or(&text).parse();
    text.map(read).transpose().map_err(serde::de::Error::custom)
}
