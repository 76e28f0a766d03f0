//! A worker's way to the page, and its clock.

use js_sys::global;
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

use super::greeting::{BUILD, Greeting};
use super::post::packed;
use super::protocol::Report;

/// Shortest time between two reports, in milliseconds: a frame at 60 a second.
pub const FRAME: f64 = 16.0;

/// Says that the program runs, of which build it is, and that it takes commands.
pub fn greet() {
    let Ok(scope) = global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let greeting = Greeting::Build(BUILD.to_owned());
    let _ = scope.post_message(&greeting.to_string().into());
    report(Report::Started);
}

/// Says something to the page, which gets the buffers.
pub fn report(report: Report) {
    let Ok(scope) = global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    if let Some((message, transfer)) = packed(report, true) {
        let _ = scope.post_message_with_transfer(&message, &transfer);
    }
}

/// Bytes of memory that the program has.
#[cfg(not(feature = "starter"))]
pub fn memory() -> u64 {
    /// Bytes of a page of WebAssembly's memory.
    const PAGE: u64 = 1 << 16;
    core::arch::wasm32::memory_size::<0>() as u64 * PAGE
}

/// The clock of [`now`] where it is read often: asking for it takes longer than reading it.
#[cfg(not(feature = "starter"))]
pub fn clock() -> impl Fn() -> f64 {
    let scope = global().dyn_into::<DedicatedWorkerGlobalScope>().ok();
    let performance = scope.and_then(|scope| scope.performance());
    move || performance.as_ref().map_or(0.0, web_sys::Performance::now)
}

/// Milliseconds, for pacing and profiles only: no result depends on it.
pub fn now() -> f64 {
    let scope = global().dyn_into::<DedicatedWorkerGlobalScope>().ok();
    scope.and_then(|scope| scope.performance()).map_or(0.0, |performance| performance.now())
}
