//! Network, training and remembered slates of a ranker that scores items.

use super::items::{Items, context, context_size};
use super::{LEARNING_RATE, REMEMBERED, SLATES, TRAIN_EVERY};
use crate::agent::neural::CLIP;
use crate::agent::neural::parameters;
use crate::descriptor::{Schedule, Values};
use crate::math::random::RngStream;
use crate::network::{
    Architecture, Dropout, Loss, Network, NetworkError, Optimizer, ReplayBuffer, Row, Trainer,
};
use crate::ranking::rankers::BuildError;
use crate::ranking::{SlateShape, SlateView};

/// sum(weight x loss) / sum(weight) over the rows, each with one weight; the network's gradient is then that of it. Without
/// any weight, both are zero.
pub fn weighted_mean_loss<'a>(
    network: &mut Network,
    trainer: &mut Trainer,
    rows: impl Iterator<Item = Row<'a>> + Clone,
) -> f64 {
    network.clear_gradient();
    let total: f64 = rows.clone().map(|row| row.weights[0]).sum();
    if total <= 0.0 {
        return 0.0;
    }
    // A slot that does not count costs nothing.
    let counting = rows.filter(|row| row.weights[0] > 0.0);
    counting.map(|row| trainer.add(network, &row, 1.0 / total)).sum()
}

/// Network, training and remembered slates of one ranker.
#[derive(Debug, Clone)]
pub struct ScoreLearner {
    network: Network,
    trainer: Trainer,
    items: Items,
    /// A row for each slot, so that the slate at index i has the rows from i times slots on.
    buffer: ReplayBuffer,
    slots: usize,
    /// Slates of the present minibatch.
    drawn: Vec<usize>,
    train_every: u64,
    learning_rate: Schedule,
    /// Slates with feedback.
    heard: u64,
    /// The ranker's own stream; none before the first slate.
    stream: Option<RngStream>,
}

fn network(
    values: &Values,
    architecture: &Architecture,
    shape: &SlateShape,
) -> Result<Network, NetworkError> {
    let (context, hidden) = (context_size(shape), parameters::activation(values));
    Network::new(architecture, context, 1, hidden, Dropout::default())
}

crate::state::state_fields! {
    ScoreLearner { network, trainer, buffer, heard, stream } fixed { items, slots, drawn, train_every, learning_rate }
    valid(learner) {
        learner.heard <= crate::state::LATEST_ROUND && learner.buffer.len().is_multiple_of(learner.slots.max(1))
    }
}

impl ScoreLearner {
    /// The learner that these values ask for, with a network of this form on [`Items::size`] features of an item.
    ///
    /// # Errors
    /// An environment without features and with too many items.
    pub fn new(
        ranker: &'static str,
        values: &Values,
        architecture: &Architecture,
        shape: &SlateShape,
    ) -> Result<ScoreLearner, BuildError> {
        let items = Items::new(ranker, shape)?;
        let refused = |error| BuildError::Network { ranker, error };
        let network = network(values, architecture, shape).map_err(refused)?;
        let (learning_rate, clip) = (values.schedule(&LEARNING_RATE), values.number(&CLIP));
        let rate = learning_rate.value(1);
        let rows = values.count(&REMEMBERED).max(1) * shape.slots;
        Ok(ScoreLearner {
            trainer: Trainer::new(&network, Loss::MeanSquared, parameters::method(values), rate, clip),
            network,
            items,
            buffer: ReplayBuffer::new(rows, context_size(shape), Items::remembered(shape), 1),
            slots: shape.slots,
            drawn: vec![0; values.count(&SLATES).max(1)],
            train_every: values.count(&TRAIN_EVERY).max(1) as u64,
            learning_rate,
            heard: 0,
            stream: None,
        })
    }

