//! The runs that a browser keeps: what the page's programs ask of them, and the reader's program, which keeps them.
//!
//! All programs of a window ask through one worker (`keeper`), which `RunsClient` finds. There the runs lie in IndexedDB, or in
//! memory where the browser forbids that (`database`); what is done with them is the same natively (`work`).

mod messages;
pub mod work;

#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
pub mod database;
#[cfg(target_arch = "wasm32")]
mod fault;
#[cfg(target_arch = "wasm32")]
mod keeper;
#[cfg(target_arch = "wasm32")]
mod studies;
#[cfg(target_arch = "wasm32")]
mod transactions;

#[cfg(target_arch = "wasm32")]
pub use client::{RunsClient, Subscription};
pub use messages::{
    KeptEntry, KeptHeader, KeptListing, KeptStudiesSize, Parts, RunsAnswer, RunsRequest, packed, unpacked,
};
