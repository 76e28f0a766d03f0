//! The command line, built natively from the same crate.

mod allocations;
mod arguments;
mod bench;
mod bundle;
mod compare;
mod data;
mod deployment;
mod driver;
mod durable;
mod evaluate;
mod evaluated;
mod experiment;
mod explored;
mod files;
mod given;
mod interrupt;
mod journal;
mod keep;
mod leaderboard;
mod lessons;
mod links;
mod list;
mod log;
mod networks;
mod output;
mod pipeline;
mod pipeline_folder;
mod play;
mod policy;
mod predict;
mod profile;
mod rounds;
mod run;
mod runs;
mod script;
mod serve;
mod serve_copies;
mod serve_folder;
mod shell;
mod simulate;
mod sources;
mod table;
mod train;
mod tune;
mod tuned;
mod whole_file;

pub use allocations::{COUNTING, Counting};
pub use arguments::main;

use std::fmt;

/// Why a command ends without success.
#[derive(Debug)]
pub enum Failure {
    /// Wrong use or wrong input: exit code 2.
    Input(String),
    /// Our own failure: exit code 1.
    Own(String),
    /// Interrupted by the person: exit code 130.
    Interrupted(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Failure::Input(sentence) | Failure::Own(sentence) | Failure::Interrupted(sentence)) = self;
        // One clear line, whatever the cause says.
        formatter.write_str(&sentence.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Input(_) => 2,
            Failure::Own(_) => 1,
            Failure::Interrupted(_) => interrupt::CODE,
        }
    }

    /// Wrong input.
    pub fn input(cause: impl fmt::Display) -> Failure {
        Failure::Input(cause.to_string())
    }

    /// Our own failure.
    pub fn own(cause: impl fmt::Display) -> Failure {
        Failure::Own(cause.to_string())
    }
}
