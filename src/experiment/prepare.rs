//! Making the environment of an experiment.

use std::sync::Arc;

use super::prepared::PreparedWorld;
use super::{Experiment, ExperimentError};
use crate::data::Dataset;
use crate::data::table::Table;
use crate::progress::Tell;
use crate::world::classification;

/// What worlds are made from, as far as it is loaded.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'a> {
    /// The ratings.
    pub ratings: Option<&'a Arc<Dataset>>,
    /// A table of somebody's own.
    pub table: Option<&'a Table>,
}

impl<'a> From<Option<&'a Arc<Dataset>>> for Sources<'a> {
    fn from(ratings: Option<&'a Arc<Dataset>>) -> Sources<'a> {
        Sources { ratings, table: None }
    }
}

impl Experiment {
    /// Prepares the world, from these ratings or from this table where it needs one.
    ///
    /// # Errors
    /// No such world, one that can't be made from these sources, or another table than the one that the experiment names.
    pub fn prepare<'a>(&self, sources: impl Into<Sources<'a>>) -> Result<PreparedWorld, ExperimentError> {
        self.prepare_and_tell(sources, false, &mut |_, _| ())
    }

    /// The same, and says how far it is; what only [`PreparedWorld::remarks`] need is made where `for_remarks`, else when they
    /// are asked for.
    ///
    /// # Errors
    /// As [`Experiment::prepare`].
    pub fn prepare_and_tell<'a>(
        &self,
        sources: impl Into<Sources<'a>>,
        for_remarks: bool,
        tell: &mut Tell<'_>,
    ) -> Result<PreparedWorld, ExperimentError> {
        let world = self.build(sources.into())?;
        world.prepare(for_remarks, tell);
        Ok(world)
    }

    fn build(&self, sources: Sources<'_>) -> Result<PreparedWorld, ExperimentError> {
        let Sources { ratings, table } = sources;
        if let Some(source) = self.table.as_ref().filter(|_| self.takes_table()) {
            let named = |table: &&Table| table.fingerprint_text() == source.fingerprint;
            let table = table.filter(named).ok_or_else(|| ExperimentError::other_table(source))?;
            return Ok(classification::from_table(table, &source.label, &source.left_out)?.into());
        }
        PreparedWorld::make(self, ratings)
    }
}
