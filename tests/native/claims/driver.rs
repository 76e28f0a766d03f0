//! A ranker in a small environment made by hand, driven round by round, with everything that it did in view.

use bandit_playground::descriptor::{Value, Values};
use bandit_playground::math::random::RngStream;
use bandit_playground::ranking::clicks::{self, ClickModel, CommonRandomNumbers, Outcome};
use bandit_playground::ranking::environments::SlateRound;
use bandit_playground::ranking::rankers;
use bandit_playground::ranking::{Feedback, Ranker, RankerExplanation, SlateShape, SlateView};

/// Values by name.
pub fn values(of: &[(&str, Value)]) -> Values {
    Values(of.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

/// Items of these attractions, each a feature and a topic of its own, so that none is like another.
pub struct Driver {
    ranker: Box<dyn Ranker>,
    model: Box<dyn ClickModel>,
    weights: Vec<f64>,
    round: SlateRound,
    stream: RngStream,
    numbers_of_round: RngStream,
    info: Vec<f64>,
    /// The last slate.
    pub slate: Vec<u32>,
    /// What came of it.
    pub outcome: Outcome,
}

impl Driver {
    /// A ranker with these values before its first round, with users of this click model.
    pub fn new(
        ranker: &str,
        of: &[(&str, Value)],
        clicks: &str,
        attractions: &[f64],
        slots: usize,
        seed: u32,
    ) -> Driver {
        let items = attractions.len();
        let mut shape = SlateShape {
            items,
            slots,
            features: items,
            features_vary: false,
            topics: items,
            context: 0,
            position_weights: Vec::new(),
        };
        let descriptor = clicks::find(clicks).expect("the click model exists");
        let model =
            (descriptor.builder().build)(&Values::default(), &shape).expect("the click model can be made");
        shape.position_weights = model.position_weights().to_vec();
        let mut round = SlateRound::new(&shape);
        round.attractions.copy_from_slice(attractions);
        for item in 0..items {
            round.features[item * items + item] = 1.0;
            round.topics[item * items + item] = 1.0;
        }
        round.features_changed();
        let descriptor = rankers::find(ranker).expect("the ranker exists");
        let of = values(of);
        Driver {
            ranker: (descriptor.builder().build)(&of, &shape).expect("the ranker can be made"),
            info: vec![0.0; (descriptor.builder().note_length)(&of, &shape)],
            model,
            weights: shape.position_weights,
            round,
            stream: RngStream::new(11, seed, ranker),
            numbers_of_round: RngStream::new(11, seed, "luck"),
            slate: vec![0; slots],
            outcome: Outcome::new(slots),
        }
    }

    fn view<'a>(round: &'a SlateRound, weights: &'a [f64]) -> SlateView<'a> {
        SlateView {
            round: round.number,
            items: round.attractions.len(),
            features: &round.features,
            features_revision: round.features_revision,
            topics: &round.topics,
            context: &[],
            position_weights: weights,
            attractions: &[],
            optimum: &[],
        }
    }

    /// One round, which the ranker hears of at its end or never.
    pub fn step(&mut self, heard: bool) {
        self.round.number += 1;
        let view = Driver::view(&self.round, &self.weights);
        self.ranker.rank(&view, &mut self.stream, &mut self.slate);
        self.ranker.info(&mut self.info);
        self.model.respond(
            &self.round,
            &self.slate,
            CommonRandomNumbers::new(self.numbers_of_round.bits()),
            &mut self.outcome,
        );
        if heard {
            let Outcome { clicked, observed, reward, .. } = &self.outcome;
            let (now, info) = (view.round, &self.info[..]);
            let feedback = Feedback { clicks: clicked, observed: *observed, reward: *reward, now, info };
            self.ranker.update(&view, &self.slate, &feedback);
        }
    }

    /// What the ranker thinks now.
    #[allow(dead_code, reason = "not every test that drives rankers asks what they think")]
    pub fn explain(&mut self) -> RankerExplanation {
        self.ranker.explain(&Driver::view(&self.round, &self.weights))
    }
}
