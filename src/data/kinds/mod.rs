//! The kinds of data that a person can bring, or that experiments are made from without. To add one, write one file here with
//! its [`DataDescriptor`] (data), its [`Decoder`] and its [`Reader`] (code), and add one line to the list below.

pub mod ratings;
pub mod table;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::interface::{Decoder, Reader};
use super::kind::{DataDescriptor, DataKind};
use crate::catalogue::{lookups, parts};

parts! {
    /// All kinds of data; where a file could be of several, the first is taken unless a person says otherwise.
    pub static DATA_KINDS: DataDescriptor = DESCRIPTOR;
    /// How the engine gets them from bytes.
    pub static DECODERS: Decoder = DECODER;
    /// How they are read from files.
    pub static READERS: Reader = READER;
    ratings,
    table,
}

lookups! { DATA_KINDS: DataDescriptor, DECODERS: Decoder }

impl DataKind {
    /// All kinds.
    pub fn all() -> impl Iterator<Item = DataKind> {
        DATA_KINDS.iter().copied().map(DataKind)
    }

    /// The kind of that id.
    pub fn of(id: &str) -> Option<DataKind> {
        find(id).map(DataKind)
    }

    /// How files are read as data of this kind.
    ///
    /// # Panics
    /// Where it is in no list.
    pub fn reader(self) -> &'static Reader {
        let reader = READERS.iter().copied().find(|reader| reader.descriptor.part.id == self.id());
        reader.expect("what is declared is listed")
    }
}

impl Serialize for DataKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for DataKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DataKind, D::Error> {
        let id = String::deserialize(deserializer)?;
        DataKind::of(&id).ok_or_else(|| D::Error::custom(format!("there is no kind of data \"{id}\"")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::HandOver;
    use std::collections::BTreeSet;

    #[test]
    fn kinds_can_be_told_apart() {
        let mut names = BTreeSet::new();
        let mut keys = BTreeSet::new();
        for kind in DataKind::all() {
            assert_eq!(DataKind::of(kind.id()), Some(kind));
            assert!(names.insert(kind.id()) && keys.insert(kind.link_key), "{kind:?}");
            assert_eq!(kind.link_key.len(), 1, "{kind:?}");
            assert_eq!(
                (kind.reader().descriptor.part.id, kind.builder().descriptor.part.id),
                (kind.id(), kind.id())
            );
            assert_eq!(kind.bundled.is_some(), kind.reader().native.bundled.is_some(), "{kind:?}");
            let flags =
                kind.options.iter().map(|option| option.flag).chain(kind.keep.iter().map(|keep| keep.flag));
            assert!(flags.into_iter().all(|flag| names.insert(flag)), "{kind:?}");
            let fields: BTreeSet<&str> = kind.options.iter().map(|option| option.name).collect();
            assert!(fields.len() == kind.options.len() && !fields.contains("name"), "{kind:?}");
            let unusable = kind.unusable("why");
            assert!(unusable.starts_with("The ") && unusable.ends_with(" can't be used: why"), "{unusable}");
            // What is bundled is there from the start, and where something must be chosen first there is a choice.
            assert!(kind.bundled.is_none() || kind.hand_over == HandOver::AtOnce, "{kind:?}");
            assert!(kind.options.is_empty() || kind.hand_over == HandOver::WithRun, "{kind:?}");
        }
        assert_eq!(DataKind::of("nothing"), None);
    }

    #[test]
    fn a_message_names_a_kind_by_its_id() {
        for kind in DataKind::all() {
            let bytes = postcard::to_allocvec(&kind).expect("it is a text");
            assert_eq!(bytes, postcard::to_allocvec(kind.id()).expect("it is a text"));
            assert_eq!(postcard::from_bytes::<DataKind>(&bytes), Ok(kind));
        }
        assert!(
            postcard::from_bytes::<DataKind>(&postcard::to_allocvec("nothing").expect("it is a text"))
                .is_err()
        );
    }

    #[test]
    fn bundled_data_are_decoded() {
        for kind in DataKind::all() {
            let Some(bytes) = kind.reader().native.bundled else { continue };
            let data = (kind.builder().decode)(bytes).expect("they are bundled");
            let again = (kind.builder().decode)(&(kind.reader().encode)(&*data)).expect("they were encoded");
            assert_eq!((again.kind(), again.fingerprint_text()), (kind, data.fingerprint_text()));
            assert_eq!(data.summary("").fingerprint, data.fingerprint_text());
            assert!((kind.builder().decode)(b"no data").is_err());
        }
    }
}
