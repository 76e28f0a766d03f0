//! Lessons: all of them by path, and one of them with its chart.

pub mod guesses;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod change;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod list;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod pick;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod prose;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod stage;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod state;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod steps;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod view;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use view::learn_view;
