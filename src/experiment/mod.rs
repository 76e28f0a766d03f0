//! Experiments: what is run, how it is stepped, what is kept of it, and how it travels.

mod arms;
mod beliefs;
pub mod bench;
mod changes;
mod contender_run;
mod decision;
pub mod definition;
mod delivery;
pub mod digest;
mod error;
pub mod feedback;
mod known;
mod limits;
pub mod link;
pub mod metric;
mod metrics;
pub mod objectives;
pub mod policies;
mod prepare;
mod prepared;
mod queue;
mod round_view;
mod run;
mod run_log;
mod series;
pub mod settings;
mod settle;
mod simulation;
mod slate_contender;
mod slate_delivery;
mod slates;
mod slates_view;
mod statistics;
mod stepper;
mod summary;
pub mod task;

pub use beliefs::{Beliefs, ContenderBeliefs, Learned};
pub use decision::Decision;
pub use definition::{
    Contender, DEFAULT_SEEDS, Experiment, HORIZON, MASTER_SEED_DIGITS, Notice, PartChoice, RatingsSource,
    SEEDS, TableSource, VERSION,
};
pub use error::ExperimentError;
pub use metrics::Checkpoints;
pub use prepare::Sources;
pub use prepared::PreparedWorld;
pub use queue::FeedbackView;
pub use round_view::{ArmView, ArmsView, Choices, ContenderView, RoundView};
pub use run::{run, run_in};
pub use run_log::{ContenderLog, ContenderUpdate, PositionCounts, RunLog, RunLogError, RunUpdate};
pub use series::{SeedSeries, Totals};
pub use slates_view::{ShownSlate, SlateCard, SlatesView, SlotView};
pub use statistics::{Band, band};
pub use stepper::Stepper;
pub use summary::{Summary, SummaryRow};
