//! A card, and how its numbers are written.

use crate::chart::numbers::{percent, short};
use crate::chart::{DataPicture, share_words};

/// Fewest ratings from which a mean is compared with others.
pub const FEWEST: u64 = 30;

/// What is looked at on its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Its name in tests and styles: lower-case letters.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// A number beside that.
    pub caption: String,
    /// What is to be known of it: the cause.
    pub lead: String,
    /// And what follows from that, up to the end of the sentence.
    pub rest: String,
    /// The picture; none where the ratings don't say what would be drawn.
    pub picture: Option<DataPicture>,
    /// What a screen reader says of the picture.
    pub name: String,
    /// Names of the columns of the same as a table.
    pub head: Vec<&'static str>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// The id of the story in which it hurts; empty where there is none.
    pub story: &'static str,
}

impl Card {
    /// What is to be known, and what follows.
    pub fn sentence(&self) -> String {
        format!("{} {}", self.lead, self.rest)
    }
}

/// A mean in stars.
pub(super) fn stars(mean: Option<f64>) -> String {
    mean.map_or_else(|| "–".to_owned(), short)
}

/// A share as people say it: without decimals where it is large enough.
pub(super) fn share(share: f64) -> String {
    if share >= 0.095 { share_words(share) } else { percent(share) }
}

/// The least and the greatest of these means, of those of enough ratings; none where fewer than two are.
pub(super) fn range(means: impl Iterator<Item = (u64, Option<f64>)>) -> Option<(f64, f64)> {
    let means: Vec<f64> =
        means.filter(|(ratings, _)| *ratings >= FEWEST).filter_map(|(_, mean)| mean).collect();
    let least = means.iter().copied().fold(f64::INFINITY, f64::min);
    let most = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (means.len() > 1).then_some((least, most))
}
