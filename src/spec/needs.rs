//! What policies need of an environment, and the nearest environment that has it, from what the parts declare.

use crate::data::DataKind;
use crate::descriptor::{Descriptor, Property, Values, facts};
use crate::spec::{Experiment, PartChoice, PolicySpec};

/// Where an experiment would have to go for a policy to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Switch {
    /// The experiment with another environment, other settings of it, or another click model.
    pub experiment: Experiment,
    /// What is chosen there, in words.
    pub name: String,
}

impl Experiment {
    /// The click model and its values; none in an environment without clicks.
    fn clicks_part(&self) -> Option<(&'static Descriptor, Values)> {
        if self.click_models().is_empty() {
            return None;
        }
        self.click_model().ok().map(|(descriptor, values)| (&descriptor.part, values))
    }

    /// Whether the environment, with its settings and its click model, has this property, by what the parts declare.
    pub fn has(&self, property: Property) -> bool {
        let environment = self.environment_part();
        let own = environment.map(|part| facts::offers(part.facts, &self.environment.parameters, property));
        let clicks = self.clicks_part().map(|(part, values)| facts::offers(part.facts, &values, property));
        own == Some(true) || clicks == Some(true)
    }

    /// What the policy needs, with its settings, and the environment does not have; none where it can run.
    pub fn lacks(&self, policy: &PolicySpec) -> Option<Property> {
        facts::missing(policy.part()?.facts, &policy.agent.parameters, |property| self.has(property))
    }

    /// What the click model needs and the environment does not have.
    fn clicks_lack(&self) -> Option<Property> {
        let (part, values) = self.clicks_part()?;
        facts::missing(part.facts, &values, |property| self.has(property))
    }

    /// What is in the way of running it, in a sentence; none where nothing declared is.
    pub fn obstacle(&self) -> Option<String> {
        if let (Some(lacking), Some((part, _))) = (self.clicks_lack(), self.clicks_part()) {
            return Some(format!("The click model \"{}\" {}.", part.title, lacking.missing()));
        }
        let lacking = |(index, policy)| Some((index, self.lacks(policy)?));
        let (index, lacking) = self.policies.iter().enumerate().find_map(lacking)?;
        Some(format!("{} {}.", self.label(index), lacking.missing()))
    }

    /// The nearest experiment in which this policy can run beside all that can run now: with another click model, else
    /// with other settings of the environment, else in the environment that has the most in common: its data, then its
    /// parameters, then its place in the catalogue. None where there is no such environment.
    pub fn switched_for(&self, policy: &PolicySpec) -> Option<Switch> {
        let task = self.task()?;
        let present = self.environment_part()?;
        let can_run_now = self.policies.iter().filter(|policy| self.lacks(policy).is_none());
        let needed: Vec<&PolicySpec> = can_run_now.chain([policy]).collect();
        let data = |id: &str| task.data(id).iter().map(|data| DataKind(data.kind)).collect::<Vec<_>>();
        let distance = |part: &Descriptor| {
            let apart = part.parameters.iter().filter(|own| present.parameter(own.name).is_none()).count();
            (part.id != present.id, data(part.id) != data(present.id), apart)
        };
        let mut models: Vec<Option<PartChoice>> = vec![self.clicks.clone()];
        models.extend(task.click_models().iter().map(|model| Some(PartChoice::new(&model.part))));
        let mut nearest: Option<((bool, bool, usize), Experiment)> = None;
        for part in task.environments().parts {
            let distance = distance(part);
            for model in &models {
                if nearest.as_ref().is_some_and(|(found, _)| *found <= distance) {
                    break;
                }
                let mut experiment = self.in_environment(part);
                experiment.clicks.clone_from(model);
                for property in Property::ALL {
                    if needed.iter().any(|policy| experiment.lacks(policy) == Some(property)) {
                        facts::grant(part.facts, &mut experiment.environment.parameters, property);
                    }
                }
                if experiment.clicks_lack().is_none()
                    && needed.iter().all(|policy| experiment.lacks(policy).is_none())
                {
                    nearest = Some((distance, experiment));
                }
            }
        }
        nearest.map(|(_, experiment)| Switch { name: self.difference(&experiment), experiment })
    }

    /// The experiment in another environment, which keeps the values of parameters that both have.
    fn in_environment(&self, part: &'static Descriptor) -> Experiment {
        let mut experiment = self.clone();
        if part.id != self.environment.id {
            let kept = |(name, value): (&String, _)| part.parameter(name).map(|parameter| (parameter, value));
            let mut environment = PartChoice::new(part);
            for (parameter, value) in self.environment.parameters.0.iter().filter_map(kept) {
                let (nearest, _) = parameter.nearest(part.title, value);
                environment.parameters.set(parameter, nearest);
            }
            experiment.environment = environment;
        }
        experiment
    }

    /// What the other experiment chooses that this one does not, in words.
    fn difference(&self, other: &Experiment) -> String {
        let part = other.environment_part().map_or("", |part| part.title);
        if self.environment.id != other.environment.id {
            return part.to_owned();
        }
        match other.clicks_part().filter(|_| self.clicks != other.clicks) {
            Some((clicks, _)) => format!("{} clicks", clicks.title),
            None => format!("{part} with other settings"),
        }
    }
}
