//! The linear environment of TF-Agents' examples: arm i has the weights i, i + 1, ..., and contexts are whole numbers.
//!
//! With S the sum of a context, arm i is worth i S more than the first one, so that the last arm is best where S is above zero
//! and the first one where it is below: see `levels` in the tests for what that makes of the mean rewards.

use std::sync::Arc;

use super::parts::{ArmWeights, MASKED_ARMS, NOISE, WHOLE, masked_shape, moments_of_whole, whole_number};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;
use crate::math::vector::dot;

const ARMS: Parameter = Parameter {
    kind: Kind::Integer { minimum: 2, maximum: 200, default: 5, scale: Scale::Logarithmic },
    ..super::parts::ARMS
};

const DIMENSION: Parameter = Parameter {
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 15, scale: Scale::Logarithmic },
    help: words("How many numbers describe a context; each is a whole number from -10 to 9, all as likely."),
    ..super::parts::DIMENSION
};

const NORMALIZED: Parameter = Parameter {
    name: "normalized",
    title: "Normalized weights",
    kind: Kind::Switch { default: false },
    unit: "",
    help: words("Divides all weights by the number of context features plus the number of arms."),
};

/// A tenth: the variance of 0.01 that the examples ask for. (TF-Agents passes it on as a standard deviation.)
const SLIDING_NOISE: Parameter = Parameter {
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.1, scale: Scale::Linear },
    ..NOISE
};

/// The sliding linear environment.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "sliding_linear",
        title: "Synthetic, linear, sliding weights",
        sentence: words(
            "Contexts are random whole numbers, and rewards linear in them: the first arm has the weights 0, 1, 2, ..., and each further arm's are larger by 1.",
        ),
        citation: words("TF-Agents, environment_utilities: sliding_linear_reward_fn_generator"),
        facts: &[],
        parameters: &[ARMS, DIMENSION, NORMALIZED, MASKED_ARMS, SLIDING_NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct SlidingLinear {
    weights: ArmWeights,
    arms: usize,
    masked_arms: usize,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(SlidingLinear::new(
        (values.count(&ARMS), values.count(&MASKED_ARMS)),
        values.count(&DIMENSION),
        values.switch(&NORMALIZED),
        values.number(&SLIDING_NOISE),
    )))
}

impl SlidingLinear {
    fn new((arms, masked_arms): (usize, usize), dimension: usize, normalized: bool, noise: f64) -> Self {
        let divisor = if normalized { (dimension + arms) as f64 } else { 1.0 };
        let mut weights = ArmWeights::zero(arms, dimension);
        for (arm, row) in weights.rows_mut().enumerate() {
            row.iter_mut().enumerate().for_each(|(index, weight)| *weight = (arm + index) as f64 / divisor);
        }
        SlidingLinear { weights, arms, masked_arms, noise }
    }

    /// Three standard deviations of the reward around its mean, of the arm where that reaches furthest.
    fn range(&self) -> (f64, f64) {
        let (mean, square) = moments_of_whole(WHOLE);
        let variance = square - mean * mean;
        let mut range = (0.0_f64, 0.0_f64);
        for weights in self.weights.rows() {
            let middle = mean * weights.iter().sum::<f64>();
            let reach = 3.0 * (variance * dot(weights, weights)).sqrt();
            range = (range.0.min(middle - reach), range.1.max(middle + reach));
        }
        range
    }
}

impl Environment for SlidingLinear {
    fn shape(&self) -> Shape {
        masked_shape(self.weights.dimension(), self.arms, self.masked_arms, self.range())
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let stream = |purpose| RngStream::new(master_seed, seed_index, purpose);
        Box::new(SlidingEpisode { users: stream("users"), rewards: stream("rewards"), environment: self })
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }
}

#[derive(Clone)]
struct SlidingEpisode {
    environment: Arc<SlidingLinear>,
    users: RngStream,
    rewards: RngStream,
}

