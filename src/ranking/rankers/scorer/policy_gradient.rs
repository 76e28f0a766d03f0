//! Policy gradients with off-policy and top-K correction (Chen et al. 2019, Top-K Off-Policy Correction for a REINFORCE
//! Recommender System, sections 4 and 5).

use crate::agent::neural::distribution::softmax;
use crate::math::random::RngStream;
use crate::network::{Activation, Architecture, Descent, Dropout, Loss, Method, Network, NetworkError};

/// lambda_K = K (1 - pi)^(K - 1), section 4.3: how much more an item's probability in a slate of K grows than the
/// probability pi of the item itself: near K for improbable items, near 0 for those already sure to be shown.
pub fn top_k_multiplier(probability: f64, slots: usize) -> f64 {
    let slots = slots as f64;
    slots * libm::pow((1.0 - probability).max(0.0), slots - 1.0)
}

/// What the gradient of the main head is multiplied by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// Capped weight pi / beta times lambda_K.
    TopK,
    /// Capped weight pi / beta.
    OffPolicy,
    /// Nothing, as if the items had been drawn from the present policy.
    None,
    /// No policy gradient: the logit of an item that was looked at is to be the log-odds of a click on it.
    Supervised,
}

/// One item that was shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown<'a> {
    /// What was known of the user.
    pub state: &'a [f64],
    /// The item.
    pub item: usize,
    /// What it earned, not below zero.
    pub reward: f64,
    /// Whether the user is known to have looked at it.
    pub observed: bool,
}

/// How both heads are trained.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// What the gradient of the main head is multiplied by.
    pub correction: Correction,
    /// Number of slots, K.
    pub slots: usize,
    /// Largest weight pi / beta.
    pub cap: f64,
    /// How a gradient becomes a step.
    pub method: Method,
    /// Learning rate.
    pub rate: f64,
    /// Largest norm of a gradient.
    pub clip: f64,
}

/// A softmax policy pi over items, and a head that learns beta, the policy by which items were shown.
///
/// The main network's hidden layers make an encoding of the state, and its last layer a logit for each item. The behaviour
/// head is a linear layer of its own on that encoding, and its gradient does not reach the hidden layers.
#[derive(Debug, Clone)]
pub struct PolicyGradient {
    main: Network,
    behaviour: Network,
    descents: [Descent; 2],
    training: Training,
    probabilities: Vec<f64>,
    logits: Vec<f64>,
    slopes: Vec<f64>,
}

/// A network whose outputs are a logit for each item.
fn softmax_head(
    items: usize,
    layers: &[usize],
    inputs: usize,
    hidden: Activation,
) -> Result<Network, NetworkError> {
    let architecture = Architecture::Actions { items: 1, layers: layers.to_vec() };
    Network::new(&architecture, inputs, items, hidden, Dropout::default())
}

crate::state::state_fields! {
    PolicyGradient { main, behaviour, descents } fixed { training, probabilities, logits, slopes }
}

impl PolicyGradient {
    /// For this many items and numbers in a state, with these hidden layers.
    ///
    /// # Errors
    /// Those of [`Network::new`], though both heads have a form that can always be made.
    pub fn new(
        items: usize,
        state: usize,
        layers: &[usize],
        hidden: Activation,
        training: Training,
    ) -> Result<PolicyGradient, NetworkError> {
        let main = softmax_head(items, layers, state, hidden)?;
        let behaviour = softmax_head(items, &[], main.encoding().len(), Activation::Linear)?;
        let descent = |network| Descent::new(network, training.method, training.rate, training.clip);
        Ok(PolicyGradient {
            descents: [descent(&main), descent(&behaviour)],
            main,
            behaviour,
            training,
            probabilities: vec![0.0; items],
            logits: vec![0.0; items],
            slopes: vec![0.0; items],
        })
    }

    /// Number of weights of both heads.
    pub fn weights(items: usize, state: usize, layers: &[usize]) -> usize {
        let main = softmax_head(items, layers, state, Activation::Linear);
        let encoding = layers.last().copied().unwrap_or(state);
        main.map_or(0, |main| main.weights().len()) + items * (encoding + 1)
    }

    /// Draws the first weights of both heads.
    pub fn initialize(&mut self, stream: &mut RngStream) {
        self.main.initialize(stream);
        self.behaviour.initialize(stream);
    }

