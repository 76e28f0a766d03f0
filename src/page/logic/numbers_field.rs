//! What a person types into the exact field of a parameter.

use crate::chart::numbers::typed;
use crate::descriptor::{Parameter, Value, ValueError};

/// What was typed.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// A right value.
    Right(f64),
    /// Out of range: the nearest right value, and a sentence.
    Clamped(f64, String),
    /// No number of this kind: a sentence. The value stays.
    Wrong(String),
}

/// Reads the text in a parameter's field.
pub fn read(parameter: &Parameter, text: &str) -> Typed {
    let must = || format!("{} must be {}", parameter.title, parameter.expected());
    let wrong = || Typed::Wrong(format!("{}: \"{}\" changes nothing.", must(), text.trim()));
    let Some(number) = typed(text) else { return wrong() };
    match parameter.nearest(parameter.title, &Value::Number(number)) {
        (Value::Number(right), None) => Typed::Right(right),
        (Value::Number(nearest), Some(ValueError::OutOfRange { .. })) => {
            Typed::Clamped(nearest, format!("{}, so {number} became {nearest}.", must()))
        }
        _ => wrong(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{HORIZON, SEEDS};

    #[test]
    fn what_is_typed_is_taken_clamped_or_refused_with_a_sentence() {
        assert_eq!(read(&HORIZON, "12,000"), Typed::Right(12_000.0));
        let clamped = "Seeds must be a whole number between 1 and 100, so 101 became 100.".to_owned();
        assert_eq!(read(&SEEDS, "101"), Typed::Clamped(100.0, clamped));
        let must = "Seeds must be a whole number between 1 and 100";
        let wrong = |text: &str| Typed::Wrong(format!("{must}: \"{text}\" changes nothing."));
        assert_eq!(read(&SEEDS, " many "), wrong("many"));
        assert_eq!(read(&SEEDS, "2.5"), wrong("2.5"));
        assert_eq!(read(&SEEDS, ""), wrong(""));
    }
}
