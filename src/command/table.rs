//! A person's own table on the command line.

use clap::Args;

use super::{Failure, output};
use crate::data::table::Table;
use crate::environment::classification::{DESCRIPTOR, TableSummary};
use crate::spec::{Experiment, ExperimentError, TableSource};

/// What the columns of a table are taken for.
#[derive(Debug, Args)]
pub struct ColumnArguments {
    /// The column of a table whose entries are the labels; by default what the experiment says, or else a guess
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,
    /// Columns of a table that are no part of the context; by default what the experiment says, or else a guess
    #[arg(long, value_name = "COLUMN", num_args = 0..)]
    leave_out: Option<Vec<String>>,
}

/// An experiment that names a table runs on that and no other. One that names none gets the table that was given, with
/// the columns that the arguments say or that are usual; a guess is reported. The log must say what it was made with.
pub fn validate(
    experiment: &mut Experiment,
    given: Option<&(String, Table)>,
    columns: &ColumnArguments,
) -> Result<(), Failure> {
    let Some((name, table)) = given else {
        return match (&experiment.table, &columns.label, &columns.leave_out) {
            (Some(source), ..) => Err(Failure::input(ExperimentError::other_table(source))),
            (None, None, None) => Ok(()),
            _ => Err(Failure::input("--label and --leave-out are of a table: give one with --data")),
        };
    };
    if !experiment.takes_table() {
        return Err(Failure::Input(format!(
            "{name} is a table, and the environment \"{}\" is not made from one: take the environment \"{}\"",
            experiment.environment.id, DESCRIPTOR.part.id
        )));
    }
    let summary = TableSummary::new(name, table);
    if let Some(source) = experiment.table.as_ref().filter(|source| source.fingerprint != summary.fingerprint)
    {
        return Err(Failure::input(ExperimentError::other_table(source)));
    }
    let usual_label = || summary.usual_label().unwrap_or_default().to_owned();
    let named = experiment.table.take();
    let label = columns.label.clone().or_else(|| named.as_ref().map(|source| source.label.clone()));
    let left_out = columns.leave_out.clone().or_else(|| named.map(|source| source.left_out));
    let guessed = (label.is_none(), left_out.is_none());
    let label = label.unwrap_or_else(usual_label);
    let left_out = left_out.unwrap_or_else(|| summary.usually_left_out(&label));
    if let Some(reason) = summary.problem(&label, &left_out) {
        let reason = if label.is_empty() { "no column can be the label; `data` says why" } else { &reason };
        return Err(Failure::Input(format!("{name}: {reason}")));
    }
    let source =
        TableSource { fingerprint: summary.fingerprint.clone(), name: name.clone(), label, left_out };
    experiment.table = Some(source.clone());
    *experiment = experiment.validate().map_err(Failure::input)?.0;
    if guessed.0 {
        output::note(&format!("The label is the column \"{}\"; --label names another.", source.label));
    }
    if guessed.1 && !source.left_out.is_empty() {
        output::note(&format!("Left out: {}; --leave-out names others.", source.left_out.join(", ")));
    }
    Ok(())
}
