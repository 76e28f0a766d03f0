//! The page: Leptos components, one file a panel, over one state whose methods are what a person can do.
//!
//! What can be said without a browser is in [`logic`], which compiles and is tested natively.

pub mod logic;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod actions;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod panels;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod state;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub(crate) use crate::ui::browser;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use panels::start;
