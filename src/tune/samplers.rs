//! The samplers: what is tried, and for how long.

use crate::descriptor::{Descriptor, Kind, Parameter, Scale, known, words};
use crate::tune::TuneError;

/// Points of a range in a grid.
pub const POINTS: Parameter = Parameter {
    name: "points",
    title: "Points",
    kind: Kind::Integer { minimum: 2, maximum: 100, default: 5, scale: Scale::Linear },
    unit: "",
    help: words("How many values of each range are tried, both ends among them; of options all are."),
};

/// How many trials of a rung are for one that goes on.
pub const ETA: Parameter = Parameter {
    name: "eta",
    title: "Eta",
    kind: Kind::Integer { minimum: 2, maximum: 10, default: 3, scale: Scale::Linear },
    unit: "",
    help: words("One of so many trials goes on to the next rung, for so many times as many rounds."),
};

/// The shortest trial.
pub const SHORTEST: Parameter = Parameter {
    name: "shortest",
    title: "Shortest trial",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 100, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("No trial is stopped before it has run for so many rounds."),
};

/// Random trials before the first model.
pub const STARTUP: Parameter = Parameter {
    name: "startup",
    title: "Random trials first",
    kind: Kind::Integer { minimum: 1, maximum: 1_000, default: 10, scale: Scale::Logarithmic },
    unit: "trials",
    help: words("So many trials are drawn evenly before the first one is drawn from what was learned."),
};

/// Candidates of a trial.
pub const CANDIDATES: Parameter = Parameter {
    name: "candidates",
    title: "Candidates",
    kind: Kind::Integer { minimum: 1, maximum: 1_000, default: 24, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "Of so many values drawn where good trials were, the one with the largest ratio l/g is tried.",
    ),
};

/// The share of good trials.
pub const GAMMA: Parameter = Parameter {
    name: "gamma",
    title: "Gamma",
    kind: Kind::Number { minimum: 0.01, maximum: 0.5, default: 0.1, scale: Scale::Linear },
    unit: "",
    help: words("This share of the trials counts as good, rounded up, at most 25 of them."),
};

/// Trials that are drawn together.
pub const BATCH: Parameter = Parameter {
    name: "batch",
    title: "Batch",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 4, scale: Scale::Linear },
    unit: "trials",
    help: words(
        "So many trials are drawn from the same results, those of all batches before them, and can run at the same time; those drawn \
         before in the batch count among the trials that are not good.",
    ),
};

/// Every combination.
pub static GRID: Descriptor = Descriptor {
    id: "grid",
    title: "Grid",
    sentence: words("Tries every combination of some values of each parameter."),
    citation: words(""),
    facts: &[],
    parameters: &[POINTS],
};

/// Settings drawn evenly.
pub static RANDOM: Descriptor = Descriptor {
    id: "random",
    title: "Random",
    sentence: words("Tries settings that are drawn evenly, each parameter in its scale."),
    citation: words("Bergstra and Bengio 2012, Random Search for Hyper-Parameter Optimization, JMLR 13"),
    facts: &[],
    parameters: &[],
};

/// One bracket of random settings.
pub static HALVING: Descriptor = Descriptor {
    id: "halving",
    title: "Successive halving",
    sentence: words(
        "Starts all random settings for a few rounds and lets the best ones go on, again and again.",
    ),
    citation: words(
        "Jamieson and Talwalkar 2016, Non-stochastic Best Arm Identification and Hyperparameter Optimization, AISTATS",
    ),
    facts: &[],
    parameters: &[ETA, SHORTEST],
};

/// Several brackets.
pub static HYPERBAND: Descriptor = Descriptor {
    id: "hyperband",
    title: "Hyperband",
    sentence: words("Successive halving several times, from many short trials to few long ones."),
    citation: words(
        "Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar 2018, Hyperband, JMLR 18(185), algorithm 1",
    ),
    facts: &[],
    parameters: &[ETA, SHORTEST],
};

/// Tree-structured Parzen estimators.
pub static TPE: Descriptor = Descriptor {
    id: "tpe",
    title: "TPE",
    sentence: words("Tries settings that are likelier among the good trials than among the others."),
    citation: words(
        "Bergstra, Bardenet, Bengio and Kégl 2011, Algorithms for Hyper-Parameter Optimization, NeurIPS, section 4",
    ),
    facts: &[],
    parameters: &[STARTUP, GAMMA, CANDIDATES, BATCH],
};

/// Every sampler; the first one of which nothing need be known is the usual one.
pub static SAMPLERS: [&Descriptor; 5] = [&TPE, &RANDOM, &GRID, &HALVING, &HYPERBAND];

/// The sampler of that id.
///
/// # Errors
/// No such sampler.
pub fn find(id: &str) -> Result<&'static Descriptor, TuneError> {
    let found = SAMPLERS.into_iter().find(|sampler| sampler.id == id);
    found.ok_or_else(|| TuneError::NoSampler {
        id: id.to_owned(),
        known: known::instead(id, SAMPLERS.into_iter().map(|sampler| sampler.id)),
    })
}