impl Episode for SlidingEpisode {
    fn next(&mut self, round: &mut Round) {
        round.context.iter_mut().for_each(|number| *number = whole_number(&mut self.users, WHOLE));
        self.environment.weights.expect(&round.context, &mut round.expectations);
        round.noise = Noise::Added(self.environment.noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(normalized: bool, masked_arms: usize) -> Arc<SlidingLinear> {
        Arc::new(SlidingLinear::new((5, masked_arms), 15, normalized, 0.1))
    }

    /// How likely each sum of so many contexts' numbers is, from the smallest sum on: a convolution.
    fn sums(dimension: usize) -> Vec<f64> {
        let count = (WHOLE.1 - WHOLE.0 + 1) as usize;
        let mut chances = vec![1.0];
        for _ in 0..dimension {
            let mut next = vec![0.0; chances.len() + count - 1];
            for (index, chance) in chances.iter().enumerate() {
                next[index..index + count].iter_mut().for_each(|sum| *sum += chance / count as f64);
            }
            chances = next;
        }
        chances
    }

    /// Mean rewards of always the first arm, of a random arm and of the best one. With S the sum of a context and w the
    /// weights of the first arm, arm i is worth w'x + i S: the first arm earns -0.5 sum(w), a random one 2 E[S] more (of five
    /// arms), the best one 4 E[max(S, 0)] more.
    fn levels(dimension: usize, arms: usize, divisor: f64) -> [f64; 3] {
        let (mean, _) = moments_of_whole(WHOLE);
        let first = mean * (0..dimension).map(|index| index as f64).sum::<f64>();
        let least = f64::from(WHOLE.0) * dimension as f64;
        let above_zero: f64 = sums(dimension)
            .iter()
            .enumerate()
            .map(|(index, chance)| chance * (least + index as f64).max(0.0))
            .sum();
        let last = arms as f64 - 1.0;
        let random = first + 0.5 * last * mean * dimension as f64;
        [first, random, first + last * above_zero].map(|level| level / divisor)
    }

    /// The levels in closed form, and those of 200,000 rounds within four standard errors.
    #[test]
    fn the_levels_are_those_of_the_formula() {
        let known = levels(15, 5, 1.0);
        assert_eq!(known[..2], [-52.5, -67.5]);
        assert!((known[2] + 29.775_173).abs() < 1e-5, "{known:?}");
        for (normalized, divisor) in [(false, 1.0), (true, 20.0)] {
            let environment = environment(normalized, 0);
            let mut round = Round::new(&environment.shape());
            let mut episode = environment.episode(3, 0);
            let rounds = 200_000.0_f64;
            let (mut sums, mut squares) = ([0.0; 3], [0.0; 3]);
            for _ in 0..200_000 {
                episode.next(&mut round);
                let best = round.expectations.iter().copied().fold(f64::MIN, f64::max);
                let mean = round.expectations.iter().sum::<f64>() / 5.0;
                for (index, level) in [round.expectations[0], mean, best].into_iter().enumerate() {
                    sums[index] += level;
                    squares[index] += level * level;
                }
            }
            for (index, level) in levels(15, 5, divisor).into_iter().enumerate() {
                let mean = sums[index] / rounds;
                let error = ((squares[index] / rounds - mean * mean) / rounds).sqrt();
                assert!((mean - level).abs() < 4.0 * error, "level {index}: {mean}, {level}, {error}");
            }
        }
    }

    /// Arm i's weights are i, ..., i + 14; the context is whole numbers of the range, of which both ends come.
    #[test]
    fn weights_and_contexts_are_as_written() {
        let environment = environment(false, 0);
        let rows: Vec<&[f64]> = environment.weights.rows().collect();
        assert_eq!((rows[0][0], rows[0][14], rows[4][0], rows[4][14]), (0.0, 14.0, 4.0, 18.0));
        assert_eq!(self::environment(true, 0).weights.rows().nth(1).map(|row| row[1]), Some(2.0 / 20.0));
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(3, 0);
        let (mut least, mut largest) = (f64::MAX, f64::MIN);
        for _ in 0..200 {
            episode.next(&mut round);
            let by_hand: f64 = round.context.iter().enumerate().map(|(j, x)| (2 + j) as f64 * x).sum();
            assert_eq!(round.expectations[2], by_hand);
            assert!(round.context.iter().all(|number| number.fract() == 0.0));
            least = round.context.iter().copied().fold(least, f64::min);
            largest = round.context.iter().copied().fold(largest, f64::max);
        }
        assert_eq!((least, largest), (-10.0, 9.0));
    }

    /// Masked arms are items that are never on offer, and change nothing else.
    #[test]
    fn masked_arms_are_never_on_offer() {
        let (some, none) = (environment(false, 3), environment(false, 0));
        assert_eq!(
            (some.shape().items, some.shape().arms, some.shape().rewards),
            (8, 5, none.shape().rewards)
        );
        let (mut one, mut other) = (Round::new(&some.shape()), Round::new(&none.shape()));
        let (mut masked, mut plain) = (some.episode(3, 0), none.episode(3, 0));
        for _ in 0..100 {
            masked.next(&mut one);
            plain.next(&mut other);
            assert_eq!(one, other);
        }
        assert_eq!(one.items, [0, 1, 2, 3, 4]);
    }
}
