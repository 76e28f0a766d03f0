//! The rounds of an environment of arms as an experiment has them, without anyone choosing.

use std::sync::Arc;

use crate::environment::{Environment, Episode, Round};
use crate::simulation::PreparedEnvironment;
use crate::simulation::non_stationarity;
use crate::spec::{Experiment, objectives};

/// The rounds of one seed, one after the other: the same that policies meet, with what each arm is expected to earn.
pub struct ArmRounds {
    episode: Box<dyn Episode>,
    round: Round,
}

impl ArmRounds {
    /// Before the first; none in an environment of slates.
    pub fn new(experiment: &Experiment, environment: &PreparedEnvironment, seed: u32) -> Option<ArmRounds> {
        let PreparedEnvironment::Arms(environment) = environment else { return None };
        let environment: &Arc<dyn Environment> = environment;
        let (values, master_seed) = (experiment.objectives(), experiment.master_seed);
        let shape = objectives::shape(environment.shape(), values);
        let mut round = Round::new(&shape);
        round.make_room_for_objectives(objectives::arms(&shape, values));
        let episode = non_stationarity::episode(environment, experiment.feedback(), master_seed, seed);
        Some(ArmRounds { episode: objectives::wrap(episode, environment, values, master_seed, seed), round })
    }

    /// The next round.
    pub fn step(&mut self) -> &Round {
        let number = self.round.number + 1;
        self.episode.next(&mut self.round);
        self.round.number = number;
        &self.round
    }

    /// The round that [`ArmRounds::step`] gave last.
    pub fn round(&self) -> &Round {
        &self.round
    }
}
