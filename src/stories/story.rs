//! What a story is.

use super::claim::Claim;
use super::finding::Finding;
use super::picture::Stroke;
use crate::results::RunLog;
use crate::spec::{Experiment, link};

/// An experiment with a question and an outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Story {
    /// Name in links: lower case, digits and underscores; never changed once published.
    pub id: &'static str,
    /// Its short name.
    pub title: &'static str,
    /// A word or two of that, for below its thumbnail.
    pub label: &'static str,
    /// What it answers, for a person who knows nothing of bandits.
    pub question: &'static str,
    /// What happens, and what to look at.
    pub watch: &'static str,
    /// What comes out, which the claims back.
    pub takeaway: &'static str,
    /// The link of its experiment, exactly as [`link::encode`] writes it.
    pub link: &'static str,
    /// What its texts state of the outcome.
    pub claims: &'static [Claim],
    /// Its thumbnail.
    pub picture: &'static [Stroke],
}

impl Story {
    /// Its experiment.
    pub fn experiment(&self) -> Experiment {
        // Every story's link decodes, and to its own experiment: a test of this module.
        link::decode(self.link).map(|decoded| decoded.experiment).unwrap_or_default()
    }

    /// Whether this is its experiment, unchanged.
    pub fn is_of(&self, experiment: &Experiment) -> bool {
        link::encode(experiment, None) == self.link
    }

    /// What a run says about each claim. None where the run is of another experiment, whose policies and rounds the claims
    /// don't mean, and as long as it is not through.
    pub fn findings(&self, log: &RunLog) -> Option<Vec<Finding>> {
        if !self.is_of(&log.experiment) || !log.is_complete() {
            return None;
        }
        self.claims.iter().map(|claim| claim.evaluate(log)).collect()
    }
}
