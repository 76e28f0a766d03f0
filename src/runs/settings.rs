//! What differs in the settings of several runs.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::data::DataKind;
use crate::descriptor::{Descriptor, Kind, Parameter, Value, Values};
use crate::ranking::clicks;
use crate::spec::settings::SETTING_GROUPS;
use crate::spec::task;
use crate::spec::{Experiment, PartChoice, PolicySpec};

/// What stands where an experiment has no such setting.
const NONE: &str = "–";

/// A setting that is not the same in all experiments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferingSetting {
    /// To which part it belongs: the environment, a group of settings, an agent.
    pub part: String,
    /// What it is called.
    pub title: String,
    /// Its unit; empty where it has none.
    pub unit: String,
    /// One value an experiment, in their order, in words.
    pub values: Vec<String>,
}

/// The settings that are not the same in all of these experiments, in the order of the page's forms.
pub fn differing_settings(experiments: &[&Experiment]) -> Vec<DifferingSetting> {
    let mut table = Table { experiments, rows: Vec::new() };
    table.choices("Environment", |experiment| Some(&experiment.environment), task::environment);
    // An experiment without a click model of its own has the default one, where it has slates.
    let clicks: Vec<Option<PartChoice>> =
        experiments.iter().map(|experiment| clicks_of(experiment)).collect();
    table.parts("Click model", &clicks.iter().map(Option::as_ref).collect::<Vec<_>>(), |id| {
        clicks::find(id).map(|descriptor| &descriptor.part)
    });
    for kind in DataKind::all() {
        let named = |experiment: &&Experiment| match experiment.sources.get(kind) {
            Some(source) if !source.name.is_empty() => source.name.clone(),
            Some(source) => source.fingerprint.clone(),
            None => NONE.to_owned(),
        };
        table.row("Data", kind.id(), "", experiments.iter().map(named).collect());
    }
    for group in SETTING_GROUPS {
        let values: Vec<Values> = experiments.iter().map(|experiment| group.values(experiment)).collect();
        for parameter in group.part.parameters {
            let values = values.iter().map(|values| in_words(parameter, &values.get(parameter))).collect();
            table.row(group.part.title, parameter.title, parameter.unit, values);
        }
    }
    table.policies();
    table.rows
}

fn clicks_of(experiment: &Experiment) -> Option<PartChoice> {
    let has_clicks = !experiment.click_models().is_empty();
    let chosen = || experiment.click_model().ok();
    let (descriptor, parameters) = has_clicks.then(chosen).flatten()?;
    Some(PartChoice { id: descriptor.part.id.to_owned(), parameters })
}

/// A value as people read it, without its unit.
fn in_words(parameter: &Parameter, value: &Value) -> String {
    match (&parameter.kind, value) {
        (Kind::Choice { options, .. }, Value::Choice(id)) => options
            .iter()
            .find(|option| option.id == id)
            .map_or_else(|| id.clone(), |option| option.title.to_owned()),
        _ => value.to_string(),
    }
}

struct Table<'a> {
    experiments: &'a [&'a Experiment],
    rows: Vec<DifferingSetting>,
}

impl Table<'_> {
    /// Adds a setting, unless all have the same value.
    fn row(&mut self, part: &str, title: &str, unit: &str, values: Vec<String>) {
        if values.windows(2).any(|pair| pair[0] != pair[1]) {
            let (part, title, unit) = (part.to_owned(), title.to_owned(), unit.to_owned());
            self.rows.push(DifferingSetting { part, title, unit, values });
        }
    }

    fn choices(
        &mut self,
        word: &str,
        choice: fn(&Experiment) -> Option<&PartChoice>,
        find: fn(&str) -> Option<&'static Descriptor>,
    ) {
        let choices: Vec<Option<&PartChoice>> =
            self.experiments.iter().map(|experiment| choice(experiment)).collect();
        self.parts(word, &choices, find);
    }

    /// Adds which part was chosen, then the parameters of each part that is there.
    fn parts(
        &mut self,
        word: &str,
        choices: &[Option<&PartChoice>],
        find: impl Fn(&str) -> Option<&'static Descriptor>,
    ) {
        let title = |id: &str| find(id).map_or_else(|| id.to_owned(), |part| part.title.to_owned());
        let named =
            |choice: &Option<&PartChoice>| choice.map_or_else(|| NONE.to_owned(), |choice| title(&choice.id));
        self.row(word, word, "", choices.iter().map(named).collect());
        let ids: BTreeSet<&str> = choices.iter().flatten().map(|choice| choice.id.as_str()).collect();
        for part in ids.into_iter().filter_map(&find) {
            self.parameters(part, choices);
        }
    }

    /// Adds the parameters of a part that differ where it was chosen; elsewhere it has none, which is said already.
    fn parameters(&mut self, part: &Descriptor, choices: &[Option<&PartChoice>]) {
        for parameter in part.parameters {
            let own = |choice: &Option<&PartChoice>| {
                let own = choice.filter(|choice| choice.id == part.id)?;
                Some(in_words(parameter, &own.parameters.get(parameter)))
            };
            self.row_of(part.title, parameter.title, parameter.unit, choices.iter().map(own).collect());
        }
    }

    /// Adds a setting unless all that have it have the same value.
    fn row_of(&mut self, part: &str, title: &str, unit: &str, values: Vec<Option<String>>) {
        let there: BTreeSet<&String> = values.iter().flatten().collect();
        if there.len() > 1 {
            let values = values.into_iter().map(|value| value.unwrap_or_else(|| NONE.to_owned()));
            self.row(part, title, unit, values.collect());
        }
    }

    /// Adds who took part, then the parameters of every agent that is in an experiment at most once: of several of a kind it
    /// is not known which is to be held against which, and their names say what differs.
    fn policies(&mut self) {
        let names = |experiment: &&Experiment| -> String {
            let labels: Vec<String> =
                (0..experiment.policies.len()).map(|index| experiment.label(index)).collect();
            labels.join(", ")
        };
        self.row("Agents", "Agents", "", self.experiments.iter().map(names).collect());
        let all = self.experiments.iter().flat_map(|experiment| &experiment.policies);
        let ids: BTreeSet<&str> = all.map(|policy| policy.agent.id.as_str()).collect();
        for part in ids.into_iter().filter_map(task::policy) {
            let of = |experiment: &&Experiment| -> Vec<usize> {
                let policies = experiment.policies.iter().enumerate();
                policies.filter(|(_, policy)| policy.agent.id == part.id).map(|(index, _)| index).collect()
            };
            let places: Vec<Vec<usize>> = self.experiments.iter().map(of).collect();
            if places.iter().any(|places| places.len() > 1) {
                continue;
            }
            let experiments = self.experiments;
            let policy = |(experiment, places): (&&'_ Experiment, &Vec<usize>)| {
                places.first().map(|place| experiment.policies[*place].clone())
            };
            let policies: Vec<Option<PolicySpec>> = experiments.iter().zip(&places).map(policy).collect();
            let choices: Vec<Option<&PartChoice>> =
                policies.iter().map(|policy| policy.as_ref().map(|policy| &policy.agent)).collect();
            self.parameters(part, &choices);
            let stream =
                |policy: &Option<PolicySpec>| policy.as_ref().map(|policy| policy.stream.to_string());
            self.row_of(part.title, "Stream", "", policies.iter().map(stream).collect());
        }
    }
}
