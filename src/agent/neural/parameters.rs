//! The parameters that all neural agents share: network and training.

use crate::agent::linear;
use crate::descriptor::{Choice, Fact, Kind, Parameter, Property, Scale, Value, Values, words};
use crate::environment::Shape;
use crate::network::{Activation, Architecture, Loss, Method};

const COMMON_TOWER: &str = "common_tower";
const DOT_PRODUCT: &str = "dot_product";

/// How the network is put together.
pub const NETWORK: Parameter = Parameter {
    name: "network",
    title: "Network",
    kind: Kind::Choice {
        options: &[
            Choice { id: "actions", title: "on the context, an output for every item" },
            Choice { id: COMMON_TOWER, title: "context and arm features in one tower" },
            Choice { id: DOT_PRODUCT, title: "product of a context and an arm tower" },
        ],
        default: "actions",
    },
    unit: "",
    help: words(
        "An output for every item learns each from its own rewards; the other two learn from arm features what all arms have in common.",
    ),
};

/// What agents with [`NETWORK`] need.
pub const NETWORK_FACTS: &[Fact] = &[
    Fact::needs(Property::ArmFeatures).with(&NETWORK, COMMON_TOWER),
    Fact::needs(Property::ArmFeatures).with(&NETWORK, DOT_PRODUCT),
];

/// Number of hidden layers.
pub const LAYERS: Parameter = Parameter {
    name: "layers",
    title: "Hidden layers",
    kind: Kind::Integer { minimum: 1, maximum: 4, default: 1, scale: Scale::Linear },
    unit: "",
    help: words("How many hidden layers the network has (each of its towers, where it has several)."),
};

