//! Policies trained on logs: rows are split, an agent learns from the one part in epochs, and its predictions are measured on the
//! other beside reference lines. What comes out is a saved policy.
//!
//! # Examples
//! ```
//! use bandit_playground::simulation::Sources;
//! use bandit_playground::simulation::record::{RecordOptions, record};
//! use bandit_playground::spec::Experiment;
//! use bandit_playground::train::{TrainOptions, train};
//!
//! let experiment = Experiment::from_json(
//!     r#"{"world": {"id": "stationary_linear"}, "contenders": [{"agent": "random"}, {"agent": "lin_ucb"}], "horizon": 2000, "seeds": 1}"#,
//! )?;
//! let log = record(&experiment, experiment.prepare(Sources::default())?, RecordOptions::default(), &mut |_| ())?;
//! let trained = train(&log, &experiment.policies[1].agent, &TrainOptions::default(), &mut |_| ())?;
//! let loss = trained.measured.expect("LinUCB predicts rewards").mse;
//! assert!(loss < trained.references.arm_mean, "it knows more than each arm's mean");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod fit;
mod measure;
mod rows;
mod split;

pub use error::TrainError;
pub use fit::{Epoch, Objective, TrainOptions, Trained, train};
pub use measure::{CalibrationBin, Measured, References};
pub use split::{Split, split};
