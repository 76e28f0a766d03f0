//! Rankers on coverage gains, against a plain ridge regression and plain greed.

use bandit_playground::math::random::RngStream;
use bandit_playground::ranking::Ranker;
use bandit_playground::ranking::rankers::diverse::{GainRanker, hybrid, lsb};
use bandit_playground::ranking::rankers::random;
use nalgebra::{DMatrix, DVector};

use super::bench::{Environment, User, assert_near, build};

/// One topic. Item 0 covers half of it and is missed; item 1 covers it all, and adds the other half: x = 1/2 both times.
/// M = 1 + 1/4 + 1/4, B = 1/2 for the click on the second.
#[test]
fn cascade_lsb_by_hand() {
    let environment =
        Environment::new(&[0.5; 3], &[1.0; 2], User::Coverage(vec![1.0])).with_topics(vec![0.5, 1.0, 0.25]);
    let mut ranker = build(&lsb::DESCRIPTOR, &[], &environment.shape);
    environment.teach(ranker.as_mut(), 1, &[0, 1], &[false, true]);
    let thought = ranker.explain(&environment.view(2));
    assert_near(thought.estimates[1], 1.0 / 3.0);
    assert_near(thought.scores[2], 0.25 / 3.0 + 0.25 / 1.5_f64.sqrt());
    // What stands below a click says nothing.
    environment.teach(ranker.as_mut(), 2, &[0, 1], &[true, false]);
    assert_near(ranker.explain(&environment.view(3)).estimates[1], 1.0 / 1.75);
}

/// The regression that the papers write, with full matrices.
struct Plain {
    information: DMatrix<f64>,
    target: DVector<f64>,
    features: usize,
    topics: usize,
    width: f64,
    sigma: f64,
}

impl Plain {
    fn x(&self, environment: &Environment, above: &[u32], item: u32) -> DVector<f64> {
        let item = item as usize;
        let mut x = environment.features[item * self.features..(item + 1) * self.features].to_vec();
        for topic in 0..self.topics {
            let covers = |item: usize| environment.topics[item * self.topics + topic];
            let left: f64 = above.iter().map(|other| 1.0 - covers(*other as usize)).product();
            x.push(covers(item) * left);
        }
        DVector::from_vec(x)
    }

    fn rank(&self, environment: &Environment) -> Vec<u32> {
        let inverse = self.information.clone().try_inverse().expect("it is positive definite");
        let theta = &inverse * &self.target;
        let mut slate: Vec<u32> = Vec::new();
        while slate.len() < environment.shape.slots {
            let mut best = (f64::NEG_INFINITY, 0);
            for item in (0..environment.shape.items as u32).filter(|item| !slate.contains(item)) {
                let x = self.x(environment, &slate, item);
                let index = theta.dot(&x) + self.width * x.dot(&(&inverse * &x)).sqrt();
                if index > best.0 {
                    best = (index, item);
                }
            }
            slate.push(best.1);
        }
        slate
    }

    fn learn(&mut self, environment: &Environment, slate: &[u32], clicks: &[bool]) {
        for (position, clicked) in clicks.iter().enumerate() {
            let x = self.x(environment, &slate[..position], slate[position]);
            let precision = 1.0 / (self.sigma * self.sigma);
            self.information += &x * x.transpose() * precision;
            if *clicked {
                self.target += x * precision;
                return;
            }
        }
    }
}

/// Random features, and topics of which each item has one or two of four.
fn varied(items: usize, slots: usize, seed: u32) -> Environment {
    let mut stream = RngStream::new(8, seed, "varied");
    let features: Vec<f64> = (0..items * 3).map(|_| stream.uniform() - 0.5).collect();
    let mut topics = vec![0.0; items * 4];
    for item in 0..items {
        for _ in 0..2 {
            topics[item * 4 + stream.below(4)] = 0.3 + 0.7 * stream.uniform();
        }
    }
    Environment::new(&vec![0.5; items], &vec![1.0; slots], User::Coverage(vec![0.5, 0.25, 0.15, 0.1]))
        .with_features(features)
        .with_topics(topics)
}

/// Slate by slate the same as with full matrices, with and without features.
#[test]
fn slates_are_those_of_the_plain_regression() {
    for (seed, features) in [(0, 0), (1, 3), (2, 3), (3, 0)] {
        let environment = varied(12, 4, seed);
        let (width, sigma, size) = (0.7, 0.5, features + 4);
        let mut ranker = GainRanker::new(features, &environment.shape, width, sigma);
        let information = DMatrix::identity(size, size);
        let target = DVector::zeros(size);
        let mut environment = environment;
        if features == 0 {
            environment.features.clear();
        }
        let mut plain = Plain { information, target, features, topics: 4, width, sigma };
        let (mut stream, mut numbers_of_round) =
            (RngStream::new(1, seed, "gains"), RngStream::new(1, seed, "clicks"));
        let mut slate = vec![0; 4];
        for round in 1..=300 {
            ranker.rank(&environment.view(round), &mut stream, &mut slate);
            assert_eq!(slate, plain.rank(&environment), "round {round}");
            let clicks = environment.clicks(&slate, &mut numbers_of_round);
            plain.learn(&environment, &slate, &clicks);
            environment.teach(&mut ranker, round, &slate, &clicks);
        }
    }
}

/// Against the greedy slate under the true preferences, regret flattens, mean of four seeds, and is a small part of that of
/// chance.
#[test]
fn they_learn_what_the_user_cares_for() {
    let environment = varied(30, 4, 5);
    let chance = environment.halves(&random::DESCRIPTOR, &[], 4_000);
    for descriptor in [&lsb::DESCRIPTOR, &hybrid::DESCRIPTOR] {
        let (first, second) = environment.halves(descriptor, &[], 4_000);
        assert!(second < 0.6 * first, "{}: {first}, then {second}", descriptor.part.id);
        assert!(first + second < 0.3 * (chance.0 + chance.1), "{}", descriptor.part.id);
    }
}
