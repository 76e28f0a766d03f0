//! Agents that choose by estimates and their standard deviations, wherever these come from.

use crate::agent::largest_then_chances;
use crate::agent::pending::{Pending, narrowed};
use crate::agent::{Agent, Explanation, Reason, View, largest, largest_then};
use crate::descriptor::Schedule;
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::{ActionProbabilities, Normal, largest_of};
use crate::state::State;

/// What estimates each offered arm's reward and says how unsure it is.
///
/// # Examples
/// A model that knows one number an arm and nothing of the context.
/// ```
/// use bandit_playground::agent::View;
/// use bandit_playground::agent::linear::RewardModel;
/// use bandit_playground::state::{State, StateError, StateIo};
///
/// #[derive(Clone)]
/// struct LastReward(Vec<f64>);
///
/// impl State for LastReward {
///     fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
///         self.0.iter_mut().try_for_each(|reward| reward.state(io))
///     }
/// }
///
/// impl RewardModel for LastReward {
///     fn estimates(&mut self, view: &View<'_>, means: &mut [f64], deviations: &mut [f64]) {
///         for (slot, item) in view.items.iter().enumerate() {
///             (means[slot], deviations[slot]) = (self.0[*item as usize], 1.0);
///         }
///     }
///
///     fn dimension(&self) -> usize {
///         1
///     }
///
///     fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
///         self.0[view.items[chosen] as usize] = reward;
///     }
/// }
///
/// let mut model = LastReward(vec![0.0; 3]);
/// let view = View { round: 1, context: &[], items: &[0, 2], arm_features: &[], expectations: &[] };
/// model.learn(&view, 1, 5.0);
/// assert_eq!(model.thoughts(&view), (vec![0.0, 5.0], vec![1.0, 1.0]));
/// ```
pub trait RewardModel: State + Clone + Send + 'static {
    /// Writes the estimated reward of each offered arm and its standard deviation (for a noise of one, where the
    /// estimator does not know better).
    fn estimates(&mut self, view: &View<'_>, means: &mut [f64], deviations: &mut [f64]);

    /// The same as lists of their own, for a look inside.
    fn thoughts(&mut self, view: &View<'_>) -> (Vec<f64>, Vec<f64>) {
        let (mut means, mut deviations) = (vec![0.0; view.items.len()], vec![0.0; view.items.len()]);
        self.estimates(view, &mut means, &mut deviations);
        (means, deviations)
    }

    /// What puts the arm at index `slot` in order with others whose scores are the same number by rounding only, where an
    /// estimator comes so near to a bound that no number is left between: larger is better. Of the round of the last
    /// [`RewardModel::estimates`].
    fn finer(&mut self, _view: &View<'_>, _slot: usize) -> f64 {
        0.0
    }

    /// Number of features of an arm, about which a reward says something.
    fn dimension(&self) -> usize;

    /// A standard deviation of [`RewardModel::estimates`] once so many rewards are in that are under way.
    fn narrowed(&self, deviation: f64, pending: f64) -> f64 {
        narrowed(deviation, pending, self.dimension() as f64)
    }

    /// Learns what the chosen arm earned.
    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64);
}

/// Means, standard deviations and scores of the arms of a round, and the weight of the second.
///
/// There is room for the arms of the environment; a round's are the first `arms` of them.
#[derive(Clone)]
pub struct ArmScores {
    /// How many standard deviations count in the round of the last [`ArmScores::of_round`].
    pub alpha: f64,
    /// How many do in each round.
    schedule: Schedule,
    /// Estimated rewards.
    pub means: Vec<f64>,
    /// Their standard deviations.
    pub deviations: Vec<f64>,
    /// What the arms were ranked by.
    pub scores: Vec<f64>,
}

crate::state::state_fields! {
    ArmScores { alpha, means, deviations, scores } fixed { schedule }
}

impl ArmScores {
    /// None yet.
    pub fn new(alpha: impl Into<Schedule>, shape: &Shape) -> ArmScores {
        let (zeros, schedule) = (vec![0.0; shape.arms], alpha.into());
        ArmScores {
            alpha: schedule.value(1),
            schedule,
            means: zeros.clone(),
            deviations: zeros.clone(),
            scores: zeros,
        }
    }

    /// The means and standard deviations of a round, to be written.
    pub fn of_round(&mut self, view: &View<'_>) -> (&mut [f64], &mut [f64]) {
        let arms = view.items.len();
        self.alpha = self.schedule.value(view.round);
        (&mut self.means[..arms], &mut self.deviations[..arms])
    }

    /// Scores by mean plus alpha standard deviations.
    pub fn by_optimism(&mut self, arms: usize) {
        let thoughts = self.means.iter().zip(&self.deviations);
        for (score, (mean, deviation)) in self.scores[..arms].iter_mut().zip(thoughts) {
            *score = *mean + self.alpha * *deviation;
        }
    }

    /// Index of the largest score, one of several equal ones at random.
    pub fn largest(&self, arms: usize, stream: &mut RngStream) -> usize {
        largest(&self.scores[..arms], stream)
    }

