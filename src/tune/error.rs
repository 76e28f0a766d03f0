//! What can be wrong with a study.

use crate::descriptor::ValueError;
use crate::spec::ExperimentError;

/// Something wrong with a study, and what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TuneError {
    /// The experiment has not so many agents.
    #[error("the experiment has no agent {index}; its agents are numbered from 0 to {last}")]
    NoAgent {
        /// What was given.
        index: usize,
        /// Number of the last one.
        last: usize,
    },
    /// The agent has no such parameter.
    #[error("{part} has no parameter \"{name}\"{known}")]
    NoParameter {
        /// Title of the agent.
        part: &'static str,
        /// What was given.
        name: String,
        /// What was probably meant, or what there is.
        known: String,
    },
    /// Nothing to search.
    #[error("{part} has nothing to search: name at least one of its parameters")]
    NoParameters {
        /// Title of the agent.
        part: &'static str,
    },
    /// A parameter twice.
    #[error("{name} is given twice; give each parameter once")]
    Twice {
        /// Its name.
        name: String,
    },
    /// No numbers, or in the wrong order.
    #[error(
        "{part}: {name} must be a range LOW..HIGH of two numbers with the smaller one first, or values with commas between them"
    )]
    NoRange {
        /// Title of the agent.
        part: &'static str,
        /// Name of the parameter.
        name: &'static str,
    },
    /// Zero has no logarithm.
    #[error(
        "{part}: {name} is searched by ratios, so its range must begin above 0; to try 0 as well, list values with commas between \
         them"
    )]
    RangeFromZero {
        /// Title of the agent.
        part: &'static str,
        /// Name of the parameter.
        name: &'static str,
    },
    /// One value, or the same twice.
    #[error("{part}: {name} needs at least two different values")]
    FewOptions {
        /// Title of the agent.
        part: &'static str,
        /// Name of the parameter.
        name: &'static str,
    },
    /// A value that a parameter can't have.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// The experiment itself.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// An option with which the policy can't be made for the environment.
    #[error(
        "{name} {value} can't be tried: {error}; list the other values, or leave {name} out of the search"
    )]
    Option {
        /// Name of the parameter.
        name: String,
        /// The option.
        value: String,
        /// Why not.
        error: Box<ExperimentError>,
    },
    /// No such sampler.
    #[error("there is no sampler \"{id}\"{known}")]
    NoSampler {
        /// What was given.
        id: String,
        /// What was probably meant, or what there is.
        known: String,
    },
    /// The run does not have the metric.
    #[error("runs of this experiment are not measured by \"{id}\"{known}")]
    NoMetric {
        /// What was given.
        id: String,
        /// What was probably meant, or what there is.
        known: String,
    },
    /// Too few or too many of something.
    #[error("{what} is {given}, but must lie between {least} and {most}")]
    Count {
        /// What it is.
        what: &'static str,
        /// What was given.
        given: u64,
        /// Smallest right number.
        least: u64,
        /// Largest right number.
        most: u64,
    },
    /// A sampler that counts its trials itself.
    #[error("{sampler} says itself how many trials there are; leave the number of trials out")]
    CountsItself {
        /// Title of the sampler.
        sampler: &'static str,
    },
    /// A saved study that contradicts itself.
    #[error("the study is damaged: {0}")]
    Damaged(&'static str),
    /// A study of an engine that gives other numbers.
    #[error(
        "the study was begun with numerics {given} and this program has numerics {own}, so its results can't be continued; begin \
         it again"
    )]
    Numerics {
        /// Those of the study.
        given: u32,
        /// Those of this program.
        own: u32,
    },
    /// A study of a newer program.
    #[error("the study has version {given}; this program reads up to version {own}")]
    Future {
        /// That of the study.
        given: u32,
        /// The newest that this program reads.
        own: u32,
    },
}
