//! The built page in a real browser, one file a behaviour.
//!
//! These tests need `dist/`, Chromium and chromedriver, so plain `cargo test`
//! leaves them out; `scripts/test` provides all three and runs them.
#![cfg(not(target_arch = "wasm32"))]

mod accessibility;
mod axe;
mod begun;
mod bench;
mod browsers;
mod catalogue;
mod charts;
mod class;
mod clipped;
mod controls;
mod data;
mod digest;
mod drawer;
mod driver;
mod editor;
mod engine;
mod engines;
mod failure;
mod feedback;
mod first_visit;
mod focus;
mod forced_colours;
mod golden;
mod inside;
mod keeping;
mod kept;
mod kept_runs;
mod keys;
mod lessons;
mod links;
mod logs;
mod looping;
mod names;
mod notices;
mod objectives;
mod offline;
mod play;
mod policy;
mod practitioner;
mod preparing;
mod profile;
mod published;
mod ratings;
mod roles;
mod run_bar;
mod running;
mod runs_view;
mod saving;
mod screenshots;
mod screenshots_of_the_site;
mod share;
mod sharing;
mod site;
mod slates;
mod starter;
mod stories;
mod support;
mod table;
mod targets;
mod terms;
mod tuning;
mod visitor;
