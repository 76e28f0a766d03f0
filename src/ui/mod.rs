//! What the programs on the page's main thread share, the page's own and the views': services of the browser, and small parts of
//! Leptos views; and the words that all of them explain.

pub mod glossary;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub(crate) mod browser;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub(crate) mod canvas;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub(crate) mod focus;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub(crate) mod icon;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub(crate) mod live;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub(crate) mod save;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub(crate) mod sized;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub(crate) mod word;
