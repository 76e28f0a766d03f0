//! Greedy multi-objective neural agent: one network predicts each objective, and the predictions of an arm become one
//! number.
//!
//! The agent has a goal of its own, which need not be that of the experiment. Whether an environment has several objectives it
//! learns from the first feedback; before that, no network has learned anything. In an environment where the reward is all
//! there is, the first network alone predicts it and this is a greedy agent on one network.
//!
//! An objective may have a least predicted value: an arm that is predicted below it is not feasible, and where none is
//! feasible all are. (In TF-Agents constraints are GreedyRewardPredictionAgent's: AbsoluteConstraint of this kind.) A
//! coin that says to explore asks for no feasibility: what is wrongly predicted would else never be put right.

use super::parameters::with_shared;
use super::{Extras, Learner};
use crate::agent::epsilon_greedy::{Coin, EPSILON, HALF_LIFE};
use crate::agent::largest_chances;
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, Feedback, InnerView, Prediction,
    Reason, View, largest,
};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::environment::objectives::{self, Goal, OBJECTIVES, SCALARIZATION, TITLES, weighted};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

/// The weights, equal when none is given.
const WEIGHTS: [Parameter; OBJECTIVES] = [
    weighted(objectives::WEIGHTS[0], 1.0),
    weighted(objectives::WEIGHTS[1], 1.0),
    weighted(objectives::WEIGHTS[2], 1.0),
];

const fn least(name: &'static str, title: &'static str) -> Parameter {
    Parameter {
        name,
        title,
        kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.0, scale: Scale::Linear },
        unit: "from 0 to 1",
        help: words(
            "An arm that is predicted below this, on a scale from the worst, 0, to the best, 1, is not taken, unless all are; 0 asks for nothing.",
        ),
    }
}

/// The least prediction of each objective.
const LEAST: [Parameter; OBJECTIVES] = [
    least("least_reward", "Least reward"),
    least("least_novelty", "Least novelty"),
    least("least_diversity", "Least diversity"),
];

/// TF-Agents' agent never explores.
const OWN_EPSILON: Parameter = Parameter {
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.0, scale: Scale::Linear },
    ..EPSILON
};

/// Greedy multi-objective neural agent.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Neural,
    part: Descriptor {
        id: "neural_multi_objective",
        title: "Greedy multi-objective neural",
        sentence: words(
            "Predicts reward, novelty and diversity of each arm with a network each, makes one number of the three and takes the arm with the largest, of those that are predicted to be good enough.",
        ),
        citation: words(
            "TF-Agents, GreedyMultiObjectiveNeuralAgent, and AbsoluteConstraint; Van Moffaert, Drugan and Nowé 2013, Scalarized Multi-Objective Reinforcement Learning",
        ),
        facts: super::parameters::NETWORK_FACTS,
        parameters: &with_shared::<9, 23>([
            OWN_EPSILON,
            HALF_LIFE,
            WEIGHTS[0],
            WEIGHTS[1],
            WEIGHTS[2],
            SCALARIZATION,
            LEAST[0],
            LEAST[1],
            LEAST[2],
        ]),
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| {
        let of = |shape: &Shape| Learner::memory(values, shape, Extras::default());
        of(shape) + 2 * of(&side_shape(shape))
    },
    build,
};

/// The shape for a network that predicts novelty or diversity.
fn side_shape(shape: &Shape) -> Shape {
    Shape { rewards: (0.0, 1.0), ..*shape }
}

#[derive(Clone)]
struct MultiObjective {
    /// One for each objective; the first is of the environment's own reward, in reward.
    learners: [Learner; OBJECTIVES],
    goal: Goal,
    /// Least predictions, zero for none.
    least: [f64; OBJECTIVES],
    coin: Coin,
    reason: Reason,
    /// Whether the reward is known to be all there is.
    reward_only: bool,
    /// Predictions of each objective for each arm, on the scale of objectives.
    predictions: [Vec<f64>; OBJECTIVES],
    /// What the objectives make together, for each arm; minus infinity where an arm is not feasible.
    scores: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let learner = |shape: &Shape| Learner::new(DESCRIPTOR.part.title, values, shape, Extras::default());
    let side = side_shape(shape);
    Ok(Box::new(MultiObjective {
        learners: [learner(shape)?, learner(&side)?, learner(&side)?],
        goal: Goal::new(values, &WEIGHTS, shape.rewards),
        least: LEAST.map(|parameter| values.number(&parameter)),
        coin: Coin::with(values, &OWN_EPSILON),
        reason: Reason::default(),
        reward_only: false,
        predictions: std::array::from_fn(|_| vec![0.0; shape.arms]),
        scores: vec![0.0; shape.arms],
    }))
}

impl MultiObjective {
    /// How many objectives count, as far as is known.
    fn known(&self) -> usize {
        if self.reward_only { 1 } else { OBJECTIVES }
    }