    /// Bytes that it takes: weights, gradient, what the optimizer remembers, and the remembered slates.
    pub fn memory(values: &Values, architecture: &Architecture, shape: &SlateShape) -> u64 {
        let weights = network(values, architecture, shape).map_or(0, |network| network.weights().len());
        let optimizer = Optimizer::memory(parameters::method(values), weights);
        let identity = if shape.features == 0 { shape.items * shape.items } else { 0 };
        let rows = values.count(&REMEMBERED) * shape.slots;
        8 * (2 * weights + optimizer + identity) as u64
            + ReplayBuffer::memory(rows, context_size(shape), Items::remembered(shape), 1)
    }

    /// To be called at the beginning of each slate: at the first one, takes a stream of its own and draws weights.
    pub fn start(&mut self, stream: &mut RngStream) {
        if self.stream.is_none() {
            let mut own = stream.fork("learned scorer");
            self.network.initialize(&mut own);
            self.stream = Some(own);
        }
    }

    /// Inputs and outputs of each layer of its network.
    pub fn sizes(&self) -> Vec<(usize, usize)> {
        self.network.sizes()
    }

    /// Whether it has drawn its first weights.
    pub fn has_started(&self) -> bool {
        self.stream.is_some()
    }

    /// Whether all remembered slates are of the first `count` items.
    pub fn items_are_below(&self, count: usize) -> bool {
        self.buffer.items_are_below(count)
    }

    /// Features of all items in this round, row-major, as the network sees them.
    pub fn features<'a>(&'a self, view: &SlateView<'a>) -> &'a [f64] {
        self.items.all(view)
    }

    /// Writes the score of each item.
    pub fn scores(&mut self, view: &SlateView<'_>, scores: &mut [f64]) {
        self.network.set_context(context(view));
        for (score, item) in scores.iter_mut().zip(0..) {
            self.network.set_arm(self.items.of(view, item));
            *score = self.network.output(item as usize, 0);
        }
    }

    /// Remembers the slate with a target and a weight for each slot, and now and then takes a training step.
    pub fn learn(&mut self, view: &SlateView<'_>, slate: &[u32], targets: &[f64], weights: &[f64]) {
        self.heard += 1;
        let finite = |numbers: &[f64]| numbers.iter().all(|number| number.is_finite());
        let items = slate.iter().all(|item| finite(self.items.of(view, *item)));
        // A slate of which something is NaN would be drawn into batch after batch and teach nothing.
        if items && finite(context(view)) && finite(targets) && finite(weights) && slate.len() == self.slots {
            for ((item, target), weight) in slate.iter().zip(targets).zip(weights) {
                let arm_features = match &self.items {
                    Items::Varying => self.items.of(view, *item),
                    Items::Lasting | Items::OneHot(_) => &[],
                };
                let (context, weights) = (context(view), std::slice::from_ref(weight));
                self.buffer.push(&Row { context, arm_features, item: *item, target: *target, weights });
            }
        }
        if self.heard.is_multiple_of(self.train_every) {
            self.trainer.set_rate(self.learning_rate.value(view.round));
            self.train(view);
        }
    }

    /// One training step on a minibatch of slates drawn, with replacement, from the remembered ones.
    fn train(&mut self, view: &SlateView<'_>) {
        let (Some(stream), slates) = (&mut self.stream, self.buffer.len() / self.slots) else { return };
        if slates == 0 {
            return;
        }
        self.drawn.iter_mut().for_each(|slate| *slate = stream.below(slates));
        let (buffer, items, slots) = (&self.buffer, &self.items, self.slots);
        let indexes = self.drawn.iter().flat_map(|slate| slate * slots..(slate + 1) * slots);
        let rows = indexes.map(|index| {
            let row = buffer.row(index);
            match items {
                Items::Varying => row,
                Items::Lasting | Items::OneHot(_) => Row { arm_features: items.of(view, row.item), ..row },
            }
        });
        weighted_mean_loss(&mut self.network, &mut self.trainer, rows);
        self.trainer.step(&mut self.network);
    }
}
