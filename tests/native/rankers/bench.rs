//! Small environments of slates with users of several kinds, and rankers that run in them.

use bandit_playground::descriptor::{Value, Values};
use bandit_playground::math::random::RngStream;
use bandit_playground::ranking::rankers::RankerDescriptor;
use bandit_playground::ranking::{Feedback, Ranker, SlateShape, SlateView};

/// What users do.
pub enum User {
    /// Looks at each slot with the probability that is its weight, and clicks what attracts there.
    PositionBased,
    /// Clicks the first that attracts.
    Cascade,
    /// As the cascade, but an item attracts by what it adds to the topics above it, times how much the user cares.
    Coverage(Vec<f64>),
}

/// Items, and who looks at them.
pub struct Environment {
    pub shape: SlateShape,
    pub attractions: Vec<f64>,
    pub features: Vec<f64>,
    pub topics: Vec<f64>,
    pub user: User,
}

impl Environment {
    /// Items of these attractions on slots of these weights.
    pub fn new(attractions: &[f64], weights: &[f64], user: User) -> Environment {
        let shape = SlateShape {
            items: attractions.len(),
            slots: weights.len(),
            features: 0,
            features_vary: false,
            topics: 0,
            context: 0,
            position_weights: weights.to_vec(),
        };
        Environment {
            shape,
            attractions: attractions.to_vec(),
            features: Vec::new(),
            topics: Vec::new(),
            user,
        }
    }

    pub fn with_features(mut self, features: Vec<f64>) -> Environment {
        self.shape.features = features.len() / self.shape.items;
        self.features = features;
        self
    }

    pub fn with_topics(mut self, topics: Vec<f64>) -> Environment {
        self.shape.topics = topics.len() / self.shape.items;
        self.topics = topics;
        self
    }

    pub fn view(&self, round: u64) -> SlateView<'_> {
        SlateView {
            round,
            items: self.shape.items,
            features: &self.features,
            features_revision: 1,
            topics: &self.topics,
            context: &[],
            position_weights: &self.shape.position_weights,
            attractions: &[],
            optimum: &[],
        }
    }

    /// How likely the item at each position attracts who looks at it.
    fn attracts(&self, slate: &[u32]) -> Vec<f64> {
        let User::Coverage(preferences) = &self.user else {
            return slate.iter().map(|item| self.attractions[*item as usize]).collect();
        };
        let topics = preferences.len();
        let mut uncovered = vec![1.0; topics];
        slate
            .iter()
            .map(|item| {
                let own = &self.topics[*item as usize * topics..(*item as usize + 1) * topics];
                let mut sum = 0.0;
                for ((left, value), preference) in uncovered.iter_mut().zip(own).zip(preferences) {
                    sum += preference * value * *left;
                    *left *= 1.0 - value;
                }
                sum
            })
            .collect()
    }

    /// The expected reward: clicks of position-based users, whether there is one for the others.
    pub fn expected(&self, slate: &[u32]) -> f64 {
        let attracts = self.attracts(slate);
        match self.user {
            User::PositionBased => {
                attracts.iter().zip(&self.shape.position_weights).map(|(a, k)| a * k).sum()
            }
            _ => 1.0 - attracts.iter().map(|a| 1.0 - a).product::<f64>(),
        }
    }

    /// The best slate, of coverage the greedy one.
    pub fn best(&self) -> Vec<u32> {
        let mut slate: Vec<u32> = Vec::new();
        for _ in 0..self.shape.slots {
            let mut best = (f64::NEG_INFINITY, 0);
            for item in (0..self.shape.items as u32).filter(|item| !slate.contains(item)) {
                let mut longer = slate.clone();
                longer.push(item);
                let last = self.attracts(&longer)[slate.len()];
                if last > best.0 {
                    best = (last, item);
                }
            }
            slate.push(best.1);
        }
        slate
    }

    /// The clicks of one user.
    pub fn clicks(&self, slate: &[u32], numbers_of_round: &mut RngStream) -> Vec<bool> {
        let attracts = self.attracts(slate);
        let mut gone = false;
        attracts
            .iter()
            .enumerate()
            .map(|(position, attraction)| match self.user {
                User::PositionBased => {
                    let looks = numbers_of_round.uniform() < self.shape.position_weights[position];
                    let attracted = numbers_of_round.uniform() < *attraction;
                    looks && attracted
                }
                _ => {
                    let clicked = !gone && numbers_of_round.uniform() < *attraction;
                    gone |= clicked;
                    clicked
                }
            })
            .collect()
    }

    /// The regret after every round of a run.
    pub fn regret(&self, ranker: &mut dyn Ranker, rounds: u64, seed: u32) -> Vec<f64> {
        let (mut stream, mut numbers_of_round) =
            (RngStream::new(5, seed, "ranker"), RngStream::new(5, seed, "clicks"));
        let best = self.expected(&self.best());
        let mut slate = vec![0; self.shape.slots];
        let mut sum = 0.0;
        (1..=rounds)
            .map(|round| {
                ranker.rank(&self.view(round), &mut stream, &mut slate);
                let clicks = self.clicks(&slate, &mut numbers_of_round);
                self.teach(ranker, round, &slate, &clicks);
                sum += best - self.expected(&slate);
                sum
            })
            .collect()
    }

    /// Mean regret after each half of the rounds, over four seeds.
    pub fn halves(&self, descriptor: &RankerDescriptor, values: &[(&str, Value)], rounds: u64) -> (f64, f64) {
        let seeds = 4;
        let mut sums = (0.0, 0.0);
        for seed in 0..seeds {
            let mut ranker = build(descriptor, values, &self.shape);
            let regret = self.regret(ranker.as_mut(), rounds, seed);
            let first = regret[rounds as usize / 2 - 1];
            sums.0 += first / f64::from(seeds);
            sums.1 += (regret[rounds as usize - 1] - first) / f64::from(seeds);
        }
        sums
    }

    pub fn teach(&self, ranker: &mut dyn Ranker, round: u64, slate: &[u32], clicks: &[bool]) {
        // Of whatever it has chosen last; rankers without notes write nothing.
        let most = self.shape.slots.max(self.shape.items).max(self.shape.features);
        let mut info = vec![0.0; 2 * most + 1];
        ranker.info(&mut info);
        let feedback = Feedback { clicks, observed: clicks.len(), reward: 0.0, now: round, info: &info };
        ranker.update(&self.view(round), slate, &feedback);
    }
}

/// A ranker with these values.
pub fn build(descriptor: &RankerDescriptor, values: &[(&str, Value)], shape: &SlateShape) -> Box<dyn Ranker> {
    (descriptor.builder().build)(&of(values), shape).expect("the ranker can be made")
}

pub fn of(values: &[(&str, Value)]) -> Values {
    Values(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

/// Fails unless the slate holds different items, all of them there.
pub fn assert_slate(slate: &[u32], items: usize) {
    let mut sorted = slate.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    assert!(sorted.len() == slate.len() && sorted.iter().all(|item| (*item as usize) < items), "{slate:?}");
}

pub fn assert_near(ours: f64, expected: f64) {
    assert!((ours - expected).abs() < 1e-10, "{ours}, not {expected}");
}
