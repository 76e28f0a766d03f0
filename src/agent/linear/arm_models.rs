//! Linear models of arms, one each or one for all, as the parameters ask for.

use super::parameters::{GAMMA, TIKHONOV};
use super::{Features, LinearModels, RewardModel};
use crate::agent::pending::Pending;
use crate::agent::{BuildError, View};
use crate::descriptor::Values;
use crate::environment::Shape;

/// The models of a linear agent and the features they are fed with.
#[derive(Clone)]
pub struct ArmModels {
    features: Features,
    models: LinearModels,
}

/// Makes the models that these values ask for.
pub fn build(agent: &'static str, values: &Values, shape: &Shape) -> Result<ArmModels, BuildError> {
    build_with(agent, values, shape, values.number(&TIKHONOV))
}

/// Makes the models that these values ask for, with a regularization of the agent's own.
pub fn build_with(
    agent: &'static str,
    values: &Values,
    shape: &Shape,
    tikhonov: f64,
) -> Result<ArmModels, BuildError> {
    let features = Features::new(agent, values, shape)?;
    let gamma = values.number(&GAMMA);
    let models = LinearModels::new(features.model_count(shape), features.dimension(), tikhonov, gamma);
    Ok(ArmModels { features, models })
}

/// Bytes that they take, with choices under way, which those that are optimistic keep.
pub fn memory(values: &Values, shape: &Shape) -> u64 {
    Features::new("", values, shape).map_or(0, |features| {
        LinearModels::memory(features.model_count(shape), features.dimension(), values.number(&GAMMA))
            + Pending::memory(shape.items)
    })
}

impl ArmModels {
    /// Writes the estimated reward of each arm.
    pub fn means(&mut self, view: &View<'_>, means: &mut [f64]) {
        self.models.begin(view.round);
        self.features.set_context(view);
        for (slot, mean) in means.iter_mut().enumerate() {
            let (model, x) = self.features.of_arm(view, slot);
            *mean = self.models.mean(model, x);
        }
    }
}

impl RewardModel for ArmModels {
    fn dimension(&self) -> usize {
        self.features.dimension()
    }

    fn estimates(&mut self, view: &View<'_>, means: &mut [f64], deviations: &mut [f64]) {
        self.models.begin(view.round);
        self.features.estimates(&mut self.models, view, means, deviations);
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.features.set_context(view);
        let (model, x) = self.features.of_arm(view, chosen);
        self.models.learn_of(view.round, model, x, reward);
    }
}

crate::state::state_fields! {
    ArmModels { models } fixed { features }
}
