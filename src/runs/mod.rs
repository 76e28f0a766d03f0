//! Runs that are kept: what was computed is found again, compared and taken along.
//!
//! A [`KeptRun`] is made of a [`RunLog`](crate::results::RunLog), finished or not. It has a [`RunHeader`], which lists, searches
//! and merges need, and results thinned so that a thousand runs stay small. Bytes are by [`to_bytes`] and [`from_bytes`].

mod archive;
mod compare;
mod csv;
mod curves;
#[cfg(not(target_arch = "wasm32"))]
mod folder_store;
mod format;
mod header;
mod id;
mod json;
mod json_numbers;
mod kept;
mod memory_store;
mod merge;
mod packing;
#[cfg(not(target_arch = "wasm32"))]
mod parquet;
mod python;
mod rerun;
mod results;
mod search;
mod settings;
mod snapshot;
mod store;
mod tensorboard;
mod tidy;

pub use archive::{ArchiveError, ArchiveWriter, export, import, read_archive};
pub use compare::{
    Comparison, NotComparable, Pair, Side, WhyUnpaired, compare, compare_all, compare_pairs, why_not,
    why_unpaired,
};
pub use csv::tidy_csv;
pub use curves::{Axis, CurvePoint, aligned, moving_mean, places, smoothed};
#[cfg(not(target_arch = "wasm32"))]
pub use folder_store::FolderStore;
pub use format::{
    FormatError, MAGIC, SCHEMA, beginning_with, from_bytes, header_of, read_beginning, to_bytes, with_header,
};
pub use header::{Edit, RunHeader, digest_text, tidy_tags};
pub use id::{NoRunId, RunId};
pub use json::{RunJsonError, from_json, to_json};
pub use kept::{KeptRun, Made};
pub use memory_store::MemoryStore;
pub use merge::{Arrival, Damaged, ImportReport, arrival};
pub use packing::PackingError;
#[cfg(not(target_arch = "wasm32"))]
pub use parquet::write_parquet;
pub use python::python_snippet;
pub use rerun::{Rerun, rerun};
pub use results::{KeptCurve, KeptPolicy, KeptResults, MOST_CHECKPOINTS};
pub use search::Filter;
pub use settings::{DifferingSetting, differing_settings};
pub use snapshot::{Change, Record, Snapshot};
pub use store::{
    Broken, Entry, Full, Listing, Placement, Put, RunStore, StoreError, make_room, placed, placement,
};
pub use tensorboard::{EventFile, event_files};
