//! A linear environment whose weights turn or wander a little every round.

use std::sync::Arc;

use super::parts::{ARMS, ArmWeights, DIMENSION, NOISE, THREE_DEVIATIONS, make_unit, shape};
use crate::data::Inputs;
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;

const ROTATION: &str = "rotation";
const WALK: &str = "walk";

const DRIFT: Parameter = Parameter {
    name: "drift",
    title: "Drift",
    kind: Kind::Choice {
        options: &[
            Choice { id: ROTATION, title: "rotation, all arms alike (TF-Agents)" },
            Choice { id: WALK, title: "random walk, each arm its own" },
        ],
        default: ROTATION,
    },
    unit: "",
    help: words(
        "Rotation: all weights turn by a random angle in a random plane of two neighbouring features, which one feature alone does not have; random walk: each arm's weights take a random step and are brought back to a length of one.",
    ),
};

const STEP: Parameter = Parameter {
    name: "step",
    title: "Step",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.02, scale: Scale::Logarithmic },
    unit: "a round",
    help: words(
        "Standard deviation of the angle (in radians) or, for the random walk, of each weight's step.",
    ),
};

/// The drifting linear environment.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "drifting_linear",
        title: "Synthetic, linear with drift",
        sentence: words(
            "Rewards are linear in random contexts, with weights that change a little every round.",
        ),
        citation: words(
            "TF-Agents, DriftingLinearEnvironment (without its additive reward, which it redraws each round and leaves out of regret: noise does that here)",
        ),
        facts: &[],
        parameters: &[ARMS, DIMENSION, DRIFT, STEP, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct DriftingLinear {
    arms: usize,
    dimension: usize,
    walks: bool,
    step: f64,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(DriftingLinear {
        arms: values.count(&ARMS),
        dimension: values.count(&DIMENSION),
        walks: values.chose(&DRIFT, WALK),
        step: values.number(&STEP),
        noise: values.number(&NOISE),
    }))
}

