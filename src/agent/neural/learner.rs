//! Network, training and replay buffer of a neural agent.

use super::parameters::{self, BATCH, CAPACITY, CLIP, LEARNING_RATE, NETWORK_FACTS, TRAIN_EVERY};
use crate::agent::{BuildError, Explanation, InnerView, View};
use crate::descriptor::{Schedule, Values};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::network::{
    Loss, LossCurve, Network, NetworkError, Optimizer, ReplayBuffer, Row, TowerDropout, Trainer,
    WeightHistory,
};

/// A reward counts as at most so many half ranges away from the middle of the range: further out it says no more, and
/// its square would drown all others.
const FURTHEST_TARGET: f64 = 1_000.0;

/// Parts of a histogram of weights or gradients.
const PARTS: usize = 24;

/// What an agent's network has beyond the shared parameters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extras {
    /// Further heads, each with an opinion of its own on each arm, beside the first.
    pub further_heads: usize,
    /// Hidden outputs left out at random.
    pub dropout: TowerDropout,
}

/// Network, training and replay buffer of one agent.
#[derive(Clone)]
pub struct Learner {
    network: Network,
    trainer: Trainer,
    buffer: ReplayBuffer,
    loss: Loss,
    losses: LossCurve,
    weight_histograms: WeightHistory,
    scale: RewardScale,
    learning_rate: Schedule,
    batch: usize,
    train_every: u64,
    rounds: u64,
    heads: usize,
    drops: bool,
    /// The agent's own stream; none before the first choice.
    stream: Option<RngStream>,
}

/// Targets are (reward - origin) / unit.
#[derive(Debug, Clone, Copy)]
struct RewardScale {
    origin: f64,
    unit: f64,
    least: f64,
    greatest: f64,
}

impl RewardScale {
    fn new((low, high): (f64, f64), loss: Loss) -> RewardScale {
        let range = high - low;
        let (low, range) = if range > 0.0 && range.is_finite() { (low, range) } else { (0.0, 1.0) };
        if loss == Loss::Logistic {
            RewardScale { origin: low, unit: range, least: 0.0, greatest: 1.0 }
        } else {
            let unit = 0.5 * range;
            RewardScale { origin: low + unit, unit, least: -FURTHEST_TARGET, greatest: FURTHEST_TARGET }
        }
    }

    fn target(self, reward: f64) -> f64 {
        ((reward - self.origin) / self.unit).clamp(self.least, self.greatest)
    }

    fn reward(self, prediction: f64) -> f64 {
        self.origin + self.unit * prediction
    }
}

/// The features that a network sees of an arm: none where it has an output for every item.
pub fn arm_features<'a>(network: &Network, view: &View<'a>, slot: usize) -> &'a [f64] {
    let size = if network.sees_arms() { view.arm_features.len() / view.items.len() } else { 0 };
    &view.arm_features[slot * size..(slot + 1) * size]
}

fn network(values: &Values, shape: &Shape, extras: Extras) -> Result<Network, NetworkError> {
    let channels = (1 + extras.further_heads) * parameters::loss(values).outputs();
    let architecture = parameters::architecture(values, shape, channels);
    Network::new(&architecture, shape.context, channels, parameters::activation(values), extras.dropout)
}

crate::state::state_fields! {
    Learner { network, trainer, buffer, losses, weight_histograms, rounds, stream }
    fixed { loss, scale, learning_rate, batch, train_every, heads, drops }
    valid(learner) {
        learner.rounds <= crate::state::LATEST_ROUND && learner.buffer.items_are_below(learner.network.items())
    }
}

