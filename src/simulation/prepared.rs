//! The environment of an experiment, prepared: of arms or of slates.

use std::sync::Arc;

use crate::data::{Inputs, Sources};
use crate::environment::{self, Environment};
use crate::progress::Tell;
use crate::ranking::environments::{self, SlateEnvironment};
use crate::simulation::bandit::BanditSetting;
use crate::simulation::interface::SimulationSetting;
use crate::simulation::non_stationarity;
#[cfg(not(feature = "starter"))]
use crate::simulation::ranking::SlateSetting;
use crate::spec::{Experiment, ExperimentError};

/// A prepared environment, shared by all seeds and never changed.
#[derive(Clone)]
pub enum PreparedEnvironment {
    /// An environment where agents choose arms.
    Arms(Arc<dyn Environment>),
    /// An environment where rankers show slates.
    Slates(Arc<dyn SlateEnvironment>),
}

impl PreparedEnvironment {
    /// Makes the environment of an experiment from these data where it needs some.
    ///
    /// # Errors
    /// No such environment, or one that can't be made from these data.
    pub(crate) fn make(
        experiment: &Experiment,
        sources: &Sources,
    ) -> Result<PreparedEnvironment, ExperimentError> {
        let (id, values) = (&experiment.environment.id, &experiment.environment.parameters);
        let data = Inputs { sources, named: &experiment.sources };
        if let Some(builder) = environment::builder(id) {
            return Ok(PreparedEnvironment::Arms((builder.build)(values, &data)?));
        }
        let builder = environments::builder(id).ok_or_else(|| ExperimentError::unknown_environment(id))?;
        Ok(PreparedEnvironment::Slates((builder.build)(values, &data)?))
    }

    /// Makes beforehand what all seeds need, and says how far it is; what only [`PreparedEnvironment::remarks`] need is made where
    /// `for_remarks`, else when they are asked for.
    pub(crate) fn prepare(&self, for_remarks: bool, tell: &mut Tell<'_>) {
        match self {
            PreparedEnvironment::Arms(environment) => environment.prepare(for_remarks, tell),
            PreparedEnvironment::Slates(environment) => environment.prepare(for_remarks, tell),
        }
    }

    /// What took long to prepare, as bytes for [`Experiment::prepare_from`]: the factorization of the ratings. None where there
    /// is nothing of that kind.
    pub fn factors(&self) -> Option<Vec<u8>> {
        match self {
            PreparedEnvironment::Arms(environment) => environment.factors(),
            PreparedEnvironment::Slates(environment) => environment.factors(),
        }
    }

    /// Takes what [`PreparedEnvironment::factors`] gave; false where it does not fit.
    pub(crate) fn adopt(&self, factors: &[u8]) -> bool {
        match self {
            PreparedEnvironment::Arms(environment) => environment.adopt(factors),
            PreparedEnvironment::Slates(environment) => environment.adopt(factors),
        }
    }

    /// Number of things that are decided between, and of features: of a context, or of an item.
    pub(crate) fn sizes(&self) -> (usize, usize) {
        match self {
            PreparedEnvironment::Arms(environment) => (environment.shape().arms, environment.shape().context),
            PreparedEnvironment::Slates(environment) => {
                (environment.shape().items, environment.shape().features)
            }
        }
    }

    /// What the items are called, for [`crate::results::RunLog::new`].
    pub fn items(&self) -> Vec<String> {
        match self {
            PreparedEnvironment::Arms(environment) => {
                (0..environment.shape().items).map(|item| environment.item(item).title).collect()
            }
            PreparedEnvironment::Slates(environment) => {
                (0..environment.shape().items).map(|item| environment.item(item).title).collect()
            }
        }
    }

    /// What must be said of how the environment was made, and of what it can't do for this experiment, as sentences.
    pub fn remarks(&self, experiment: &Experiment) -> Vec<String> {
        match self {
            PreparedEnvironment::Arms(environment) => {
                let mut remarks = environment.remarks();
                remarks.extend(non_stationarity::unheeded(environment.as_ref(), experiment.feedback()));
                remarks
            }
            PreparedEnvironment::Slates(environment) => environment.remarks(),
        }
    }
}

impl PreparedEnvironment {
    /// The setting of an experiment in this environment: the one place that tells simulations apart.
    ///
    /// # Errors
    /// What stands around the environment, such as a click model, can't be made for it.
    pub(crate) fn setting(
        self,
        experiment: &Experiment,
    ) -> Result<Box<dyn SimulationSetting + '_>, ExperimentError> {
        Ok(match self {
            PreparedEnvironment::Arms(environment) => Box::new(BanditSetting::new(experiment, environment)),
            // The starter makes no slates, and does not carry what would run them.
            #[cfg(feature = "starter")]
            PreparedEnvironment::Slates(_) => {
                return Err(ExperimentError::unknown_environment(&experiment.environment.id));
            }
            #[cfg(not(feature = "starter"))]
            PreparedEnvironment::Slates(environment) => Box::new(SlateSetting::new(experiment, environment)?),
        })
    }
}

impl From<Arc<dyn Environment>> for PreparedEnvironment {
    fn from(environment: Arc<dyn Environment>) -> PreparedEnvironment {
        PreparedEnvironment::Arms(environment)
    }
}

impl From<Arc<dyn SlateEnvironment>> for PreparedEnvironment {
    fn from(environment: Arc<dyn SlateEnvironment>) -> PreparedEnvironment {
        PreparedEnvironment::Slates(environment)
    }
}
