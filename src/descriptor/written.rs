//! Values that are written as texts: schedules, widths of layers, settings of another part.

use super::parameter::{Kind, Parameter, Value, Values};
use super::schedule::Schedule;
use super::{layers, settings};

impl Kind {
    /// Whether a value of it is, or can be, a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Kind::Number { .. } | Kind::Integer { .. } | Kind::Schedule { .. })
    }
}

impl Kind {
    /// What stands between several values that a person writes: a semicolon where a value may be a list with commas itself.
    pub fn separator(&self) -> &'static str {
        if matches!(self, Kind::Layers { .. } | Kind::Settings | Kind::Code { .. }) { ";" } else { "," }
    }
}

impl Parameter {
    /// The value that a text stands for, as links and the command line write it; what the kind can't read stays text, so that
    /// [`nearest`](Parameter::nearest) names it.
    pub fn read(&self, text: &str) -> Value {
        match self.kind {
            Kind::Number { .. } | Kind::Integer { .. } | Kind::Schedule { .. } => {
                text.parse().map_or_else(|_| Value::Choice(text.to_owned()), Value::Number)
            }
            Kind::Switch { .. } if text == "on" => Value::Switch(true),
            Kind::Switch { .. } if text == "off" => Value::Switch(false),
            _ => Value::Choice(text.to_owned()),
        }
    }

    /// The value when none is given, in words.
    pub fn default_words(&self) -> String {
        let default = self.default_value().to_string();
        if default.is_empty() { "none".to_owned() } else { default }
    }
}

impl Values {
    /// A number as it changes over rounds; the same in each round where a number is given.
    pub fn schedule(&self, parameter: &Parameter) -> Schedule {
        let (minimum, maximum) = match parameter.kind {
            Kind::Schedule { minimum, maximum, .. } => (minimum, maximum),
            _ => return Schedule::constant(self.number(parameter)),
        };
        match self.get(parameter) {
            Value::Choice(text) => {
                Schedule::read(&text, minimum, maximum).unwrap_or_else(|| Schedule::constant(minimum))
            }
            _ => Schedule::constant(self.number(parameter)),
        }
    }

    /// Widths of the layers of a tower; none where none are given.
    pub fn layers(&self, parameter: &Parameter) -> Vec<usize> {
        match (parameter.kind, self.get(parameter)) {
            (Kind::Layers { most, widest }, Value::Choice(text)) => {
                layers::read(&text, most, widest).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// Texts of the values of another part's parameters, by name, in the order in which they are given.
    pub fn settings(&self, parameter: &Parameter) -> Vec<(String, String)> {
        match self.get(parameter) {
            Value::Choice(text) if parameter.kind == Kind::Settings => {
                settings::read(&text).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}
