//! Policies that can be asked for their probabilities, saved and loaded.

mod command;
mod files;
mod probabilities;
mod runs;
mod saved;
