//! What a rating earns: its stars, or 1 where it is a like.

use crate::descriptor::{Choice, Kind, Parameter, Scale, Values, words};
use crate::environment::Noise;
use crate::math::random::RngStream;

const STARS: &str = "stars";
const LIKE: &str = "like";

/// What is earned.
pub const REWARD: Parameter = Parameter {
    name: "reward",
    title: "Reward",
    kind: Kind::Choice {
        options: &[
            Choice { id: STARS, title: "stars" },
            Choice { id: LIKE, title: "like: 1 from so many stars on, else 0" },
        ],
        default: STARS,
    },
    unit: "",
    help: words("Whether a film earns the stars that the user gives it, or 1 for a like and 0 otherwise."),
};

/// What a like is.
pub const THRESHOLD: Parameter = Parameter {
    name: "threshold",
    title: "Like from",
    kind: Kind::Number { minimum: 0.5, maximum: 5.0, default: 4.0, scale: Scale::Linear },
    unit: "stars",
    help: words("Only for likes: so many stars or more are a like."),
};

/// What a rating earns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reward {
    /// The stars.
    Stars,
    /// 1 from so many stars on, else 0.
    Like { threshold: f64 },
}

impl Reward {
    /// As the values say.
    pub fn of(values: &Values) -> Reward {
        match values.chose(&REWARD, LIKE) {
            true => Reward::Like { threshold: values.number(&THRESHOLD) },
            false => Reward::Stars,
        }
    }

    /// Least and greatest.
    pub fn range(self) -> (f64, f64) {
        match self {
            Reward::Stars => super::STARS,
            Reward::Like { .. } => (0.0, 1.0),
        }
    }

    /// Expected reward of a film of which the rating is normal around `stars` with a standard deviation of `noise`.
    pub fn expectation(self, stars: f64, noise: f64) -> f64 {
        match self {
            Reward::Stars => stars,
            Reward::Like { threshold } if noise > 0.0 => {
                0.5 * libm::erfc((threshold - stars) / (noise * std::f64::consts::SQRT_2))
            }
            Reward::Like { threshold } => f64::from(u8::from(stars >= threshold)),
        }
    }

    /// The noise of a round.
    pub fn numbers_of_round(self, noise: f64, stream: &mut RngStream) -> Noise {
        match self {
            // Zero noise stays zero whatever is drawn.
            _ if noise == 0.0 => Noise::Added(0.0),
            Reward::Stars => Noise::Added(noise * stream.normal()),
            Reward::Like { .. } => Noise::Bernoulli(stream.uniform()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likes_by_hand() {
        let like = Reward::Like { threshold: 4.0 };
        assert_eq!([3.9, 4.0, 4.1].map(|stars| like.expectation(stars, 0.0)), [0.0, 1.0, 1.0]);
        // A standard normal variate lies above 0, 1 and -1.96 with these probabilities.
        for (stars, expected) in [(4.0, 0.5), (3.5, 0.158_655_253_931_457), (4.98, 0.975_002_104_851_780)] {
            assert!((like.expectation(stars, 0.5) - expected).abs() < 1e-12, "{stars}");
        }
        assert_eq!(Reward::Stars.expectation(3.25, 0.5), 3.25);
        assert_eq!((like.range(), Reward::Stars.range()), ((0.0, 1.0), (0.0, 5.0)));
    }

    #[test]
    fn luck_is_of_the_right_kind() {
        let mut stream = RngStream::new(5, 0, "luck");
        assert_eq!(Reward::Stars.numbers_of_round(0.0, &mut stream), Noise::Added(0.0));
        assert!(
            matches!(Reward::Stars.numbers_of_round(1.0, &mut stream), Noise::Added(noise) if noise != 0.0)
        );
        let like = Reward::Like { threshold: 4.0 };
        assert!(matches!(like.numbers_of_round(1.0, &mut stream), Noise::Bernoulli(_)));
    }
}
