//! Making the environment of an experiment.

use std::sync::Arc;

use crate::data::Dataset;
use crate::data::table::Table;
use crate::environment::classification;
use crate::progress::Tell;
use crate::simulation::PreparedEnvironment;
use crate::spec::{Experiment, ExperimentError};

/// What environments are made from, as far as it is loaded.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'a> {
    /// The ratings.
    pub ratings: Option<&'a Arc<Dataset>>,
    /// The user's table.
    pub table: Option<&'a Table>,
}

impl<'a> From<Option<&'a Arc<Dataset>>> for Sources<'a> {
    fn from(ratings: Option<&'a Arc<Dataset>>) -> Sources<'a> {
        Sources { ratings, table: None }
    }
}

impl Experiment {
    /// Prepares the environment, from these ratings or from this table where it needs one.
    ///
    /// # Errors
    /// No such environment, one that can't be made from these sources, or another table than the one that the experiment names.
    pub fn prepare<'a>(
        &self,
        sources: impl Into<Sources<'a>>,
    ) -> Result<PreparedEnvironment, ExperimentError> {
        self.prepare_and_tell(sources, false, &mut |_, _| ())
    }

    /// The same, and says how far it is; what only [`PreparedEnvironment::remarks`] need is made where `for_remarks`, else when they
    /// are asked for.
    ///
    /// # Errors
    /// As [`Experiment::prepare`].
    pub fn prepare_and_tell<'a>(
        &self,
        sources: impl Into<Sources<'a>>,
        for_remarks: bool,
        tell: &mut Tell<'_>,
    ) -> Result<PreparedEnvironment, ExperimentError> {
        let environment = self.build(sources.into())?;
        environment.prepare(for_remarks, tell);
        Ok(environment)
    }

    /// [`Experiment::prepare_and_tell`] without what only remarks need, and without what takes long where `factors` are those of
    /// the same environment prepared elsewhere (see [`PreparedEnvironment::factors`]). The environment is the same, bit for bit;
    /// factors that don't fit are ignored, and made here.
    ///
    /// # Errors
    /// As [`Experiment::prepare`].
    pub fn prepare_from<'a>(
        &self,
        sources: impl Into<Sources<'a>>,
        factors: &[u8],
        tell: &mut Tell<'_>,
    ) -> Result<PreparedEnvironment, ExperimentError> {
        let environment = self.build(sources.into())?;
        environment.adopt(factors);
        environment.prepare(false, tell);
        Ok(environment)
    }

    fn build(&self, sources: Sources<'_>) -> Result<PreparedEnvironment, ExperimentError> {
        let Sources { ratings, table } = sources;
        if let Some(source) = self.table.as_ref().filter(|_| self.takes_table()) {
            let named = |table: &&Table| table.fingerprint_text() == source.fingerprint;
            let table = table.filter(named).ok_or_else(|| ExperimentError::other_table(source))?;
            return Ok(classification::from_table(table, &source.label, &source.left_out)?.into());
        }
        PreparedEnvironment::make(self, ratings)
    }
}
