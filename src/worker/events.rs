//! What the pool of workers tells the page.

use crate::data::DataSummary;
use crate::results::{RoundView, RunUpdate};

/// What the pool tells the page.
#[derive(Debug, Clone, PartialEq)]
pub enum PoolEvent {
    /// All workers have taken the data of a kind that were given last.
    DataReady {
        /// What they hold.
        summary: DataSummary,
    },
    /// The run is being prepared, and it takes a while.
    Preparing {
        /// Number of the run, as it was given with it.
        run: u64,
        /// What is being done.
        task: String,
        /// How much of it is done, 0 to 1: by the worker that has done least.
        fraction: f64,
    },
    /// The run is prepared and stands at round zero.
    Prepared {
        /// Number of the run, as it was given with it.
        run: u64,
        /// What the environment's items are called.
        items: Vec<String>,
        /// What must be said of how the environment was made.
        remarks: Vec<String>,
    },
    /// Some seeds have moved on.
    Moved {
        /// Number of the run, as it was given with it.
        run: u64,
        /// What is new.
        advance: RunUpdate,
        /// A round that was looked into: the one that the run came to, or one on the way.
        view: Option<RoundView>,
    },
    /// All workers stand at this round.
    Stopped {
        /// Number of the run, as it was given with it.
        run: u64,
        /// The round.
        round: u64,
    },
    /// A command could not be carried out.
    Failed {
        /// Number of the run that failed; none where it was something else.
        run: Option<u64>,
        /// One sentence.
        sentence: String,
    },
    /// The engine can't be used: it can't be started, or is of another build. No feedback arrives on this pool any more.
    NoEngine {
        /// One sentence.
        sentence: String,
    },
    /// A worker died and was replaced; the run is lost.
    Crashed {
        /// One sentence.
        sentence: String,
    },
}
