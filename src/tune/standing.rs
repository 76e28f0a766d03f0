//! Which trials of a bracket went on to which rung.

use super::Study;
use crate::math::sorting::sort_indexes;

impl Study {
    /// The trials of a bracket in each of its rungs that is known so far: in the first one those that were made, in each further one those
    /// that went on when the one before was through.
    pub fn members(&self, bracket: usize) -> Vec<Vec<usize>> {
        let trials = self.state().trials.iter().enumerate();
        let mut inside: Vec<usize> =
            trials.filter(|(_, trial)| trial.bracket == bracket).map(|(index, _)| index).collect();
        let rungs = self.brackets().get(bracket).map_or(&[][..], |bracket| &bracket.rungs);
        let mut members = Vec::new();
        for (rung, next) in rungs.iter().enumerate().skip(1) {
            let losses: Option<Vec<f64>> =
                inside.iter().map(|trial| Some(self.loss(self.mean(*trial, rung - 1)?))).collect();
            let Some(losses) = losses.filter(|losses| losses.len() == rungs[rung - 1].trials) else { break };
            let mut order: Vec<usize> = (0..inside.len()).collect();
            sort_indexes(&mut order, &|one, other| losses[one].total_cmp(&losses[other]));
            order.truncate(next.trials);
            order.sort_unstable();
            let going_on = order.into_iter().map(|place| inside[place]).collect();
            members.push(std::mem::replace(&mut inside, going_on));
        }
        members.push(inside);
        members
    }

    /// The rung in which a bracket is, with the trials in it: the last one once all is through.
    pub(super) fn standing(&self, bracket: usize) -> (usize, Vec<usize>) {
        let mut members = self.members(bracket);
        let inside = members.pop().unwrap_or_default();
        (members.len(), inside)
    }
}
