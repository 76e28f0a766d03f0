//! A value in JSON and in messages.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Value;

/// [`Value`] where the format does not say of what kind a value is.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Value")]
enum TaggedValue {
    Switch(bool),
    Number(f64),
    Choice(String),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Both are the derived functions, which come before those of the trait.
        if serializer.is_human_readable() {
            Value::serialize(self, serializer)
        } else {
            TaggedValue::serialize(self, serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        if deserializer.is_human_readable() {
            Value::deserialize(deserializer)
        } else {
            TaggedValue::deserialize(deserializer)
        }
    }
}
