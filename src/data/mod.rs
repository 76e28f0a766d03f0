//! MovieLens: readers of its files, the compact bundle that the page loads, and factorizations into taste and film.
//! And tables: CSV files with named columns.

pub mod bundle;
mod dataset;
pub mod factorization;
mod features;
mod movielens;
pub mod table;

pub use dataset::{Dataset, DatasetError, Demographics, Movie, Rating, Summary, User};
pub use features::{FeatureTable, demographic_features};
pub use movielens::{DataError, Limits, NamedFile, Problem, ReadProgress, Stage, read_files};
