//! The parameters that all linear agents share, as TF-Agents has them.

use crate::descriptor::{Choice, Fact, Kind, Parameter, Property, Scale, words};

/// How wide the uncertainty counts.
pub const ALPHA: Parameter = Parameter {
    name: "alpha",
    title: "Alpha",
    kind: Kind::Schedule { minimum: 0.0, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "standard deviations",
    help: words("How much the uncertainty of an estimate counts: 0 never explores, more explores longer."),
};

/// Weight of the regularization.
pub const TIKHONOV: Parameter = Parameter {
    name: "tikhonov",
    title: "Tikhonov weight",
    kind: Kind::Number { minimum: 0.0001, maximum: 1000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "Regularization: pulls every weight towards zero, and is what an arm without data is as uncertain as.",
    ),
};

/// Forgetting.
pub const GAMMA: Parameter = Parameter {
    name: "gamma",
    title: "Forgetting gamma",
    kind: Kind::Number { minimum: 0.5, maximum: 1.0, default: 1.0, scale: Scale::Linear },
    unit: "a round",
    help: words(
        "What each round, with feedback or not, leaves of the weight of all rounds before: 1 never forgets, 0.99 halves it every 69 rounds.",
    ),
};

/// The constant feature.
pub const BIAS: Parameter = Parameter {
    name: "bias",
    title: "Bias term",
    kind: Kind::Switch { default: false },
    unit: "",
    help: words("Adds a feature that is always 1, so that a model can learn a level as well as directions."),
};

/// Whether the constant feature's weight is left out of the regularization.
pub const FREE_BIAS: Parameter = Parameter {
    name: "free_bias",
    title: "Bias not regularized",
    kind: Kind::Switch { default: false },
    unit: "",
    help: words(
        "Leaves the bias term, where there is one, out of the regularization, as contextualbandits does; an arm without data is then tried first.",
    ),
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
    help: words(
        "Disjoint learns each arm from its own rewards; shared learns from all of them what arm features are worth.",
    ),
};

/// What agents with [`MODEL`] need.
pub const MODEL_FACTS: &[Fact] = &[Fact::needs(Property::ArmFeatures).with(&MODEL, SHARED)];

/// What agents with a model for each arm and one for all need.
pub const HYBRID_FACTS: &[Fact] = &[Fact::needs(Property::ArmFeatures)];

/// Products of features.
pub const INTERACTIONS: Parameter = Parameter {
    name: "interactions",
    title: "Interactions",
    kind: Kind::Switch { default: false },
    unit: "",
    help: words(
        "A shared model also sees each context feature times the arm feature of the same place: taste meets film.",
    ),
};
