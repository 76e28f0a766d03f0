//! The parameters that all linear agents share, as TF-Agents has them.

use super::{Features, LinearModels, RewardModel};
use crate::agent::pending::Pending;
use crate::agent::{BuildError, View};
use crate::descriptor::{Choice, Kind, Parameter, Scale, Values};
use crate::environment::Shape;

/// How wide the uncertainty counts.
pub const ALPHA: Parameter = Parameter {
    name: "alpha",
    title: "Alpha",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "standard deviations",
    help: "How much the uncertainty of an estimate counts: 0 never explores, more explores longer.",
};

/// Weight of the regularization.
pub const TIKHONOV: Parameter = Parameter {
    name: "tikhonov",
    title: "Tikhonov weight",
    kind: Kind::Number { minimum: 0.0001, maximum: 1000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: "Regularization: pulls every weight towards zero, and is what an arm without data is as uncertain as.",
};

/// Forgetting.
pub const GAMMA: Parameter = Parameter {
    name: "gamma",
    title: "Forgetting gamma",
    kind: Kind::Number { minimum: 0.5, maximum: 1.0, default: 1.0, scale: Scale::Linear },
    unit: "a round",
    help: "What each round, heard of or not, leaves of the weight of all rounds before: 1 never forgets, 0.99 halves it every 69 rounds.",
};

/// The constant feature.
pub const BIAS: Parameter = Parameter {
    name: "bias",
    title: "Bias term",
    kind: Kind::Switch { default: false },
    unit: "",
    help: "Adds a feature that is always 1, so that a model can learn a level as well as directions.",
};

/// Whether the constant feature's weight is left out of the regularization.
pub const FREE_BIAS: Parameter = Parameter {
    name: "free_bias",
    title: "Bias not regularized",
    kind: Kind::Switch { default: false },
    unit: "",
    help: "Leaves the bias term, where there is one, out of the regularization, as contextualbandits does; an arm without data is then tried first.",
};

/// Option of [`MODEL`]: disjoint models.
pub const DISJOINT: &str = "disjoint";

/// Option of [`MODEL`]: one model.
pub const SHARED: &str = "shared";

/// One model an arm, or one for all.
pub const MODEL: Parameter = Parameter {
    name: "model",
    title: "Model",
    kind: Kind::Choice {
        options: &[
            Choice { id: DISJOINT, title: "disjoint: one per arm" },
            Choice { id: SHARED, title: "shared: one for all, on arm features" },
        ],
        default: DISJOINT,
    },
    unit: "",
    help: "Disjoint learns each arm from its own rewards; shared learns from all of them what arm features are worth.",
};

/// Products of features.
pub const INTERACTIONS: Parameter = Parameter {
    name: "interactions",
    title: "Interactions",
    kind: Kind::Switch { default: false },
    unit: "",
    help: "A shared model also sees each context feature times the arm feature of the same place: taste meets film.",
};

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

crate::state::state_fields! {
    ArmModels { models } fixed { features }
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
