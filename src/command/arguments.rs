//! What can be asked for, and who answers.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use super::{Failure, output, ratings, run};

/// Run and compare contextual bandits on MovieLens.
#[derive(Debug, Parser)]
#[command(name = "bandit-playground", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run an experiment; the summary goes to standard output as JSON, progress to standard error
    Run(run::RunArguments),
    /// List what there is to choose from, with every parameter
    List {
        /// Only these
        #[arg(value_enum)]
        family: Option<Family>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// The link of an experiment
    Link {
        /// The experiment as JSON; - for standard input
        experiment: PathBuf,
    },
    /// The experiment of a link, as JSON
    Open {
        /// The link: a whole address, or from its # on
        link: String,
    },
    /// What MovieLens files hold
    Data {
        /// The files: GroupLens' zip, or its parts
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        limits: ratings::LimitArguments,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Pack MovieLens files into the compact form that the page loads
    Bundle {
        /// The files: GroupLens' zip, or its parts
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        limits: ratings::LimitArguments,
        /// Where to write
        #[arg(long, short)]
        out: PathBuf,
    },
    /// Measure how many rounds a second every agent does here
    Bench {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// What `list` lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Family {
    /// Bandit agents
    Agents,
    /// Environments
    Worlds,
}

/// Runs the command line.
pub fn main() -> ExitCode {
    // Clap itself ends with 2 for wrong use, and with 0 for help and version.
    let arguments = Arguments::parse();
    match answer(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bandit-playground: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn answer(command: Command) -> Result<(), Failure> {
    match command {
        Command::Run(arguments) => run::run(&arguments),
        Command::List { family, json } => output::list(family, json),
        Command::Link { experiment } => output::link(&experiment),
        Command::Open { link } => output::open(&link),
        Command::Data { files, limits, json } => ratings::describe(&files, &limits, json),
        Command::Bundle { files, limits, out } => ratings::bundle(&files, &limits, &out),
        Command::Bench { json } => output::bench(json),
    }
}
