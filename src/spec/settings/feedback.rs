//! When and how agents and rankers learn what came of their choices, and what changes around them.

use super::{Panel, SettingGroup, Written};
use crate::spec::feedback::{self, AMONG_SLATES, GROUPS};
use crate::spec::{Decision, ExperimentError};

/// What stands between an environment and its agents or rankers.
pub static FEEDBACK: SettingGroup = SettingGroup {
    part: &feedback::FEEDBACK,
    about: "What stands between an environment and its agents",
    written: Written::Piece("f"),
    panel: Panel::Environment,
    forms: |decision| match decision {
        Decision::Arm => &GROUPS,
        Decision::Slate => &[AMONG_SLATES],
    },
    refuse: Some(|refused| ExperimentError::FeedbackAmongSlates {
        environment: refused.environment.to_owned(),
        setting: refused.setting,
        known: refused.known.join(", "),
    }),
    is_left_out_of_links: true,
};
