//! Data that an experiment names, as they stand in JSON: an object with the fingerprint, the name of the file, and the options
//! that the kind of data declares.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::data::{DataKind, SourceOption, SourceRef};

const FINGERPRINT: &str = "fingerprint";
const NAME: &str = "name";

/// A source with its kind, which says what its options are called.
pub struct Source<'a> {
    pub kind: DataKind,
    pub source: &'a SourceRef,
}

impl Serialize for Source<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Source { kind, source } = self;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry(FINGERPRINT, &source.fingerprint)?;
        object.serialize_entry(NAME, &source.name)?;
        for option in kind.0.options {
            match (option.many, source.values(option)) {
                (true, []) => {}
                (true, values) => object.serialize_entry(option.name, values)?,
                (false, _) => object.serialize_entry(option.name, source.value(option))?,
            }
        }
        object.end()
    }
}

/// What stands in a field: a text, or a list of texts.
enum Field {
    One(String),
    Many(Vec<String>),
    Other,
}

/// The fields of a source, before it is known which there may be.
pub struct Fields(Vec<(String, Field)>);

impl Fields {
    /// The source of this kind with these fields; or what is wrong with them.
    pub fn source(self, kind: DataKind) -> Result<SourceRef, String> {
        let mut source = SourceRef::new("", "");
        let mut found: Vec<String> = Vec::new();
        for (name, field) in self.0 {
            if found.contains(&name) {
                return Err(format!("duplicate field `{name}`"));
            }
            let option = kind.0.options.iter().find(|option| option.name == name);
            match (name.as_str(), option, field) {
                (FINGERPRINT, _, Field::One(text)) => source.fingerprint = text,
                (NAME, _, Field::One(text)) => source.name = text,
                (_, Some(option), Field::One(text)) if !option.many => source.set(option, vec![text]),
                (_, Some(option), Field::Many(texts)) if option.many => source.set(option, texts),
                (FINGERPRINT | NAME, ..) => return Err(format!("`{name}` must be a text")),
                (_, Some(option), _) => return Err(format!("`{name}` must be {}", expected(option))),
                // What knows no options of its own has always passed over further fields.
                (_, None, _) if kind.options.is_empty() => {}
                (_, None, _) => return Err(unknown(kind, &name)),
            }
            found.push(name);
        }
        let only = kind.0.options.iter().filter(|option| !option.many).map(|option| option.name);
        let needed = [FINGERPRINT].into_iter().chain(only);
        match needed.into_iter().find(|name| !found.iter().any(|found| found == name)) {
            Some(missing) => Err(format!("missing field `{missing}`")),
            None => Ok(source),
        }
    }
}

fn expected(option: &SourceOption) -> &'static str {
    if option.many { "a list of texts" } else { "a text" }
}

/// As serde says it of other objects.
fn unknown(kind: DataKind, name: &str) -> String {
    let options = kind.0.options.iter().map(|option| option.name);
    let known: Vec<String> =
        [FINGERPRINT, NAME].into_iter().chain(options).map(|known| format!("`{known}`")).collect();
    format!("unknown field `{name}`, expected one of {}", known.join(", "))
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(Object)
    }
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with a fingerprint")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Field, D::Error> {
        deserializer.deserialize_any(Texts)
    }
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = Field;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text or a list of texts")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Field, E> {
        Ok(Field::One(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Field, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(Field::Many(texts))
    }

    // Anything else is the field of a later playground, or wrong: which of both its name tells.
    fn visit_bool<E: Error>(self, _: bool) -> Result<Field, E> {
        Ok(Field::Other)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Field, E> {
        Ok(Field::Other)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Field, E> {
        Ok(Field::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Field, E> {
        Ok(Field::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Field, E> {
        Ok(Field::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Field, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Field::Other)
    }
}
