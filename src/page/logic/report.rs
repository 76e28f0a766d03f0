//! What a printed page says of an experiment.

use crate::chart::numbers::{counted, whole};
use crate::descriptor::{Descriptor, Values};
use crate::spec::settings::{SETTING_GROUPS, Written};
use crate::spec::{Experiment, PartChoice};

/// What is set, a line each: what it is of, and what differs from the defaults.
pub fn set(experiment: &Experiment) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let part = |part: Option<&Descriptor>, choice: &PartChoice| {
        let title = part.map_or(choice.id.as_str(), |part| part.title);
        let values = values(part, &choice.parameters);
        if values.is_empty() { title.to_owned() } else { format!("{title} ({values})") }
    };
    lines.push(("Environment", part(experiment.environment_part(), &experiment.environment)));
    if let Some(clicks) = &experiment.clicks {
        let model = crate::ranking::clicks::find(&clicks.id).map(|model| &model.part);
        lines.push(("Clicks", part(model, clicks)));
    }
    let policies = experiment.policies.iter().map(|policy| {
        let told = part(policy.part(), &policy.agent);
        policy.label.as_ref().map_or(told.clone(), |label| format!("{label}: {told}"))
    });
    lines.push(("Agents", policies.collect::<Vec<_>>().join("; ")));
    for group in SETTING_GROUPS.into_iter().filter(|group| group.written != Written::Apart) {
        let values = values(Some(group.part), &group.values(experiment));
        if !values.is_empty() {
            lines.push((group.part.title, values));
        }
    }
    let run = format!(
        "{}, {}, master seed {}",
        counted(experiment.horizon, "round", "rounds"),
        counted(u64::from(experiment.seeds), "seed", "seeds"),
        whole(experiment.master_seed)
    );
    lines.push(("Run", run));
    lines
}

/// Values with the names that people read.
fn values(part: Option<&Descriptor>, values: &Values) -> String {
    let value = |(name, value): (&String, &crate::descriptor::Value)| {
        let parameter = part.and_then(|part| part.parameter(name));
        format!("{} {value}", parameter.map_or(name.clone(), |parameter| parameter.title.to_lowercase()))
    };
    values.0.iter().map(value).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::link::decode;

    #[test]
    fn what_differs_is_named() {
        let link = "#1w=wheel;delta=0.7&c=lin_ucb;alpha=3&c=random;label=Chance&f=delay=5&horizon=4000&seeds=1&master_seed=7";
        let lines = set(&decode(link).expect("a link").experiment);
        let of = |name: &str| lines.iter().find(|line| line.0 == name).map_or("", |line| line.1.as_str());
        assert!(of("Environment").ends_with("(delta 0.7)"), "{lines:?}");
        assert_eq!(of("Agents"), "LinUCB (alpha 3); Chance: Random");
        assert_eq!(of("Run"), "4,000 rounds, 1 seed, master seed 7");
        assert!(of("Feedback").ends_with(" 5"), "{lines:?}");
        assert_eq!(set(&Experiment::default()).len(), 3);
    }
}
