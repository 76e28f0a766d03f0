//! Changes to the list of policies.

use crate::spec::{Experiment, task};
use crate::spec::{PolicySpec, experiment::MOST_POLICIES};

/// Whether one more fits.
pub fn has_room(experiment: &Experiment) -> bool {
    experiment.policies.len() < MOST_POLICIES
}

/// Adds an agent or a ranker with its defaults at the end.
pub fn add(experiment: &mut Experiment, id: &str) {
    if let Some(part) = task::policy(id).filter(|_| has_room(experiment)) {
        experiment.policies.push(PolicySpec::of_part(part));
    }
}

/// Puts a copy after the policy, with the same parameters and the same random numbers.
pub fn duplicate(experiment: &mut Experiment, index: usize) {
    if let Some(policy) = experiment.policies.get(index).cloned().filter(|_| has_room(experiment)) {
        experiment.policies.insert(index + 1, policy);
    }
}

/// Removes a policy; the last one stays.
pub fn remove(experiment: &mut Experiment, index: usize) {
    if experiment.policies.len() > 1 && index < experiment.policies.len() {
        experiment.policies.remove(index);
    }
}

/// Moves a policy to another place.
pub fn move_to(experiment: &mut Experiment, from: usize, to: usize) {
    if from < experiment.policies.len() && to < experiment.policies.len() {
        let policy = experiment.policies.remove(from);
        experiment.policies.insert(to, policy);
    }
}

/// Makes a policy another agent or ranker, with that one's defaults and the same random numbers.
pub fn replace(experiment: &mut Experiment, index: usize, id: &str) {
    if let Some((old, part)) = experiment.policies.get_mut(index).zip(task::policy(id)) {
        *old = PolicySpec { stream: old.stream, ..PolicySpec::of_part(part) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(experiment: &Experiment) -> Vec<&str> {
        experiment.policies.iter().map(|policy| policy.agent.id.as_str()).collect()
    }

    #[test]
    fn policies_move_double_and_go() {
        let mut experiment = Experiment::default();
        let before: Vec<String> = ids(&experiment).iter().map(ToString::to_string).collect();
        move_to(&mut experiment, 0, 2);
        assert_eq!(ids(&experiment)[2], before[0]);
        move_to(&mut experiment, 2, 0);
        duplicate(&mut experiment, 1);
        assert_eq!(experiment.policies[1], experiment.policies[2]);
        remove(&mut experiment, 2);
        assert_eq!(ids(&experiment), before);
    }

    #[test]
    fn one_stays_and_no_more_than_the_most_fit() {
        let mut experiment = Experiment::default();
        for _ in 0..20 {
            duplicate(&mut experiment, 0);
        }
        assert_eq!(experiment.policies.len(), MOST_POLICIES);
        for _ in 0..20 {
            remove(&mut experiment, 0);
        }
        assert_eq!(experiment.policies.len(), 1);
    }

    #[test]
    fn another_agent_keeps_the_luck() {
        let mut experiment = Experiment::default();
        experiment.policies[0].stream = 7;
        let other = experiment.policies[1].agent.id.clone();
        replace(&mut experiment, 0, &other);
        assert_eq!((experiment.policies[0].stream, &experiment.policies[0].agent.id), (7, &other));
    }
}