impl Learner {
    /// The learner that these values ask for.
    ///
    /// # Errors
    /// A network on arm features in an environment without them; towers of a product that end with different widths.
    pub fn new(
        agent: &'static str,
        values: &Values,
        shape: &Shape,
        extras: Extras,
    ) -> Result<Learner, BuildError> {
        BuildError::check(agent, NETWORK_FACTS, values, shape)?;
        let network = network(values, shape, extras).map_err(|error| BuildError::Network { agent, error })?;
        let loss = parameters::loss(values);
        let heads = 1 + extras.further_heads;
        let (learning_rate, clip) = (values.schedule(&LEARNING_RATE), values.number(&CLIP));
        let rate = learning_rate.value(1);
        let arm_features = if network.sees_arms() { shape.arm_features } else { 0 };
        Ok(Learner {
            trainer: Trainer::new(&network, loss, parameters::method(values), rate, clip),
            buffer: ReplayBuffer::new(values.count(&CAPACITY), shape.context, arm_features, heads),
            weight_histograms: WeightHistory::new(&network),
            network,
            loss,
            losses: LossCurve::default(),
            scale: RewardScale::new(shape.rewards, loss),
            learning_rate,
            batch: values.count(&BATCH).max(1),
            train_every: values.count(&TRAIN_EVERY).max(1) as u64,
            rounds: 0,
            heads,
            drops: extras.dropout.drops(),
            stream: None,
        })
    }

    /// Bytes that it takes: weights, gradient, what the optimizer remembers, losses, and the replay buffer.
    pub fn memory(values: &Values, shape: &Shape, extras: Extras) -> u64 {
        let weights = network(values, shape, extras).map_or(0, |network| network.weights().len());
        let remembered = Optimizer::memory(parameters::method(values), weights);
        let heads = 1 + extras.further_heads;
        8 * (2 * weights + remembered) as u64
            + LossCurve::MEMORY
            + ReplayBuffer::memory(values.count(&CAPACITY), shape.context, shape.arm_features, heads)
    }

    /// To be called at the beginning of each choice: at the first one, takes a stream of its own, draws weights and
    /// says so.
    pub fn start(&mut self, stream: &mut RngStream) -> bool {
        let first = self.stream.is_none();
        if first {
            self.begin(stream.fork("neural agent"));
        }
        first
    }

    fn begin(&mut self, mut own: RngStream) {
        self.network.initialize(&mut own);
        self.stream = Some(own);
    }

