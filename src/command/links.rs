//! `link` and `open`: experiments as links.

use std::path::Path;

use super::Failure;
use super::experiment::read_experiment;
use super::output::{note, print, print_json};
use crate::spec::link as codec;

/// `link`
pub fn link(path: &Path) -> Result<(), Failure> {
    print(&codec::encode(&read_experiment(path)?, None))
}

/// `open`
pub fn open(link: &str) -> Result<(), Failure> {
    let opened = codec::decode(link).map_err(Failure::input)?;
    for notice in &opened.notices {
        note(&format!("bandit-playground: {}", notice.0));
    }
    // A person's own words are no part of the experiment.
    for text in [&opened.view.title, &opened.view.note].into_iter().filter(|text| !text.is_empty()) {
        note(text);
    }
    print_json(&opened.experiment)
}
