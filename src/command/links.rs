//! `link` and `open`: experiments as links.

use std::path::Path;

use super::experiment::{is_link, opened, read_experiment};
use super::output::{note, print, print_json};
use super::{Failure, files};
use crate::spec::Experiment;
use crate::spec::link::{self as codec, Decoded};

/// `link`
pub fn link(path: &Path) -> Result<(), Failure> {
    print(&codec::encode(&read_experiment(path)?, None))
}

/// `open`
pub fn open(given: &str) -> Result<(), Failure> {
    let path = Path::new(given);
    if given.trim().is_empty() {
        return Err(Failure::input(
            "no link was given: give one, a file that holds one, or - for standard input",
        ));
    }
    // A link that is given is one also without its # or the address before it.
    if !files::is_standard_input(path) && (is_link(given) || !path.is_file()) {
        return show(&opened(given).map_err(Failure::input)?);
    }
    let text = files::read_text(path)?;
    let named = |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", files::shown(path)));
    match text.trim() {
        "" => Err(named(&"this is empty: a link is expected, a whole address or from its # on")),
        json if json.starts_with('{') => {
            print_json(&Experiment::from_json(json).map_err(|error| named(&error))?)
        }
        link => show(&opened(link).map_err(|error| named(&error))?),
    }
}

/// Prints what a link holds.
fn show(opened: &Decoded) -> Result<(), Failure> {
    // A person's own words are no part of the experiment.
    for text in [&opened.view.title, &opened.view.note].into_iter().filter(|text| !text.is_empty()) {
        note(text);
    }
    print_json(&opened.experiment)
}
