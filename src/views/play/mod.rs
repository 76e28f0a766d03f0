//! Play against the bandits: a person picks films for the same users, and sees beside each pick what the bandits knew.

pub mod words;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod rounds;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod state;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod view;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use state::Playing;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use view::play_view;
