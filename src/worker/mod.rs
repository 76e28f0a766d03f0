//! The page and its workers: what they say to each other, the workers themselves, and the page's pool of them.
//!
//! Four of the WebAssembly programs meet here: the page's; the starter's, the engine for the default experiment alone, and the whole engine's,
//! which run in the workers and begin in `starter` and `entry`; and the reader's, which begins in `reading`. The first two are loaded
//! side by side, the others after them (see `engine`). The fifth, the views', asks through `kept_runs`. Nothing is shared but messages, so the page works on plain static hosts and inside frames.

#[cfg(not(feature = "starter"))]
pub mod asked;
pub mod bookkeeping;
pub mod bytes;
pub mod code;
pub mod envelope;
pub mod events;
#[cfg(not(feature = "starter"))]
pub mod exploring;
pub mod greeting;
pub mod json;
pub mod kept_runs;
pub mod kept_studies;
#[cfg(not(feature = "starter"))]
pub mod logs;
#[cfg(not(feature = "starter"))]
pub mod looping;
#[cfg(not(feature = "starter"))]
pub mod playing;
#[cfg(not(feature = "starter"))]
pub mod profiling;
pub mod protocol;
#[cfg(not(feature = "starter"))]
pub mod scripting;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod assistant;
#[cfg(target_arch = "wasm32")]
mod child;
#[cfg(target_arch = "wasm32")]
mod engine;
#[cfg(all(target_arch = "wasm32", not(feature = "starter")))]
pub mod entry;
#[cfg(target_arch = "wasm32")]
pub mod helper;
#[cfg(target_arch = "wasm32")]
mod live_run;
#[cfg(target_arch = "wasm32")]
pub mod pool;
#[cfg(target_arch = "wasm32")]
mod post;
#[cfg(all(target_arch = "wasm32", not(feature = "starter")))]
pub mod reading;
#[cfg(target_arch = "wasm32")]
mod scope;
#[cfg(target_arch = "wasm32")]
pub mod spawn;
#[cfg(all(target_arch = "wasm32", feature = "starter"))]
pub mod starter;
pub mod starter_command;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod team;
#[cfg(not(feature = "starter"))]
pub mod trials;
#[cfg(target_arch = "wasm32")]
mod turns;
pub mod windowed;
