//! How a group of settings is described.

use crate::descriptor::{Descriptor, Group, Parameter, Values};
use crate::spec::{Decision, Experiment, ExperimentError};

/// A group of settings.
#[derive(Debug)]
pub struct SettingGroup {
    /// Its descriptor, with every parameter.
    pub part: &'static Descriptor,
    /// What it is, in a few words for the command line.
    pub about: &'static str,
    /// How its values stand in a link.
    pub written: Written,
    /// Where the page shows it.
    pub panel: Panel,
    /// What of it has a meaning where this is decided, by what belongs together; nothing where it has none.
    pub forms: fn(Decision) -> &'static [Group],
    /// Why an experiment can't have a value of a setting that has no meaning in its environment, where more is to be said of it
    /// than [`ExperimentError::Meaningless`] says.
    pub refuse: Option<fn(&Refused<'_>) -> ExperimentError>,
    /// Whether a link may hold such a value, as links of earlier versions do: then it is left out, and a notice says so.
    pub is_left_out_of_links: bool,
}

/// How the values of a group stand in a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// In one piece under this key; they are among [`Experiment::settings`].
    Piece(&'static str),
    /// Each in its own piece, under its name: fields of the experiment itself.
    Apart,
}

/// Where the page shows a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    /// With the environment, folded unless something is set.
    Environment,
    /// Where it is said how long and how often an experiment is run.
    Run,
}

/// A setting without a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused<'a> {
    /// Id of the environment.
    pub environment: &'a str,
    /// Name of the setting.
    pub setting: &'static str,
    /// Names of the settings of its group that have a meaning there.
    pub known: Vec<&'static str>,
}

impl SettingGroup {
    /// Its values in an experiment.
    pub fn values(&self, experiment: &Experiment) -> Values {
        match self.written {
            Written::Piece(_) => experiment.settings.of(self.part).clone(),
            Written::Apart => experiment.run_settings(),
        }
    }

    /// Gives an experiment other values, which are in range.
    pub fn set(&self, experiment: &mut Experiment, values: Values) {
        match self.written {
            Written::Piece(_) => experiment.settings.replace(self.part, values),
            Written::Apart => experiment.set_run_settings(&values),
        }
    }

    /// The parameters that have a meaning where this is decided.
    pub(super) fn meaningful(&self, decision: Decision) -> impl Iterator<Item = &'static Parameter> + use<> {
        (self.forms)(decision).iter().flat_map(|form| form.parameters)
    }

    /// The first of these values, which are in range, that has no meaning in the environment; none where all have one.
    pub(super) fn refused<'a>(&self, experiment: &'a Experiment, values: &Values) -> Option<Refused<'a>> {
        let decision = experiment.task()?.decision();
        let known: Vec<&'static str> = self.meaningful(decision).map(|parameter| parameter.name).collect();
        let names = self.part.parameters.iter().map(|parameter| parameter.name);
        let setting = names.filter(|name| values.0.contains_key(*name)).find(|name| !known.contains(name))?;
        Some(Refused { environment: &experiment.environment.id, setting, known })
    }

    /// Why an experiment can't have its values of this group, which are in range; none where it can.
    pub(crate) fn problem(&self, experiment: &Experiment) -> Option<ExperimentError> {
        let refused = self.refused(experiment, &self.values(experiment))?;
        Some(match self.refuse {
            Some(refuse) => refuse(&refused),
            None => ExperimentError::Meaningless {
                environment: refused.environment.to_owned(),
                place: experiment.task()?.place(),
                group: self.part.id,
                setting: refused.setting,
            },
        })
    }

    /// Its key in a link; none where each value has its own piece.
    pub fn key(&self) -> Option<&'static str> {
        match self.written {
            Written::Piece(key) => Some(key),
            Written::Apart => None,
        }
    }
}
