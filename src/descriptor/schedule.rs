//! Numbers that change over the rounds of a run: temperatures, epsilons, alphas, learning rates.
//!
//! A parameter of the kind [`Kind::Schedule`](super::Kind::Schedule) is a number or one of these, written in words. A round is counted
//! from 1, as agents count it ([`View::round`](crate::agent::View)), whenever feedback arrives. Blanks and commas don't matter, in links there are
//! no blanks.
//!
//! | written | in round t |
//! |---|---|
//! | `0.1` | 0.1 |
//! | `1000 until 500 then 0.05` | 1000 up to round 500 and 0.05 from round 501 on; more pieces follow as `until N then B` (Keras' PiecewiseConstantDecay) |
//! | `1 to 0.05 in 500` | 1 + (0.05 - 1) min((t - 1) / 500, 1) (Keras' PolynomialDecay with a power of 1) |
//! | `1 halving every 500` | 2^(-(t - 1) / 500) (Keras' ExponentialDecay with a rate of 1/2) |
//! | `1 / t` | 1 / t |
//! | `1 / t every 100` | 1 / (1 + (t - 1) / 100) (Keras' InverseTimeDecay with a rate of 1) |
//!
//! The last three may end in `down to 0.01`, below which they don't go. What a schedule gives beyond the range of its parameter
//! becomes the end of the range.

use std::fmt;

/// A number in each round.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    shape: Shape,
    /// The parameter's range.
    range: (f64, f64),
}

#[derive(Debug, Clone, PartialEq)]
enum Shape {
    Constant(f64),
    /// Each value with the last round that has it, and the value of all later rounds.
    Pieces {
        pieces: Vec<(f64, u64)>,
        last: f64,
    },
    Linear {
        first: f64,
        last: f64,
        rounds: u64,
    },
    Halving {
        first: f64,
        every: u64,
        least: Option<f64>,
    },
    Inverse {
        first: f64,
        every: u64,
        least: Option<f64>,
    },
}

/// What a schedule looks like, for sentences that say what would be right.
pub const FORMS: &str = "\"1 until 500 then 0.1\", \"1 to 0.1 in 500\", \"1 halving every 500\" or \"1 / t\" with \"every 100\" and \"down to 0.01\" where wanted";

/// Most pieces of a schedule.
const MOST_PIECES: usize = 8;

/// Last round that a schedule can name.
const LATEST: u64 = 1_000_000_000;

impl Schedule {
    /// The same number in each round.
    pub fn constant(number: f64) -> Schedule {
        Schedule { shape: Shape::Constant(number), range: (f64::NEG_INFINITY, f64::INFINITY) }
    }

    /// Reads a schedule whose numbers lie within a range; none where the text is none, or has a number out of it.
    pub fn read(text: &str, minimum: f64, maximum: f64) -> Option<Schedule> {
        if cfg!(feature = "starter") {
            return None; // the default experiment has numbers alone
        }
        let mut words =
            Words(text.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != ',').collect());
        let shape = words.shape(&|number| (minimum..=maximum).contains(&number))?;
        words.0.is_empty().then_some(Schedule { shape, range: (minimum, maximum) })
    }

    /// The number in a round, from 1. Does not allocate.
    pub fn value(&self, round: u64) -> f64 {
        let over = round.saturating_sub(1) as f64;
        let number = match &self.shape {
            Shape::Constant(number) => return *number,
            // None was read there.
            _ if cfg!(feature = "starter") => return f64::NAN,
            Shape::Pieces { pieces, last } => {
                pieces.iter().find(|(_, until)| round <= *until).map_or(*last, |(number, _)| *number)
            }
            Shape::Linear { first, last, rounds } => {
                let share = over / *rounds as f64;
                if share < 1.0 { first + (last - first) * share } else { *last }
            }
            Shape::Halving { first, every, least } => {
                at_least(first * libm::exp2(-over / *every as f64), *least)
            }
            Shape::Inverse { first, every, least } => at_least(first / (1.0 + over / *every as f64), *least),
        };
        number.clamp(self.range.0, self.range.1)
    }

    /// The number where it is the same in each round.
    pub fn is_constant(&self) -> Option<f64> {
        match self.shape {
            Shape::Constant(number) => Some(number),
            _ => None,
        }
    }
}

