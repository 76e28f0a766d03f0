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
//! - `o=` what counts beside the reward, each `name=value`, with `;` between them; and so on for every group of settings
//!   under its key ([`Written::Piece`](crate::spec::settings::Written::Piece));
//! - `horizon=`, `seeds=`, `master_seed=` the settings;
//! - for each kind of data other than the bundled ones, under its key, the fingerprint, after `;name=` the file name, and the
//!   [options](crate::data::SourceOption) of the kind: `r=` ratings; `t=` a table, `;label=` the column of the labels, and
//!   `;without=` for each column that is left out;
//! - `title=` and `note=` what a person calls the experiment and says of it, at most 80 and 500 characters; and `v=` how the
//!   page shows it, each `name=value`, with `;` between them: `story` the id of the story that it came from, `chart` the large
//!   one (`regret`, `reward`, `quality`, `choices`), `scale=all` for a scale that holds every curve, `log` the
//!   logarithmic axes (`x`, `y`, `xy`), `members=on` for every seed, `by=parameter` for the number in
//!   which all agents differ as the axis, `hidden` the places of policies that are not drawn
//!   (`0,2`), `speed` a place on the slider, `lens` the place of the policy on the stage. None of this belongs to the
//!   experiment (see [`View`]); what is not known of it is left out with a notice;
//! - `d=` the digest of a finished run, to be checked when the link is opened: the number of the engine's
//!   [`NUMERICS`](crate::spec::digest::NUMERICS) and 16 hexadecimal digits, `2-0123456789abcdef`; the digits alone are of
//!   numerics 1.
//!
//! Values are numbers, `on`/`off`, ids, [schedules](crate::descriptor::schedule) without blanks (`epsilon=1to0.1in500`), widths of layers
//! (`context_layers=48,24,12`) or settings of a member (`settings_1=alpha:0.1,gamma:0.98`). Text is percent-encoded. A version once published decodes for ever: the
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
mod text;
mod view;

pub use encode::{encode, encode_with};
pub use text::{Decoded, LONGEST_TEXT, LinkError};
pub use view::{CHARTS, LONGEST_NOTE, LONGEST_TITLE, View};

pub(crate) use read::value;
use text::{LONGEST_LINK, shortened};

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
