//! What covers the page when a person asks for it, in a program of its own (`src/bin/views.rs`) that is loaded then: lessons, the
//! runs that are kept, and comparisons of them. The page knows their [`names`] and nothing else.
//!
//! What can be said without a browser is compiled and tested natively.

pub mod comparison;
pub mod files;
pub mod learn;
pub mod names;
pub mod preview;
pub mod words;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod compare_tables;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod compare_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod compared;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod doing;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod lab;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod run_row;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod runs_bars;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod runs_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod shell;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod state;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod times;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use shell::open;
