//! The page: Leptos components, one file a panel, over one [`state`] with the actions as its methods.
//!
//! What can be said without a browser is in [`logic`], which compiles and is tested natively.

pub mod logic;
