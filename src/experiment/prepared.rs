//! The world of an experiment, prepared: of arms or of slates.

use std::sync::Arc;

use super::arms::BanditSetting;
use super::simulation::SimulationSetting;
use super::slates::SlateSetting;
use super::{Experiment, ExperimentError, changes};
use crate::data::Dataset;
use crate::progress::Tell;
use crate::ranking::worlds::{self, SlateWorld};
use crate::world::{self, World};

/// A prepared world, shared by all seeds and never changed.
#[derive(Clone)]
pub enum PreparedWorld {
    /// A world where agents choose arms.
    Arms(Arc<dyn World>),
    /// A world where rankers show slates.
    Slates(Arc<dyn SlateWorld>),
}

impl PreparedWorld {
    /// Makes the environment of an experiment from these ratings where it needs them.
    ///
    /// # Errors
    /// No such environment, or one that can't be made from these ratings.
    pub(super) fn make(
        experiment: &Experiment,
        ratings: Option<&Arc<Dataset>>,
    ) -> Result<PreparedWorld, ExperimentError> {
        let (id, values) = (&experiment.world.id, &experiment.world.parameters);
        if let Some(builder) = world::builder(id) {
            return Ok(PreparedWorld::Arms((builder.build)(values, ratings)?));
        }
        let builder = worlds::builder(id).ok_or_else(|| ExperimentError::unknown_world(id))?;
        Ok(PreparedWorld::Slates((builder.build)(values, ratings)?))
    }

    /// Makes beforehand what all seeds need, and says how far it is; what only [`PreparedWorld::remarks`] need is made where
    /// `for_remarks`, else when they are asked for.
    pub(super) fn prepare(&self, for_remarks: bool, tell: &mut Tell<'_>) {
        match self {
            PreparedWorld::Arms(world) => world.prepare(for_remarks, tell),
            PreparedWorld::Slates(world) => world.prepare(for_remarks, tell),
        }
    }

    /// Number of things that are decided between, and of features: of a context, or of an item.
    pub(super) fn sizes(&self) -> (usize, usize) {
        match self {
            PreparedWorld::Arms(world) => (world.shape().arms, world.shape().context),
            PreparedWorld::Slates(world) => (world.shape().items, world.shape().features),
        }
    }

    /// What the items are called, for [`super::RunLog::new`].
    pub fn items(&self) -> Vec<String> {
        match self {
            PreparedWorld::Arms(world) => {
                (0..world.shape().items).map(|item| world.item(item).title).collect()
            }
            PreparedWorld::Slates(world) => {
                (0..world.shape().items).map(|item| world.item(item).title).collect()
            }
        }
    }

    /// What must be said of how the world was made, and of what it can't do for this experiment, as sentences.
    pub fn remarks(&self, experiment: &Experiment) -> Vec<String> {
        match self {
            PreparedWorld::Arms(world) => {
                let mut remarks = world.remarks();
                remarks.extend(changes::unheeded(world.as_ref(), &experiment.feedback));
                remarks
            }
            PreparedWorld::Slates(world) => world.remarks(),
        }
    }
}

impl PreparedWorld {
    /// The setting of an experiment in this world: the one place that tells simulations apart.
    ///
    /// # Errors
    /// What stands around the world, such as a click model, can't be made for it.
    pub(super) fn setting(
        self,
        experiment: &Experiment,
    ) -> Result<Box<dyn SimulationSetting + '_>, ExperimentError> {
        Ok(match self {
            PreparedWorld::Arms(world) => Box::new(BanditSetting::new(experiment, world)),
            PreparedWorld::Slates(world) => Box::new(SlateSetting::new(experiment, world)?),
        })
    }
}

impl From<Arc<dyn World>> for PreparedWorld {
    fn from(world: Arc<dyn World>) -> PreparedWorld {
        PreparedWorld::Arms(world)
    }
}

impl From<Arc<dyn SlateWorld>> for PreparedWorld {
    fn from(world: Arc<dyn SlateWorld>) -> PreparedWorld {
        PreparedWorld::Slates(world)
    }
}
