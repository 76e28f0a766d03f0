//! Rounds at the start of a run in which arms are drawn at random, and every agent learns from them.

use super::{Panel, SettingGroup, Written};
use crate::descriptor::{Descriptor, Group, Kind, Parameter, Scale, words};
use crate::spec::{Decision, Experiment};

/// How many rounds there are at the start in which arms are drawn at random.
pub const ROUNDS: Parameter = Parameter {
    name: "rounds",
    title: "Random rounds",
    kind: Kind::Integer { minimum: 0, maximum: 100_000, default: 0, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "In so many rounds at the start the arm is drawn uniformly at random, the same one for all agents, instead of being chosen; agents learn from it as from someone else's choice, and regret counts. 0 is never.",
    ),
};

/// The group as a part.
pub const DESCRIPTOR: Descriptor = Descriptor {
    id: "warm_start",
    title: "Warm start",
    sentence: words("Agents learn from arms drawn uniformly at random before they choose for themselves."),
    citation: words(
        "Li, Chu, Langford and Wang 2011, Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation Algorithms (uniformly random logs)",
    ),
    facts: &[],
    parameters: &[ROUNDS],
};

const FORM: Group = Group {
    id: DESCRIPTOR.id,
    title: DESCRIPTOR.title,
    sentence: DESCRIPTOR.sentence,
    unset: "agents choose from the first round on",
    parameters: DESCRIPTOR.parameters,
};

/// For agents alone: a ranker's feedback depends on the whole slate that it showed.
pub static WARM_START: SettingGroup = SettingGroup {
    part: &DESCRIPTOR,
    about: "Random arms at the start, from which agents learn",
    written: Written::Piece("warm"),
    panel: Panel::Environment,
    forms: |decision| match decision {
        Decision::Arm => &[FORM],
        Decision::Slate => &[],
    },
    refuse: None,
    is_left_out_of_links: false,
};

impl Experiment {
    /// In how many rounds at the start arms are drawn at random.
    pub fn warm_start_rounds(&self) -> u64 {
        self.settings.of(&DESCRIPTOR).count(&ROUNDS) as u64
    }
}
