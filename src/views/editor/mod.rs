//! The editor: the code of an agent that a person writes, checked in a worker and put into the page's race.

pub mod race;
pub mod text;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod state;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod view;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use state::Editing;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use view::editor_view;
