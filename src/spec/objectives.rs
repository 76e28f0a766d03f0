//! Several objectives in any environment of arms: its own reward, novelty and diversity, made into one.
//!
//! Where more than the reward counts, what agents earn is the scalarized reward: [`Goal`] makes it of the realized
//! objectives, of which only the environment's own reward is noisy (as is what agents receive of it where feedback is inexact).
//! Regret is that of the scalarized expectations (Drugan and Nowé 2013, Designing multi-objective multi-armed bandits
//! algorithms: a study, the linear and Chebyshev scalarized regret). Where the scalarization is not linear and rewards
//! are noisy, the mean of the scalarized reward is not the scalarized mean: an agent that learns the one reward alone
//! may then prefer another arm than the oracle does.
//!
//! Films have a novelty and a diversity of their own (see [`Environment::side_objectives`]). In other environments each item's are
//! two numbers, uniform in [0, 1), drawn once a seed from a stream of their own: every objective has its own reward
//! function, as in TF-Agents' environments for several objectives.

use std::sync::Arc;

use crate::descriptor::{Descriptor, Group, Values, words};
use crate::environment::objectives::{self, Goal, SCALARIZATION, SideObjectives, WEIGHTS};
use crate::environment::{Environment, Episode, Round, Shape};
use crate::math::random::RngStream;
use crate::spec::Experiment;

/// What counts beside the reward, as a part: its values are [`Experiment::objectives`].
pub const OBJECTIVES: Descriptor = Descriptor {
    id: "objectives",
    title: "Objectives",
    sentence: words(
        "Novelty and diversity count beside the environment's own reward; what agents earn, and regret, is what all objectives make together, on the scale of the environment's rewards.",
    ),
    citation: words(
        "Drugan and Nowé 2013, Designing multi-objective multi-armed bandits algorithms: a study; Castells, Hurley and Vargas 2015, Novelty and Diversity in Recommender Systems; Zhou et al. 2010, Solving the apparent diversity-accuracy dilemma of recommender systems",
    ),
    facts: &[],
    parameters: &[WEIGHTS[0], WEIGHTS[1], WEIGHTS[2], SCALARIZATION],
};

/// All of it, as a form shows it.
pub const GROUP: Group = Group {
    id: OBJECTIVES.id,
    title: OBJECTIVES.title,
    sentence: OBJECTIVES.sentence,
    unset: "the reward alone",
    parameters: OBJECTIVES.parameters,
};

/// Whether these values make more than the reward count.
fn several(values: &Values) -> bool {
    WEIGHTS[1..].iter().any(|weight| values.number(weight) > 0.0)
}

/// The goal of these values in an environment of such rewards; none where the reward is all there is, whatever its weight.
fn goal(values: &Values, rewards: (f64, f64)) -> Option<Goal> {
    several(values).then(|| Goal::new(values, &WEIGHTS, rewards))
}

impl Experiment {
    /// The values of [`OBJECTIVES`]: what counts beside the reward in an environment of arms. Empty is nothing.
    pub fn objectives(&self) -> &Values {
        self.settings.of(&OBJECTIVES)
    }

    /// Whether more than the reward counts, in an environment of arms.
    pub fn has_several_objectives(&self) -> bool {
        self.environment_descriptor().is_some() && several(self.objectives())
    }

    /// The unit of what agents earn: the environment's, or none where several objectives make it.
    pub fn reward_unit(&self) -> &'static str {
        match self.environment_descriptor() {
            Some(environment) if !self.has_several_objectives() => environment.reward_unit,
            _ => "",
        }
    }
}

/// The shape of an environment as agents know it where these values count.
pub fn shape(shape: Shape, values: &Values) -> Shape {
    if several(values) { Shape { rewards: objectives::range(shape.rewards), ..shape } } else { shape }
}

/// Of how many arms a round has objectives: of all that an environment of this shape offers, or of none.
pub fn arms(shape: &Shape, values: &Values) -> usize {
    if several(values) { shape.arms } else { 0 }
}

/// The shape of the rounds that are remembered where feedback is under way: objectives take as much room as so many
/// further features of each arm.
pub fn remembered_shape(shape: Shape, values: &Values) -> Shape {
    let further = if arms(&shape, values) > 0 { objectives::OBJECTIVES } else { 0 };
    Shape { arm_features: shape.arm_features + further, ..shape }
}

