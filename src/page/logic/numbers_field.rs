//! What a person types into the exact field of a parameter.

use crate::chart::numbers::typed;
use crate::declaration::{Parameter, Value};

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
pub fn read(parameter: &'static Parameter, text: &str) -> Typed {
    let wrong = || Typed::Wrong(format!("\"{}\" is not {}.", text.trim(), parameter.expected()));
    let Some(number) = typed(text) else { return wrong() };
    let given = Value::Number(number);
    match parameter.nearest(parameter.title, &given) {
        (Value::Number(nearest), None) => Typed::Right(nearest),
        (Value::Number(nearest), Some(_)) if nearest != number && nearest != number_of_default(parameter) => {
            Typed::Clamped(nearest, format!("{number} is not {}; {nearest} was taken.", parameter.expected()))
        }
        // A value of another kind (a fraction where whole numbers are) has no nearest one.
        _ if is_out_of_range(parameter, number) => {
            let nearest = parameter.nearest(parameter.title, &given).0;
            Typed::Clamped(number_of(&nearest), format!("{number} is not {}; {nearest} was taken.", parameter.expected()))
        }
        _ => wrong(),
    }
}

fn number_of(value: &Value) -> f64 {
    match value {
        Value::Number(number) => *number,
        _ => 0.0,
    }
}

fn number_of_default(parameter: &Parameter) -> f64 {
    number_of(&parameter.default_value())
}

fn is_out_of_range(parameter: &Parameter, number: f64) -> bool {
    use crate::declaration::Kind;
    match parameter.kind {
        Kind::Number { minimum, maximum, .. } => !(minimum..=maximum).contains(&number),
        Kind::Integer { minimum, maximum, .. } => {
            number.fract() == 0.0 && !(minimum as f64..=maximum as f64).contains(&number)
        }
        _ => false,
    }
}
