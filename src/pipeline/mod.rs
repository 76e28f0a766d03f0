//! The loop, closed: a policy is trained from a log, passes a gate, answers users as a canary and then alone, what they answer is joined into
//! the log, and after enough events, enough time or a change it is trained again.
//!
//! A [`PipelineSpec`] is one JSON file: an experiment, whose environment brings the users and whose first agent is trained, and settings
//! of the [`STEPS`]. A [`Pipeline`] runs it on a simulated clock, one thing at a time: no threads, no real clock, no files. What
//! steps make are artefacts, named by the hash of what they hold in an [`ArtefactStore`]; a step that would make the same again is
//! not run. What happens is a [`Record`]; the chain of all records is the digest, so that one file gives one digest. Between any two
//! calls of [`Pipeline::advance`] the state can be written out and resumed.
//!
//! # Examples
//! ```
//! use bandit_playground::pipeline::{MemoryStore, Pipeline, PipelineSpec};
//! use bandit_playground::simulation::Sources;
//!
//! let spec = PipelineSpec::from_json(
//!     r#"{"experiment": {"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 2000}}"#,
//! )?;
//! let environment = spec.experiment.prepare(Sources::default())?;
//! let mut pipeline = Pipeline::new(&spec, environment.clone(), MemoryStore::default())?;
//! for _ in 0..700 {
//!     pipeline.advance()?;
//! }
//! // Another program goes on where this one stood.
//! let mut other = Pipeline::resume(&spec, environment, pipeline.store().clone(), &pipeline.state())?;
//! while pipeline.advance()? {}
//! while other.advance()? {}
//! let summary = pipeline.summary();
//! assert_eq!(summary, other.summary());
//! assert_eq!(summary.rows, 2_000, "every event is a row of the log exactly once");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod canary;
pub mod drift;
mod engine;
mod error;
pub mod export;
mod gate;
mod logger;
mod record;
mod requests;
mod runs;
mod serving;
mod settings;
mod shadow;
mod simulate;
mod spec;
mod staleness;
mod state;
mod step;
pub mod steps;
mod store;
mod summary;
mod versions;
mod work;

pub use canary::{Canary, Outcome};
pub use engine::Pipeline;
pub use error::PipelineError;
pub use gate::{Gate, GateOptions, gate};
pub use logger::Counts;
pub use record::{Happened, Reason, Record, clock_words};
pub use serving::Stopwatch;
pub use shadow::{Shadow, ShadowSummary};
pub use simulate::{Ask, SimulateError, SimulateOptions, simulate};
pub use spec::{Failure, PipelineSpec, Rerun, step_of_a_run};
pub use staleness::{Staleness, intervals, staleness};
pub use state::{ActiveRun, Segment, State, Status, Trial, Version};
pub use step::{RUN, STEPS, Step};
pub use store::{ArtefactStore, Hash, MemoryStore};
pub use summary::{Summary, VersionSummary};
pub use work::Artefact;
