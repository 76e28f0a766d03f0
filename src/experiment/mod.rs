//! Experiments: what is run, how it is stepped, what is kept of it, and how it travels.

pub mod bench;
mod contender_run;
pub mod definition;
mod delivery;
pub mod digest;
pub mod feedback;
pub mod link;
mod metrics;
mod population;
mod run_log;
mod statistics;
mod stepper;

pub use definition::{
    Contender, DEFAULT_SEEDS, Experiment, ExperimentError, HORIZON, MASTER_SEED_DIGITS, Notice, PartChoice,
    RatingsSource, SEEDS, VERSION,
};
pub use metrics::Checkpoints;
pub use run_log::{
    Advance, ContenderAdvance, ContenderLog, RunLog, RunLogError, SeedSeries, Summary, SummaryRow, Tail,
};
pub use statistics::{Band, band};
pub use stepper::{ArmView, ContenderView, RoundView, Stepper};
