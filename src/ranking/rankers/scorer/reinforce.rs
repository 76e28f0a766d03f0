//! The REINFORCE recommender: a softmax policy over items, trained on remembered slates with off-policy and top-K
//! correction.
//!
//! A clicked item earned 1 and any other 0. The policy knows items by their index, as the paper's does by theirs: where an
//! index means another item each round, it has nothing to learn. Temperature changes what is shown and not what is trained:
//! pi is at temperature 1, and beta learns what was shown, whatever made it so.

use super::state::UserState;
use super::{
    Correction, LEARNING_RATE, PolicyGradient, REMEMBERED, SLATES, Shown, SlateSampler, TEMPERATURE,
    TRAIN_EVERY, Training,
};
use crate::agent::neural::distribution::softmax;
use crate::agent::neural::parameters;
use crate::agent::neural::{ACTIVATION, CLIP, CONTEXT_LAYERS, LAYERS, OPTIMIZER, WIDTH};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Property, Scale, Schedule, Values, words};
use crate::math::random::RngStream;
use crate::network::{Loss, Optimizer, ReplayBuffer, Row};
use crate::probabilities::ActionProbabilities;
use crate::ranking::by_asking;
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};

const CORRECTION: Parameter = Parameter {
    name: "correction",
    title: "Correction",
    kind: Kind::Choice {
        options: &[
            Choice { id: "top_k", title: "off-policy and top-K" },
            Choice { id: "off_policy", title: "off-policy only" },
            Choice { id: "none", title: "none" },
            Choice { id: "supervised", title: "none: supervised" },
        ],
        default: "top_k",
    },
    unit: "",
    help: words(
        "Off-policy corrects for clicks on what an earlier policy showed, top-K for a slate having room for more than the best item; supervised predicts clicks instead.",
    ),
};
/// In the order of the options.
const CORRECTIONS: [Correction; 4] =
    [Correction::TopK, Correction::OffPolicy, Correction::None, Correction::Supervised];

const CAP: Parameter = Parameter {
    name: "weight_cap",
    title: "Cap on weights",
    kind: Kind::Number { minimum: 1.0, maximum: 1_000.0, default: 20.0, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "The largest weight that the off-policy correction gives a click: a smaller cap lowers the variance and adds bias.",
    ),
};

/// The REINFORCE recommender.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Learned,
    part: Descriptor {
        id: "reinforce",
        title: "REINFORCE",
        sentence: words(
            "Draws slates from probabilities that a network gives the items and makes clicked ones more probable, corrected for what earlier policies showed and for the room in a slate.",
        ),
        citation: words(
            "Chen, Beutel, Covington, Jain, Belletti and Chi 2019, Top-K Off-Policy Correction for a REINFORCE Recommender System",
        ),
        facts: &[],
        parameters: &[
            CORRECTION,
            TEMPERATURE,
            CAP,
            LAYERS,
            WIDTH,
            CONTEXT_LAYERS,
            ACTIVATION,
            OPTIMIZER,
            LEARNING_RATE,
            SLATES,
            TRAIN_EVERY,
            REMEMBERED,
            CLIP,
        ],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory, note_length: |_, shape| UserState::note_length(shape), build };

#[derive(Debug, Clone)]
struct Reinforce {
    policy: PolicyGradient,
    state: UserState,
    /// A row for each slot that was shown: its target is what it earned, its weight whether it was observed.
    buffer: ReplayBuffer,
    sampler: SlateSampler,
    /// One an item.
    logits: Vec<f64>,
    temperature: Schedule,
    learning_rate: Schedule,
    /// Items of a minibatch: as many as the slates of one show.
    batch: usize,
    train_every: u64,
    /// Slates with feedback.
    heard: u64,
    /// Whether it learns clicks as such.
    supervised: bool,
    /// The ranker's own stream; none before the first slate.
    stream: Option<RngStream>,
}

