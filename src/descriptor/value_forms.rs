//! A value in JSON and in messages.

use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::layers;
use super::parameter::Value;

/// [`Value`] where the format does not say of what kind a value is.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Value")]
enum TaggedValue {
    Switch(bool),
    Number(f64),
    Choice(String),
}

/// Takes what stands in JSON as it comes. serde's untagged enums keep it first, as whatever it might be.
struct Plain;

impl<'de> Visitor<'de> for Plain {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("true, false, a number, a list of whole numbers or the id of an option")
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Value, E> {
        Ok(Value::Switch(on))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_str<E: Error>(self, id: &str) -> Result<Value, E> {
        Ok(Value::Choice(id.to_owned()))
    }

    /// Widths of layers, as Python writes them.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut widths = Vec::new();
        while let Some(width) = list.next_element::<usize>()? {
            widths.push(width);
        }
        Ok(Value::Choice(layers::write(&widths)))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return TaggedValue::serialize(self, serializer);
        }
        match self {
            Value::Switch(on) => serializer.serialize_bool(*on),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Choice(id) => serializer.serialize_str(id),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(Plain)
        } else {
            TaggedValue::deserialize(deserializer)
        }
    }
}
