//! The link codec: a whole experiment in the part of an address after `#`, which never reaches a server.
//!
//! A link is `#1` and then, in any order, `&`-separated pieces; only what differs from the default experiment is
//! written, so the default experiment is `#1`.
//!
//! ```text
//! #1w=movielens_mf;movies=50&c=lin_ucb;alpha=2&c=lin_ts&horizon=20000&seeds=20&master_seed=7&d=2-0123456789abcdef
//! ```
//!
//! - `w=` the environment, then its parameters, each `;name=value`;
//! - `c=` one policy, then its parameters; as many `c=` as policies, in order. Besides its own parameters a
//!   policy may have `stream` and `label`;
//! - `k=` in an environment of slates the click model, when not the default one, then its parameters;
//! - `f=` what is set of feedback, each `name=value`, with `;` between them;
//! - `o=` what counts beside the reward, each `name=value`, with `;` between them;
//! - `horizon=`, `seeds=`, `master_seed=` the settings;
//! - `r=` the fingerprint and, after `;name=`, the file name of ratings other than the bundled ones;
//! - `t=` the fingerprint of the user's table, `;name=` its file name, `;label=` the column of the labels, and
//!   `;without=` for each column that is left out;
//! - `d=` the digest of a finished run, to be checked when the link is opened: the number of the engine's
//!   [`NUMERICS`](crate::spec::digest::NUMERICS) and 16 hexadecimal digits, `2-0123456789abcdef`; the digits alone are of
//!   numerics 1.
//!
//! Values are numbers, `on`/`off` or ids. Text is percent-encoded. A version once published decodes for ever: the
//! tests keep golden links of each.
//!
//! # Links that other programs changed
//! Mail programs, chats and redirects encode links again, wrap them in lines, and add what stands behind them. A link
//! that can have been written as it is, is read as it is (`read`). Otherwise the ways in which it may have been changed are
//! tried, the mildest first (`repair` for the text as a whole, `restructure` for separators that were encoded within it),
//! and the first that gives a link without a fault is taken; when none does, the one with the fewest faults.
//!
//! What can be read in two ways is read as it stands: `label=100%2525` is the label "100%25", although a program may have
//! encoded the percent sign of "100%" again; and a full stop behind a label belongs to it, for which reason [`encode`]
//! ends no link in a label.

mod encode;
mod read;
mod repair;
mod restructure;

pub use encode::encode;

use crate::spec::VERSION;
use crate::spec::digest::RunDigest;
use crate::spec::{Experiment, ExperimentError, Notice};

/// What no link holds unencoded within a piece: our own separators, and what chat programs cut a link at. A link that
/// does was changed by another program, or typed.
const MARKS: &[u8] = b" \"#%&;=<>`()[]{}|\\^'";

/// Longest label or file name in a link, in characters.
pub const LONGEST_TEXT: usize = 80;

/// Longest link that is read, in bytes: far above any real one.
const LONGEST_LINK: usize = 50_000;

/// What a link holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The experiment, with every value in range.
    pub experiment: Experiment,
    /// The digest that rode along.
    pub digest: Option<RunDigest>,
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

/// Reads a link: a whole address, or what follows its `#`. An empty one is the default experiment.
///
/// A link that another program has encoded again, wrapped or added to gives the same experiment as before.
///
/// # Errors
/// A link that is no link, cut, damaged, of a newer version, or that names an environment or an agent that does not exist.
/// Values out of range, and pieces and parameters that are not known, are put right or left out with a notice.
pub fn decode(link: &str) -> Result<Decoded, LinkError> {
    let plain = link.trim().rsplit_once('#').map_or(link.trim(), |(_, fragment)| fragment);
    if plain.len() > LONGEST_LINK {
        return Err(LinkError::Damaged(format!("{}…", shortened(plain))));
    }
    let mut best = read::read(plain, link.contains('#'));
    if best.badness() == 0 {
        return best.found;
    }
    let texts = repair::texts(link);
    let unchanged = texts.iter().map(|text| read::read(&text.fragment, true).with_faults(text.faults));
    let restructured = texts.iter().flat_map(restructure::readings);
    for reading in unchanged.chain(restructured) {
        if reading.badness() < best.badness() {
            best = reading;
        }
        if best.badness() == 0 {
            break;
        }
    }
    best.found
}

fn shortened(text: &str) -> String {
    text.chars().take(30).collect()
}

/// Whether the character at this place of a text is one that we would have encoded.
fn is_foreign(text: &str, place: usize, c: char) -> bool {
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
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
