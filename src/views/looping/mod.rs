//! The Loop view: a policy that is trained, passes a gate, serves, is joined with what its users answer, and is trained again.

pub mod drawn;
pub mod kept;
pub mod words;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod file;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod parts;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod state;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod view;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use state::Looping;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use view::loop_view;
