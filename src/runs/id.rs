//! What a run is called by programs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::xxh64;

/// Most letters of an id: it is a file's name, too.
const LONGEST: usize = 64;

/// The id of a kept run: unique without a central place, the same whatever the run's name, and in the order of time. It is
/// a valid file name everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId(String);

/// A text that is no id of a run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not the id of a run: those begin with r and have at most {LONGEST} lower-case letters, digits and hyphens"
)]
pub struct NoRunId(String);

impl RunId {
    /// The id of a run that was created at this time (Unix, milliseconds) and this random number, of which all 64 bits must be
    /// random: two runs of one millisecond are told apart by it.
    pub fn new(created: u64, random: u64) -> RunId {
        RunId(format!("r{created:012x}-{random:016x}"))
    }

    /// The id under which a run of the same id but of this other content is kept beside it. It is always the same one, so that
    /// a file that is imported twice adds nothing the second time.
    pub fn beside(&self, created: u64, content: &str) -> RunId {
        RunId::new(created, xxh64(format!("{self} {content}").as_bytes(), 0))
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for RunId {
    type Err = NoRunId;

    fn from_str(text: &str) -> Result<RunId, NoRunId> {
        let right = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
        let is_id = text.starts_with('r') && text.len() <= LONGEST && text.bytes().all(right);
        // A long text is named by its beginning.
        is_id.then(|| RunId(text.to_owned())).ok_or_else(|| NoRunId(text.chars().take(LONGEST).collect()))
    }
}

impl TryFrom<String> for RunId {
    type Error = NoRunId;

    fn try_from(text: String) -> Result<RunId, NoRunId> {
        text.parse()
    }
}

impl From<RunId> for String {
    fn from(id: RunId) -> String {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_go_by_time_and_are_file_names() {
        let early = RunId::new(1_700_000_000_000, u64::MAX);
        let late = RunId::new(1_700_000_000_001, 0);
        assert_eq!(early.as_str(), "r018bcfe56800-ffffffffffffffff");
        assert!(early < late);
        assert_eq!(early.to_string().parse(), Ok(early.clone()));
        let beside = early.beside(1_700_000_000_000, "c:1");
        assert_ne!(beside, early);
        assert_eq!(beside, early.beside(1_700_000_000_000, "c:1"));
        assert_ne!(beside, early.beside(1_700_000_000_000, "c:2"));
        for wrong in ["", "x1", "r/../..", "r.", "R1", "r 1", &"r".repeat(65)] {
            assert!(wrong.parse::<RunId>().is_err(), "{wrong}");
        }
    }
}
