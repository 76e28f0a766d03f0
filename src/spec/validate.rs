//! Making an experiment right: values into range, parts that fit each other.

use crate::data::SourceRefs;
use crate::descriptor::{Descriptor, ValueError};
use crate::ranking::CLICK_MODELS;
use crate::spec::experiment::MOST_POLICIES;
use crate::spec::settings::SETTING_GROUPS;
use crate::spec::task;
use crate::spec::{Experiment, ExperimentError, PartChoice, PolicySpec, VERSION};

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
        validated.sources = self.validate_sources()?;
        Ok((validated, errors))
    }

    /// What is said of the data, in order; nothing of kinds of data that the environment is not made from, unless it stays.
    fn validate_sources(&self) -> Result<SourceRefs, ExperimentError> {
        let mut validated = SourceRefs::NONE;
        for (kind, source) in self.sources.iter().filter(|(kind, _)| kind.stays || self.uses(*kind)) {
            let mut source = source.clone();
            (kind.tidy)(&mut source).map_err(ExperimentError::Source)?;
            validated.set(kind, source);
        }
        Ok(validated)
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
