//! Runs of experiments: environments prepared, policies stepped through rounds, feedback delivered, results recorded.

pub(crate) mod arm_feedback;
#[cfg(policies)]
pub mod arm_rounds;
pub(crate) mod bandit;
pub mod bench;
pub(crate) mod feedback_queue;
#[cfg(not(target_arch = "wasm32"))]
pub mod flame;
pub(crate) mod interface;
#[cfg(policies)]
pub mod log_recorder;
pub(crate) mod non_stationarity;
pub mod policies;
pub(crate) mod policy_run;
pub(crate) mod prepare;
pub(crate) mod prepared;
pub mod probe;
pub mod profile;
#[cfg(not(feature = "starter"))]
pub mod profiler;
pub(crate) mod ranking;
#[cfg(policies)]
pub mod record;
pub(crate) mod run;
pub(crate) mod slate_feedback;
pub(crate) mod slate_policy_run;
#[cfg(not(feature = "starter"))]
mod sparse;
pub(crate) mod stepper;
#[cfg(not(target_arch = "wasm32"))]
pub mod trace;
pub(crate) mod warm_start;

pub use prepare::Sources;
pub use prepared::PreparedEnvironment;
pub use run::{run, run_in};
pub use stepper::Stepper;
