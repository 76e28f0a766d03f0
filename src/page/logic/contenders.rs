//! Changes to the list of contenders.

use crate::experiment::definition::{Contender, MOST_CONTENDERS};
use crate::experiment::{Experiment, task};

/// Whether one more fits.
pub fn has_room(experiment: &Experiment) -> bool {
    experiment.contenders.len() < MOST_CONTENDERS
}

/// Adds an agent or a ranker with its defaults at the end.
pub fn add(experiment: &mut Experiment, id: &str) {
    if let Some(part) = task::policy(id).filter(|_| has_room(experiment)) {
        experiment.contenders.push(Contender::of_part(part));
    }
}

/// Puts a copy after the contender, with the same parameters and the same luck.
pub fn duplicate(experiment: &mut Experiment, index: usize) {
    if let Some(contender) = experiment.contenders.get(index).cloned().filter(|_| has_room(experiment)) {
        experiment.contenders.insert(index + 1, contender);
    }
}

/// Removes a contender; the last one stays.
pub fn remove(experiment: &mut Experiment, index: usize) {
    if experiment.contenders.len() > 1 && index < experiment.contenders.len() {
        experiment.contenders.remove(index);
    }
}

/// Moves a contender to another place.
pub fn move_to(experiment: &mut Experiment, from: usize, to: usize) {
    if from < experiment.contenders.len() && to < experiment.contenders.len() {
        let contender = experiment.contenders.remove(from);
        experiment.contenders.insert(to, contender);
    }
}

/// Makes a contender another agent or ranker, with that one's defaults and the same luck.
pub fn replace(experiment: &mut Experiment, index: usize, id: &str) {
    if let Some((old, part)) = experiment.contenders.get_mut(index).zip(task::policy(id)) {
        *old = Contender { stream: old.stream, ..Contender::of_part(part) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(experiment: &Experiment) -> Vec<&str> {
        experiment.contenders.iter().map(|contender| contender.agent.id.as_str()).collect()
    }

    #[test]
    fn contenders_move_double_and_go() {
        let mut experiment = Experiment::default();
        let before: Vec<String> = ids(&experiment).iter().map(ToString::to_string).collect();
        move_to(&mut experiment, 0, 2);
        assert_eq!(ids(&experiment)[2], before[0]);
        move_to(&mut experiment, 2, 0);
        duplicate(&mut experiment, 1);
        assert_eq!(experiment.contenders[1], experiment.contenders[2]);
        remove(&mut experiment, 2);
        assert_eq!(ids(&experiment), before);
    }

    #[test]
    fn one_stays_and_no_more_than_the_most_fit() {
        let mut experiment = Experiment::default();
        for _ in 0..20 {
            duplicate(&mut experiment, 0);
        }
        assert_eq!(experiment.contenders.len(), MOST_CONTENDERS);
        for _ in 0..20 {
            remove(&mut experiment, 0);
        }
        assert_eq!(experiment.contenders.len(), 1);
    }

    #[test]
    fn another_agent_keeps_the_luck() {
        let mut experiment = Experiment::default();
        experiment.contenders[0].stream = 7;
        let other = experiment.contenders[1].agent.id.clone();
        replace(&mut experiment, 0, &other);
        assert_eq!((experiment.contenders[0].stream, &experiment.contenders[0].agent.id), (7, &other));
    }
}
