//! Experiments as plain data: what is run, its settings, their validation, and the link in which they travel. Looks up
//! descriptors and no code.

pub(crate) mod decision;
pub mod digest;
pub(crate) mod error;
pub mod experiment;
pub mod feedback;
pub(crate) mod json;
mod json_source;
pub(crate) mod limits;
pub mod link;
pub mod needs;
pub mod objectives;
mod positional;
pub(crate) mod setting_values;
pub mod settings;
pub mod task;
pub(crate) mod validate;

pub use decision::Decision;
pub use error::ExperimentError;
pub use experiment::{
    DEFAULT_SEEDS, Experiment, HORIZON, MASTER_SEED_DIGITS, Notice, PartChoice, PolicySpec, SEEDS, VERSION,
};
pub use setting_values::SettingValues;