fn at_least(number: f64, least: Option<f64>) -> f64 {
    least.map_or(number, |least| number.max(least))
}

impl From<f64> for Schedule {
    fn from(number: f64) -> Schedule {
        Schedule::constant(number)
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (every, least) = match &self.shape {
            Shape::Constant(number) => return write!(formatter, "{number}"),
            Shape::Pieces { pieces, last } => {
                for (number, until) in pieces {
                    write!(formatter, "{number} until {until} then ")?;
                }
                return write!(formatter, "{last}");
            }
            Shape::Linear { first, last, rounds } => {
                return write!(formatter, "{first} to {last} in {rounds}");
            }
            Shape::Halving { first, every, least } => {
                write!(formatter, "{first} halving")?;
                (Some(every), least)
            }
            Shape::Inverse { first, every, least } => {
                write!(formatter, "{first} / t")?;
                ((*every != 1).then_some(every), least)
            }
        };
        if let Some(every) = every {
            write!(formatter, " every {every}")?;
        }
        match least {
            Some(least) => write!(formatter, " down to {least}"),
            None => Ok(()),
        }
    }
}

/// What is left of a text, without blanks.
struct Words(String);

impl Words {
    fn shape(&mut self, is_allowed: &dyn Fn(f64) -> bool) -> Option<Shape> {
        let first = self.number(is_allowed)?;
        if self.0.is_empty() {
            return Some(Shape::Constant(first));
        }
        if self.take("to") {
            let last = self.number(is_allowed)?;
            return self.take("in").then(|| self.round()).flatten().map(|rounds| Shape::Linear {
                first,
                last,
                rounds,
            });
        }
        if self.take("halving") {
            let every = self.take("every").then(|| self.round()).flatten()?;
            return Some(Shape::Halving { first, every, least: self.least(is_allowed)? });
        }
        if self.take("/t") {
            let every = if self.take("every") { self.round()? } else { 1 };
            return Some(Shape::Inverse { first, every, least: self.least(is_allowed)? });
        }
        self.pieces(first, is_allowed)
    }

    /// `until N then B`, as often as it comes; the rounds must rise.
    fn pieces(&mut self, first: f64, is_allowed: &dyn Fn(f64) -> bool) -> Option<Shape> {
        let (mut pieces, mut last) = (Vec::new(), first);
        while self.take("until") {
            let until = self.round()?;
            if pieces.len() == MOST_PIECES || pieces.last().is_some_and(|(_, before)| *before >= until) {
                return None;
            }
            pieces.push((last, until));
            self.take("then");
            last = self.number(is_allowed)?;
        }
        (!pieces.is_empty()).then_some(Shape::Pieces { pieces, last })
    }

    /// `down to B` where it is there.
    fn least(&mut self, is_allowed: &dyn Fn(f64) -> bool) -> Option<Option<f64>> {
        if self.take("downto") { self.number(is_allowed).map(Some) } else { Some(None) }
    }

    fn take(&mut self, word: &str) -> bool {
        match self.0.strip_prefix(word) {
            Some(rest) => {
                self.0 = rest.to_owned();
                true
            }
            None => false,
        }
    }

    /// Digits, with a sign, a point and an exponent where there are such.
    fn number(&mut self, is_allowed: &dyn Fn(f64) -> bool) -> Option<f64> {
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let bytes = self.0.as_bytes();
        let mut end = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
        while is_digit(bytes.get(end)) || bytes.get(end) == Some(&b'.') {
            end += 1;
        }
        if bytes.get(end) == Some(&b'e') {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
            // "1 every" would begin with an e as well.
            if is_digit(bytes.get(end + 1 + sign)) {
                end += 2 + sign;
                while is_digit(bytes.get(end)) {
                    end += 1;
                }
            }
        }
        let number: f64 = self.0.get(..end)?.parse().ok()?;
        self.0.drain(..end);
        is_allowed(number).then_some(number)
    }