impl Environment for DriftingLinear {
    fn shape(&self) -> Shape {
        shape(self.dimension, self.arms, THREE_DEVIATIONS)
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let stream = |purpose| RngStream::new(master_seed, seed_index, purpose);
        Box::new(DriftingEpisode {
            weights: ArmWeights::drawn(self.arms, self.dimension, &mut stream("weights")),
            drift: stream("drift"),
            users: stream("users"),
            rewards: stream("rewards"),
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard::arm(item)
    }
}

#[derive(Clone)]
struct DriftingEpisode {
    environment: Arc<DriftingLinear>,
    weights: ArmWeights,
    drift: RngStream,
    users: RngStream,
    rewards: RngStream,
}

/// Turns a vector by an angle, given by its sine and cosine, in the plane of features `first` and `second`.
fn rotate(vector: &mut [f64], (sine, cosine): (f64, f64), first: usize, second: usize) {
    let (a, b) = (vector[first], vector[second]);
    vector[first] = cosine * a - sine * b;
    vector[second] = sine * a + cosine * b;
}

impl DriftingEpisode {
    /// TF-Agents drifts before the reward, in the first round as in every other.
    fn drift(&mut self) {
        let (step, dimension) = (self.environment.step, self.environment.dimension);
        if self.environment.walks {
            let stream = &mut self.drift;
            for row in self.weights.rows_mut() {
                row.iter_mut().for_each(|weight| *weight += step * stream.normal());
                make_unit(row);
            }
        } else if dimension > 1 {
            let turn = libm::sincos(step * self.drift.normal());
            let first = self.drift.below(dimension);
            let second = (first + 1) % dimension;
            self.weights.rows_mut().for_each(|row| rotate(row, turn, first, second));
        }
    }
}

impl Episode for DriftingEpisode {
    fn next(&mut self, round: &mut Round) {
        self.drift();
        self.users.normals(&mut round.context);
        self.weights.expect(&round.context, &mut round.expectations);
        round.noise = Noise::Added(self.environment.noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;
    use crate::math::vector::dot;

    fn episode(arms: f64, dimension: f64, drift: &str, step: f64) -> DriftingEpisode {
        let mut values = Values::default();
        values.set(&ARMS, Value::Number(arms));
        values.set(&DIMENSION, Value::Number(dimension));
        values.set(&DRIFT, Value::Choice(drift.to_owned()));
        values.set(&STEP, Value::Number(step));
        let stream = |purpose| RngStream::new(5, 0, purpose);
        DriftingEpisode {
            environment: Arc::new(DriftingLinear {
                arms: values.count(&ARMS),
                dimension: values.count(&DIMENSION),
                walks: values.chose(&DRIFT, WALK),
                step: values.number(&STEP),
                noise: 0.0,
            }),
            weights: ArmWeights::drawn(values.count(&ARMS), values.count(&DIMENSION), &mut stream("weights")),
            drift: stream("drift"),
            users: stream("users"),
            rewards: stream("rewards"),
        }
    }

    /// A quarter turn in the plane of the features 0 and 1, by hand.
    #[test]
    fn a_quarter_turn_by_hand() {
        let mut vector = [3.0, 4.0, 5.0];
        rotate(&mut vector, (1.0, 0.0), 0, 1);
        assert_eq!(vector, [-4.0, 3.0, 5.0]);
        rotate(&mut vector, (1.0, 0.0), 2, 0);
        assert_eq!(vector, [5.0, 3.0, 4.0]);
    }

    /// A rotation moves all arms alike: lengths and the angles between arms stay.
    #[test]
    fn a_rotation_keeps_lengths_and_angles() {
        let mut episode = episode(3.0, 4.0, ROTATION, 0.5);
        let products = |weights: &ArmWeights| {
            let rows: Vec<&[f64]> = weights.rows().collect();
            [(0, 0), (1, 1), (0, 1), (0, 2), (1, 2)].map(|(a, b)| dot(rows[a], rows[b]))
        };
        let (start, before) = (episode.weights.weights.clone(), products(&episode.weights));
        (0..500).for_each(|_| episode.drift());
        for (now, then) in products(&episode.weights).iter().zip(before) {
            assert!((now - then).abs() < 1e-12, "{now} and {then}");
        }
        assert!(start.iter().zip(&episode.weights.weights).any(|(a, b)| (a - b).abs() > 0.1));
    }

    /// In a plane the direction turns by the drawn angle: the mean square of angles is the step's, within four
    /// standard errors.
    #[test]
    fn angles_have_the_size_that_was_asked_for() {
        let mut episode = episode(2.0, 2.0, ROTATION, 0.1);
        let rounds = 4_000.0_f64;
        let mut squares = 0.0;
        for _ in 0..rounds as usize {
            let before = episode.weights.weights[..2].to_vec();
            episode.drift();
            let angle = libm::acos(dot(&before, &episode.weights.weights[..2]).clamp(-1.0, 1.0));
            squares += angle * angle / 0.01;
        }
        assert!((squares / rounds - 1.0).abs() < 4.0 * (2.0 / rounds).sqrt(), "{squares}");
    }

    #[test]
    fn a_walk_keeps_lengths_and_moves_arms_apart() {
        let mut episode = episode(2.0, 3.0, WALK, 0.1);
        let product = |weights: &[f64]| dot(&weights[..3], &weights[3..]);
        let before = product(&episode.weights.weights);
        (0..100).for_each(|_| episode.drift());
        assert!(episode.weights.rows().all(|row| (dot(row, row) - 1.0).abs() < 1e-12));
        assert!((product(&episode.weights.weights) - before).abs() > 1e-3);
    }

    #[test]
    fn one_feature_has_no_plane_to_turn_in() {
        let mut episode = episode(3.0, 1.0, ROTATION, 1.0);
        let before = episode.weights.weights.clone();
        (0..10).for_each(|_| episode.drift());
        assert_eq!(episode.weights.weights, before);
    }
}
