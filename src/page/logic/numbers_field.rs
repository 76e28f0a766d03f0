//! What a person types into the exact field of a parameter.

use crate::chart::numbers::typed;
use crate::descriptor::{Kind, Parameter, Value, ValueError, Values};

/// Reads the text in a parameter's field: a number, a schedule, widths of layers, settings of another part. The value that it
/// becomes, none where the value stays as it was, and a sentence where the value is not what was typed.
pub fn entered(parameter: &Parameter, text: &str) -> (Option<Value>, Option<String>) {
    let is_list = matches!(parameter.kind, Kind::Layers { .. } | Kind::Settings);
    let number = if is_list { None } else { typed(text) };
    let value = number.map_or_else(|| Value::Choice(text.trim().to_owned()), Value::Number);
    let sentence = match parameter.nearest(parameter.title, &value) {
        (right, None) => return (Some(right), None),
        (nearest @ Value::Number(_), Some(ValueError::OutOfRange { .. })) => {
            (format!(", so {value} became {nearest}."), Some(nearest))
        }
        _ => (format!(": \"{}\" changes nothing.", text.trim()), None),
    };
    (sentence.1, Some(format!("{} must be {}{}", parameter.title, parameter.expected(), sentence.0)))
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
    use crate::descriptor::Scale;
    use crate::spec::{HORIZON, SEEDS};

    #[test]
    fn schedules_and_widths_are_read_or_refused_with_a_sentence() {
        let kind = Kind::Schedule { minimum: 0.0, maximum: 1_000.0, default: 1.0, scale: Scale::Linear };
        let temperature = Parameter { name: "temperature", title: "Temperature", kind, unit: "", help: "" };
        let text = |text: &str| Value::Choice(text.to_owned());
        let right = |value| (Some(value), None);
        assert_eq!(
            entered(&temperature, " 1000 until 500, then 0.05"),
            right(text("1000 until 500 then 0.05"))
        );
        assert_eq!(slid(&temperature, &text("1000 until 500 then 0.05")), 1_000.0);
        assert_eq!(entered(&temperature, "2"), right(Value::Number(2.0)));
        let (value, refused) = entered(&temperature, "soon less");
        assert_eq!(value, None);
        let refused = refused.expect("a sentence");
        assert!(
            refused.starts_with(
                "Temperature must be a number between 0 and 1000, or such numbers over rounds: "
            ) && refused.ends_with("\"soon less\" changes nothing."),
            "{refused}"
        );
        let kind = Kind::Layers { most: 4, widest: 1_024 };
        let layers = Parameter { name: "layers", title: "Layers", kind, unit: "", help: "" };
        assert_eq!(entered(&layers, "[48, 24, 12]"), right(text("48,24,12")));
        assert_eq!(entered(&layers, "48"), right(text("48")));
        assert_eq!(
            entered(&layers, "48;24"),
            (None, Some("Layers must be at most 4 whole numbers between 1 and 1024 with commas between, such as 48,24,12: \"48;24\" changes nothing.".to_owned()))
        );
    }

    #[test]
    fn what_is_typed_is_taken_clamped_or_refused_with_a_sentence() {
        assert_eq!(entered(&HORIZON, "12,000"), (Some(Value::Number(12_000.0)), None));
        let clamped = "Seeds must be a whole number between 1 and 100, so 101 became 100.".to_owned();
        assert_eq!(entered(&SEEDS, "101"), (Some(Value::Number(100.0)), Some(clamped)));
        let must = "Seeds must be a whole number between 1 and 100";
        let wrong = |text: &str| (None, Some(format!("{must}: \"{text}\" changes nothing.")));
        assert_eq!(entered(&SEEDS, " many "), wrong("many"));
        assert_eq!(entered(&SEEDS, "2.5"), wrong("2.5"));
        assert_eq!(entered(&SEEDS, ""), wrong(""));
    }
}
