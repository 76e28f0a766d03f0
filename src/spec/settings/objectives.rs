//! What counts beside the reward.

use super::{Panel, SettingGroup, Written};
use crate::spec::objectives::{self, GROUP};
use crate::spec::{Decision, ExperimentError};

/// Novelty and diversity of a choice beside its reward; of slates, clicks are all that counts.
pub static OBJECTIVES: SettingGroup = SettingGroup {
    part: &objectives::OBJECTIVES,
    about: "What counts beside the reward",
    written: Written::Piece("o"),
    panel: Panel::Environment,
    forms: |decision| match decision {
        Decision::Arm => &[GROUP],
        Decision::Slate => &[],
    },
    refuse: Some(|refused| ExperimentError::ObjectivesAmongSlates {
        environment: refused.environment.to_owned(),
    }),
    is_left_out_of_links: false,
};
