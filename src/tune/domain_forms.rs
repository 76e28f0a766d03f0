//! A [`Domain`] in JSON and in messages.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Domain;
use crate::descriptor::Value;

/// [`Domain`] where the format has no names, so that none can say of which kind it is.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Domain")]
enum PlainDomain {
    Range { low: f64, high: f64, log: bool, whole: bool },
    Options { values: Vec<Value> },
}

impl Serialize for Domain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            // The derived function, which comes before that of the trait.
            return Domain::serialize(self, serializer);
        }
        PlainDomain::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Domain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Domain, D::Error> {
        if deserializer.is_human_readable() {
            return Domain::deserialize(deserializer);
        }
        PlainDomain::deserialize(deserializer)
    }
}
