//! Groups of settings: what of an experiment is neither its environment nor what takes part in it.
//!
//! Validation, links, the command line and the page's forms read [`SETTING_GROUPS`]. To add a group, write one
//! file with one static [`SettingGroup`] and add one line to the list of [`SETTING_GROUPS`], which declares the file too:
//! [`Experiment::settings`] holds its values by its id, which is its field in JSON.

mod interface;

pub use interface::{Panel, Refused, SettingGroup, Written};

use crate::descriptor::{Group, Parameter};
use crate::spec::{Experiment, Notice};

/// Declares the file of every group and lists them: a line a group. `cargo fmt` does not look for files inside a macro, so
/// `scripts/test` formats those of this folder by name.
macro_rules! setting_groups {
    ($(#[$about:meta])* static $groups:ident; $($file:ident::$group:ident),+ $(,)?) => {
        $(pub mod $file;)+
        $(#[$about])*
        pub static $groups: [&SettingGroup; [$(stringify!($file)),+].len()] = [$(&$file::$group),+];
    };
}

setting_groups! {
    /// All groups of settings, in the order of the page's forms. Links and validation go from the last to the first.
    static SETTING_GROUPS;
    objectives::OBJECTIVES,
    warm_start::WARM_START,
    feedback::FEEDBACK,
    run::RUN,
}

/// The group whose values stand in a link under this key.
pub fn of_key(key: &str) -> Option<&'static SettingGroup> {
    SETTING_GROUPS.into_iter().find(|group| group.key() == Some(key))
}

/// The group of which a value stands in a link under its own name, with the parameter.
pub fn of_name(name: &str) -> Option<(&'static SettingGroup, &'static Parameter)> {
    let apart = SETTING_GROUPS.into_iter().filter(|group| group.written == Written::Apart);
    apart.filter_map(|group| Some((group, group.part.parameter(name)?))).next()
}

impl Experiment {
    /// The groups of settings that the page shows in this panel, as far as they have a meaning in the environment, each with
    /// what belongs together.
    pub fn setting_forms(&self, panel: Panel) -> Vec<(&'static SettingGroup, &'static Group)> {
        let decision = self.task().map(|task| task.decision());
        let groups = SETTING_GROUPS.into_iter().filter(|group| group.panel == panel);
        let forms = groups.map(|group| (group, decision.map_or(&[][..], |decision| (group.forms)(decision))));
        forms.flat_map(|(group, forms)| forms.iter().map(move |form| (group, form))).collect()
    }

    /// Leaves out what has no meaning in the environment and what earlier versions have let pass; a sentence for each setting
    /// that would have said something.
    pub(crate) fn leave_out_settings(&mut self) -> Vec<Notice> {
        let mut notices = Vec::new();
        let Some(task) = self.task() else { return notices };
        for group in SETTING_GROUPS.into_iter().filter(|group| group.is_left_out_of_links) {
            let mut values = group.values(self);
            while let Some(refused) = group.refused(self, &group.part.validate(&values).0) {
                values.0.remove(refused.setting);
                let (setting, place) = (refused.setting, task.place());
                notices.push(Notice(format!("{setting} was left out: it has no meaning in {place}.")));
            }
            group.set(self, values);
        }
        notices
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;
    use crate::descriptor::Values;
    use crate::spec::task::TASKS;
    use std::collections::BTreeSet;

    /// Forms show each parameter at most once and where all decisions are counted every one; keys and names in links differ.
    #[test]
    fn every_setting_is_shown_and_written_once() {
        let (mut names, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for group in SETTING_GROUPS {
            let mut shown = BTreeSet::new();
            for task in TASKS {
                let meaningful: Vec<&str> =
                    group.meaningful(task.decision()).map(|parameter| parameter.name).collect();
                let distinct: BTreeSet<&str> = meaningful.iter().copied().collect();
                assert_eq!(distinct.len(), meaningful.len(), "{}: {meaningful:?}", group.part.id);
                shown.extend(distinct);
            }
            let all: BTreeSet<&str> = group.part.parameters.iter().map(|parameter| parameter.name).collect();
            assert_eq!(shown, all, "{}", group.part.id);
            match group.written {
                Written::Piece(key) => assert!(keys.insert(key), "{key}"),
                Written::Apart => names.extend(all),
            }
        }
        assert!(keys.iter().all(|key| !names.contains(key)));
        assert_eq!(of_key("f").map(|group| group.part.id), Some("feedback"));
        assert_eq!(of_name("seeds").map(|(group, _)| group.part.id), Some("experiment"));
    }

    /// What is set is what is there, and what has no meaning is refused, for every group and task.
    #[test]
    fn what_has_no_meaning_is_refused() {
        for task in TASKS {
            for group in SETTING_GROUPS {
                for parameter in group.part.parameters {
                    let mut experiment =
                        Experiment { policies: task.usual_policies(), ..Experiment::default() };
                    experiment.environment.id = task.environments().parts[0].id.to_owned();
                    let Some(value) = other_value(parameter) else { continue };
                    let mut values = Values::default();
                    values.set(parameter, value);
                    group.set(&mut experiment, values.clone());
                    assert_eq!(group.values(&experiment).get(parameter), values.get(parameter));
                    let has_meaning =
                        group.meaningful(task.decision()).any(|known| known.name == parameter.name);
                    let validated = experiment.validate();
                    assert_eq!(validated.is_ok(), has_meaning, "{} in {}", parameter.name, task.place());
                    if let Err(error) = validated {
                        assert!(error.to_string().contains(&experiment.environment.id), "{error}");
                    }
                }
            }
        }
    }

    /// A value in range that is not the default one; none of a switch or choice, which have their own tests.
    fn other_value(parameter: &Parameter) -> Option<Value> {
        use crate::descriptor::Kind;
        match parameter.kind {
            Kind::Number { minimum, maximum, default, .. }
            | Kind::Schedule { minimum, maximum, default, .. } => {
                Some(Value::Number(if default == maximum { minimum } else { maximum }))
            }
            Kind::Integer { minimum, maximum, default, .. } => {
                Some(Value::Number(if default == maximum { minimum } else { maximum } as f64))
            }
            Kind::Switch { .. }
            | Kind::Choice { .. }
            | Kind::Layers { .. }
            | Kind::Settings
            | Kind::Code { .. } => None,
        }
    }
}