    /// Predicts each objective of each arm, and makes one number of them.
    fn predict(&mut self, view: &View<'_>) {
        let (arms, known) = (view.items.len(), self.known());
        for (learner, predictions) in self.learners.iter_mut().zip(&mut self.predictions).take(known) {
            learner.estimates(view, 0, &mut predictions[..arms]);
        }
        for arm in 0..arms {
            let reward = self.predictions[0][arm];
            self.predictions[0][arm] = self.goal.scaled(reward);
            // A reward that is all there is needs no goal, and no rounding.
            self.scores[arm] = if self.reward_only { reward } else { self.goal.reward(&self.of(arm)) };
        }
    }

    fn of(&self, arm: usize) -> [f64; OBJECTIVES] {
        [self.predictions[0][arm], self.predictions[1][arm], self.predictions[2][arm]]
    }

    /// Whether no objective of the arm is predicted below its least value.
    fn is_feasible(&self, arm: usize) -> bool {
        let kept =
            |index: usize| self.least[index] <= 0.0 || self.predictions[index][arm] >= self.least[index];
        (0..self.known()).all(kept)
    }

    /// After [`MultiObjective::predict`]: leaves only feasible arms a score, where there are some.
    fn leave_feasible(&mut self, arms: usize) {
        if (0..arms).any(|arm| self.is_feasible(arm)) {
            for arm in 0..arms {
                if !self.is_feasible(arm) {
                    self.scores[arm] = f64::NEG_INFINITY;
                }
            }
        }
    }
}

crate::state::state_fields! {
    MultiObjective { learners, coin, reason, reward_only, predictions, scores } fixed { goal, least }
}

