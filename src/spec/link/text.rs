//! What the parts of the codec share: what comes of a link, why one cannot be read, and which characters are foreign to it.

use super::view::View;
use crate::spec::VERSION;
use crate::spec::digest::RunDigest;
use crate::spec::{Experiment, ExperimentError, Notice};

/// What no link holds unencoded within a piece: our own separators, and what chat programs cut a link at. A link that
/// does was changed by another program, or typed.
pub(super) const MARKS: &[u8] = b" \"#%&;=<>`()[]{}|\\^'";

/// Longest label or file name in a link, in characters.
pub const LONGEST_TEXT: usize = 80;

/// Longest value in a link, in characters: the packed code of an agent.
pub(super) const LONGEST_VALUE: usize = 8 * 1024;

/// Longest link that is read, in bytes: far above any real one.
pub(super) const LONGEST_LINK: usize = 50_000;

/// What a link holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The experiment, with every value in range.
    pub experiment: Experiment,
    /// The digest that rode along.
    pub digest: Option<RunDigest>,
    /// How the page shows it.
    pub view: View,
    /// What had to be changed or left out, a sentence each.
    pub notices: Vec<Notice>,
}

/// Why a link can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It does not begin with a version.
    #[error(
        "this is not a link of the playground: it should begin with #{VERSION}, and it begins with \"{0}\""
    )]
    NotALink(String),
    /// Written by a newer playground.
    #[error(
        "this link was made by a newer playground (version {0} of links, this one reads up to {VERSION}): reload the page to get the newest"
    )]
    Future(u32),
    /// Cut or damaged.
    #[error("this link is cut or damaged: \"{0}\" is not a piece of one; ask for it again")]
    Damaged(String),
    /// It names something that does not exist.
    #[error("this link can't be opened: {0}")]
    Experiment(#[from] ExperimentError),
}

pub(super) fn shortened(text: &str) -> String {
    text.chars().take(30).collect()
}

/// Whether the character at this place of a text is one that we would have encoded.
pub(super) fn is_foreign(text: &str, place: usize, c: char) -> bool {
    match c {
        '%' => !text
            .as_bytes()
            .get(place + 1..place + 3)
            .is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit)),
        c => !c.is_ascii_graphic() || MARKS.contains(&(c as u8)),
    }
}

/// Whether a character takes no room on a screen: what programs put where a long word may be broken, and marks of the
/// direction of writing.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