/// An episode in which several objectives make the reward.
#[derive(Clone)]
struct Scalarized {
    episode: Box<dyn Episode>,
    environment: Arc<dyn Environment>,
    goal: Arc<Goal>,
    /// Of each item, for an environment that says nothing of it.
    drawn: Vec<SideObjectives>,
}

/// The episode with these values of [`OBJECTIVES`]; the same one where the reward is all there is. Comes around all
/// wrappers that pass over rounds.
pub fn wrap(
    episode: Box<dyn Episode>,
    environment: &Arc<dyn Environment>,
    values: &Values,
    master_seed: u64,
    seed: u32,
) -> Box<dyn Episode> {
    let shape = environment.shape();
    let Some(goal) = goal(values, shape.rewards) else { return episode };
    let mut stream = RngStream::new(master_seed, seed, "objectives");
    let draw = |_| SideObjectives { novelty: stream.uniform(), diversity: stream.uniform() };
    let drawn = (0..shape.items).map(draw).collect();
    Box::new(Scalarized { episode, environment: Arc::clone(environment), goal: Arc::new(goal), drawn })
}

impl Episode for Scalarized {
    fn next(&mut self, round: &mut Round) {
        self.episode.next(round);
        round.objectives.clear();
        for arm in 0..round.items.len() {
            let own = self.goal.scaled(round.expectations[arm]);
            let said = self.environment.side_objectives(round, arm);
            let side = said.unwrap_or_else(|| self.drawn[round.items[arm] as usize]);
            let objectives = [own, side.novelty, side.diversity];
            round.objectives.extend_from_slice(&objectives);
            round.expectations[arm] = self.goal.reward(&objectives);
        }
        round.goal = Some(Arc::clone(&self.goal));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::{Parameter, Value};
    use crate::environment::{ItemCard, Noise};
    use proptest::prelude::*;

    /// Two arms that expect 2 and 4 of 0 to 5, and have values of the other objectives, or none.
    struct Two {
        noise: Noise,
        says: bool,
    }

    #[derive(Clone)]
    struct TwoEpisode(Noise);

    impl Environment for Two {
        fn shape(&self) -> Shape {
            Shape { context: 0, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 5.0) }
        }

        fn episode(self: Arc<Self>, _master_seed: u64, _seed_index: u32) -> Box<dyn Episode> {
            Box::new(TwoEpisode(self.noise))
        }

        fn item(&self, item: usize) -> ItemCard {
            ItemCard::arm(item)
        }

        fn side_objectives(&self, round: &Round, arm: usize) -> Option<SideObjectives> {
            let first = round.items[arm] == 0;
            let found = SideObjectives {
                novelty: if first { 0.8 } else { 0.1 },
                diversity: if first { 0.6 } else { 0.5 },
            };
            self.says.then_some(found)
        }
    }

    impl Episode for TwoEpisode {
        fn next(&mut self, round: &mut Round) {
            round.expectations.copy_from_slice(&[2.0, 4.0]);
            round.noise = self.0;
        }
    }

    fn values(pairs: &[(&Parameter, Value)]) -> Values {
        let mut values = Values::default();
        pairs.iter().for_each(|(parameter, value)| values.set(parameter, value.clone()));
        values
    }

    fn all_equal(scalarization: &str) -> Values {
        let one = Value::Number(1.0);
        values(&[
            (&WEIGHTS[1], one.clone()),
            (&WEIGHTS[2], one),
            (&SCALARIZATION, Value::Choice(scalarization.to_owned())),
        ])
    }

    fn first_round(environment: Two, values: &Values, seed: u32) -> Round {
        let environment: Arc<dyn Environment> = Arc::new(environment);
        let mut round = Round::new(&environment.shape());
        let episode = Arc::clone(&environment).episode(7, seed);
        wrap(episode, &environment, values, 7, seed).next(&mut round);
        round
    }

