//! What there is to choose from: worlds of arms and of slates, and who can live in which.

use crate::agent::{self, AGENTS, FAMILIES};
use crate::declaration::Part;
use crate::experiment::{Contender, Experiment, PartChoice};
use crate::ranking::rankers::cascade;
use crate::ranking::{RANKERS, SLATE_WORLDS, rankers, worlds};
use crate::world::{self, WORLDS};

/// Parts that belong together in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What they have in common.
    pub title: &'static str,
    /// The parts, in the order of the catalogue.
    pub parts: Vec<&'static Part>,
}

/// All worlds, of arms and of slates.
pub fn world_groups() -> Vec<Group> {
    vec![
        Group { title: "One arm a round", parts: WORLDS.iter().map(|world| &world.part).collect() },
        Group { title: "Slates of films", parts: SLATE_WORLDS.iter().map(|world| &world.part).collect() },
    ]
}

/// All who can take part in a world of arms, or of slates.
pub fn contender_groups(slates: bool) -> Vec<Group> {
    if slates {
        let of_family = |family: &rankers::Family| Group {
            title: family.title(),
            parts: RANKERS
                .iter()
                .filter(|ranker| ranker.family == *family)
                .map(|ranker| &ranker.part)
                .collect(),
        };
        return rankers::FAMILIES.iter().map(of_family).filter(|group| !group.parts.is_empty()).collect();
    }
    let of_family = |family: &agent::Family| Group {
        title: family.title(),
        parts: AGENTS.iter().filter(|agent| agent.family == *family).map(|agent| &agent.part).collect(),
    };
    FAMILIES.iter().map(of_family).filter(|group| !group.parts.is_empty()).collect()
}

/// Whether a world, by its id, is one of slates.
pub fn is_slate_world(id: &str) -> bool {
    worlds::find(id).is_some()
}

/// What a world, by its id, says of itself.
pub fn world_part(id: &str) -> Option<&'static Part> {
    world::find(id).map(|world| &world.part).or_else(|| worlds::find(id).map(|world| &world.part))
}

/// An agent or a ranker with its defaults.
pub fn contender(id: &str) -> Option<Contender> {
    agent::find(id).map(Contender::new).or_else(|| rankers::find(id).map(Contender::ranker))
}

/// The rankers that a world of slates begins with.
pub fn usual_rankers() -> Vec<Contender> {
    let usual = [
        &cascade::ucb1::DECLARATION,
        &cascade::kl_ucb::DECLARATION,
        &cascade::thompson::DECLARATION,
        &rankers::random::DECLARATION,
    ];
    usual.into_iter().map(Contender::ranker).collect()
}

/// Takes another world with its defaults. Between arms and slates the contenders change with it, since nobody lives in
/// both.
pub fn choose_world(experiment: &mut Experiment, id: &str) {
    let Some(part) = world_part(id).filter(|_| experiment.world.id != id) else { return };
    let (before, after) = (is_slate_world(&experiment.world.id), is_slate_world(id));
    experiment.world = PartChoice::new(part);
    if before != after {
        experiment.contenders = if after { usual_rankers() } else { Experiment::default().contenders };
        experiment.clicks = None;
        experiment.feedback.0.clear();
        experiment.objectives.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_world_can_be_chosen_from_every_other_and_settles() {
        let ids: Vec<&str> =
            world_groups().iter().flat_map(|group| group.parts.iter().map(|part| part.id)).collect();
        let mut experiment = Experiment::default();
        for id in ids.iter().chain(ids.iter().rev()) {
            choose_world(&mut experiment, id);
            assert_eq!(experiment.world.id, *id);
            let (settled, errors) = experiment.settle().expect("it settles");
            assert_eq!((&settled, errors), (&experiment, vec![]), "{id}");
        }
    }

    #[test]
    fn whoever_is_offered_can_be_made() {
        for slates in [false, true] {
            let offered = contender_groups(slates);
            let parts: Vec<&Part> = offered.iter().flat_map(|group| group.parts.iter().copied()).collect();
            assert!(parts.len() > 3);
            for part in parts {
                assert_eq!(contender(part.id).and_then(|contender| contender.part()), Some(part));
            }
        }
    }
}
