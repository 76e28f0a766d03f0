//! What is kept and shown of a run: metrics, the run log, rounds that are looked into, summaries and the digest.

pub(crate) mod feedback_view;
pub(crate) mod item_estimates;
mod names;
mod paired;
pub(crate) mod recorder;
pub(crate) mod round_view;
pub(crate) mod run_log;
pub(crate) mod series;
pub mod significance;
pub(crate) mod slates_view;
pub(crate) mod statistics;
pub(crate) mod summary;

pub use crate::spec::digest;
pub use feedback_view::FeedbackView;
pub use item_estimates::{ItemEstimates, Learned, PolicyItemEstimates};
pub use names::distinct_names;
pub use paired::{Paired, paired, paired_of, seeds_won};
pub use recorder::Checkpoints;
pub use round_view::{ArmView, ArmsView, Choices, PolicyView, RoundView};
pub use run_log::{PolicyLog, PolicyUpdate, PositionCounts, RunLog, RunLogError, RunUpdate};
pub use series::{SeedSeries, Totals};
pub use slates_view::{ShownSlate, SlateCard, SlatesView, SlotView};
pub use statistics::{Band, FEWEST_SEEDS_OF_A_BAND, band, has_interval};
pub use summary::{Summary, SummaryRow};
