//! How a part of the playground (an agent, an environment) is described.
//!
//! Each part is one file with one [`Descriptor`]: its id, title, one sentence, citation and parameters. The page's
//! forms, the link's codec, the command line's help and the conformance tests all read this and nothing else, so a
//! name, a range or a default is written once.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub mod facts;
mod value_forms;

pub use facts::{Fact, Property};

/// A part's descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Descriptor {
    /// Name in links, JSON and on the command line: lower case, digits and underscores; never changed once published.
    pub id: &'static str,
    /// Name that people read.
    pub title: &'static str,
    /// One sentence that says what it does.
    pub sentence: &'static str,
    /// The paper or library it follows.
    pub citation: &'static str,
    /// What it needs of an environment, or as one offers.
    #[serde(skip)]
    pub facts: &'static [Fact],
    /// The parameters, in the order in which a form shows them.
    pub parameters: &'static [Parameter],
}

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
    /// The id of an option.
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
    #[error("{part} has no parameter \"{name}\"; it has {known}")]
    Unknown {
        /// Title of the part.
        part: &'static str,
        /// Name that was given.
        name: String,
        /// Names that it has.
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
            Kind::Number { default, .. } => Value::Number(default),
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
                given: given.to_string(),
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
            (Kind::Number { minimum, maximum, .. }, Value::Number(number)) if !number.is_nan() => {
                clamped(*number, *minimum, *maximum)
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

impl Descriptor {
    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The values brought into range and form: unknown names and defaults left out, the rest made right.
    /// The errors say what had to be changed.
    pub fn validate(&self, values: &Values) -> (Values, Vec<ValueError>) {
        let mut validated = Values::default();
        let mut errors = Vec::new();
        for (name, value) in &values.0 {
            let Some(parameter) = self.parameter(name) else {
                let known: Vec<&str> = self.parameters.iter().map(|known| known.name).collect();
                errors.push(ValueError::Unknown {
                    part: self.title,
                    name: name.clone(),
                    known: if known.is_empty() { "none".to_owned() } else { known.join(", ") },
                });
                continue;
            };
            let (nearest, error) = parameter.nearest(self.title, value);
            errors.extend(error);
            validated.set(parameter, nearest);
        }
        (validated, errors)
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

    /// The value of a parameter, given or default, as it is after [`Descriptor::validate`].
    pub fn get(&self, parameter: &Parameter) -> Value {
        match self.0.get(parameter.name) {
            Some(given) => parameter.nearest("", given).0,
            None => parameter.default_value(),
        }
    }

    /// A number or whole number.
    pub fn number(&self, parameter: &Parameter) -> f64 {
        match self.get(parameter) {
            Value::Number(number) => number,
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

/// Parameters of a part that a form shows together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// Name for scripts and tests.
    pub id: &'static str,
    /// Name that people read.
    pub title: &'static str,
    /// One sentence that says what they do.
    pub sentence: &'static str,
    /// What holds when none is set.
    pub unset: &'static str,
    /// The parameters.
    pub parameters: &'static [Parameter],
}

impl Group {
    /// How many of its parameters have another value than their default.
    pub fn changed(&self, values: &Values) -> usize {
        self.parameters.iter().filter(|parameter| values.0.contains_key(parameter.name)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHA: Parameter = Parameter {
        name: "alpha",
        title: "Alpha",
        kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 1.0, scale: Scale::Linear },
        unit: "",
        help: "",
    };
    const COUNT: Parameter = Parameter {
        name: "count",
        title: "Count",
        kind: Kind::Integer { minimum: 1, maximum: 9, default: 3, scale: Scale::Linear },
        unit: "",
        help: "",
    };
    const PART: Descriptor = Descriptor {
        id: "part",
        title: "Part",
        sentence: "",
        citation: "",
        facts: &[],
        parameters: &[ALPHA, COUNT],
    };

    fn values(pairs: &[(&str, Value)]) -> Values {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn a_number_out_of_range_becomes_the_nearest_end_and_says_so() {
        let (validated, errors) = PART.validate(&values(&[("alpha", Value::Number(99.0))]));
        assert_eq!(validated.number(&ALPHA), 10.0);
        assert_eq!(errors[0].to_string(), "Part: alpha is 99, but must lie between 0 and 10");
    }

    #[test]
    fn a_default_leaves_no_trace() {
        let (validated, errors) = PART.validate(&values(&[("count", Value::Number(3.0))]));
        assert_eq!((validated, errors), (Values::default(), vec![]));
    }

    #[test]
    fn a_wrong_kind_an_unknown_name_and_a_fraction_are_named() {
        let given = values(&[
            ("alpha", Value::Switch(true)),
            ("beta", Value::Number(1.0)),
            ("count", Value::Number(2.5)),
        ]);
        let sentences: Vec<String> = PART.validate(&given).1.iter().map(ToString::to_string).collect();
        assert_eq!(
            sentences,
            [
                "Part: alpha is on, but must be a number between 0 and 10",
                "Part has no parameter \"beta\"; it has alpha, count",
                "Part: count is 2.5, but must be a whole number between 1 and 9",
            ]
        );
    }
}