    fn round(&mut self) -> Option<u64> {
        let number = self.number(&|number| (1.0..=LATEST as f64).contains(&number))?;
        (number.fract() == 0.0).then_some(number as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<Schedule> {
        Schedule::read(text, 0.0, 1_000.0)
    }

    fn values(text: &str, rounds: &[u64]) -> Vec<f64> {
        let schedule = read(text).unwrap_or_else(|| panic!("{text}"));
        rounds.iter().map(|round| schedule.value(*round)).collect()
    }

    #[test]
    fn each_form_by_hand() {
        assert_eq!(values("0.1", &[1, 1_000]), [0.1, 0.1]);
        assert_eq!(
            values("1000 until 500, then 0.05", &[1, 500, 501, 9_999]),
            [1_000.0, 1_000.0, 0.05, 0.05]
        );
        assert_eq!(values("3 until 2 then 2 until 4 then 1", &[1, 2, 3, 4, 5]), [3.0, 3.0, 2.0, 2.0, 1.0]);
        assert_eq!(values("1 to 0 in 4", &[1, 2, 3, 5, 6]), [1.0, 0.75, 0.5, 0.0, 0.0]);
        assert_eq!(values("8 halving every 2", &[1, 3, 5, 7]), [8.0, 4.0, 2.0, 1.0]);
        assert_eq!(values("8 halving every 2 down to 3", &[3, 5, 70]), [4.0, 3.0, 3.0]);
        assert_eq!(values("10 / t", &[1, 2, 10]), [10.0, 5.0, 1.0]);
        assert_eq!(values("10/t every 9 down to 2", &[1, 10, 100]), [10.0, 5.0, 2.0]);
    }

    /// A number of the range's end where the schedule would leave it.
    #[test]
    fn values_stay_within_the_range() {
        let schedule = Schedule::read("1 halving every 1", 0.01, 2.0).expect("it is one");
        assert_eq!((schedule.value(1), schedule.value(50), schedule.value(u64::MAX)), (1.0, 0.01, 0.01));
    }

    #[test]
    fn what_is_no_schedule_is_none() {
        let wrong = [
            "",
            "x",
            "1 until",
            "1 until 5",
            "1 until 5 then",
            "1 until 0 then 1",
            "1 until 5.5 then 1",
            "1 until 5 then 1 until 5 then 0",
            "1 to 2",
            "1 to 2 in 0",
            "1 halving",
            "1 / s",
            "1 / t every",
            "1 / t down to",
            "2000",
            "1 until 5 then 2000",
            "-1",
            "nan",
            "inf",
            "1 to 0 in 5 down to 1",
            "1 until 2000000000 then 0",
        ];
        for text in wrong {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        /// What is written is read as the same, with and without blanks.
        #[test]
        fn what_is_written_is_read(
            first in 0.0..1_000.0_f64, other in 0.0..1_000.0_f64, rounds in 1_u64..1_000_000, more in 1_u64..1_000_000, form in 0..7,
        ) {
            let text = match form {
                0 => format!("{first}"),
                1 => format!("{first} until {rounds} then {other}"),
                2 => format!("{first} until {rounds} then {other} until {} then {first}", rounds + more),
                3 => format!("{first} to {other} in {rounds}"),
                4 => format!("{first} halving every {rounds}"),
                5 => format!("{first} / t every {rounds} down to {other}"),
                _ => format!("{first} / t"),
            };
            let schedule = read(&text).expect("it is one");
            prop_assert_eq!(read(&schedule.to_string()), Some(schedule.clone()));
            prop_assert_eq!(read(&text.replace(' ', "")), Some(schedule.clone()));
            for round in [1, 2, rounds, rounds + 1, rounds + more, u64::MAX] {
                prop_assert!((0.0..=1_000.0).contains(&schedule.value(round)));
            }
        }

        /// No text panics.
        #[test]
        fn any_text_is_read_or_not(text in ".{0,40}") {
            let _ = read(&text);
        }
    }
}
