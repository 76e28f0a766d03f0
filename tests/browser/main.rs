//! The built page in a real browser, one file a behaviour.
//!
//! These tests need `dist/`, Chromium and chromedriver, so plain `cargo test`
//! leaves them out; `scripts/test` provides all three and runs them.
#![cfg(not(target_arch = "wasm32"))]

mod accessibility;
mod bench;
mod catalogue;
mod controls;
mod digest;
mod engine;
mod failure;
mod feedback;
mod golden;
mod inside;
mod links;
mod names;
mod notices;
mod objectives;
mod offline;
mod preparing;
mod ratings;
mod run_bar;
mod running;
mod screenshots;
mod share;
mod site;
mod slates;
mod stories;
mod support;
mod table;
mod visitor;
