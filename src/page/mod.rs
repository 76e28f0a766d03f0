//! The page: Leptos components, one file a panel, over one state whose methods are what a person can do.
//!
//! What can be said without a browser is in [`logic`], which compiles and is tested natively.

pub mod logic;

#[cfg(target_arch = "wasm32")]
mod actions;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod panels;
#[cfg(target_arch = "wasm32")]
mod state;

#[cfg(target_arch = "wasm32")]
pub use panels::start;
