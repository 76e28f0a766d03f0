//! Runs that are kept: bytes, stores, import and export.

mod archive;
mod browser_store;
mod command;
mod compare;
mod exports;
mod format;
mod stores;
pub mod support;
mod thousand;
