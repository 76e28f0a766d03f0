//! The session: how a run is played, paused, stepped, replayed and replaced, as a pure state machine.
//!
//! [`Session::handle`] takes an [`Event`] (what a person did, what the engine reports, what data were loaded, that time
//! has passed) with the time at which it happened, and answers with [`Effect`]s, which the caller carries out in their
//! order. Nothing here reads a clock, knows a browser or sends a message to a worker, so the page and the command line
//! drive the same machine, and all of it is tested natively.
//!
//! What it promises, whatever the order of events (see `tests.rs` and `tests/native/session.rs`):
//! - Results of a run are recorded in that run's log only, and are shown with the names, units and seeds of the
//!   experiment that gave them, see [`Session::shown`].
//! - What the engine still reports of an older run is discarded: every run has a number.
//! - A run that was paused stays paused until the person asks for it to go on.
//! - A preparation that is cancelled leaves the run before as it was.
//! - A run that has computed for more than [`LONG_RUN`] ends only where the person has said so, and the last [`MOST_KEPT`]
//!   runs can be shown again.
//! - There is a way on from every state.
//!
//! ```
//! use bandit_playground::data::{DataKind, kinds::ratings};
//! use bandit_playground::session::{Effect, Event, RunState, Session};
//!
//! let mut session = Session::new();
//! let now = 0.0; // milliseconds
//! session.handle(Event::EngineReady, now);
//! let kind = DataKind(&ratings::DESCRIPTOR);
//! session.handle(Event::DataGiven { kind, bundled: true, chosen: false }, now);
//! let ready = Event::DataReady { kind, fingerprint: "00ff00ff00ff00ff".to_owned() };
//! let effects = session.handle(ready, now);
//! let [.., Effect::Prepare { run, experiment }] = effects.as_slice() else { panic!("{effects:?}") };
//! assert_eq!((*run, session.state()), (1, RunState::Preparing));
//! // The engine prepares it, and says so; the run goes on by itself, at full speed to its horizon.
//! let horizon = experiment.horizon;
//! let prepared = Event::Prepared { run: 1, items: vec!["an item".to_owned()], remarks: Vec::new() };
//! let effects = session.handle(prepared, now + 40.0);
//! assert!(effects.contains(&Effect::RunUntil { run: 1, round: horizon, stays: true }));
//! assert_eq!(session.state(), RunState::Running);
//! ```

mod data;
mod effect;
mod engine;
mod event;
mod frames;
mod handle;
mod keep;
mod machine;
mod person;
mod prepare;
mod results;
mod state;

pub mod pace;
pub mod round;

pub use effect::{Effect, NoticeAction, Severity};
pub use event::{Attention, Event, Timer};
pub use keep::{LONG_RUN, MOST_KEPT, WORTH_KEEPING};
pub use machine::Session;
pub use results::without_names;
pub use state::{AfterPrepare, Preparation, Question, RunState};

#[cfg(test)]
mod tests;
