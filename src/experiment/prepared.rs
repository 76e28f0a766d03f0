//! The world of an experiment, prepared: of arms or of slates.

use std::sync::Arc;

use super::{Experiment, ExperimentError};
use crate::data::Dataset;
use crate::ranking::worlds::SlateWorld;
use crate::world::World;

/// A prepared world, shared by all seeds and never changed.
#[derive(Clone)]
pub enum PreparedWorld {
    /// A world where agents choose arms.
    Arms(Arc<dyn World>),
    /// A world where rankers show slates.
    Slates(Arc<dyn SlateWorld>),
}

impl Experiment {
    /// Prepares the world, from these ratings where it needs some.
    ///
    /// # Errors
    /// No such world, or one that can't be made from these ratings.
    pub fn prepare(&self, ratings: Option<&Arc<Dataset>>) -> Result<PreparedWorld, ExperimentError> {
        if let Some(declaration) = self.world_declaration() {
            return Ok(PreparedWorld::Arms((declaration.build)(&self.world.parameters, ratings)?));
        }
        let declaration = self.slate_world_declaration().ok_or_else(|| self.unknown_world())?;
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

    /// What must be said of how the world was made, as sentences.
    pub fn remarks(&self) -> Vec<String> {
        match self {
            PreparedWorld::Arms(world) => world.remarks(),
            PreparedWorld::Slates(world) => world.remarks(),
        }
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
