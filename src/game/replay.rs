//! A game, replayed from its first round.

use std::sync::Arc;

use super::address::{Game, GameError};
use super::given::Given;
use super::setup::{HUMAN, experiment, films as films_on_offer};
use super::standing::{Film, Move, Offer, PlayedRound, Spread, Standing};
use crate::environment::{Environment, Episode, Round};
use crate::metrics::AVERAGE_REWARD;
use crate::results::RoundView;
use crate::simulation::policies::{Learner, LivePolicy};
use crate::simulation::{PreparedEnvironment, Stepper, run_in};
use crate::spec::{Experiment, ExperimentError, PartChoice, PolicySpec};

/// Why a game can't be replayed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// It is no game.
    #[error(transparent)]
    Game(#[from] GameError),
    /// Its experiment can't be run.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// Another environment than the game's.
    #[error("a game is played in the environment that its experiment names, with one film picked a round")]
    OtherEnvironment,
}

/// Replays a game in the environment of [`experiment`], [prepared](Experiment::prepare): all rounds that were played, what is seen of
/// the next, and after the last one what the bandits earn in all games.
///
/// The bandits do what they do in the experiment itself under the seed of the game: each has its own stream of random numbers, so that
/// who else plays changes nothing. The person is one more policy, which meets the same users, films and noise.
///
/// # Errors
/// A game with a seed or a pick that there is not, or another environment than the game's.
pub fn replay(game: &Game, environment: &PreparedEnvironment) -> Result<Standing, ReplayError> {
    // A game that was put together by hand is held to what an address may say.
    let game = Game::of_address(&game.address())?;
    let PreparedEnvironment::Arms(films) = environment else { return Err(ReplayError::OtherEnvironment) };
    if films.shape().arms != films_on_offer() {
        return Err(ReplayError::OtherEnvironment);
    }
    let bandits = experiment();
    let mut stepper = stepper(&bandits, &game, environment)?;
    let mut rounds = Rounds::new(&bandits, game.seed, films);
    let mut played = Vec::new();
    for _ in &game.picks {
        let (offer, view) = (rounds.next(), stepper.advance_inspected());
        played.push(view.and_then(|view| of_view(offer, view)).ok_or(ReplayError::OtherEnvironment)?);
    }
    let next = (!game.is_over()).then(|| rounds.next());
    let spread = if game.is_over() { Some(spread(&bandits, environment)?) } else { None };
    Ok(Standing { rounds: played, next, spread })
}

/// The bandits and, after them, the person, before the first round.
fn stepper(
    bandits: &Experiment,
    game: &Game,
    environment: &PreparedEnvironment,
) -> Result<Stepper, ReplayError> {
    let human = bandits.policies.len();
    let mut all = bandits.clone();
    // A place for the person: what stands in it never chooses. The name keeps it apart from the agent.
    let place = PartChoice {
        id: crate::agent::random::DESCRIPTOR.part.id.to_owned(),
        parameters: Default::default(),
    };
    all.policies.push(PolicySpec { agent: place, stream: 0, label: Some(HUMAN.to_owned()) });
    let mut stepper = Stepper::new(&all, environment.clone(), game.seed - 1..game.seed)?;
    let Some(LivePolicy { learner: Learner::Agent { shape, .. }, stream }) = stepper.policy(0, human) else {
        return Err(ReplayError::OtherEnvironment);
    };
    let given = Box::new(Given { picks: game.picks.clone() });
    stepper.set_policy(0, human, LivePolicy { learner: Learner::Agent { agent: given, shape }, stream })?;
    Ok(stepper)
}

/// What is seen of each round, one after the other: the rounds that the simulation plays, since they come from the same streams.
struct Rounds {
    environment: Arc<dyn Environment>,
    episode: Box<dyn Episode>,
    round: Round,
}

impl Rounds {
    fn new(experiment: &Experiment, seed: u32, environment: &Arc<dyn Environment>) -> Rounds {
        Rounds {
            environment: Arc::clone(environment),
            episode: Arc::clone(environment).episode(experiment.master_seed, seed - 1),
            round: Round::new(&environment.shape()),
        }
    }

    fn next(&mut self) -> Offer {
        self.episode.next(&mut self.round);
        self.round.number += 1;
        let seen = self.environment.seen(&self.round).unwrap_or_default();
        let film = |(arm, item): (usize, &u32)| Film {
            title: self.environment.item(*item as usize).title,
            about: seen.arms.get(arm).cloned().unwrap_or_default(),
        };
        Offer { films: self.round.items.iter().enumerate().map(film).collect(), user: seen.context }
    }
}

fn of_view(offer: Offer, view: RoundView) -> Option<PlayedRound> {
    let arms = view.arms()?;
    let titles = arms.arms.iter().map(|arm| &arm.card.title);
    debug_assert!(titles.eq(offer.films.iter().map(|film| &film.title)), "the films that were played");
    let moves = arms.policies.iter().map(|policy| Move {
        chosen: policy.chosen,
        reward: policy.reward,
        regret: policy.regret,
        before: policy.before.clone(),
    });
    Some(PlayedRound { offer, moves: moves.collect(), best: arms.best })
}

/// What the bandits earn under every seed of the experiment.
fn spread(bandits: &Experiment, environment: &PreparedEnvironment) -> Result<Spread, ReplayError> {
    let log = run_in(bandits, environment.clone())?;
    // Of this metric the sum of the rewards is what is kept.
    let total = |policy, seed| log.kept(policy, seed, &AVERAGE_REWARD).last().copied().unwrap_or(f64::NAN);
    let of_bandit =
        |policy: usize| (0..log.policies[policy].seeds.len()).map(|seed| total(policy, seed)).collect();
    Ok(Spread { totals: (0..log.policies.len()).map(of_bandit).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::Sources;
    use crate::spec::link;

    #[test]
    fn another_environment_is_refused() {
        let slates = link::decode("#1w=gap_slates&c=cascade_ucb1").expect("a link").experiment;
        let environment = slates.prepare(Sources::default()).expect("it needs no data");
        assert_eq!(replay(&Game::new(1), &environment), Err(ReplayError::OtherEnvironment));
    }
}
