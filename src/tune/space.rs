//! What is searched: parameters of one policy, each with the values that it may take.

use serde::{Deserialize, Serialize};

use super::TuneError;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Value};
use crate::math::random::RngStream;

/// Steps into which a range is divided: a number is drawn at one of them, so that a table shows exactly what was run.
const STEPS: f64 = 10_000.0;

/// One parameter that is searched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Name of the parameter.
    pub name: String,
    /// The values that it may take.
    pub domain: Domain,
}

/// The values that a parameter may take in a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields, remote = "Self")]
pub enum Domain {
    /// All numbers of a range.
    Range {
        /// Smallest value; above zero where the scale is logarithmic.
        low: f64,
        /// Largest value, above the smallest.
        high: f64,
        /// Whether equal ratios count as equally far, as the parameter's [`Scale`] says.
        log: bool,
        /// Whether only whole numbers count.
        whole: bool,
    },
    /// Some values, at least two, in this order. They are no further apart or nearer to each other.
    Options {
        /// The values, all different.
        values: Vec<Value>,
    },
}

impl Dimension {
    /// All that the parameter's declaration allows. A logarithmic range that begins at zero begins at
    /// [`Scale::first_ratio`]: zero has no logarithm.
    pub fn of(parameter: &Parameter) -> Dimension {
        let domain = match parameter.kind {
            Kind::Number { minimum, maximum, scale, .. } | Kind::Schedule { minimum, maximum, scale, .. } => {
                range(minimum, maximum, scale, false)
            }
            Kind::Integer { minimum, maximum, scale, .. } => {
                range(minimum as f64, maximum as f64, scale, true)
            }
            // Lists have no range: none, and two that are often tried. A person says which others are.
            Kind::Layers { .. } => Domain::Options {
                values: ["", "32", "64,32"].map(|widths| Value::Choice(widths.to_owned())).to_vec(),
            },
            // Which values a member can have depends on the member, and code is anything: a person says which are tried.
            Kind::Settings | Kind::Code { .. } => Domain::Options { values: vec![parameter.default_value()] },
            Kind::Switch { .. } => Domain::Options { values: [false, true].map(Value::Switch).to_vec() },
            Kind::Choice { options, .. } => Domain::Options {
                values: options.iter().map(|option| Value::Choice(option.id.to_owned())).collect(),
            },
        };
        Dimension { name: parameter.name.to_owned(), domain }
    }

    /// Reads what a person writes: `NAME` for all that is declared, `NAME=LOW..HIGH` for a part of the range, or `NAME=a,b,c` for
    /// some values, with semicolons between values that are lists themselves.
    ///
    /// # Errors
    /// No such parameter, or values that it can't have.
    pub fn parse(part: &'static Descriptor, text: &str) -> Result<Dimension, TuneError> {
        let (name, values) = match text.split_once('=') {
            Some((name, values)) => (name.trim(), Some(values.trim())),
            None => (text.trim(), None),
        };
        let parameter = find(part, name)?;
        let mut dimension = Dimension::of(parameter);
        let Some(values) = values else { return Ok(dimension) };
        dimension.domain = match (values.split_once(".."), dimension.domain) {
            (Some((low, high)), Domain::Range { log, whole, .. }) => {
                let number = |text: &str| match text.trim().parse::<f64>() {
                    Ok(number) => Ok(number),
                    Err(_) => Err(TuneError::NoRange { part: part.title, name: parameter.name }),
                };
                Domain::Range { low: number(low)?, high: number(high)?, log, whole }
            }
            (Some(_), Domain::Options { .. }) => {
                return Err(TuneError::NoRange { part: part.title, name: parameter.name });
            }
            (None, _) => Domain::Options {
                values: values.split(parameter.kind.separator()).map(|text| read(parameter, text)).collect(),
            },
        };
        dimension.check(part)?;
        Ok(dimension)
    }

    /// Whether the values are ones that the parameter can have.
    ///
    /// # Errors
    /// What is wrong, and what would be right.
    pub fn check(&self, part: &'static Descriptor) -> Result<(), TuneError> {
        let parameter = find(part, &self.name)?;
        let right = |value: &Value| match parameter.nearest(part.title, value).1 {
            Some(error) => Err(TuneError::Value(error)),
            None => Ok(()),
        };
        let (title, name) = (part.title, parameter.name);
        match &self.domain {
            Domain::Range { low, high, log, whole } => {
                let is_number = parameter.kind.is_number();
                if !is_number || !low.is_finite() || !high.is_finite() {
                    return Err(TuneError::NoRange { part: title, name });
                }
                right(&Value::Number(*low))?;
                right(&Value::Number(*high))?;
                if *log && *low <= 0.0 {
                    return Err(TuneError::RangeFromZero { part: title, name });
                }
                if low >= high || *whole != matches!(parameter.kind, Kind::Integer { .. }) {
                    return Err(TuneError::NoRange { part: title, name });
                }
            }
            Domain::Options { values } => {
                values.iter().try_for_each(right)?;
                let twice = values.iter().enumerate().any(|(place, value)| values[..place].contains(value));
                if values.len() < 2 || twice {
                    return Err(TuneError::FewOptions { part: title, name });
                }
            }
        }
        Ok(())
    }
}

