//! Tuning: the best setting of a policy's parameters is searched, and believed for a reason.
//!
//! A [`Study`] is a state machine without a clock: [`Study::ask`] says what is to be run, [`Study::tell`] takes what came of it, and its
//! [`StudyState`] is plain data, from which it goes on at any moment. [`TrialRunner`] runs what it asks for with the engine, and a
//! [`Crew`] spreads that over workers that share nothing.
//!
//! # Luck
//! Every trial is run on the same tuning seeds (common random numbers). The best of many trials looks better than it is, since it
//! was picked for its score; so the winner is run again on held-out seeds, which no trial has seen, beside the policy as the experiment
//! has it and the runner-up. [`report`] holds them against each other seed by seed.
//!
//! # Same study, same bits
//! A study gives the same trials and the same scores whatever the number of threads, the order in which results come, and wherever it
//! was stopped. The settings of a trial depend on the study's seed, the trial's number, and (of [`TPE`]) the results of all
//! trials in the batches before its own, which are complete by then; which trials go on depends on complete rungs. Nothing depends on what
//! happens to be there already. What that costs: TPE draws the trials of a batch without the results of each other.
//!
//! # Budgets
//! Resources are rounds and seeds. A rung is the beginning of a run, so a trial that goes on continues where it stands. Parameters of
//! one policy can be searched and nothing else: what would change the task itself (arms, horizon, feedback) can't be tuned by accident.

mod brackets;
mod crew;
mod domain_forms;
mod error;
mod importance;
mod parzen;
mod proposals;
mod report;
mod runner;
mod samplers;
mod space;
mod spec;
mod standing;
mod state;
mod study;
mod tpe;

pub use brackets::{Bracket, Rung, hyperband};
pub use crew::{Crew, Task};
pub use error::TuneError;
pub use importance::{Importance, importance};
pub use report::{Against, Luck, Report, Standing, report};
pub use runner::TrialRunner;
pub use samplers::{
    ETA, GRID, HALVING, HYPERBAND, POINTS, RANDOM, SAMPLERS, SHORTEST, TPE, find as find_sampler,
};
pub use space::{Dimension, Domain};
pub use spec::{HELD_OUT_SEEDS, STUDY, STUDY_SEED, Space, StudySpec, TRIALS, TUNING_SEEDS};
pub use state::{HeldOut, STUDY_VERSION, StudyState, Trial};
pub use study::{Contestant, Job, Study};
pub use tpe::{good, log_ratios};
