//! What covers the page when a person asks for it, in a program of its own (`src/bin/views.rs`) that is loaded then: the runs that
//! are kept, and comparisons of them. The page knows their [`names`] and nothing else.
//!
//! What can be said without a browser is compiled and tested natively.

pub mod names;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod compare_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod runs_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod shell;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod state;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use shell::open;
