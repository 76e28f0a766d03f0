//! `run`: an experiment in, a summary with its digest out.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::driver::run_all;
use super::experiment::read_experiment;
use super::{Failure, output, policy, ratings, table};
use crate::data::{Content, Dataset};
use crate::simulation::Sources;
use crate::spec::{Experiment, ExperimentError, RatingsSource};

/// What `run` takes.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// The experiment as JSON; - for standard input
    experiment: PathBuf,
    /// How many seeds run at the same time; 0 is one a processor. The results are the same bits
    #[arg(long, short, default_value_t = 0)]
    jobs: usize,
    /// A folder for the whole log, as run_log.json
    #[arg(long)]
    out: Option<PathBuf>,
    /// A folder for the policies as they are after the last round, one file a policy and seed: NAME-SEED.policy
    #[arg(long, value_name = "FOLDER")]
    save_policies: Option<PathBuf>,
    /// MovieLens files to run on instead of the bundled ratings; or a CSV to classify the rows of
    #[arg(long, num_args = 1..)]
    data: Vec<PathBuf>,
    #[command(flatten)]
    reading: ratings::ReadingArguments,
    #[command(flatten)]
    columns: table::ColumnArguments,
    #[command(flatten)]
    limits: ratings::LimitArguments,
}

/// `run`
pub fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let mut experiment = read_experiment(&arguments.experiment)?;
    let bundled = ratings::bundled()?;
    let (dataset, table) = match arguments.data.as_slice() {
        [] => (Arc::clone(&bundled), None),
        files => match ratings::read(
            files,
            &arguments.limits,
            arguments.reading.wanted(),
            experiment.takes_table(),
        )? {
            Content::Ratings(ratings) => (Arc::new(ratings), None),
            Content::Table { name, table } => (Arc::clone(&bundled), Some((name, table))),
        },
    };
    validate_ratings(&mut experiment, &dataset, &bundled).map_err(Failure::input)?;
    table::validate(&mut experiment, table.as_ref(), &arguments.columns)?;
    let sources = Sources { ratings: Some(&dataset), table: table.as_ref().map(|(_, table)| table) };
    for folder in arguments.out.iter().chain(&arguments.save_policies) {
        std::fs::create_dir_all(folder).map_err(|error| Failure::of_writing(folder, &error))?;
    }
    let whole = experiment.horizon * u64::from(experiment.seeds);
    let mut progress = |done: u64| {
        // A receiver that is gone is no reason to stop.
        let _ = write!(std::io::stderr(), "\r{:>3} % of {whole} rounds", done * 100 / whole.max(1));
    };
    let log = run_all(&experiment, sources, arguments.jobs, &mut progress, &|stepper, seed| {
        let folder = arguments.save_policies.as_ref();
        folder.map_or(Ok(()), |folder| policy::save_all(folder, &experiment, stepper, seed))
    })?;
    output::note("");
    if let Some(folder) = &arguments.out {
        let text = serde_json::to_vec(&log).map_err(Failure::own)?;
        ratings::write_whole(&folder.join("run_log.json"), &text)?;
    }
    let summary = log.summary().ok_or_else(|| Failure::own("the run did not reach its horizon"))?;
    output::print_json(&summary)
}

/// An experiment that names ratings runs on those and no others. One that names none gets the name of those that it
/// runs on, unless they are the bundled ones or its environment needs none: the log must say what it was made with.
fn validate_ratings(
    experiment: &mut Experiment,
    dataset: &Dataset,
    bundled: &Dataset,
) -> Result<(), ExperimentError> {
    let fingerprint = dataset.fingerprint_text();
    match &experiment.ratings {
        Some(RatingsSource { fingerprint: wanted, name }) if *wanted != fingerprint => {
            Err(ExperimentError::OtherRatings { name: name.clone(), fingerprint: wanted.clone() })
        }
        None if fingerprint != bundled.fingerprint_text() && experiment.needs_ratings() => {
            experiment.ratings = Some(RatingsSource { fingerprint, name: dataset.name().to_owned() });
            Ok(())
        }
        _ => Ok(()),
    }
}
