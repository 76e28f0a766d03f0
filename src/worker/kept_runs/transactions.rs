//! What runs and studies have in common in the browser's database: keys, values, and how a transaction ends.

use idb::{Error, Query, Transaction};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::IdbTransaction;

/// Ends a transaction in which this was written: all of it is kept, or nothing.
///
/// # Errors
/// What was not written, or why the browser has undone it at the end, as it does where there is no room.
pub(super) async fn ended<T>(transaction: Transaction, written: Result<T, Error>) -> Result<T, Error> {
    let written = match written {
        Ok(written) => written,
        Err(error) => {
            // Where the browser has not done it.
            let _ = transaction.abort();
            return Err(error);
        }
    };
    // To the crate an aborted transaction is no error, and it does not say why.
    let transaction = IdbTransaction::from(transaction);
    let ended = Transaction::from(transaction.clone()).await;
    match (ended, transaction.error()) {
        (Ok(ended), _) if ended.is_committed() => Ok(written),
        (_, Some(error)) => Err(Error::DomException(error)),
        (Err(error), None) => Err(error),
        (Ok(_), None) => Err(Error::DomExceptionNotFound),
    }
}

/// What is kept under a name.
pub(super) fn key(name: &str) -> Query {
    Query::Key(JsValue::from(name))
}

/// A key as a text: those of other programs may be anything.
pub(super) fn name(key: &JsValue) -> String {
    key.as_string().unwrap_or_else(|| format!("{key:?}"))
}

/// Bytes as they are kept.
pub(super) fn value(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// The bytes of a value; none where it is something else.
pub(super) fn bytes_of(value: &JsValue) -> Vec<u8> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default()
}
