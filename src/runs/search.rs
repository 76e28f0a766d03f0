//! Finding runs.

use serde::{Deserialize, Serialize};

use super::RunHeader;

/// Which runs are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filter {
    /// Words that all stand in name, note, tags, agents, environment, digest or id, in any letter case.
    pub words: String,
    /// Only those with all of these tags.
    pub tags: Vec<String>,
    /// Only those that are pinned.
    pub pinned: bool,
    /// Those in the bin instead of those that are not.
    pub deleted: bool,
}

impl Filter {
    /// Whether a run is wanted.
    pub fn matches(&self, header: &RunHeader) -> bool {
        let of_state = header.is_deleted() == self.deleted && (header.pinned || !self.pinned);
        of_state && self.tags.iter().all(|tag| header.tags.contains(tag)) && self.has_words(header)
    }

    fn has_words(&self, header: &RunHeader) -> bool {
        if self.words.trim().is_empty() {
            return true;
        }
        let RunHeader { id, name, note, environment, tags, agents, .. } = header;
        let mut text = format!("{id} {name} {note} {environment} {}", header.digest_text());
        for more in tags.iter().chain(agents) {
            text.push(' ');
            text.push_str(more);
        }
        let text = text.to_lowercase();
        self.words.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}
