//! The wheel: an environment that rewards exploration, since the large rewards are hidden in rare contexts.

use std::sync::Arc;

use super::parts::shape;
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::math::random::RngStream;

const DELTA: Parameter = Parameter {
    name: "delta",
    title: "Delta",
    kind: Kind::Number { minimum: 0.0, maximum: 0.999, default: 0.95, scale: Scale::Linear },
    unit: "radius",
    help: words(
        "Radius of the inner circle, in which the safe arm is best: the larger it is, the rarer are the contexts with a large reward.",
    ),
};

const SAFE: Parameter = Parameter {
    name: "safe",
    title: "Safe reward",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 1.2, scale: Scale::Linear },
    unit: "",
    help: words("What the safe arm earns in every context (the first mean in the paper)."),
};

const OTHERS: Parameter = Parameter {
    name: "others",
    title: "Small reward",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 1.0, scale: Scale::Linear },
    unit: "",
    help: words(
        "What each of the four other arms earns outside of its own region (the second mean in the paper).",
    ),
};

const HIGH: Parameter = Parameter {
    name: "high",
    title: "Large reward",
    kind: Kind::Number { minimum: 0.0, maximum: 1_000.0, default: 50.0, scale: Scale::Logarithmic },
    unit: "",
    help: words("What an arm earns in its own region, a quarter of the rim (the third mean in the paper)."),
};

const NOISE: Parameter = Parameter {
    name: "noise",
    title: "Noise",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.01, scale: Scale::Logarithmic },
    unit: "standard deviation",
    help: words("Spread of the normal noise on every reward; it never enters regret."),
};

/// The wheel.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "wheel",
        title: "Wheel",
        sentence: words(
            "Contexts are points in a circle; a safe arm is best in most of it, and each of four other arms earns a large reward in its quarter of the rim.",
        ),
        citation: words(
            "Riquelme, Tucker and Snoek 2018, Deep Bayesian Bandits Showdown, section 5.4; TF-Agents, WheelPyEnvironment",
        ),
        facts: &[],
        parameters: &[DELTA, SAFE, OTHERS, HIGH, NOISE],
    },
    reward_unit: "",
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

/// The safe arm and one for each quarter of the rim.
const ARMS: usize = 5;

struct Wheel {
    delta: f64,
    safe: f64,
    others: f64,
    high: f64,
    noise: f64,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    Ok(Arc::new(Wheel {
        delta: values.number(&DELTA),
        safe: values.number(&SAFE),
        others: values.number(&OTHERS),
        high: values.number(&HIGH),
        noise: values.number(&NOISE),
    }))
}

impl Wheel {
    /// Expected rewards at a point, as TF-Agents has them: on the rim, beyond `delta`, the arms 1 to 4 have the
    /// quarters (+, +), (+, -), (-, +) and (-, -) for their own, and elsewhere none has.
    fn expect(&self, x: f64, y: f64, expectations: &mut [f64]) {
        expectations.fill(self.others);
        if let Some(safe) = expectations.first_mut() {
            *safe = self.safe;
        }
        if (x * x + y * y).sqrt() > self.delta {
            let own = match (x > 0.0, y > 0.0) {
                (true, true) => 1,
                (true, false) => 2,
                (false, true) => 3,
                (false, false) => 4,
            };
            expectations[own] = self.high;
        }
    }
}

impl Environment for Wheel {
    fn shape(&self) -> Shape {
        let rewards = [self.safe, self.others, self.high];
        let least = rewards.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = rewards.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        shape(2, ARMS, (least, greatest))
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        Box::new(WheelEpisode {
            environment: self,
            users: RngStream::new(master_seed, seed_index, "users"),
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        const NAMES: [&str; ARMS] = ["Safe", "Upper right", "Lower right", "Upper left", "Lower left"];
        ItemCard { title: NAMES.get(item).copied().unwrap_or_default().to_owned(), ..ItemCard::default() }
    }

    fn remarks(&self) -> Vec<String> {
        let rim = 1.0 - self.delta * self.delta;
        vec![format!("{:.1} % of the contexts lie on the rim.", 100.0 * rim)]
    }
}

#[derive(Clone)]
struct WheelEpisode {
    environment: Arc<Wheel>,
    users: RngStream,
    rewards: RngStream,
}

impl Episode for WheelEpisode {
    fn next(&mut self, round: &mut Round) {
        // The root makes points uniform over the circle's area.
        let (sine, cosine) = libm::sincos(2.0 * std::f64::consts::PI * self.users.uniform());
        let radius = self.users.uniform().sqrt();
        let (x, y) = (radius * cosine, radius * sine);
        round.context.copy_from_slice(&[x, y]);
        self.environment.expect(x, y, &mut round.expectations);
        round.noise = Noise::Added(self.environment.noise * self.rewards.normal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: Wheel = Wheel { delta: 0.5, safe: 1.2, others: 1.0, high: 50.0, noise: 0.01 };

    #[test]
    fn regions_by_hand() {
        let at = |x: f64, y: f64| {
            let mut expectations = [0.0; ARMS];
            PAPER.expect(x, y, &mut expectations);
            expectations
        };
        assert_eq!(at(0.3, 0.3), [1.2, 1.0, 1.0, 1.0, 1.0]);
        assert_eq!(at(0.6, 0.1), [1.2, 50.0, 1.0, 1.0, 1.0]);
        assert_eq!(at(0.1, -0.6), [1.2, 1.0, 50.0, 1.0, 1.0]);
        assert_eq!(at(-0.4, 0.4), [1.2, 1.0, 1.0, 50.0, 1.0]);
        assert_eq!(at(-0.7, -0.7), [1.2, 1.0, 1.0, 1.0, 50.0]);
        // On the inner circle itself the safe arm is best.
        assert_eq!(at(0.3, 0.4), [1.2, 1.0, 1.0, 1.0, 1.0]);
    }

    /// Points are uniform in the circle: each quarter of the rim has (1 - delta^2) / 4 of them, within four standard
    /// errors, and noise has the paper's spread.
    #[test]
    fn regions_have_their_share() {
        let environment: Arc<dyn Environment> = Arc::new(Wheel { ..PAPER });
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let rounds = 20_000.0_f64;
        let (mut best, mut squares) = ([0.0; ARMS], 0.0);
        for _ in 0..rounds as usize {
            episode.next(&mut round);
            let own = round.expectations.iter().position(|expectation| *expectation == PAPER.high);
            best[own.unwrap_or(0)] += 1.0;
            let noise = round.reward(0) - round.expectations[0];
            squares += noise * noise / 1e-4;
        }
        for (arm, count) in best.iter().enumerate() {
            let share = if arm == 0 { 0.25 } else { 0.75 / 4.0 };
            let error = (rounds * share * (1.0 - share)).sqrt();
            assert!((count - rounds * share).abs() < 4.0 * error, "{best:?}");
        }
        assert!((squares / rounds - 1.0).abs() < 4.0 * (2.0 / rounds).sqrt(), "{squares}");
    }
}
