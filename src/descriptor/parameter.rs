//! Parameters and their values.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::schedule::{FORMS, Schedule};
use super::{layers, settings};

/// One parameter of a part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Parameter {
    /// Name in links, JSON and on the command line.
    pub name: &'static str,
    /// Name that people read.
    pub title: &'static str,
    /// Kind, range and default.
    pub kind: Kind,
    /// Unit of the value ("stars", "rounds"), empty when it has none.
    pub unit: &'static str,
    /// One sentence of help.
    pub help: &'static str,
}

/// What values a parameter takes, and which one it has when none is given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A real number within `minimum..=maximum`.
    Number {
        /// Smallest value.
        minimum: f64,
        /// Largest value.
        maximum: f64,
        /// Value when none is given.
        default: f64,
        /// How a slider spreads the range.
        scale: Scale,
    },
    /// A whole number within `minimum..=maximum`.
    Integer {
        /// Smallest value.
        minimum: i64,
        /// Largest value.
        maximum: i64,
        /// Value when none is given.
        default: i64,
        /// How a slider spreads the range.
        scale: Scale,
    },
    /// A number within `minimum..=maximum`, or how it changes over the rounds of a run: see [`Schedule`].
    Schedule {
        /// Smallest value.
        minimum: f64,
        /// Largest value.
        maximum: f64,
        /// Value when none is given.
        default: f64,
        /// How a slider spreads the range.
        scale: Scale,
    },
    /// Widths of the layers of a tower of a network, from its input on, such as `48,24,12`; none when none is given.
    Layers {
        /// Most layers.
        most: usize,
        /// Most outputs of a layer.
        widest: usize,
    },
    /// Values of the parameters of another part, such as `alpha:0.1,gamma:0.98`; none when none is given. Only what makes that
    /// part knows whether it has such parameters.
    Settings,
    /// A program, packed into letters, digits, hyphens and underscores; the first example of what reads it when none is given. Only what
    /// reads it knows whether it is right. JSON may hold it as text: it is packed then.
    Code {
        /// Most bytes.
        most: usize,
    },
    /// On or off.
    Switch {
        /// Value when none is given.
        default: bool,
    },
    /// One of several named options.
    Choice {
        /// The options.
        options: &'static [Choice],
        /// Id of the option when none is given.
        default: &'static str,
    },
}

/// How a slider spreads a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Equal steps.
    Linear,
    /// Equal ratios (a minimum of zero is its own first stop).
    Logarithmic,
}

/// On a logarithmic scale from zero, ratios begin at the maximum divided by this.
const SMALLEST_RATIO: f64 = 1e5;

impl Scale {
    /// Where the ratios of a logarithmic scale from `minimum` to `maximum` begin: at the minimum where it is above zero, else at 1
    /// of `whole` numbers, and at a hundred thousandth of the maximum of others.
    pub fn first_ratio(minimum: f64, maximum: f64, whole: bool) -> f64 {
        match minimum {
            minimum if minimum > 0.0 => minimum,
            _ if whole => 1.0,
            _ => maximum / SMALLEST_RATIO,
        }
    }
}

/// An option of a [`Kind::Choice`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Name in links and JSON.
    pub id: &'static str,
    /// Name that people read.
    pub title: &'static str,
}

/// A parameter's value. In JSON it is just `true`, `2.5` or `"ucb1"`; a format that is not for people, such as postcard, says
/// before it which of the three it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// On or off.
    Switch(bool),
    /// A number, whole or not.
    Number(f64),
    /// The id of an option; a schedule, widths of layers or settings of another part as they are written.
    Choice(String),
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Switch(on) => write!(formatter, "{}", if *on { "on" } else { "off" }),
            Value::Number(number) => write!(formatter, "{number}"),
            Value::Choice(id) => formatter.write_str(id),
        }
    }
}

/// Values by parameter name; a parameter that is not there has its default.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(pub BTreeMap<String, Value>);

impl FromIterator<(String, Value)> for Values {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(pairs: I) -> Values {
        let mut values = Values::default();
        values.0.extend(pairs); // one at a time: to be collected, they would be sorted first
        values
    }
}

/// Something wrong with one value, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// The part has no such parameter.
    #[error("{part} has no parameter \"{name}\"{known}")]
    Unknown {
        /// Title of the part.
        part: &'static str,
        /// Name that was given.
        name: String,
        /// The name that was probably meant, or those that it has.
        known: String,
    },
    /// The value is of another kind, or is no option.
    #[error("{part}: {name} is {given}, but must be {expected}")]
    WrongKind {
        /// Title of the part.
        part: &'static str,
        /// Name of the parameter.
        name: &'static str,
        /// What was given.
        given: String,
        /// What would be right.
        expected: String,
    },
    /// The number is outside the range.
    #[error("{part}: {name} is {given}, but must lie between {minimum} and {maximum}")]
    OutOfRange {
        /// Title of the part.
        part: &'static str,
        /// Name of the parameter.
        name: &'static str,
        /// What was given.
        given: String,
        /// Smallest value.
        minimum: String,
        /// Largest value.
        maximum: String,
    },
}

impl Parameter {
    /// The value when none is given.
    pub fn default_value(&self) -> Value {
        match self.kind {
            Kind::Number { default, .. } | Kind::Schedule { default, .. } => Value::Number(default),
            Kind::Layers { .. } | Kind::Settings | Kind::Code { .. } => Value::Choice(String::new()),
            Kind::Integer { default, .. } => Value::Number(default as f64),
            Kind::Switch { default } => Value::Switch(default),
            Kind::Choice { default, .. } => Value::Choice(default.to_owned()),
        }
    }

