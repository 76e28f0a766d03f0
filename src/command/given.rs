//! What an experiment on the command line runs on.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::sources::{OptionArguments, name_sources};
use super::{Failure, data};
use crate::data::Sources;
use crate::spec::Experiment;

/// The data that a command takes for an experiment.
#[derive(Debug, Args)]
pub struct GivenData {
    #[arg(long, num_args = 1.., help = data::words("", |kind| kind.0.words.run_on, "; or "))]
    data: Vec<PathBuf>,
    #[command(flatten)]
    reading: data::ReadingArguments,
    #[command(flatten)]
    options: OptionArguments,
    #[command(flatten)]
    limits: data::LimitArguments,
}

impl GivenData {
    /// The bundled data and those that were given; the experiment names what it runs on.
    pub fn sources(&self, experiment: &mut Experiment) -> Result<Sources, Failure> {
        let bundled = data::bundled()?;
        let mut sources = bundled.clone();
        let given = match self.data.as_slice() {
            [] => None,
            files => Some(data::read(files, &self.limits, &self.reading, Some(experiment))?),
        };
        sources.extend(given.iter().map(|given| Arc::clone(&given.data)));
        name_sources(experiment, &sources, &bundled, given.as_ref(), &self.options)?;
        Ok(sources)
    }
}
