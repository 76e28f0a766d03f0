//! What a script has used in a call, and the random stream that it draws from.
//!
//! The language counts its own steps. What helpers do beyond one step is added here, in the same unit, so that a step takes about
//! the same time whatever it does. A call begins and ends on one thread, and everything here is of the call under way there.

use std::cell::{Cell, RefCell};

use crate::math::random::RngStream;
use rhai::{EvalAltResult, Position};

/// Operations of one call.
pub const OPERATIONS: u64 = 1_000_000;

/// So many numbers that a helper goes through count as an operation.
const NUMBERS: usize = 32;

thread_local! {
    static CHARGED: Cell<u64> = const { Cell::new(0) };
    static STREAM: RefCell<Option<RngStream>> = const { RefCell::new(None) };
}

/// Lets a call draw from a stream, and gives what it returns; calls without one can't draw.
pub fn with_stream<T>(stream: Option<&mut RngStream>, call: impl FnOnce() -> T) -> T {
    CHARGED.set(0);
    STREAM.set(stream.as_deref().cloned());
    let result = call();
    let left = STREAM.take();
    if let (Some(stream), Some(left)) = (stream, left) {
        *stream = left;
    }
    result
}

/// Counts the work of a helper that goes through so many numbers.
///
/// # Errors
/// The call's operations are used up.
pub fn charge(numbers: usize) -> Result<(), Box<EvalAltResult>> {
    let charged = CHARGED.get().saturating_add((numbers / NUMBERS) as u64);
    CHARGED.set(charged);
    if charged > OPERATIONS {
        return Err(EvalAltResult::ErrorTooManyOperations(Position::NONE).into());
    }
    Ok(())
}

/// Whether the call has used more than its operations, of which the language counted so many.
pub fn is_spent(counted: u64) -> bool {
    counted.saturating_add(CHARGED.get()) > OPERATIONS
}

/// Draws from the agent's stream.
///
/// # Errors
/// A call that may not draw.
pub fn draw<T>(draw: impl FnOnce(&mut RngStream) -> T) -> Result<T, Box<EvalAltResult>> {
    STREAM.with_borrow_mut(|stream| match stream {
        Some(stream) => Ok(draw(stream)),
        None => Err("random numbers can be drawn in choose alone".into()),
    })
}