    /// The agent's own stream. An agent that learns before it ever chooses has a fixed one.
    pub fn stream(&mut self) -> &mut RngStream {
        if self.stream.is_none() {
            self.begin(RngStream::new(0, 0, "neural agent that has never chosen"));
        }
        self.stream.get_or_insert_with(|| RngStream::new(0, 0, "neural agent"))
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The network, for passes that leave its weights alone.
    pub fn network_mut(&mut self) -> &mut Network {
        &mut self.network
    }

    /// The remembered rounds.
    pub fn buffer(&self) -> &ReplayBuffer {
        &self.buffer
    }

    /// Rounds that it has learned from.
    pub fn rounds(&self) -> u64 {
        self.rounds
    }

    /// Whether its network is as it was drawn: its predictions say nothing of the arms, and an agent that takes the largest takes
    /// any arm instead. One that waits for feedback would else keep to the arm that the first weights happen to favour.
    pub fn is_untrained(&self) -> bool {
        self.losses.steps() == 0
    }

    /// Whether it has drawn its first weights.
    pub fn has_started(&self) -> bool {
        self.stream.is_some()
    }

    /// What the network is to say of a reward.
    pub fn target(&self, reward: f64) -> f64 {
        self.scale.target(reward)
    }

    /// The reward that a prediction of the network stands for.
    pub fn reward(&self, prediction: f64) -> f64 {
        self.scale.reward(prediction)
    }

    /// The reward that a width of one in the network's predictions stands for.
    pub fn unit(&self) -> f64 {
        self.scale.unit
    }

    /// The features that the network sees of an arm: none where it has an output for every item.
    pub fn arm_features<'a>(&self, view: &View<'a>, slot: usize) -> &'a [f64] {
        arm_features(&self.network, view, slot)
    }

    /// Writes the expected reward of each arm, after a head.
    pub fn estimates(&mut self, view: &View<'_>, head: usize, estimates: &mut [f64]) {
        self.network.clear_masks();
        self.masked_estimates(view, head, estimates);
    }

    /// The same with hidden outputs left out at random, the same ones for all arms.
    pub fn sampled_estimates(&mut self, view: &View<'_>, stream: &mut RngStream, estimates: &mut [f64]) {
        self.network.draw_masks(stream);
        self.masked_estimates(view, 0, estimates);
    }

    fn masked_estimates(&mut self, view: &View<'_>, head: usize, estimates: &mut [f64]) {
        self.network.set_context(view.context);
        for (slot, estimate) in estimates.iter_mut().enumerate() {
            let features = self.arm_features(view, slot);
            self.network.set_arm(features);
            let output = self.network.output(view.items[slot] as usize, head * self.loss.outputs());
            *estimate = self.scale.reward(self.loss.prediction(output));
        }
    }

    /// The standard deviations of rewards that the first head predicts; none unless the loss is Gaussian.
    fn noise(&mut self, view: &View<'_>) -> Vec<f64> {
        if self.loss != Loss::Gaussian {
            return Vec::new();
        }
        self.network.clear_masks();
        self.network.set_context(view.context);
        let items = view.items.iter().enumerate();
        items
            .map(|(slot, item)| {
                let features = self.arm_features(view, slot);
                self.network.set_arm(features);
                self.scale.unit * Loss::variance(self.network.output(*item as usize, 1)).sqrt()
            })
            .collect()
    }

    /// What the first head thinks of the arms, who are ranked by their estimates.
    pub fn explain(&mut self, view: &View<'_>) -> Explanation {
        let mut estimates = vec![0.0; view.items.len()];
        self.estimates(view, 0, &mut estimates);
        let scores = estimates.clone();
        Explanation { widths: self.noise(view), estimates, scores, ..Explanation::default() }
    }

    /// What a person may see of the network and its training.
    pub fn inner_view(&self) -> InnerView {
        InnerView {
            rounds: self.rounds,
            remembered: self.buffer.len(),
            training_steps: self.losses.steps(),
            weights: self.network.weights().len(),
            losses: self.losses.points(),
            layers: self.network.summaries(PARTS),
            history: self.weight_histograms.points(),
        }
    }

    /// Remembers what the chosen arm earned and now and then takes a training step.
    pub fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.learn_weighted(view, chosen, reward, &mut |_, weights| weights.fill(1.0));
    }

    /// The same where a round counts differently for each head: `draw` writes the weights.
    pub fn learn_weighted(
        &mut self,
        view: &View<'_>,
        chosen: usize,
        reward: f64,
        draw: &mut dyn FnMut(&mut RngStream, &mut [f64]),
    ) {
        let mut weights = [0.0; MOST_HEADS];
        let weights = &mut weights[..self.heads.min(MOST_HEADS)];
        draw(self.stream(), weights);
        let arm_features = self.arm_features(view, chosen);
        let finite = |numbers: &[f64]| numbers.iter().all(|number| number.is_finite());
        self.rounds += 1;
        // A row that is NaN would be drawn into batch after batch and teach nothing.
        if finite(view.context) && finite(arm_features) && !reward.is_nan() {
            let (item, target) = (view.items[chosen], self.scale.target(reward));
            self.buffer.push(&Row { context: view.context, arm_features, item, target, weights });
        }
        if self.rounds.is_multiple_of(self.train_every) {
            // Of the round that it learns from, which is an earlier one where feedback is late.
            self.trainer.set_rate(self.learning_rate.value(view.round));
            self.train();
        }
    }

    /// One training step on a minibatch drawn, with replacement, from the remembered rounds.
    fn train(&mut self) {
        let Some(stream) = &mut self.stream else { return };
        if self.buffer.is_empty() {
            return;
        }
        self.network.clear_gradient();
        let share = 1.0 / self.batch as f64;
        let mut loss = 0.0;
        for _ in 0..self.batch {
            let row = self.buffer.row(stream.below(self.buffer.len()));
            if self.drops {
                self.network.draw_masks(stream);
            } else {
                self.network.clear_masks();
            }
            loss += self.trainer.add(&mut self.network, &row, share);
        }
        self.losses.record(loss / self.heads as f64);
        self.trainer.step(&mut self.network);
        self.weight_histograms.record(self.losses.steps(), &self.network);
    }
}

/// Most heads that a network can have.
pub const MOST_HEADS: usize = 64;

#[cfg(test)]
mod tests;