/// Outputs of a hidden layer.
pub const WIDTH: Parameter = Parameter {
    name: "width",
    title: "Width of a layer",
    kind: Kind::Integer { minimum: 1, maximum: 256, default: 32, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many outputs each hidden layer has."),
};

/// Lists of layers: far more than a page learns fast enough.
const LISTS: Kind = Kind::Layers { most: 6, widest: 512 };

/// Layers of the tower on the context, one by one.
pub const CONTEXT_LAYERS: Parameter = Parameter {
    name: "context_layers",
    title: "Layers on the context",
    kind: LISTS,
    unit: "outputs",
    help: words(
        "Outputs of each layer on the context, such as 48,24,12; left empty, the two fields above say them.",
    ),
};

/// Layers of the tower on an arm's features, one by one.
pub const ARM_LAYERS: Parameter = Parameter {
    name: "arm_layers",
    title: "Layers on the arm",
    kind: LISTS,
    unit: "outputs",
    help: words("The same on an arm's features; two towers of a product must end with equally many outputs."),
};

/// Layers of the tower on the outputs of the other two, one by one.
pub const COMMON_LAYERS: Parameter = Parameter {
    name: "common_layers",
    title: "Layers on both",
    kind: LISTS,
    unit: "outputs",
    help: words("The same on the outputs of both towers together."),
};

/// Outputs of the last hidden layer, for agents that work on what it says.
pub const ENCODING: Parameter = Parameter {
    name: "encoding",
    title: "Width of the encoding",
    kind: Kind::Integer { minimum: 0, maximum: 256, default: 0, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "How many numbers the network's last hidden layer makes of a context (TF-Agents' encoding_dim); 0 is as many as the other layers.",
    ),
};

/// Activation of the hidden layers.
pub const ACTIVATION: Parameter = Parameter {
    name: "activation",
    title: "Activation",
    kind: Kind::Choice {
        options: &[
            Choice { id: "relu", title: "relu" },
            Choice { id: "tanh", title: "tanh" },
            Choice { id: "sigmoid", title: "sigmoid" },
            Choice { id: "linear", title: "none (linear)" },
        ],
        default: "relu",
    },
    unit: "",
    help: words("What a hidden layer makes of its weighted sums; without one the network is a linear model."),
};
/// In the order of the options.
const ACTIVATIONS: [Activation; 4] =
    [Activation::Relu, Activation::Tanh, Activation::Sigmoid, Activation::Linear];

/// What training makes small.
pub const LOSS: Parameter = Parameter {
    name: "loss",
    title: "Loss",
    kind: Kind::Choice {
        options: &[
            Choice { id: "mse", title: "squared error" },
            Choice { id: "huber", title: "Huber: linear in large errors" },
            Choice { id: "logistic", title: "logistic: rewards as probabilities" },
            Choice { id: "gaussian", title: "Gaussian: learns the noise as well" },
        ],
        default: "mse",
    },
    unit: "",
    help: words(
        "How an error of the prediction counts; errors are in half the range of the environment's rewards.",
    ),
};
/// In the order of the options.
const LOSSES: [Loss; 4] = [Loss::MeanSquared, Loss::Huber, Loss::Logistic, Loss::Gaussian];

/// How a gradient becomes a step.
pub const OPTIMIZER: Parameter = Parameter {
    name: "optimizer",
    title: "Optimizer",
    kind: Kind::Choice {
        options: &[
            Choice { id: "sgd", title: "gradient descent" },
            Choice { id: "momentum", title: "momentum" },
            Choice { id: "adam", title: "Adam" },
            Choice { id: "rmsprop", title: "RMSprop" },
        ],
        default: "adam",
    },
    unit: "",
    help: words("How a gradient becomes a step of the weights."),
};
/// In the order of the options.
const METHODS: [Method; 4] = [Method::Sgd, Method::Momentum, Method::Adam, Method::RmsProp];

/// Size of a step.
pub const LEARNING_RATE: Parameter = Parameter {
    name: "learning_rate",
    title: "Learning rate",
    kind: Kind::Schedule { minimum: 0.00001, maximum: 1.0, default: 0.005, scale: Scale::Logarithmic },
    unit: "",
    help: words("Size of a training step: too small learns slowly, too large never settles."),
};

/// Rows of a minibatch.
pub const BATCH: Parameter = Parameter {
    name: "batch",
    title: "Batch size",
    kind: Kind::Integer { minimum: 1, maximum: 256, default: 32, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("How many remembered rounds, drawn at random, one training step learns from."),
};

/// Rounds between training steps.
pub const TRAIN_EVERY: Parameter = Parameter {
    name: "train_every",
    title: "Train every",
    kind: Kind::Integer { minimum: 1, maximum: 1_000, default: 1, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("A training step is taken after every so many rewards."),
};

/// Rounds that are remembered.
pub const CAPACITY: Parameter = Parameter {
    name: "capacity",
    title: "Replay buffer",
    kind: Kind::Integer { minimum: 1, maximum: 100_000, default: 4_096, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("How many of the last rounds with a known reward are remembered for training."),
};

/// Largest norm of a gradient.
pub const CLIP: Parameter = Parameter {
    name: "gradient_clip",
    title: "Gradient clip",
    kind: Kind::Number { minimum: 0.01, maximum: 1_000.0, default: 10.0, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "A gradient with a larger norm is scaled down to this one, so that no extreme reward throws the network off.",
    ),
};

/// How much the width of a prediction counts, for agents whose predictions are in half the range of rewards: linear
/// agents' parameter with another default, since noise is rarely that large.
pub const ALPHA: Parameter = Parameter {
    kind: Kind::Schedule { minimum: 0.0, maximum: 100.0, default: 0.1, scale: Scale::Logarithmic },
    ..linear::ALPHA
};

/// What all of them share, in the order of a form.
const SHARED: [Parameter; 14] = [
    NETWORK,
    LAYERS,
    WIDTH,
    CONTEXT_LAYERS,
    ARM_LAYERS,
    COMMON_LAYERS,
    ACTIVATION,
    LOSS,
    OPTIMIZER,
    LEARNING_RATE,
    BATCH,
    TRAIN_EVERY,
    CAPACITY,
    CLIP,
];

/// The parameters of an agent: its own, then the shared ones. `ALL` is the number of both.
pub const fn with_shared<const OWN: usize, const ALL: usize>(own: [Parameter; OWN]) -> [Parameter; ALL] {
    assert!(ALL == OWN + SHARED.len(), "ALL counts the agent's own parameters and the shared ones");
    let mut all = [SHARED[0]; ALL];
    let mut index = 0;
    while index < ALL {
        all[index] = if index < OWN { own[index] } else { SHARED[index - OWN] };
        index += 1;
    }
    all
}

/// The place of the chosen option among the options.
pub fn option(values: &Values, parameter: &Parameter) -> usize {
    match (parameter.kind, values.get(parameter)) {
        (Kind::Choice { options, .. }, Value::Choice(id)) => {
            options.iter().position(|option| option.id == id).unwrap_or(0)
        }
        _ => 0,
    }
}

pub fn activation(values: &Values) -> Activation {
    ACTIVATIONS[option(values, &ACTIVATION)]
}

pub fn loss(values: &Values) -> Loss {
    LOSSES[option(values, &LOSS)]
}

pub fn method(values: &Values) -> Method {
    METHODS[option(values, &OPTIMIZER)]
}

/// Several outputs of a dot product divide the width among them, but each keeps so many products (or the width).
const NARROWEST_PRODUCT: usize = 8;

/// The form of a network with so many outputs for an arm.
pub fn architecture(values: &Values, shape: &Shape, channels: usize) -> Architecture {
    match option(values, &NETWORK) {
        0 => Architecture::Actions { items: shape.items, layers: encoding_layers(values, &CONTEXT_LAYERS) },
        1 => common_tower(values, shape.arm_features),
        _ => dot_product(values, shape.arm_features, channels),
    }
}

/// Widths of the hidden layers on the context.
pub fn layers(values: &Values) -> Vec<usize> {
    layers_of(values, &CONTEXT_LAYERS)
}

/// Widths of the hidden layers of a tower: those of its list, or all alike.
fn layers_of(values: &Values, list: &Parameter) -> Vec<usize> {
    match values.layers(list) {
        listed if !listed.is_empty() => listed,
        _ => vec![values.count(&WIDTH); values.count(&LAYERS)],
    }
}

/// The same, the last one as wide as the encoding is to be.
fn encoding_layers(values: &Values, list: &Parameter) -> Vec<usize> {
    let mut layers = layers_of(values, list);
    if let (Some(last), Some(width)) = (layers.last_mut(), encoding_width(values)) {
        *last = width;
    }
    layers
}

/// As many as the encoding is to have; none where that is left to the layers.
fn encoding_width(values: &Values) -> Option<usize> {
    Some(values.count(&ENCODING)).filter(|width| *width > 0)
}

/// Context and arm features in one tower, all towers alike but for the width of the encoding.
pub fn common_tower(values: &Values, arm_features: usize) -> Architecture {
    Architecture::CommonTower {
        arm_features,
        global_layers: layers(values),
        arm_layers: layers_of(values, &ARM_LAYERS),
        common_layers: encoding_layers(values, &COMMON_LAYERS),
    }
}

/// The product of a context and an arm tower, with so many outputs for an arm.
pub fn dot_product(values: &Values, arm_features: usize, channels: usize) -> Architecture {
    // Each output is the product of its own part of a last layer, which is linear, so that products, and with
    // them rewards, can be of either sign.
    let product = |width: usize| channels * width.div_ceil(channels).max(width.min(NARROWEST_PRODUCT));
    let (context, arm) = (values.layers(&CONTEXT_LAYERS), values.layers(&ARM_LAYERS));
    // A list holds the last layer as well; the tower without one ends as the other does.
    let width = encoding_width(values)
        .or(context.last().or(arm.last()).copied())
        .unwrap_or_else(|| values.count(&WIDTH));
    let tower = |listed: Vec<usize>| match listed.split_last() {
        Some((last, before)) => {
            let last = encoding_width(values).unwrap_or(*last);
            before.iter().copied().chain([product(last)]).collect()
        }
        None => {
            let mut layers = vec![values.count(&WIDTH); values.count(&LAYERS)];
            layers.push(product(width));
            layers
        }
    };
    let (global_layers, arm_layers) = (tower(context), tower(arm));
    Architecture::DotProduct { arm_features, global_layers, arm_layers, last: Activation::Linear }
}

#[cfg(test)]
mod tests;
