//! Bytes that travel beside a message.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[cfg(not(target_arch = "wasm32"))]
type Held = std::sync::Arc<Vec<u8>>;
// The page only hands them on, so there they stay outside of the program's memory.
#[cfg(target_arch = "wasm32")]
type Held = js_sys::Uint8Array;

/// Bytes that are part of a message: a bundle, a table, a file. Cloning copies nothing. Where a message is serialized they
/// leave only their place, and they themselves travel beside it: see [`pack`](super::envelope::pack).
#[derive(Debug, Clone)]
pub struct Bytes(Held);

impl Bytes {
    /// A copy in the program's own memory.
    pub fn to_vec(&self) -> Vec<u8> {
        #[cfg(not(target_arch = "wasm32"))]
        return self.0.as_ref().clone();
        #[cfg(target_arch = "wasm32")]
        self.0.to_vec()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        #[cfg(not(target_arch = "wasm32"))]
        return self.0.len();
        #[cfg(target_arch = "wasm32")]
        return self.0.length() as usize;
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// As JavaScript has them.
    #[cfg(target_arch = "wasm32")]
    pub fn array(&self) -> &js_sys::Uint8Array {
        &self.0
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(bytes.into())
    }
}

#[cfg(target_arch = "wasm32")]
impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(js_sys::Uint8Array::from(bytes.as_slice()))
    }
}

#[cfg(target_arch = "wasm32")]
impl From<js_sys::Uint8Array> for Bytes {
    fn from(array: js_sys::Uint8Array) -> Bytes {
        Bytes(array)
    }
}

impl Default for Bytes {
    fn default() -> Bytes {
        Bytes::from(Vec::new())
    }
}

/// Of equal content; in the browser the same ones, since there nothing compares them.
impl PartialEq for Bytes {
    fn eq(&self, other: &Bytes) -> bool {
        #[cfg(not(target_arch = "wasm32"))]
        return self.0 == other.0;
        #[cfg(target_arch = "wasm32")]
        return js_sys::Object::is(&self.0, &other.0);
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        <()>::deserialize(deserializer).map(|()| Bytes::default())
    }
}
