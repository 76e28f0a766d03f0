//! Code in an experiment.

use crate::agent::script::{CODE, DESCRIPTOR};
use crate::descriptor::Value;
use crate::spec::experiment::MOST_POLICIES;
use crate::spec::{Experiment, PolicySpec};

/// The code of the first own agent of an experiment, empty where it is the first example's; none where there is no such agent.
pub fn code_of(experiment: &Experiment) -> Option<String> {
    let own = experiment.policies.iter().find(|policy| policy.agent.id == DESCRIPTOR.part.id)?;
    match own.agent.parameters.get(&CODE) {
        Value::Choice(code) => Some(code),
        _ => None,
    }
}

/// The experiment with this code in its own agent, which is added where there is none.
///
/// # Errors
/// One sentence without its end: a world of slates, or no place for one more agent.
pub fn with_code(mut experiment: Experiment, code: &str) -> Result<Experiment, String> {
    if experiment.environment_descriptor().is_none() {
        return Err(
            "this world shows slates, and your agent chooses one arm: take a world without slates".to_owned()
        );
    }
    let own = experiment.policies.iter().position(|policy| policy.agent.id == DESCRIPTOR.part.id);
    let own = match own {
        Some(own) => own,
        None if experiment.policies.len() >= MOST_POLICIES => {
            return Err(format!("there are {MOST_POLICIES} agents in the race already: remove one of them"));
        }
        None => {
            experiment.policies.push(PolicySpec::new(&DESCRIPTOR));
            experiment.policies.len() - 1
        }
    };
    if let Some(own) = experiment.policies.get_mut(own) {
        own.agent.parameters.set(&CODE, Value::Choice(code.to_owned()));
    }
    Ok(experiment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_added_and_then_replaced() {
        let experiment = Experiment::default();
        assert_eq!(code_of(&experiment), None);
        let one = with_code(experiment.clone(), "z1AA").expect("there is room");
        assert_eq!(one.policies.len(), experiment.policies.len() + 1);
        let other = with_code(one.clone(), "z1BB").expect("there is one");
        assert_eq!((other.policies.len(), code_of(&other)), (one.policies.len(), Some("z1BB".to_owned())));
        let mut full = experiment.clone();
        full.policies = vec![experiment.policies[0].clone(); MOST_POLICIES];
        let sentence = with_code(full, "z1AA").expect_err("there is no room");
        assert!(sentence.ends_with("remove one of them"), "{sentence}");
        let slates = Experiment::from_json(r#"{"world": "gap", "contenders": []}"#);
        if let Ok(slates) = slates {
            assert!(with_code(slates, "z1AA").is_err());
        }
    }
}
