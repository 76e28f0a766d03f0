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

/// What is in the way of this agent or ranker in the environment, and where it could run, in a sentence; empty where nothing
/// is.
pub fn lacks(experiment: &Experiment, id: &str) -> String {
    let lacking = || {
        let policy = PolicySpec::of_part(task::policy(id)?);
        let missing = experiment.lacks(&policy)?.missing();
        let switch = experiment.switched_for(&policy).map(|switch| format!(" {} has it.", switch.name));
        Some(format!("{} {missing}.{}", policy.part()?.title, switch.unwrap_or_default()))
    };
    lacking().unwrap_or_default()
}

/// What is in the way of the policy at this place, in a sentence; empty where nothing is.
pub fn lack_of(experiment: &Experiment, index: usize) -> String {
    let lacking = experiment.policies.get(index).and_then(|policy| experiment.lacks(policy));
    lacking.map_or_else(String::new, |lacking| format!("{} {}.", experiment.label(index), lacking.missing()))
}

/// Where the policy at this place could run.
pub fn switch_name(experiment: &Experiment, index: usize) -> Option<String> {
    experiment
        .policies
        .get(index)
        .and_then(|policy| experiment.switched_for(policy))
        .map(|switch| switch.name)
}

/// Adds an agent or a ranker, and takes the nearest environment in which it can run.
pub fn switch_and_add(experiment: &mut Experiment, id: &str) {
    let Some(part) = task::policy(id).filter(|_| has_room(experiment)) else { return };
    if let Some(switch) = experiment.switched_for(&PolicySpec::of_part(part)) {
        *experiment = switch.experiment;
    }
    add(experiment, id);
}

/// Takes the nearest environment in which the policy at this place can run.
pub fn switch_for(experiment: &mut Experiment, index: usize) {
    let switch = experiment.policies.get(index).and_then(|policy| experiment.switched_for(policy));
    if let Some(switch) = switch {
        *experiment = switch.experiment;
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
    fn what_cannot_run_here_is_added_where_it_can() {
        let mut experiment = Experiment::default();
        let before = ids(&experiment).len();
        assert_eq!(lacks(&experiment, "lin_ucb"), "");
        let said = lacks(&experiment, "hybrid_lin_ucb");
        assert!(said.contains("needs features of the arms, which this environment does not have."), "{said}");
        assert!(said.ends_with(" has it."), "{said}");
        switch_and_add(&mut experiment, "hybrid_lin_ucb");
        assert_eq!((ids(&experiment).len(), experiment.obstacle()), (before + 1, None));
        // Switched away under it, and back.
        experiment.environment = Experiment::default().environment;
        assert!(experiment.obstacle().is_some());
        assert!(lack_of(&experiment, before).starts_with("Hybrid LinUCB needs features of the arms"));
        assert!(lack_of(&experiment, 0).is_empty() && switch_name(&experiment, before).is_some());
        switch_for(&mut experiment, before);
        assert_eq!(experiment.obstacle(), None);
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