    /// What a right value looks like, in words.
    pub fn expected(&self) -> String {
        match self.kind {
            Kind::Number { minimum, maximum, .. } => format!("a number between {minimum} and {maximum}"),
            Kind::Integer { minimum, maximum, .. } => {
                format!("a whole number between {minimum} and {maximum}")
            }
            Kind::Schedule { minimum, maximum, .. } => {
                format!("a number between {minimum} and {maximum}, or such numbers over rounds: {FORMS}")
            }
            Kind::Layers { most, widest } => {
                format!(
                    "at most {most} whole numbers between 1 and {widest} with commas between, such as 48,24,12"
                )
            }
            Kind::Settings => settings::EXPECTED.to_owned(),
            Kind::Code { most } => {
                format!("code of at most {most} bytes, as \"bandit-playground script pack\" packs it")
            }
            Kind::Switch { .. } => "true or false".to_owned(),
            Kind::Choice { options, .. } => {
                let ids: Vec<&str> = options.iter().map(|option| option.id).collect();
                format!("one of {}", ids.join(", "))
            }
        }
    }

    /// The nearest right value, with the error that the given one is (none when it was right).
    ///
    /// A value of another kind becomes the default; a number outside the range becomes the nearest end of it.
    pub fn nearest(&self, part: &'static str, given: &Value) -> (Value, Option<ValueError>) {
        let wrong_kind = || {
            let error = ValueError::WrongKind {
                part,
                name: self.name,
                given: match given {
                    Value::Choice(text) if matches!(self.kind, Kind::Code { .. }) => {
                        format!("{} bytes", text.len())
                    }
                    _ => given.to_string(),
                },
                expected: self.expected(),
            };
            (self.default_value(), Some(error))
        };
        let clamped = |number: f64, minimum: f64, maximum: f64| {
            let nearest = number.clamp(minimum, maximum);
            let error = (nearest != number).then(|| ValueError::OutOfRange {
                part,
                name: self.name,
                given: given.to_string(),
                minimum: minimum.to_string(),
                maximum: maximum.to_string(),
            });
            (Value::Number(nearest), error)
        };
        match (&self.kind, given) {
            (
                Kind::Number { minimum, maximum, .. } | Kind::Schedule { minimum, maximum, .. },
                Value::Number(number),
            ) if !number.is_nan() => clamped(*number, *minimum, *maximum),
            (Kind::Schedule { minimum, maximum, .. }, Value::Choice(text)) => {
                match Schedule::read(text, *minimum, *maximum) {
                    Some(schedule) => {
                        let written = || Value::Choice(schedule.to_string());
                        (schedule.is_constant().map_or_else(written, Value::Number), None)
                    }
                    None => wrong_kind(),
                }
            }
            (Kind::Layers { most, widest }, Value::Choice(_) | Value::Number(_)) => {
                match layers::read(&given.to_string(), *most, *widest) {
                    Some(widths) => (Value::Choice(layers::write(&widths)), None),
                    None => wrong_kind(),
                }
            }
            (Kind::Settings, Value::Choice(text)) => match settings::read(text) {
                Some(pairs) => (Value::Choice(settings::write(&pairs)), None),
                None => wrong_kind(),
            },
            (Kind::Code { most }, Value::Choice(text))
                if text.len() <= *most
                    && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_') =>
            {
                (given.clone(), None)
            }
            (Kind::Integer { minimum, maximum, .. }, Value::Number(number)) if number.fract() == 0.0 => {
                clamped(*number, *minimum as f64, *maximum as f64)
            }
            (Kind::Integer { minimum, maximum, .. }, Value::Number(number)) if number.is_infinite() => {
                clamped(*number, *minimum as f64, *maximum as f64)
            }
            (Kind::Switch { .. }, Value::Switch(_)) => (given.clone(), None),
            (Kind::Choice { options, .. }, Value::Choice(id)) if options.iter().any(|o| o.id == id) => {
                (given.clone(), None)
            }
            _ => wrong_kind(),
        }
    }
}

impl Values {
    /// Sets a value; a value equal to the default is left out, so that equal settings are equal values.
    pub fn set(&mut self, parameter: &Parameter, value: Value) {
        if value == parameter.default_value() {
            self.0.remove(parameter.name);
        } else {
            self.0.insert(parameter.name.to_owned(), value);
        }
    }

    /// The value of a parameter, given or default, as it is after [`Descriptor::validate`](super::Descriptor::validate).
    pub fn get(&self, parameter: &Parameter) -> Value {
        match self.0.get(parameter.name) {
            Some(given) => parameter.nearest("", given).0,
            None => parameter.default_value(),
        }
    }

    /// A number or whole number; of a schedule, what it is in the first round.
    pub fn number(&self, parameter: &Parameter) -> f64 {
        match self.get(parameter) {
            Value::Number(number) => number,
            Value::Choice(_) if matches!(parameter.kind, Kind::Schedule { .. }) => {
                self.schedule(parameter).value(1)
            }
            _ => 0.0,
        }
    }

    /// A whole number of zero or more, as a count.
    pub fn count(&self, parameter: &Parameter) -> usize {
        self.number(parameter).max(0.0) as usize
    }

    /// A switch.
    pub fn switch(&self, parameter: &Parameter) -> bool {
        matches!(self.get(parameter), Value::Switch(true))
    }

    /// Whether this option of a choice is the chosen one.
    pub fn chose(&self, parameter: &Parameter, option: &str) -> bool {
        matches!(self.get(parameter), Value::Choice(id) if id == option)
    }
}
