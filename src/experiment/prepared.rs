//! The world of an experiment, prepared: of arms or of slates.

use std::sync::Arc;

use super::arms::BanditSetting;
use super::metric::{Metric, RunKind};
use super::simulation::SimulationSetting;
use super::slates::SlateSetting;
use super::{Experiment, ExperimentError, changes};
use crate::data::Dataset;
use crate::data::table::Table;
use crate::progress::Tell;
use crate::ranking::worlds::SlateWorld;
use crate::world::{World, classification};

/// A prepared world, shared by all seeds and never changed.
#[derive(Clone)]
pub enum PreparedWorld {
    /// A world where agents choose arms.
    Arms(Arc<dyn World>),
    /// A world where rankers show slates.
    Slates(Arc<dyn SlateWorld>),
}

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
    /// The metrics that a run of this is sure to have. What depends on the prepared world as well comes beside them once the
    /// run has begun.
    pub fn metrics(&self) -> Vec<&'static Metric> {
        let kind = match self.slate_world_declaration() {
            Some(_) => RunKind::Ranking { comparable_items: false },
            None => RunKind::Bandit { several_objectives: self.has_several_objectives() },
        };
        kind.metrics()
    }

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
        match &world {
            PreparedWorld::Arms(world) => world.prepare(for_remarks, tell),
            PreparedWorld::Slates(world) => world.prepare(for_remarks, tell),
        }
        Ok(world)
    }

    fn build(&self, sources: Sources<'_>) -> Result<PreparedWorld, ExperimentError> {
        let Sources { ratings, table } = sources;
        if let Some(source) = self.table.as_ref().filter(|_| self.takes_table()) {
            let named = |table: &&Table| table.fingerprint_text() == source.fingerprint;
            let table = table.filter(named).ok_or_else(|| ExperimentError::other_table(source))?;
            return Ok(classification::from_table(table, &source.label, &source.left_out)?.into());
        }
        if let Some(declaration) = self.world_declaration() {
            return Ok(PreparedWorld::Arms((declaration.build)(&self.world.parameters, ratings)?));
        }
        let declaration =
            self.slate_world_declaration().ok_or_else(|| ExperimentError::unknown_world(&self.world.id))?;
        Ok(PreparedWorld::Slates((declaration.build)(&self.world.parameters, ratings)?))
    }
}

impl PreparedWorld {
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
