//! MovieLens: readers of its files, the compact bundle that the page loads, and factorizations into taste and film.
//! And tables: CSV files with named columns. Which of both a file is, [`read_any`] finds out.

pub mod bundle;
mod dataset;
pub mod factorization;
mod features;
mod files;
mod movielens;
pub mod table;

pub use dataset::{Dataset, DatasetError, Demographics, Movie, Rating, Summary, User};
pub use features::{FeatureTable, demographic_features};
pub use files::{Content, FileError, ReadAs, ambiguous_file, read_any, read_as};
pub use movielens::{DataError, Limits, NamedFile, Problem, ReadProgress, Stage, read_files};