    /// The network of the main head.
    pub fn main(&self) -> &Network {
        &self.main
    }

    /// The same, to set its weights.
    pub fn main_mut(&mut self) -> &mut Network {
        &mut self.main
    }

    /// The behaviour head, on the encoding of the main network.
    pub fn behaviour(&self) -> &Network {
        &self.behaviour
    }

    /// The same, to set its weights.
    pub fn behaviour_mut(&mut self) -> &mut Network {
        &mut self.behaviour
    }

    /// Writes the main head's logit of each item in a state.
    pub fn logits(&mut self, state: &[f64], logits: &mut [f64]) {
        self.main.set_context(state);
        outputs(&self.main, logits);
    }

    /// Sets both gradients to zero.
    pub fn clear_gradients(&mut self) {
        self.main.clear_gradient();
        self.behaviour.clear_gradient();
    }

    /// Adds `share` times the gradients of both heads' losses for an item that was shown.
    ///
    /// Main head: -w lambda_K R log pi(item), in which w = min(pi / beta, cap) and lambda_K count as constants (section
    /// 4.3; the cap is in section 4.4). As long as no weight is capped, its gradient is that of -R alpha / beta with
    /// alpha = 1 - (1 - pi)^K, the probability that the item is among K drawn. An item that earned nothing gives none.
    /// Behaviour head: -log beta(item), whatever the item earned.
    pub fn add(&mut self, shown: &Shown<'_>, share: f64) {
        let item = shown.item;
        self.main.set_context(shown.state);
        self.behaviour.set_context(self.main.encoding());
        outputs(&self.behaviour, &mut self.logits);
        softmax(&self.logits, 1.0, &mut self.probabilities);
        let behaviour = self.probabilities[item];
        cross_entropy_slopes(&self.probabilities, item, share, &mut self.slopes);
        self.behaviour.backward(0, &self.slopes);
        if self.training.correction == Correction::Supervised {
            self.add_supervised(shown, share);
        } else if shown.reward > 0.0 {
            outputs(&self.main, &mut self.logits);
            softmax(&self.logits, 1.0, &mut self.probabilities);
            let weight = self.weight(self.probabilities[item], behaviour) * shown.reward;
            cross_entropy_slopes(&self.probabilities, item, share * weight, &mut self.slopes);
            self.main.backward(0, &self.slopes);
        }
    }

    fn add_supervised(&mut self, shown: &Shown<'_>, share: f64) {
        if shown.observed {
            let target = if shown.reward > 0.0 { 1.0 } else { 0.0 };
            let mut slope = [0.0];
            Loss::Logistic.evaluate(&[self.main.output(0, shown.item)], target, &mut slope);
            self.slopes.fill(0.0);
            self.slopes[shown.item] = share * slope[0];
            self.main.backward(0, &self.slopes);
        }
    }

    /// What the gradient of R log pi is multiplied by where the item's probability is `main` and was `behaviour`.
    pub fn weight(&self, main: f64, behaviour: f64) -> f64 {
        // A behaviour probability that has underflowed gives the cap, not infinity; 0 / 0 too.
        let weight = (main / behaviour.max(f64::MIN_POSITIVE)).min(self.training.cap);
        match self.training.correction {
            Correction::TopK => weight * top_k_multiplier(main, self.training.slots),
            Correction::OffPolicy => weight,
            Correction::None | Correction::Supervised => 1.0,
        }
    }

    /// Takes another learning rate from now on.
    pub fn set_rate(&mut self, rate: f64) {
        self.descents.iter_mut().for_each(|descent| descent.set_rate(rate));
    }

    /// A step of each head down its gradient.
    pub fn step(&mut self) {
        let [main, behaviour] = &mut self.descents;
        main.step(&mut self.main);
        behaviour.step(&mut self.behaviour);
    }
}

fn outputs(network: &Network, logits: &mut [f64]) {
    for (channel, logit) in logits.iter_mut().enumerate() {
        *logit = network.output(0, channel);
    }
}

/// The slopes of -scale log p(item) by the logits: scale (p - 1 at the item).
fn cross_entropy_slopes(probabilities: &[f64], item: usize, scale: f64, slopes: &mut [f64]) {
    for (index, (slope, probability)) in slopes.iter_mut().zip(probabilities).enumerate() {
        let one = if index == item { 1.0 } else { 0.0 };
        *slope = scale * (probability - one);
    }
}
