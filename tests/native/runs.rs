//! Runs that are kept: bytes, stores, import and export.

mod archive;
mod command;
mod compare;
mod exports;
mod format;
mod stores;
mod support;
mod thousand;
