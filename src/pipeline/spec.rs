//! A pipeline as plain data: one JSON file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::PipelineError;
use super::step::{RUN, Step};
use super::steps;
use super::store::Hash;
use crate::agent;
use crate::descriptor::{Kind, Parameter, Values};
use crate::spec::Experiment;
use crate::spec::feedback::{self, DelayConfig};

/// A failure that is injected: the step fails so many times in this run, as if something outside had failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// Id of the step, one of a run's.
    pub step: String,
    /// Number of the run, from 0, which is the first training.
    pub run: u64,
    /// How many attempts of it fail, from the first.
    #[serde(default = "once")]
    pub times: u32,
}

/// A step that a person has rerun: a run begins at it, with what the steps before it made last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rerun {
    /// Id of the step, one of a run's.
    pub step: String,
    /// After so many records of the journal, as soon as no other run, shadow or canary is under way.
    pub after: u64,
}

/// The step of a run of that id.
///
/// # Errors
/// An id of no step, or of a step that is always at work.
pub fn step_of_a_run(id: &str) -> Result<Step, PipelineError> {
    let step = Step::find(id).ok_or_else(|| PipelineError::UnknownStep(id.to_owned()))?;
    if RUN.contains(&step) { Ok(step) } else { Err(PipelineError::NoRunStep(step.descriptor().id)) }
}

fn once() -> u32 {
    1
}

/// A pipeline: an experiment, whose first agent is trained and whose users ask it, and the settings of the steps.
///
/// In JSON the steps are named by their ids (see [`STEPS`](super::STEPS)); what is left out has its default.
///
/// # Examples
/// ```
/// use bandit_playground::pipeline::PipelineSpec;
///
/// let spec = PipelineSpec::from_json(
///     r#"{"experiment": {"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 2000}, "steps": {"simulator": {"users": 4}}}"#,
/// )?;
/// assert!(spec.to_json().contains("\"users\": 4"));
/// let wrong = PipelineSpec::from_json(&spec.to_json().replace("users", "usrs")).expect_err("there is no such setting");
/// assert!(wrong.to_string().starts_with("Simulator has no parameter \"usrs\""));
/// # Ok::<(), bandit_playground::pipeline::PipelineError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PipelineSpec {
    /// Environment, agent, master seed, and as the horizon how many rounds there are: those of the generator and of all users.
    pub experiment: Experiment,
    /// Settings of the steps by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<String, Values>,
    /// Failures that are injected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
    /// Steps that were rerun by hand, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reruns: Vec<Rerun>,
}

impl PipelineSpec {
    /// Reads a file.
    ///
    /// # Errors
    /// What is no JSON, and settings that are unknown, of another kind or out of range.
    pub fn from_json(text: &str) -> Result<PipelineSpec, PipelineError> {
        let read: PipelineSpec =
            serde_json::from_str(text).map_err(|error| PipelineError::Json(error.to_string()))?;
        read.checked()
    }

    /// The pipeline in its valid form, where nothing in it is wrong.
    ///
    /// # Errors
    /// The first thing that is.
    pub fn checked(&self) -> Result<PipelineSpec, PipelineError> {
        let experiment = Experiment { seeds: 1, ..self.experiment.checked()? };
        if experiment.policies.is_empty() {
            return Err(PipelineError::NoAgent);
        }
        let agent = agent::find(&experiment.policies[0].agent.id).map(|agent| &agent.part);
        if let Some(part) = agent
            && part.parameters.iter().any(|parameter| matches!(parameter.kind, Kind::Code { .. }))
        {
            return Err(PipelineError::Code(part.title));
        }
        if DelayConfig::of(experiment.feedback()).is_some() {
            let is_set =
                |parameter: &&Parameter| experiment.feedback().get(parameter) != parameter.default_value();
            let set = feedback::GROUPS[0].parameters.iter().filter(is_set);
            return Err(PipelineError::Feedback(
                set.map(|parameter| parameter.name).collect::<Vec<_>>().join(", "),
            ));
        }
        let (failures, reruns) = (self.failures.clone(), self.reruns.clone());
        let mut checked = PipelineSpec { experiment, steps: BTreeMap::new(), failures, reruns };
        for (id, values) in &self.steps {
            let step = Step::find(id).ok_or_else(|| PipelineError::UnknownStep(id.clone()))?;
            let (values, errors) = step.descriptor().validate(values);
            if let Some(error) = errors.into_iter().next() {
                return Err(error.into());
            }
            if !values.0.is_empty() {
                checked.steps.insert(id.clone(), values);
            }
        }
        for id in self.failures.iter().map(|one| &one.step).chain(self.reruns.iter().map(|one| &one.step)) {
            step_of_a_run(id)?;
        }
        if !self.reruns.is_sorted_by_key(|rerun| rerun.after) {
            return Err(PipelineError::Reruns);
        }
        let (horizon, rows) = (checked.experiment.horizon, checked.count(Step::Generator, &steps::ROWS));
        if rows >= horizon {
            return Err(PipelineError::NoUsers { horizon, rows });
        }
        Ok(checked)
    }

