//! Damaged files make the library panic (bit_util.rs of parquet 60 asserts lengths that pages state): here that is an error.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use parquet::errors::ParquetError as LibraryError;

use super::ParquetError;

thread_local! {
    /// Whether this thread is reading a file.
    static IS_READING: Cell<bool> = const { Cell::new(false) };
}

/// What reading gives; an error where it panics, without a word of the panic.
///
/// # Errors
/// Those of `read`, and a damaged file.
pub(super) fn guarded<Found>(
    read: impl FnOnce() -> Result<Found, ParquetError>,
) -> Result<Found, ParquetError> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_READING.get() {
                usual(panic);
            }
        }));
    });
    let before = IS_READING.replace(true);
    // Whatever a panic leaves half read is dropped.
    let found = catch_unwind(AssertUnwindSafe(read));
    IS_READING.set(before);
    found.unwrap_or_else(|_| Err(LibraryError::General("it is damaged".to_owned()).into()))
}
