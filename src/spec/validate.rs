//! Making an experiment right: values into range, parts that fit each other.

use crate::descriptor::{Descriptor, ValueError};
use crate::ranking::CLICK_MODELS;
use crate::spec::experiment::{MOST_LEFT_OUT, MOST_POLICIES};
use crate::spec::settings::SETTING_GROUPS;
use crate::spec::task;
use crate::spec::{Experiment, ExperimentError, PartChoice, PolicySpec, TableSource, VERSION};

impl Experiment {
    /// The experiment with every value in range and no default written out; the errors say what had to change.
    ///
    /// # Errors
    /// An unknown environment, agent, ranker or click model, a policy or a setting without a meaning in the environment, or a wrong number
    /// of policies: those have no nearest right experiment.
    pub fn validate(&self) -> Result<(Experiment, Vec<ValueError>), ExperimentError> {
        let environment = self
            .environment_part()
            .ok_or_else(|| ExperimentError::unknown_environment(&self.environment.id))?;
        if self.policies.is_empty() || self.policies.len() > MOST_POLICIES {
            return Err(ExperimentError::Policies(self.policies.len()));
        }
        let mut validated = self.clone();
        validated.version = VERSION;
        let mut errors = Vec::new();
        let (parameters, found) = environment.validate(&self.environment.parameters);
        validated.environment.parameters = parameters;
        errors.extend(found);
        for policy in &mut validated.policies {
            let (parameters, found) = self.part_of(policy)?.validate(&policy.agent.parameters);
            policy.agent.parameters = parameters;
            errors.extend(found);
            if policy.label.as_deref().is_some_and(|label| label.trim().is_empty()) {
                policy.label = None;
            }
        }
        validated.clicks = self.validate_clicks(&mut errors)?;
        for group in SETTING_GROUPS.into_iter().rev() {
            let (values, found) = group.part.validate(&group.values(self));
            errors.extend(found);
            group.set(&mut validated, values);
            if let Some(error) = group.problem(&validated) {
                return Err(error);
            }
        }
        validated.table = self.validate_table()?;
        Ok((validated, errors))
    }

    /// The table with its columns in order; none in an environment that is not made from one.
    fn validate_table(&self) -> Result<Option<TableSource>, ExperimentError> {
        let Some(mut table) = self.table.clone().filter(|_| self.takes_table()) else { return Ok(None) };
        table.left_out.sort();
        table.left_out.dedup();
        table.left_out.retain(|name| *name != table.label);
        let letters: usize = table.left_out.iter().map(|name| name.chars().count()).sum();
        if letters > MOST_LEFT_OUT {
            return Err(ExperimentError::LeftOut { columns: table.left_out.len() });
        }
        Ok(Some(table))
    }

    /// The descriptor of a policy, where it fits the environment.
    fn part_of(&self, policy: &PolicySpec) -> Result<&'static Descriptor, ExperimentError> {
        let (id, environment) = (&policy.agent.id, &self.environment.id);
        let task = self.task().ok_or_else(|| ExperimentError::unknown_environment(environment))?;
        task.policy(id).ok_or_else(|| match task::of_policy(id) {
            Some(_) => task.refuse(environment, id),
            None => task.unknown_policy(id),
        })
    }

    /// The click model with its values in range; none where it is the default one, or there are no slates.
    fn validate_clicks(&self, errors: &mut Vec<ValueError>) -> Result<Option<PartChoice>, ExperimentError> {
        if self.clicks.is_none() {
            return Ok(None);
        }
        if self.click_models().is_empty() {
            return Err(ExperimentError::ClicksAmongArms { environment: self.environment.id.clone() });
        }
        let (descriptor, given) = self.click_model()?;
        let (parameters, found) = descriptor.part.validate(&given);
        errors.extend(found);
        let choice = PartChoice { id: descriptor.part.id.to_owned(), parameters };
        Ok(Some(choice).filter(|choice| *choice != PartChoice::new(&CLICK_MODELS[0].part)))
    }
}
