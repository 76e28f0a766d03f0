//! Runs that are kept: bytes, stores, import and export.

mod archive;
mod compare;
mod format;
mod stores;
mod support;
mod thousand;
