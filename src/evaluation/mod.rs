//! Off-policy evaluation: what another policy would have earned, estimated from an interaction log.
//!
//! An [`ArmEvidence`] puts a log of single actions beside the policy to be evaluated, a [`SlateEvidence`] one of slates. Estimators
//! ([`ESTIMATORS`]) turn it into [`Terms`]: what each row adds. [`intervals`] are computed from those; [`diagnose`] says how far the log
//! covers the policy, and [`verdict`](fn@verdict) whether an estimate is to be used. [`evaluate`] does all of it in one call.
//!
//! # Examples
//! ```
//! use bandit_playground::evaluation::{ArmEvidence, Known, Question, Table, Trust, evaluate, tables::Recorded};
//! use bandit_playground::interactions::{Interaction, InteractionLog, LogSchema};
//!
//! // A log that chose between two arms by a coin; the second earned 1 in most rounds.
//! let mut log = InteractionLog::new(LogSchema::of_arms(["red", "green"], Vec::<String>::new()));
//! for round in 1..=1_000_u64 {
//!     let action = (round * 7 / 3 % 2) as u32;
//!     let reward = if action == 1 && round % 5 > 0 { 1.0 } else { 0.0 };
//!     let row = Interaction { round, actions: &[action], rewards: &[reward], probability: Some(0.5), ..Interaction::default() };
//!     log.push(&row)?;
//! }
//! // What would a policy have earned that takes the second in nine of ten rounds?
//! let policy = Table::new([0.1, 0.9].repeat(log.len()), 2).expect("whole rows");
//! let recorded = Recorded(&log);
//! let evidence = ArmEvidence::new(&log, &recorded, &policy, Known::default())?;
//! let report = evaluate(&Question::default(), &evidence)?;
//! let ips = report.rows.iter().find(|row| row.estimator == "ips").expect("it is in the catalogue");
//! assert!((ips.value.expect("there is one") - 0.72).abs() < 0.05);
//! assert_eq!(ips.verdict.trust, Trust::UseHere);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod adaptive;
pub mod arms;
pub mod bounds;
mod catalogue;
pub mod diagnostics;
mod interface;
pub mod intervals;
pub mod models;
mod need;
mod report;
#[cfg(policies)]
pub mod saved;
pub mod slates;
pub mod tables;
pub mod terms;
pub mod traps;
#[cfg(policies)]
pub mod truth;
pub mod tuning;
mod verdict;

pub use arms::{ArmEvidence, Known};
pub use catalogue::{BUILDERS, ESTIMATORS, builder, find};
pub use diagnostics::{ArmOverlap, Diagnostics, Overlap, WeightSummary, diagnose};
pub use interface::{Basis, Builder, Estimate, EstimatorDescriptor, Family, Method};
pub use need::{Need, Unavailable};
pub use report::{
    Question, Report, ReportRow, UnknownEstimator, evaluate, evaluate_and_tell, evaluate_slates,
};
pub use slates::{Chances, SlateEvidence};
pub use tables::{ActionTable, Table};
pub use terms::Terms;
pub use verdict::{DETERMINISTIC, LEARNED, Trust, Verdict, by_weights, overlap_sentence, verdict};