    /// Scores by a draw from Normal(mean, alpha standard deviations) each and gives the index of the largest.
    pub fn by_sample(&mut self, arms: usize, stream: &mut RngStream) -> usize {
        let scores = &mut self.scores[..arms];
        draw(&self.means[..arms], &self.deviations[..arms], self.alpha, stream, scores);
        largest(scores, stream)
    }

    /// With which probability [`ArmScores::by_sample`] takes each arm.
    pub fn chances_of_samples(&self, arms: usize) -> ActionProbabilities {
        let thoughts = self.means[..arms].iter().zip(&self.deviations);
        let normal =
            |(mean, deviation): (&f64, &f64)| Normal { mean: *mean, deviation: self.alpha * deviation };
        largest_of(&thoughts.map(normal).collect::<Vec<Normal>>())
    }

    /// What a person sees of them. The scores are as they were when they were last ranked.
    pub fn explanation(&self, arms: usize, reason: Reason) -> Explanation {
        Explanation {
            estimates: self.means[..arms].to_vec(),
            widths: self.deviations[..arms].iter().map(|deviation| self.alpha * deviation).collect(),
            scores: self.scores[..arms].to_vec(),
            reason,
            ..Explanation::default()
        }
    }
}

/// Takes the largest mean plus alpha standard deviations. Where feedback is late, an arm's standard deviation counts its
/// choices under way: see [`Pending`].
#[derive(Clone)]
pub struct Optimist<E> {
    estimator: E,
    pending: Pending,
    thoughts: ArmScores,
}

crate::state::state_fields! {
    impl<E: RewardModel> Optimist<E> { estimator, pending, thoughts }
}

impl<E: RewardModel> Optimist<E> {
    /// An agent that chooses by this model.
    pub fn new(estimator: E, alpha: impl Into<Schedule>, shape: &Shape) -> Optimist<E> {
        Optimist { estimator, pending: Pending::new(shape.items), thoughts: ArmScores::new(alpha, shape) }
    }

    fn score(&mut self, view: &View<'_>) {
        let arms = view.items.len();
        let (means, deviations) = self.thoughts.of_round(view);
        self.estimator.estimates(view, means, deviations);
        if self.pending.all() > 0.0 {
            for (deviation, item) in deviations.iter_mut().zip(view.items) {
                *deviation = self.estimator.narrowed(*deviation, self.pending.of(*item));
            }
        }
        self.thoughts.by_optimism(arms);
    }
}

impl<E: RewardModel> Agent for Optimist<E> {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.pending.begin(|_, _, _| {});
        self.score(view);
        let estimator = &mut self.estimator;
        let scores = &self.thoughts.scores[..view.items.len()];
        let chosen = largest_then(scores, |slot| estimator.finer(view, slot), stream);
        self.pending.chose(view.round, view.items[chosen]);
        chosen
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.pending.heard(view.round, |_, _, _| {});
        self.estimator.learn(view, chosen, reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.pending.begin(|_, _, _| {});
        asked.score(view);
        let Optimist { estimator, thoughts, .. } = &mut asked;
        largest_then_chances(&thoughts.scores[..view.items.len()], |slot| estimator.finer(view, slot))
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.score(view);
        self.thoughts.explanation(view.items.len(), Reason::Optimism { alpha: self.thoughts.alpha })
    }
}

/// Draws a score for each arm from Normal(mean, alpha standard deviations) and takes the largest.
#[derive(Clone)]
pub struct Sampler<E> {
    estimator: E,
    thoughts: ArmScores,
}

crate::state::state_fields! {
    impl<E: RewardModel> Sampler<E> { estimator, thoughts }
}

impl<E: RewardModel> Sampler<E> {
    /// An agent that chooses by this model.
    pub fn new(estimator: E, alpha: impl Into<Schedule>, shape: &Shape) -> Sampler<E> {
        Sampler { estimator, thoughts: ArmScores::new(alpha, shape) }
    }

    fn estimate(&mut self, view: &View<'_>) {
        let (means, deviations) = self.thoughts.of_round(view);
        self.estimator.estimates(view, means, deviations);
    }
}

/// Draws each arm's score independently from Normal(mean, alpha deviation), the second being the standard deviation.
pub fn draw(means: &[f64], deviations: &[f64], alpha: f64, stream: &mut RngStream, samples: &mut [f64]) {
    stream.normals(samples);
    for ((sample, mean), deviation) in samples.iter_mut().zip(means).zip(deviations) {
        *sample = mean + alpha * deviation * *sample;
    }
}

impl<E: RewardModel> Agent for Sampler<E> {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.estimate(view);
        self.thoughts.by_sample(view.items.len(), stream)
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.estimator.learn(view, chosen, reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.estimate(view);
        asked.thoughts.chances_of_samples(view.items.len())
    }

    /// The scores are the samples of the last choice.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.estimate(view);
        self.thoughts.explanation(view.items.len(), Reason::Sampled { alpha: self.thoughts.alpha })
    }
}
