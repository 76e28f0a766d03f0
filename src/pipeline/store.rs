//! Artefacts by the hash of what they hold.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::xxh64;

use super::error::PipelineError;

/// The hash of an artefact's bytes (XXH64), or of what a step is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Hash(pub u64);

impl Hash {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(xxh64(bytes, 0))
    }

    /// The hash of 16 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Hash> {
        let digits = text.len() == 16 && text.chars().all(|letter| letter.is_ascii_hexdigit());
        digits.then(|| u64::from_str_radix(text, 16).ok().map(Hash)).flatten()
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> String {
        hash.to_string()
    }
}

impl TryFrom<String> for Hash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Hash, &'static str> {
        Hash::parse(&text).ok_or("a hash is 16 hexadecimal digits")
    }
}

/// Where artefacts are kept. What is put there once stays as it is.
///
/// # Examples
/// ```
/// use bandit_playground::pipeline::{ArtefactStore, Hash, MemoryStore};
///
/// let mut store = MemoryStore::default();
/// let hash = store.put(b"rows")?;
/// assert_eq!((hash, store.get(hash).as_deref()), (Hash::of(b"rows"), Some(&b"rows"[..])));
/// store.remember(Hash(1), hash)?;
/// assert_eq!(store.made(Hash(1)), Some(hash));
/// # Ok::<(), bandit_playground::pipeline::PipelineError>(())
/// ```
pub trait ArtefactStore {
    /// Keeps bytes, and gives their hash.
    ///
    /// # Errors
    /// Where they can't be kept.
    fn put(&mut self, bytes: &[u8]) -> Result<Hash, PipelineError>;

    /// The bytes of this hash; none where they are not there, or are others.
    fn get(&self, hash: Hash) -> Option<Vec<u8>>;

    /// What a step made, by the hash of all that it is made from, in whatever run and pipeline.
    fn made(&self, key: Hash) -> Option<Hash>;

    /// Remembers what a step made.
    ///
    /// # Errors
    /// Where it can't be kept.
    fn remember(&mut self, key: Hash, output: Hash) -> Result<(), PipelineError>;
}

/// A store that is gone with the program.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    artefacts: BTreeMap<Hash, Vec<u8>>,
    made: BTreeMap<Hash, Hash>,
}

impl ArtefactStore for MemoryStore {
    fn put(&mut self, bytes: &[u8]) -> Result<Hash, PipelineError> {
        let hash = Hash::of(bytes);
        self.artefacts.entry(hash).or_insert_with(|| bytes.to_vec());
        Ok(hash)
    }

    fn get(&self, hash: Hash) -> Option<Vec<u8>> {
        self.artefacts.get(&hash).cloned()
    }

    fn made(&self, key: Hash) -> Option<Hash> {
        self.made.get(&key).copied()
    }

    fn remember(&mut self, key: Hash, output: Hash) -> Result<(), PipelineError> {
        self.made.insert(key, output);
        Ok(())
    }
}
