//! The rounds of an environment without agents, for other programs.

use std::sync::Arc;

use super::non_stationarity;
use crate::environment::{Environment, Round};
use crate::spec::{Experiment, objectives};

/// Plays the episode of a seed forward, with the users, arms and noise that the experiment's agents meet, and shows each round.
pub fn each_round(
    experiment: &Experiment,
    environment: &Arc<dyn Environment>,
    seed: u32,
    each: &mut dyn FnMut(&Round),
) {
    let (values, master_seed) = (experiment.objectives(), experiment.master_seed);
    let shape = objectives::shape(environment.shape(), values);
    let episode = non_stationarity::episode(environment, experiment.feedback(), master_seed, seed);
    let mut episode = objectives::wrap(episode, environment, values, master_seed, seed);
    let mut round = Round::new(&shape);
    round.make_room_for_objectives(objectives::arms(&shape, values));
    for number in 1..=experiment.horizon {
        episode.next(&mut round);
        round.number = number;
        each(&round);
    }
}
