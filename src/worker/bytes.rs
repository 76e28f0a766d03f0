//! Messages as bytes, for `postMessage`.

use js_sys::Array;
use wasm_bindgen::prelude::*;

/// Bytes for `postMessage`, with what must be transferred rather than copied.
pub fn transferable(bytes: &[u8]) -> (JsValue, Array) {
    let array = js_sys::Uint8Array::from(bytes);
    let transfer = Array::of1(&array.buffer());
    (array.into(), transfer)
}

/// The bytes of a message; none for anything else.
pub fn bytes_of(data: &JsValue) -> Option<Vec<u8>> {
    data.dyn_ref::<js_sys::Uint8Array>().map(js_sys::Uint8Array::to_vec)
}
