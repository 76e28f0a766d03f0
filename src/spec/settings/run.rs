//! How long and how often an experiment is run, and from which randomness.

use super::{Panel, SettingGroup, Written};
use crate::descriptor::Group;
use crate::spec::experiment::SETTINGS;

/// Horizon, seeds and master seed, which have a meaning everywhere.
pub static RUN: SettingGroup = SettingGroup {
    part: &SETTINGS,
    about: "How long and how often an experiment is run",
    written: Written::Apart,
    panel: Panel::Run,
    forms: |_| &[FORM],
    refuse: None,
    is_left_out_of_links: false,
};

const FORM: Group = Group {
    id: SETTINGS.id,
    title: SETTINGS.title,
    sentence: SETTINGS.sentence,
    unset: "",
    parameters: SETTINGS.parameters,
};