impl Agent for MultiObjective {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        // All of them, whether they will be needed or not: what is drawn must not depend on feedback.
        self.learners.iter_mut().for_each(|learner| {
            learner.start(stream);
        });
        self.reason = self.coin.flip(view.round, stream);
        let arms = view.items.len();
        if matches!(self.reason, Reason::Explored { .. }) {
            return stream.below(arms);
        }
        if self.learners[0].is_untrained() {
            self.reason = Reason::Random;
            return stream.below(arms);
        }
        self.predict(view);
        self.leave_feasible(arms);
        largest(&self.scores[..arms], stream)
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        // A reward of several objectives can't be taken apart.
        if self.learners[1].rounds() == 0 {
            self.reward_only = true;
            self.learners[0].learn(view, chosen, reward);
        }
    }

    fn update_off_policy(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback<'_>) {
        self.update(view, chosen, feedback);
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback<'_>) {
        let [own, side @ ..] = feedback.objectives else {
            return self.update_reward(view, chosen, feedback.reward);
        };
        self.reward_only = false;
        self.learners[0].learn(view, chosen, self.goal.unscaled(*own));
        for (learner, objective) in self.learners[1..].iter_mut().zip(side) {
            learner.learn(view, chosen, *objective);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let (mut asked, arms) = (self.clone(), view.items.len());
        if asked.learners[0].is_untrained() {
            return ActionProbabilities::even(arms);
        }
        asked.predict(view);
        asked.leave_feasible(arms);
        largest_chances(&asked.scores[..arms]).or_any(asked.coin.epsilon_of(view.round))
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let arms = view.items.len();
        self.predict(view);
        let estimates = self.scores[..arms].to_vec();
        self.leave_feasible(arms);
        let prediction = |index: usize| Prediction {
            title: TITLES[index].to_owned(),
            estimates: self.predictions[index][..arms].to_vec(),
            least: (self.least[index] > 0.0).then_some(self.least[index]),
        };
        Explanation {
            estimates,
            scores: self.scores[..arms].to_vec(),
            reason: self.reason,
            objectives: (0..self.known()).map(prediction).collect(),
            ..Explanation::default()
        }
    }

    /// The network of the environment's own reward.
    fn inner_view(&self) -> Option<InnerView> {
        Some(self.learners[0].inner_view())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::neural;
    use crate::descriptor::Value;

    const SHAPE: Shape = Shape { context: 1, arm_features: 0, arms: 3, items: 3, rewards: (1.0, 5.0) };
    const VIEW: View<'_> =
        View { round: 1, context: &[1.0], items: &[0, 1, 2], arm_features: &[], expectations: &[] };
    /// Of each arm: the first is worth most, the second is the most novel, the third the most diverse.
    const TRUTH: [[f64; OBJECTIVES]; 3] = [[0.9, 0.3, 0.4], [0.5, 0.8, 0.2], [0.2, 0.6, 0.9]];

    /// An agent that has had so much feedback on each arm that it knows them.
    fn taught(values: &[(&Parameter, f64)]) -> Box<dyn Agent> {
        let mut given = Values::default();
        values.iter().for_each(|(parameter, value)| given.set(parameter, Value::Number(*value)));
        let mut agent = build(&given, &SHAPE).expect("it needs no arm features");
        agent.choose(&VIEW, &mut RngStream::new(1, 0, "test"));
        for round in 0..600 {
            let objectives = &TRUTH[round % 3];
            let reward = 1.0 + 4.0 * objectives.iter().sum::<f64>() / 3.0;
            agent.update(
                &VIEW,
                round % 3,
                &Feedback { reward, objectives, info: Default::default(), now: 1 },
            );
        }
        agent
    }

    fn choice(agent: &mut dyn Agent) -> usize {
        agent.choose(&VIEW, &mut RngStream::new(2, 0, "test"))
    }

    /// What the networks say is what was earned, on the scale of each objective; estimates are on that of rewards.
    #[test]
    fn predictions_are_of_each_objective() {
        let thoughts = taught(&[]).explain(&VIEW);
        let titles: Vec<&str> = thoughts.objectives.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, TITLES);
        for (arm, truths) in TRUTH.iter().enumerate() {
            for (prediction, truth) in thoughts.objectives.iter().zip(truths) {
                assert!((prediction.estimates[arm] - truth).abs() < 0.02, "arm {arm}: {thoughts:?}");
            }
            let mean = thoughts.objectives.iter().map(|one| one.estimates[arm]).sum::<f64>() / 3.0;
            assert!((thoughts.estimates[arm] - (1.0 + 4.0 * mean)).abs() < 1e-12, "arm {arm}: {thoughts:?}");
        }
        assert_eq!(thoughts.estimates, thoughts.scores);
    }

    /// Means 0.533, 0.5 and 0.567; by a weight alone the arm that is best in it.
    #[test]
    fn weights_decide() {
        assert_eq!(choice(&mut *taught(&[])), 2);
        for only in 0..OBJECTIVES {
            let weights: Vec<_> = (0..OBJECTIVES)
                .map(|index| (&WEIGHTS[index], if index == only { 1.0 } else { 0.0 }))
                .collect();
            assert_eq!(choice(&mut *taught(&weights)), only);
        }
    }

    /// Of reward alone the first arm is best; with a novelty of 0.5 or more, the second; with a diversity of 0.5 too,
    /// the third; and where nothing is novel enough, the first again.
    #[test]
    fn constraints_are_kept_where_they_can_be() {
        let reward_only = [(&WEIGHTS[1], 0.0), (&WEIGHTS[2], 0.0)];
        let with = |further: &[(&Parameter, f64)]| {
            let mut agent = taught(&[&reward_only, further].concat());
            let chosen = choice(&mut *agent);
            let thoughts = agent.explain(&VIEW);
            let feasible = |arm: usize| thoughts.scores[arm] > f64::NEG_INFINITY;
            let short = |arm: usize| thoughts.objectives.iter().any(|one| one.falls_short(arm));
            (chosen, [0, 1, 2].map(feasible), [0, 1, 2].map(short))
        };
        assert_eq!(with(&[]), (0, [true; 3], [false; 3]));
        assert_eq!(with(&[(&LEAST[1], 0.5)]), (1, [false, true, true], [true, false, false]));
        let both = [(&LEAST[1], 0.5), (&LEAST[2], 0.5)];
        assert_eq!(with(&both), (2, [false, false, true], [true, true, false]));
        assert_eq!(with(&[(&LEAST[1], 1.0)]), (0, [true; 3], [true; 3]));
    }

    /// Where the reward is all there is, it is TF-Agents' greedy reward prediction agent, bit for bit.
    #[test]
    fn with_one_objective_it_is_greedy() {
        let mut values = Values::default();
        values.set(&EPSILON, Value::Number(0.0));
        let mut greedy = (neural::epsilon_greedy::BUILDER.build)(&values, &SHAPE).expect("it can be made");
        let mut agent = build(&Values::default(), &SHAPE).expect("it can be made");
        let mut streams = [RngStream::new(1, 0, "test"), RngStream::new(1, 0, "test")];
        for round in 0..100 {
            let choices = [greedy.choose(&VIEW, &mut streams[0]), agent.choose(&VIEW, &mut streams[1])];
            // In the first round it does not know yet that there is one objective only.
            assert!(round == 0 || choices[0] == choices[1], "round {round}");
            let (arm, reward) = (round % 3, 1.0 + (round % 5) as f64);
            let feedback = Feedback { reward, objectives: &[], info: Default::default(), now: 1 };
            greedy.update(&VIEW, arm, &feedback);
            agent.update(&VIEW, arm, &feedback);
            assert_eq!(greedy.explain(&VIEW).estimates, agent.explain(&VIEW).estimates);
        }
        assert_eq!(agent.explain(&VIEW).objectives.len(), 1);
    }
}
