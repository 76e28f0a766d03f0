//! Stories: experiments that answer a question, with what to watch, what comes out, and a test that it does.
//!
//! A story is plain data, one file each. Its experiment is a link, which decodes for ever to the same experiment, and is how a
//! story is recognized. What its texts say of the outcome stands in its [claims](Claim): `tests/native/stories.rs` runs
//! every story and fails where a claim does not hold by several standard errors. The page evaluates the same claims on its
//! own run and shows the numbers ([`Finding::sentence`]).

mod claim;
mod evaluate;
mod finding;
mod one_film;
pub mod picture;
mod slates;
mod story;

pub use claim::{Claim, Rounds, Side, policy};
pub use evaluate::unit;
pub use finding::{Finding, Verdict};
pub use story::Story;

use crate::spec::{Experiment, link};

/// All stories, from the easiest on: first those of one film a round, then those of slates. The page opens with the first.
pub static STORIES: [&Story; 12] = [
    &one_film::four_agents::STORY,
    &one_film::exploration::STORY,
    &one_film::linear::STORY,
    &one_film::shared_models::STORY,
    &one_film::drift::STORY,
    &one_film::objectives::STORY,
    &slates::films::STORY,
    &slates::popularity::STORY,
    &slates::diversity::STORY,
    &slates::position_bias::STORY,
    &slates::click_models::STORY,
    &slates::change::STORY,
];

/// The story of that id.
pub fn find(id: &str) -> Option<&'static Story> {
    STORIES.into_iter().find(|story| story.id == id)
}

/// The story whose experiment this is.
pub fn of(experiment: &Experiment) -> Option<&'static Story> {
    let link = link::encode(experiment, None);
    STORIES.into_iter().find(|story| story.link == link)
}

#[cfg(test)]
mod tests;