fn memory(values: &Values, shape: &SlateShape) -> u64 {
    let state = UserState::size(shape);
    let weights = PolicyGradient::weights(shape.items, state, &parameters::layers(values));
    let optimizer = Optimizer::memory(parameters::method(values), weights);
    let rows = values.count(&REMEMBERED) * shape.slots;
    8 * (2 * weights + optimizer + state + 4 * shape.items) as u64
        + ReplayBuffer::memory(rows, state, 0, 1)
        + SlateSampler::memory(shape.items)
}

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    let learning_rate = values.schedule(&LEARNING_RATE);
    let correction = CORRECTIONS[parameters::option(values, &CORRECTION)];
    let training = Training {
        correction,
        slots: shape.slots,
        cap: values.number(&CAP),
        method: parameters::method(values),
        rate: learning_rate.value(1),
        clip: values.number(&CLIP),
    };
    let (size, ranker) = (UserState::size(shape), DESCRIPTOR.part.title);
    let (layers, hidden) = (parameters::layers(values), parameters::activation(values));
    let policy = PolicyGradient::new(shape.items, size, &layers, hidden, training);
    Ok(Box::new(Reinforce {
        policy: policy.map_err(|_| BuildError::Needs { ranker, property: Property::ItemFeatures })?,
        state: UserState::new(shape),
        buffer: ReplayBuffer::new(values.count(&REMEMBERED).max(1) * shape.slots, size, 0, 1),
        sampler: SlateSampler::new(shape.items),
        logits: vec![0.0; shape.items],
        temperature: values.schedule(&TEMPERATURE),
        learning_rate,
        batch: values.count(&SLATES).max(1) * shape.slots,
        train_every: values.count(&TRAIN_EVERY).max(1) as u64,
        heard: 0,
        supervised: correction == Correction::Supervised,
        stream: None,
    }))
}

impl Reinforce {
    /// One training step on shown items drawn, with replacement, from the remembered ones.
    fn train(&mut self) {
        let Some(stream) = &mut self.stream else { return };
        if self.buffer.is_empty() {
            return;
        }
        self.policy.clear_gradients();
        let share = 1.0 / self.batch as f64;
        for _ in 0..self.batch {
            let row = self.buffer.row(stream.below(self.buffer.len()));
            let (state, observed) = (row.context, row.weights[0] > 0.0);
            self.policy.add(&Shown { state, item: row.item as usize, reward: row.target, observed }, share);
        }
        self.policy.step();
    }
}

crate::state::state_fields! {
    Reinforce { policy, state, buffer, heard, stream }
    fixed { sampler, logits, temperature, learning_rate, batch, train_every, supervised }
    valid(ranker) {
        ranker.heard <= crate::state::LATEST_ROUND && ranker.buffer.items_are_below(ranker.logits.len())
    }
}

impl Ranker for Reinforce {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        if self.stream.is_none() {
            let mut own = stream.fork("learned scorer");
            self.policy.initialize(&mut own);
            self.stream = Some(own);
        }
        self.policy.logits(self.state.get(view), &mut self.logits);
        let temperature = self.temperature.value(view.round);
        self.sampler.fill(&self.logits, temperature, None, stream, slate);
    }

    fn info(&self, info: &mut [f64]) {
        self.state.info(info);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.heard += 1;
        let context = self.state.noted(view, feedback.info);
        // A state that is NaN would be drawn into batch after batch and teach nothing.
        if context.iter().all(|entry| entry.is_finite()) {
            for (position, (item, clicked)) in slate.iter().zip(feedback.clicks).enumerate() {
                let target = if *clicked { 1.0 } else { 0.0 };
                let weights: &[f64] = if position < feedback.observed { &[1.0] } else { &[0.0] };
                self.buffer.push(&Row { context, arm_features: &[], item: *item, target, weights });
            }
        }
        for (item, _) in slate.iter().zip(feedback.clicks).filter(|(_, clicked)| **clicked) {
            self.state.click(view, *item);
        }
        if self.heard.is_multiple_of(self.train_every) {
            self.policy.set_rate(self.learning_rate.value(view.round));
            self.train();
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        if self.stream.is_none() {
            return by_asking(self, view, 1);
        }
        let mut asked = self.clone();
        asked.policy.logits(asked.state.get(view), &mut asked.logits);
        let temperature = self.temperature.value(view.round);
        ActionProbabilities::exact(asked.sampler.first(&asked.logits, temperature).to_vec())
    }

    /// The main head's; the head that learns what was shown is one more layer on its encoding.
    fn layers(&self) -> Vec<(usize, usize)> {
        let mut layers = self.policy.main().sizes();
        layers.extend(self.policy.behaviour().sizes());
        layers
    }

    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        let mut logits = vec![0.0; view.items];
        self.policy.logits(self.state.get(view), &mut logits);
        let mut scores = vec![0.0; view.items];
        softmax(&logits, self.temperature.value(view.round), &mut scores);
        let chance = |logit: &f64| Loss::Logistic.prediction(*logit);
        let estimates = if self.supervised { logits.iter().map(chance).collect() } else { Vec::new() };
        RankerExplanation { estimates, scores, reason: RankingReason::Drawn, ..RankerExplanation::default() }
    }
}
