//! Detectors of changes in a stream of numbers.

mod adwin;
mod page_hinkley;

pub use adwin::Adwin;
pub use page_hinkley::PageHinkley;

use serde::{Deserialize, Serialize};

use super::steps;

/// A detector, or none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Detector {
    /// Finds nothing.
    None,
    /// ADWIN.
    Adwin(Adwin),
    /// Page-Hinkley.
    PageHinkley(PageHinkley),
}

impl Detector {
    /// The detector of this id, see [`DRIFT`](steps::DRIFT), for numbers from 0 to 1.
    pub fn of(id: &str) -> Detector {
        match id {
            steps::ADWIN => Detector::Adwin(Adwin::default()),
            steps::PAGE_HINKLEY => Detector::PageHinkley(PageHinkley::for_shares()),
            _ => Detector::None,
        }
    }

    /// Takes the next number; where a change is found, how many of the numbers so far, the latest ones, came after it.
    pub fn push(&mut self, value: f64) -> Option<u64> {
        match self {
            Detector::None => None,
            Detector::Adwin(adwin) => adwin.push(value).then(|| adwin.width()),
            Detector::PageHinkley(test) => test.push(value),
        }
    }
}
