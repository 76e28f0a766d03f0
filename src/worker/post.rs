//! Messages for `postMessage`: an array of the plain data and the buffers, all `Uint8Array`s.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::bytes::Bytes;
use super::envelope::{Message, pack, unpack};

/// A message for `postMessage`, with what is transferred rather than copied: of the buffers those that the sender
/// `gives_away`, none of which may be used afterwards.
pub fn packed(message: impl Message, gives_away: bool) -> Option<(JsValue, Array)> {
    let (header, buffers) = pack(message)?;
    let header = Uint8Array::from(header.as_slice());
    let (parts, transfer) = (Array::of1(&header), Array::of1(&header.buffer()));
    for buffer in &buffers {
        parts.push(buffer.array());
        if gives_away {
            transfer.push(&buffer.array().buffer());
        }
    }
    Some((parts.into(), transfer))
}

/// The message that was posted; none for anything else.
pub fn unpacked<M: Message>(data: &JsValue) -> Option<M> {
    let parts = data.dyn_ref::<Array>()?.iter().map(|part| part.dyn_into::<Uint8Array>());
    let parts: Vec<Uint8Array> = parts.collect::<Result<_, _>>().ok()?;
    let (header, buffers) = parts.split_first()?;
    unpack(&header.to_vec(), buffers.iter().cloned().map(Bytes::from).collect())
}
