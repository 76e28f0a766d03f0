//! A ranker on the workbench: taught slate by slate, and asked what it thinks.

use super::RankerDescriptor;
use crate::descriptor::{Value, Values};
use crate::math::random::RngStream;
use crate::ranking::environments::plain_shape;
use crate::ranking::{Feedback, Ranker, RankerExplanation, SlateShape, SlateView};

/// A ranker and the round that it stands at.
pub struct Bench {
    ranker: Box<dyn Ranker>,
    stream: RngStream,
    shape: SlateShape,
    features: Vec<f64>,
    features_revision: u64,
    round: u64,
    /// What the ranker has noted of the last slate.
    info: Vec<f64>,
}

impl Bench {
    /// A ranker with these values, of items without features.
    pub fn new(descriptor: &RankerDescriptor, values: &[(&str, Value)], items: usize, slots: usize) -> Bench {
        Bench::with_features(descriptor, values, items, slots, &[])
    }

    /// The same, with features: row-major items x d.
    pub fn with_features(
        descriptor: &RankerDescriptor,
        values: &[(&str, Value)],
        items: usize,
        slots: usize,
        features: &[f64],
    ) -> Bench {
        let shape = SlateShape { features: features.len() / items, ..plain_shape(items, slots) };
        let values = Values(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect());
        let ranker = (descriptor.builder().build)(&values, &shape).expect("the ranker can be made");
        let info = vec![0.0; (descriptor.builder().note_length)(&values, &shape)];
        Bench {
            ranker,
            stream: RngStream::new(1, 0, "bench"),
            shape,
            features: features.to_vec(),
            features_revision: 1,
            round: 1,
            info,
        }
    }

    fn view<'a>(
        shape: &'a SlateShape,
        features: &'a [f64],
        features_revision: u64,
        round: u64,
    ) -> SlateView<'a> {
        SlateView {
            round,
            items: shape.items,
            features,
            features_revision,
            topics: &[],
            context: &[],
            position_weights: &shape.position_weights,
            attractions: &[],
            optimum: &[],
        }
    }

    /// The free observation before the first round.
    pub fn start(&mut self, attracted: &[bool]) {
        self.ranker.start(attracted);
    }

    /// The items have other features from now on.
    pub fn set_features(&mut self, features: &[f64]) {
        self.features = features.to_vec();
        self.features_revision += 1;
    }

    /// The slate that it shows.
    pub fn rank(&mut self) -> Vec<u32> {
        let view = Bench::view(&self.shape, &self.features, self.features_revision, self.round);
        let mut slate = vec![u32::MAX; self.shape.slots];
        self.ranker.rank(&view, &mut self.stream, &mut slate);
        self.ranker.info(&mut self.info);
        slate
    }

    /// Learns from this slate, whatever it would have shown, and goes on to the next round.
    pub fn learn(&mut self, slate: &[u32], clicks: &[bool]) {
        let view = Bench::view(&self.shape, &self.features, self.features_revision, self.round);
        let reward = if clicks.contains(&true) { 1.0 } else { 0.0 };
        let (observed, now, info) = (clicks.len(), self.round, &self.info[..]);
        self.ranker.update(&view, slate, &Feedback { clicks, observed, reward, now, info });
        self.round += 1;
    }

    /// The present round is this one from now on, and no feedback arrived on those before it.
    pub fn wait_until(&mut self, round: u64) {
        self.round = round;
    }

    /// Learns at the end of the present round from a slate that was shown in an earlier one, with what was noted of it, and
    /// stays in the present round.
    pub fn learn_of(&mut self, round: u64, slate: &[u32], clicks: &[bool], info: &[f64]) {
        let view = Bench::view(&self.shape, &self.features, self.features_revision, round);
        let (observed, now) = (clicks.len(), self.round);
        self.ranker.update(&view, slate, &Feedback { clicks, observed, reward: 0.0, now, info });
    }

    /// What it has noted of the last slate.
    pub fn info(&self) -> Vec<f64> {
        self.info.clone()
    }

    /// What it thinks.
    pub fn explain(&mut self) -> RankerExplanation {
        let view = Bench::view(&self.shape, &self.features, self.features_revision, self.round);
        self.ranker.explain(&view)
    }
}

/// Fails unless the numbers are the same to 1e-12.
pub fn assert_near(ours: &[f64], expected: &[f64]) {
    assert_eq!(ours.len(), expected.len());
    for (our, expected) in ours.iter().zip(expected) {
        assert!((our - expected).abs() < 1e-12, "{ours:?}, not {expected:?}");
    }
}