    /// The file, indented; the same pipeline is always the same text.
    pub fn to_json(&self) -> String {
        // Plain data with text as the keys of its maps, so that it can always be written.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The hash of the file without its reruns.
    pub(super) fn hash(&self) -> Hash {
        let without = PipelineSpec { reruns: Vec::new(), ..self.clone() };
        Hash::of(without.to_json().as_bytes())
    }

    /// The settings of a step.
    pub fn values(&self, step: Step) -> Values {
        self.steps.get(step.descriptor().id).cloned().unwrap_or_default()
    }

    /// A number of a step.
    pub fn number(&self, step: Step, parameter: &Parameter) -> f64 {
        self.values(step).number(parameter)
    }

    /// A whole number of a step.
    pub fn count(&self, step: Step, parameter: &Parameter) -> u64 {
        self.values(step).count(parameter) as u64
    }

    /// A time on the clock, in milliseconds.
    pub(super) fn milliseconds(&self, step: Step, parameter: &Parameter) -> u64 {
        1_000 * self.count(step, parameter)
    }

    /// Sets a value of a step.
    pub fn set(&mut self, step: Step, parameter: &Parameter, value: crate::descriptor::Value) {
        self.steps.entry(step.descriptor().id.to_owned()).or_default().set(parameter, value);
    }

    /// How many attempts of a step fail in this run because the file says so.
    pub(super) fn injected(&self, step: Step, run: u64) -> u32 {
        let here = |failure: &&Failure| failure.run == run && failure.step == step.descriptor().id;
        self.failures.iter().filter(here).map(|failure| failure.times).sum()
    }

    /// A pipeline to begin with: linear rewards whose weights change at half time.
    pub fn example() -> PipelineSpec {
        let text = r#"{
            "experiment": {
                "world": {"id": "piecewise_linear", "parameters": {"segment": 6000}},
                "contenders": [{"agent": "lin_ucb"}],
                "horizon": 12000
            }
        }"#;
        // A test reads it.
        PipelineSpec::from_json(text).unwrap_or_else(|_| PipelineSpec {
            experiment: Experiment { seeds: 1, ..Experiment::default() },
            steps: BTreeMap::new(),
            failures: Vec::new(),
            reruns: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        PipelineSpec::from_json(text).expect_err("it is wrong").to_string()
    }

    #[test]
    fn a_file_is_read_back_as_it_was_written() {
        let mut spec = PipelineSpec::example();
        assert_eq!(spec.experiment.environment.id, "piecewise_linear", "the example can be read");
        spec.set(Step::Simulator, &steps::USERS, crate::descriptor::Value::Number(3.0));
        spec.failures.push(Failure { step: "trainer".to_owned(), run: 1, times: 2 });
        let hash = spec.hash();
        spec.reruns.push(Rerun { step: "ingester".to_owned(), after: 900 });
        assert_eq!(spec.hash(), hash, "a rerun makes no other pipeline of it");
        assert_eq!(PipelineSpec::from_json(&spec.to_json()), Ok(spec.clone()));
        assert_eq!((spec.injected(Step::Trainer, 1), spec.injected(Step::Trainer, 0)), (2, 0));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let with = |more: &str| {
            let experiment =
                r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 2000}"#;
            refused(&format!(r#"{{"experiment": {experiment}, {more}}}"#))
        };
        assert!(refused("[").starts_with("this is no pipeline: "));
        assert!(
            with(r#""steps": {"traner": {}}"#).contains("there is no step \"traner\"; there are generator, ")
        );
        assert_eq!(
            with(r#""steps": {"simulator": {"users": 0}}"#),
            "Simulator: users is 0, but must lie between 1 and 10000"
        );
        let late = r#"{"experiment": {"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 2000, "feedback": {"delay": 5, "missing": 0.1}}}"#;
        let sentence = refused(late);
        assert!(
            sentence.contains("feedback settings of its own (delay, missing)")
                && sentence.contains("simulator's"),
            "{sentence}"
        );
        // What changes with time is a matter of the environment, and is followed.
        assert!(
            PipelineSpec::from_json(&late.replace(r#""delay": 5, "missing": 0.1"#, r#""taste_drift": 500"#))
                .is_ok()
        );
        assert!(with(r#""failures": [{"step": "logger", "run": 0}]"#).ends_with("logger is none of them"));
        assert!(with(r#""reruns": [{"step": "logger", "after": 0}]"#).ends_with("logger is none of them"));
        let unsorted = r#""reruns": [{"step": "trainer", "after": 9}, {"step": "trainer", "after": 3}]"#;
        assert!(with(unsorted).starts_with("reruns must be in the order of their records"));
        assert!(with(r#""steps": {"generator": {"rows": 2000}}"#).contains("leaves none for users"));
    }
}
