//! The page and its workers: what they say to each other, the workers themselves, and the page's pool of them.
//!
//! One WebAssembly binary serves both: in a window its entry mounts the page, in a worker it starts
//! [`entry`](mod@protocol). Nothing is shared but messages, so the page works on plain static hosts and inside frames.

pub mod bookkeeping;
pub mod events;
pub mod protocol;

#[cfg(target_arch = "wasm32")]
pub mod entry;
#[cfg(target_arch = "wasm32")]
pub mod pool;
#[cfg(target_arch = "wasm32")]
mod spawn;
pub mod windowed;