    fn near(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        let close = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12);
        assert!(close, "{found:?}, not {expected:?}");
    }

    /// Objectives 0.4, 0.8, 0.6 and 0.8, 0.1, 0.5; a noise of 1 of 5 moves the first of each by 0.2. Means of 1.8 / 3
    /// and 1.4 / 3 of 5, then of 2 / 3 and 1.6 / 3; smallest ones of 0.4 and 0.1, then of 0.6 and 0.1.
    #[test]
    fn rounds_by_hand() {
        for (scalarization, expected, earned) in [
            ("linear", [3.0, 7.0 / 3.0], [10.0 / 3.0, 8.0 / 3.0]),
            ("chebyshev", [2.0, 0.5], [3.0, 0.5]),
            ("hypervolume", [2.0, 0.5], [3.0, 0.5]),
        ] {
            let environment = Two { noise: Noise::Added(1.0), says: true };
            let round = first_round(environment, &all_equal(scalarization), 0);
            near(&round.objectives, &[0.4, 0.8, 0.6, 0.8, 0.1, 0.5]);
            near(&round.expectations, &expected);
            near(&[round.reward(0), round.reward(1)], &earned);
            near(round.earned(0).objectives(), &[0.6, 0.8, 0.6]);
            // As much noise again, on the feedback only.
            near(round.heard(0, 1.0).objectives(), &[0.8, 0.8, 0.6]);
            near(&[round.heard(0, 0.0).reward], &earned[..1]);
        }
    }

    /// Rewards are 1 or 0 of 5, and what the mean of the scalarized reward is, is not the scalarized mean.
    #[test]
    fn coins_are_flipped_before_they_count() {
        let environment = Two { noise: Noise::Bernoulli(0.5), says: true };
        let round = first_round(environment, &all_equal("chebyshev"), 0);
        near(round.earned(0).objectives(), &[0.2, 0.8, 0.6]);
        near(&[round.reward(0), round.reward(1)], &[1.0, 0.5]);
    }

    #[test]
    fn the_reward_alone_changes_nothing() {
        let chebyshev = Value::Choice("chebyshev".to_owned());
        for off in [values(&[]), values(&[(&WEIGHTS[0], Value::Number(0.0)), (&SCALARIZATION, chebyshev)])] {
            let round = first_round(Two { noise: Noise::Added(1.0), says: true }, &off, 0);
            assert_eq!((round.goal.is_none(), round.objectives.as_slice()), (true, &[][..]));
            assert_eq!((round.expectations.as_slice(), round.reward(1)), (&[2.0, 4.0][..], 5.0));
            assert_eq!(round.heard(1, 0.5).reward, 5.5);
        }
    }

    /// In an environment that says nothing each item has its own numbers, others under another seed, the same in every round.
    #[test]
    fn items_of_other_environments_have_drawn_objectives() {
        let quiet = || Two { noise: Noise::Added(0.0), says: false };
        let of = |seed| first_round(quiet(), &all_equal("linear"), seed).objectives;
        assert_eq!(of(0), of(0));
        assert_ne!(of(0), of(1));
        let sides = [1, 2, 4, 5].map(|place| of(0)[place]);
        assert!(sides.iter().all(|number| (0.0..1.0).contains(number)), "{sides:?}");
        assert!(sides.windows(2).all(|pair| pair[0] != pair[1]), "{sides:?}");
    }

    /// Once there is room, a round does not move its objectives to another place in memory.
    #[test]
    fn rounds_do_not_allocate() {
        let environment: Arc<dyn Environment> = Arc::new(Two { noise: Noise::Added(0.0), says: true });
        let values = all_equal("linear");
        let with_room = || {
            let mut round = Round::new(&environment.shape());
            round.make_room_for_objectives(arms(&environment.shape(), &values));
            round
        };
        let (mut found, mut remembered) = (with_room(), with_room());
        let mut episode = wrap(Arc::clone(&environment).episode(7, 0), &environment, &values, 7, 0);
        let places = [found.objectives.as_ptr(), remembered.objectives.as_ptr()];
        for _ in 0..3 {
            episode.next(&mut found);
            remembered.copy_from(&found);
            assert_eq!([found.objectives.as_ptr(), remembered.objectives.as_ptr()], places);
        }
    }

    proptest! {
        /// The arm with the best scalarized expectation is never worse than another, whatever the weights, and
        /// expectations stay in the environment's range.
        #[test]
        fn expectations_stay_in_range(
            weights in proptest::array::uniform3(0.0_f64..10.0),
            which in 0_usize..3,
            says: bool,
            seed in 0_u32..50,
        ) {
            let mut given = all_equal(["linear", "chebyshev", "hypervolume"][which]);
            for (parameter, weight) in WEIGHTS.iter().zip(weights) {
                given.set(parameter, Value::Number(weight));
            }
            let round = first_round(Two { noise: Noise::Added(0.0), says }, &given, seed);
            for (arm, expectation) in round.expectations.iter().enumerate() {
                prop_assert!((-1e-9..=5.0 + 1e-9).contains(expectation), "{}", expectation);
                prop_assert!((round.reward(arm) - expectation).abs() < 1e-9);
            }
        }
    }
}
