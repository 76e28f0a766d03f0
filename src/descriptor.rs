//! How a part of the playground (an agent, an environment) is described.
//!
//! Each part is one file with one [`Descriptor`]: its id, title, one sentence, citation and parameters. The page's
//! forms, the link's codec, the command line's help and the conformance tests all read this and nothing else, so a
//! name, a range or a default is written once.

use serde::Serialize;

pub mod facts;
pub(crate) mod known;
mod layers;
mod parameter;
pub mod schedule;
mod settings;
mod value_forms;
mod written;

pub use facts::{Fact, Property};
pub use parameter::{Choice, Kind, Parameter, Scale, Value, ValueError, Values};
pub use schedule::Schedule;

/// A text that only people read. The engine's own program, which shows none, holds none: it is a fiftieth smaller (compressed).
pub const fn words(text: &'static str) -> &'static str {
    if cfg!(all(target_arch = "wasm32", not(feature = "page"))) { "" } else { text }
}

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
    /// The parameters, in the order in which a form shows them. The first number is the headline: it matters most, and the page
    /// shows it beside an agent's name. With the other parameters at their defaults it must change what the agent does.
    pub parameters: &'static [Parameter],
}

impl Descriptor {
    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The number that matters most; none where there is no number to set.
    pub fn headline(&self) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.kind.is_number())
    }

    /// The values brought into range and form: unknown names and defaults left out, the rest made right.
    /// The errors say what had to be changed.
    pub fn validate(&self, values: &Values) -> (Values, Vec<ValueError>) {
        let mut validated = Values::default();
        let mut errors = Vec::new();
        for (name, value) in &values.0 {
            let Some(parameter) = self.parameter(name) else {
                let known = known::instead(name, self.parameters.iter().map(|known| known.name));
                errors.push(ValueError::Unknown { part: self.title, name: name.clone(), known });
                continue;
            };
            let (nearest, error) = parameter.nearest(self.title, value);
            errors.extend(error);
            validated.set(parameter, nearest);
        }
        (validated, errors)
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
                "Part has no parameter \"beta\"; there is alpha, count",
                "Part: count is 2.5, but must be a whole number between 1 and 9",
            ]
        );
    }
}
