//! The data that environments are made from: kinds of data, each with its declaration, its files and its form in memory.
//!
//! [`DATA_KINDS`] lists them: ratings of MovieLens, with the compact bundle that the page loads and factorizations into taste
//! and film; and tables, CSV files with named columns. Of which kind a file is, [`read_any`] finds out. What an experiment
//! names is a [`SourceRef`], and what environments are made from are [`Sources`].

pub mod bundle;
pub mod content;
pub mod csv_text;
mod dataset;
pub mod exploration;
pub mod factorization;
mod features;
mod files;
mod interface;
mod kind;
mod kind_map;
pub mod kinds;
mod movielens;
#[cfg(not(target_arch = "wasm32"))]
pub mod parquet;
mod source;
mod source_refs;
mod sources;
pub mod table;

pub use dataset::{Dataset, DatasetError, Demographics, Movie, Rating, Summary, User};
pub use features::{FeatureTable, demographic_features};
pub use files::{Ambiguity, FileError, ambiguous_file, read_any, read_as};
#[cfg(not(target_arch = "wasm32"))]
pub use interface::Native;
pub use interface::{
    Data, DataSummary, Decoder, OwnSummary, ReadData, ReadError, Reader, Recognition, known,
};
pub use kind::{DataDescriptor, DataKind, DataUse, HandOver, Keep, Words};
pub use kind_map::KindMap;
pub use kinds::DATA_KINDS;
pub use movielens::{DataError, Limits, NamedFile, Problem, ReadProgress, Stage, read_files};
pub use source::{SourceOption, SourceRef};
pub use source_refs::SourceRefs;
pub use sources::{Inputs, MissingData, Sources};
