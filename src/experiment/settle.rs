//! Making an experiment right: values into range, parts that fit each other.

use super::definition::{MOST_CONTENDERS, MOST_LEFT_OUT};
use super::settings::SETTING_GROUPS;
use super::task;
use super::{Contender, Experiment, ExperimentError, PartChoice, TableSource, VERSION};
use crate::declaration::{Part, ValueError};
use crate::ranking::CLICK_MODELS;

impl Experiment {
    /// The experiment with every value in range and no default written out; the errors say what had to change.
    ///
    /// # Errors
    /// An unknown world, agent, ranker or click model, a contender or a setting without a meaning in the world, or a wrong number
    /// of contenders: those have no nearest right experiment.
    pub fn settle(&self) -> Result<(Experiment, Vec<ValueError>), ExperimentError> {
        let world = self.world_part().ok_or_else(|| ExperimentError::unknown_world(&self.world.id))?;
        if self.contenders.is_empty() || self.contenders.len() > MOST_CONTENDERS {
            return Err(ExperimentError::Contenders(self.contenders.len()));
        }
        let mut settled = self.clone();
        settled.version = VERSION;
        let mut errors = Vec::new();
        let (parameters, found) = world.settle(&self.world.parameters);
        settled.world.parameters = parameters;
        errors.extend(found);
        for contender in &mut settled.contenders {
            let (parameters, found) = self.part_of(contender)?.settle(&contender.agent.parameters);
            contender.agent.parameters = parameters;
            errors.extend(found);
            if contender.label.as_deref().is_some_and(|label| label.trim().is_empty()) {
                contender.label = None;
            }
        }
        settled.clicks = self.settle_clicks(&mut errors)?;
        for group in SETTING_GROUPS.into_iter().rev() {
            let (values, found) = group.part.settle(&(group.values)(self));
            errors.extend(found);
            (group.set)(&mut settled, values);
            if let Some(error) = group.problem(&settled) {
                return Err(error);
            }
        }
        settled.table = self.settle_table()?;
        Ok((settled, errors))
    }

    /// The table with its columns in order; none in a world that is not made from one.
    fn settle_table(&self) -> Result<Option<TableSource>, ExperimentError> {
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

    /// What a contender says of itself, where it fits the world.
    fn part_of(&self, contender: &Contender) -> Result<&'static Part, ExperimentError> {
        let (id, world) = (&contender.agent.id, &self.world.id);
        let task = self.task().ok_or_else(|| ExperimentError::unknown_world(world))?;
        task.policy(id).ok_or_else(|| match task::of_policy(id) {
            Some(_) => task.refuse(world, id),
            None => task.unknown_policy(id),
        })
    }

    /// The click model with its values in range; none where it is the default one, or there are no slates.
    fn settle_clicks(&self, errors: &mut Vec<ValueError>) -> Result<Option<PartChoice>, ExperimentError> {
        if self.clicks.is_none() {
            return Ok(None);
        }
        if self.click_models().is_empty() {
            return Err(ExperimentError::ClicksAmongArms { world: self.world.id.clone() });
        }
        let (declaration, given) = self.click_model()?;
        let (parameters, found) = declaration.part.settle(&given);
        errors.extend(found);
        let choice = PartChoice { id: declaration.part.id.to_owned(), parameters };
        Ok(Some(choice).filter(|choice| *choice != PartChoice::new(&CLICK_MODELS[0].part)))
    }
}