fn find(part: &'static Descriptor, name: &str) -> Result<&'static Parameter, TuneError> {
    let names = part.parameters.iter().map(|known| known.name);
    part.parameter(name).ok_or_else(|| TuneError::NoParameter {
        part: part.title,
        name: name.to_owned(),
        known: crate::descriptor::known::instead(name, names),
    })
}

/// A value as a person writes it; what is no number stays a text, which [`Parameter::nearest`] refuses.
fn read(parameter: &Parameter, text: &str) -> Value {
    let text = text.trim();
    match (&parameter.kind, text) {
        (Kind::Switch { .. }, "on" | "true") => Value::Switch(true),
        (Kind::Switch { .. }, "off" | "false") => Value::Switch(false),
        (_, text) => parameter.read(text),
    }
}

fn range(minimum: f64, maximum: f64, scale: Scale, whole: bool) -> Domain {
    let log = scale == Scale::Logarithmic;
    let low = if log { Scale::first_ratio(minimum, maximum, whole) } else { minimum };
    Domain::Range { low, high: maximum, log, whole }
}

impl Domain {
    /// Where the coordinates of a range begin and end: half a step beyond its whole numbers, so that each has as much room as any
    /// other. Of options there is none.
    pub fn ends(&self) -> Option<(f64, f64)> {
        let Domain::Range { low, high, whole, .. } = self else { return None };
        let half = if *whole { 0.5 } else { 0.0 };
        Some((self.scaled(low - half), self.scaled(high + half)))
    }

    /// The coordinate of a number: itself, or its natural logarithm.
    pub fn scaled(&self, number: f64) -> f64 {
        if matches!(self, Domain::Range { log: true, .. }) { libm::log(number) } else { number }
    }

    /// The coordinate of a value: of a number in the range's scale, of an option its place. None for a value that it does not have.
    pub fn coordinate(&self, value: &Value) -> Option<f64> {
        match (self, value) {
            (Domain::Range { low, high, whole, .. }, Value::Number(number)) => {
                let inside = (*low..=*high).contains(number) && (!whole || number.fract() == 0.0);
                inside.then(|| self.scaled(*number))
            }
            (Domain::Range { .. }, _) => None,
            (Domain::Options { values }, value) => {
                Some(values.iter().position(|known| known == value)? as f64)
            }
        }
    }

    /// The value at a coordinate, or the nearest one: a whole number, or one of the 10,000 steps of the range written in as few
    /// digits as tell them apart.
    pub fn value_at(&self, coordinate: f64) -> Value {
        match self {
            Domain::Range { low, high, log, whole } => {
                let exact = if *log { libm::exp(coordinate) } else { coordinate };
                let number = if *whole { libm::round(exact) } else { stepped(exact, *low, *high, *log) };
                Value::Number(number.clamp(*low, *high))
            }
            Domain::Options { values } => {
                values[(coordinate.max(0.0) as usize).min(values.len() - 1)].clone()
            }
        }
    }

    /// A value drawn evenly in the scale.
    pub fn draw(&self, stream: &mut RngStream) -> Value {
        match (self, self.ends()) {
            (_, Some((first, last))) => self.value_at(first + (last - first) * stream.uniform()),
            (Domain::Options { values }, None) => values[stream.below(values.len())].clone(),
            (Domain::Range { low, .. }, None) => Value::Number(*low),
        }
    }

    /// All options; or up to `points` values of a range at equal distances in its scale, both ends among them.
    pub fn grid(&self, points: usize) -> Vec<Value> {
        match self {
            Domain::Options { values } => values.clone(),
            Domain::Range { low, high, .. } => {
                let (first, last) = (self.scaled(*low), self.scaled(*high));
                let steps = points.max(2) - 1;
                let place = |step: usize| match step {
                    0 => Value::Number(*low),
                    step if step == steps => Value::Number(*high),
                    step => self.value_at(first + (last - first) * step as f64 / steps as f64),
                };
                let mut values: Vec<Value> = (0..=steps).map(place).collect();
                values.dedup();
                values
            }
        }
    }

    /// How many values there are; none where there are more than could be tried.
    pub fn size(&self) -> Option<u64> {
        match self {
            Domain::Options { values } => Some(values.len() as u64),
            Domain::Range { low, high, whole: true, .. } => Some((high - low) as u64 + 1),
            Domain::Range { .. } => None,
        }
    }
}

/// The number in as many decimals as divide the range into 10,000 steps: decimals of it where the scale is linear, and of its
/// first digit where it is logarithmic.
fn stepped(exact: f64, low: f64, high: f64, log: bool) -> f64 {
    let decimals = |step: f64| (-libm::floor(libm::log10(step))).clamp(0.0, 17.0) as usize;
    let text = if log {
        format!("{exact:.*e}", decimals(libm::log(high / low) / STEPS).max(3))
    } else {
        format!("{exact:.*}", decimals((high - low) / STEPS))
    };
    text.parse().unwrap_or(exact)
}
