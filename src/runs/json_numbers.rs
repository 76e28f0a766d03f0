//! Numbers in JSON, which has no NaN and no infinity: those stand there as text.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(untagged)]
enum Number<Float> {
    Finite(Float),
    Other(Other),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Other {
    #[serde(rename = "NaN")]
    Nan,
    #[serde(rename = "inf")]
    Infinity,
    #[serde(rename = "-inf")]
    MinusInfinity,
}

/// Numbers of one precision.
macro_rules! numbers {
    ($float:ident) => {
        impl From<$float> for Number<$float> {
            fn from(number: $float) -> Number<$float> {
                match number {
                    _ if number.is_nan() => Number::Other(Other::Nan),
                    $float::INFINITY => Number::Other(Other::Infinity),
                    $float::NEG_INFINITY => Number::Other(Other::MinusInfinity),
                    _ => Number::Finite(number),
                }
            }
        }

        impl From<Number<$float>> for $float {
            fn from(number: Number<$float>) -> $float {
                match number {
                    Number::Finite(number) => number,
                    Number::Other(Other::Nan) => $float::NAN,
                    Number::Other(Other::Infinity) => $float::INFINITY,
                    Number::Other(Other::MinusInfinity) => $float::NEG_INFINITY,
                }
            }
        }
    };
}

numbers!(f64);
numbers!(f32);

/// Numbers of single precision.
pub mod singles {
    use super::Number;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes them.
    pub fn serialize<S: Serializer>(numbers: &[f32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(numbers.iter().map(|number| Number::from(*number)))
    }

    /// Reads them.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f32>, D::Error> {
        Ok(Vec::<Number<f32>>::deserialize(deserializer)?.into_iter().map(f32::from).collect())
    }
}

/// Rows of numbers.
pub mod rows {
    use super::Number;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes them.
    pub fn serialize<S: Serializer>(rows: &[Vec<f64>], serializer: S) -> Result<S::Ok, S::Error> {
        let rows = rows.iter().map(|row| row.iter().map(|number| Number::from(*number)).collect());
        rows.collect::<Vec<Vec<Number<f64>>>>().serialize(serializer)
    }

    /// Reads them.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<f64>>, D::Error> {
        let rows = Vec::<Vec<Number<f64>>>::deserialize(deserializer)?;
        Ok(rows.into_iter().map(|row| row.into_iter().map(f64::from).collect()).collect())
    }
}
