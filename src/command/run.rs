//! `run`: an experiment in, a summary with its digest out.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::driver::run_all;
use super::experiment::read_experiment;
use super::given::GivenData;
use super::{Failure, data, files, interrupt, keep, output, policy, table};
use crate::results::RunLog;

/// What `run` takes.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// The experiment: a file of JSON, a link, or - for standard input
    experiment: PathBuf,
    /// How many seeds run at the same time; 0 is one a processor. The results are the same bits
    #[arg(long, short, default_value_t = 0)]
    jobs: usize,
    /// A folder for the whole log, as run_log.json
    #[arg(long)]
    out: Option<PathBuf>,
    /// A file for the metrics of every seed at every checkpoint as a tidy table, .csv or .parquet
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// A folder for the policies as they are after the last round, one file a policy and seed: NAME-SEED.policy
    #[arg(long, value_name = "FOLDER")]
    save_policies: Option<PathBuf>,
    #[command(flatten)]
    keep: keep::KeepArguments,
    #[command(flatten)]
    given: GivenData,
}

/// `run`
pub fn run(arguments: &RunArguments) -> Result<(), Failure> {
    arguments.table.as_deref().map_or(Ok(()), table::check_name)?;
    let mut experiment = read_experiment(&arguments.experiment)?;
    let sources = arguments.given.sources(&mut experiment)?;
    for folder in arguments.out.iter().chain(&arguments.save_policies).chain(&arguments.keep.keep) {
        files::make_folder(folder)?;
    }
    // What was not to be kept ends at once.
    if arguments.keep.keep.is_some() {
        interrupt::listen().map_err(Failure::own)?;
    }
    let begun = Instant::now();
    let whole = experiment.horizon * u64::from(experiment.seeds);
    let mut progress = |done: u64| {
        // A receiver that is gone is no reason to stop.
        let _ = write!(std::io::stderr(), "\r{:>3} % of {whole} rounds", done * 100 / whole.max(1));
    };
    let (jobs, evenly) = (arguments.jobs, arguments.keep.keep.is_some());
    let log = run_all(&experiment, &sources, jobs, evenly, &mut progress, &|stepper, seed| {
        let folder = arguments.save_policies.as_ref();
        folder.map_or(Ok(()), |folder| policy::save_all(folder, &experiment, stepper, seed))
    })?;
    output::note("");
    if !log.is_complete() {
        return interrupted(arguments, &log, begun.elapsed().as_secs_f64());
    }
    if let Some(folder) = &arguments.out {
        let text = serde_json::to_vec(&log).map_err(Failure::own)?;
        data::write_whole(&folder.join("run_log.json"), &text)?;
    }
    if let Some(file) = &arguments.table {
        table::write_table(file, &table::log_columns(&log))?;
    }
    keep::keep(&arguments.keep, &log, begun.elapsed().as_secs_f64())?;
    let summary = log.summary().ok_or_else(|| Failure::own("the run did not reach its horizon"))?;
    output::print_json(&summary)
}

/// Keeps what a run has when it is interrupted.
fn interrupted(arguments: &RunArguments, log: &RunLog, seconds: f64) -> Result<(), Failure> {
    let rounds = log.common_checkpoints().checked_sub(1).and_then(|last| log.rounds.get(last));
    let Some(rounds) = rounds else {
        return Err(Failure::Interrupted("interrupted before the first round; nothing was kept".to_owned()));
    };
    keep::keep(&arguments.keep, log, seconds)?;
    let horizon = log.experiment.horizon;
    Err(Failure::Interrupted(format!(
        "interrupted; the first {rounds} of {horizon} rounds of every seed were kept"
    )))
}
