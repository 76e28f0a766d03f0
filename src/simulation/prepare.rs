//! Making the environment of an experiment.

use crate::progress::Tell;
use crate::simulation::PreparedEnvironment;
use crate::spec::{Experiment, ExperimentError};

pub use crate::data::Sources;

impl Experiment {
    /// Prepares the environment, from these data where it needs some.
    ///
    /// # Errors
    /// No such environment, one that can't be made from these sources, or other data than those that the experiment names.
    pub fn prepare(&self, sources: impl Into<Sources>) -> Result<PreparedEnvironment, ExperimentError> {
        self.prepare_and_tell(sources, false, &mut |_, _| ())
    }

    /// The same, and says how far it is; what only [`PreparedEnvironment::remarks`] need is made where `for_remarks`, else when they
    /// are asked for.
    ///
    /// # Errors
    /// As [`Experiment::prepare`].
    pub fn prepare_and_tell(
        &self,
        sources: impl Into<Sources>,
        for_remarks: bool,
        tell: &mut Tell<'_>,
    ) -> Result<PreparedEnvironment, ExperimentError> {
        let environment = self.build(&sources.into())?;
        environment.prepare(for_remarks, tell);
        Ok(environment)
    }

    /// [`Experiment::prepare_and_tell`] without what only remarks need, and without what takes long where `factors` are those of
    /// the same environment prepared elsewhere (see [`PreparedEnvironment::factors`]). The environment is the same, bit for bit;
    /// factors that don't fit are ignored, and made here.
    ///
    /// # Errors
    /// As [`Experiment::prepare`].
    pub fn prepare_from(
        &self,
        sources: impl Into<Sources>,
        factors: &[u8],
        tell: &mut Tell<'_>,
    ) -> Result<PreparedEnvironment, ExperimentError> {
        let environment = self.build(&sources.into())?;
        environment.adopt(factors);
        environment.prepare(false, tell);
        Ok(environment)
    }

    fn build(&self, sources: &Sources) -> Result<PreparedEnvironment, ExperimentError> {
        for (kind, source) in self.data_in_use() {
            if let Some(source) = source
                && sources.fingerprint(kind) != Some(&source.fingerprint)
            {
                return Err(ExperimentError::other_data(kind, source));
            }
        }
        PreparedEnvironment::make(self, sources)
    }
}
