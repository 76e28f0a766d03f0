//! What a person types into the exact field of a parameter.

use crate::chart::numbers::typed;
use crate::descriptor::{Parameter, Value, ValueError, Values};

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

/// Reads what is no number in a parameter's field: a schedule, widths of layers, settings of another part.
///
/// # Errors
/// A sentence that says what would be right; the value stays.
pub fn read_text(parameter: &Parameter, text: &str) -> Result<Value, String> {
    match parameter.nearest(parameter.title, &Value::Choice(text.trim().to_owned())) {
        (value, None) => Ok(value),
        _ => {
            let (title, expected) = (parameter.title, parameter.expected());
            Err(format!("{title} must be {expected}: \"{}\" changes nothing.", text.trim()))
        }
    }
}

/// Where the slider of a parameter stands: at the number, or at what a schedule is in the first round.
pub fn slid(parameter: &Parameter, value: &Value) -> f64 {
    match value {
        Value::Number(number) => *number,
        other => Values::from_iter([(parameter.name.to_owned(), other.clone())]).schedule(parameter).value(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::{Kind, Scale};
    use crate::spec::{HORIZON, SEEDS};

    #[test]
    fn schedules_and_widths_are_read_or_refused_with_a_sentence() {
        let kind = Kind::Schedule { minimum: 0.0, maximum: 1_000.0, default: 1.0, scale: Scale::Linear };
        let temperature = Parameter { name: "temperature", title: "Temperature", kind, unit: "", help: "" };
        let text = |text: &str| Value::Choice(text.to_owned());
        assert_eq!(
            read_text(&temperature, " 1000 until 500, then 0.05"),
            Ok(text("1000 until 500 then 0.05"))
        );
        assert_eq!(slid(&temperature, &text("1000 until 500 then 0.05")), 1_000.0);
        assert_eq!(read_text(&temperature, "2"), Ok(Value::Number(2.0)));
        let refused = read_text(&temperature, "soon less").expect_err("it is none");
        assert!(
            refused.starts_with(
                "Temperature must be a number between 0 and 1000, or such numbers over rounds: "
            ) && refused.ends_with("\"soon less\" changes nothing."),
            "{refused}"
        );
        let kind = Kind::Layers { most: 4, widest: 1_024 };
        let layers = Parameter { name: "layers", title: "Layers", kind, unit: "", help: "" };
        assert_eq!(read_text(&layers, "[48, 24, 12]"), Ok(text("48,24,12")));
        assert_eq!(
            read_text(&layers, "48;24"),
            Err("Layers must be at most 4 whole numbers between 1 and 1024 with commas between, such as 48,24,12: \"48;24\" changes nothing.".to_owned())
        );
    }

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
