//! What every descriptor of `ranking` must keep to; a new part is tested by being in its list.

use std::collections::BTreeSet;

use bandit_playground::agent::AGENTS;
use bandit_playground::descriptor::Descriptor;
use bandit_playground::environment::ENVIRONMENTS;
use bandit_playground::ranking::{CLICK_MODELS, RANKERS, SLATE_ENVIRONMENTS};

/// All parts of `ranking`.
pub fn parts() -> Vec<Descriptor> {
    let environments = SLATE_ENVIRONMENTS.iter().map(|descriptor| descriptor.part);
    let clicks = CLICK_MODELS.iter().map(|descriptor| descriptor.part);
    let rankers = RANKERS.iter().map(|descriptor| descriptor.part);
    environments.chain(clicks).chain(rankers).collect()
}

#[test]
fn descriptors_are_in_order() {
    let agents = AGENTS.iter().map(|descriptor| descriptor.part.id);
    let mut ids: BTreeSet<&str> =
        agents.chain(ENVIRONMENTS.iter().map(|descriptor| descriptor.part.id)).collect();
    for part in parts() {
        assert!(ids.insert(part.id), "{} twice", part.id);
        assert!(part.id.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_')), "{}", part.id);
        assert!(
            !part.title.is_empty() && part.sentence.ends_with('.') && !part.citation.is_empty(),
            "{}",
            part.id
        );
        let mut names = BTreeSet::from(["stream", "label", "id"]);
        for parameter in part.parameters {
            assert!(names.insert(parameter.name), "{}: {} twice or reserved", part.id, parameter.name);
            assert!(parameter.help.ends_with('.'), "{}: {}", part.id, parameter.name);
            let default = parameter.default_value();
            let nearest = parameter.nearest(part.title, &default);
            assert_eq!(nearest, (default.clone(), None), "{}: {}", part.id, parameter.name);
        }
    }
}
