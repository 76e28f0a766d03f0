//! Making an experiment right: values into range, parts that fit each other.

use super::definition::{MOST_CONTENDERS, MOST_LEFT_OUT, SETTINGS};
use super::feedback::{AMONG_SLATES, FEEDBACK};
use super::objectives::OBJECTIVES;
use super::task;
use super::{Contender, Experiment, ExperimentError, Notice, PartChoice, TableSource, VERSION};
use crate::declaration::{Part, ValueError};
use crate::ranking::CLICK_MODELS;

impl Experiment {
    /// The experiment with every value in range and no default written out; the errors say what had to change.
    ///
    /// # Errors
    /// An unknown world, agent, ranker or click model, agents, objectives or settings of feedback without a meaning among slates, rankers among arms, or a wrong
    /// number of contenders: those have no nearest right experiment.
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
        let (settings, found) = SETTINGS.settle(&self.settings());
        errors.extend(found);
        settled.set_settings(&settings);
        let (feedback, found) = FEEDBACK.settle(&self.feedback);
        errors.extend(found);
        settled.feedback = feedback;
        if let Some(error) = settled.feedback_among_slates() {
            return Err(error);
        }
        let (objectives, found) = OBJECTIVES.settle(&self.objectives);
        errors.extend(found);
        if !objectives.0.is_empty() && self.slate_world_declaration().is_some() {
            return Err(ExperimentError::ObjectivesAmongSlates { world: self.world.id.clone() });
        }
        settled.objectives = objectives;
        settled.table = self.settle_table()?;
        Ok((settled, errors))
    }

    /// Why the settings of feedback don't fit a world of slates, of which there are values that differ from the defaults; none
    /// where they do, or in a world of arms.
    fn feedback_among_slates(&self) -> Option<ExperimentError> {
        self.slate_world_declaration()?;
        let known = AMONG_SLATES.parameters.iter().map(|parameter| parameter.name);
        let fits = |name: &str| known.clone().any(|known| known == name);
        let unknown = FEEDBACK
            .parameters
            .iter()
            .find(|parameter| self.feedback.0.contains_key(parameter.name) && !fits(parameter.name))?;
        Some(ExperimentError::FeedbackAmongSlates {
            world: self.world.id.clone(),
            setting: unknown.name,
            known: known.collect::<Vec<&str>>().join(", "),
        })
    }

    /// Leaves out of the settings of feedback what has no meaning in a world of slates, where earlier versions have let it
    /// pass; a sentence for each setting that would have said something.
    pub(super) fn leave_out_of_feedback(&mut self) -> Vec<Notice> {
        let mut notices = Vec::new();
        let settled = |experiment: &Experiment| Experiment {
            feedback: FEEDBACK.settle(&experiment.feedback).0,
            ..experiment.clone()
        };
        while let Some(error) = settled(self).feedback_among_slates() {
            let ExperimentError::FeedbackAmongSlates { setting, .. } = &error else { break };
            self.feedback.0.remove(*setting);
            notices.push(Notice(format!("{setting} was left out: it has no meaning in a world of slates.")));
        }
        notices
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
