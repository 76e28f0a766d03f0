//! `train`: an agent learns from a log, and is saved as a policy.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use super::log::{read_log, say};
use super::{Failure, data, files, output};
use crate::chart::numbers::{counted, whole};
use crate::evaluation::traps::{Trap, traps};
use crate::policy::save_policy;
use crate::spec::{PartChoice, PolicySpec};
use crate::train::{Epoch, Measured, Objective, References, Split, TrainOptions, Trained, train};

/// What `train` takes.
#[derive(Debug, Args)]
pub struct TrainArguments {
    /// The log, of any format that convert reads, also gzipped; - for standard input
    log: PathBuf,
    /// The agent: its id, or as JSON {"agent": ID, "parameters": {…}}
    #[arg(long)]
    agent: String,
    /// What is learned from a row: its reward; its reward, drawn by the inverse probability of its action; or what every arm would have earned
    #[arg(long, default_value = Objective::Direct.id(), value_parser = PossibleValuesParser::new(Objective::ALL.map(Objective::id)))]
    objective: String,
    /// How often all rows are learned from. Agents that add up what they see take each time as further rows
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    epochs: u64,
    /// By what rows are held out: the last ones, those of some users, or any
    #[arg(long, default_value = Split::Time.id(), value_parser = PossibleValuesParser::new(Split::ALL.map(Split::id)))]
    split: String,
    /// The share of the rows, or users, that is held out
    #[arg(long, value_name = "SHARE", default_value_t = 0.2, value_parser = share)]
    held_out: f64,
    /// Stop when the loss on the rows held out no longer falls, and keep the epoch where it was lowest
    #[arg(long)]
    early_stopping: bool,
    /// The seed of the rows' order and of all that is drawn
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Where to write the policy
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// As JSON
    #[arg(long)]
    json: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let right = text.parse().ok().filter(|share| (0.01..=0.99).contains(share));
    right.ok_or_else(|| "it must be a number from 0.01 to 0.99".to_owned())
}

#[derive(Serialize)]
struct Answer<'a> {
    agent: &'a str,
    arms: &'a [String],
    objective: Objective,
    rows_learned_from: usize,
    rows_held_out: usize,
    curve: &'a [Epoch],
    kept_epoch: usize,
    references: References,
    measured: &'a Option<Measured>,
}

/// `train`
pub fn train_policy(arguments: &TrainArguments) -> Result<(), Failure> {
    let part = part(&arguments.agent)?;
    files::check_file(&arguments.out)?;
    let (read, _) = read_log(&arguments.log)?;
    let unknown = || Failure::input("there is no such choice");
    let options = TrainOptions {
        objective: Objective::ALL
            .into_iter()
            .find(|own| own.id() == arguments.objective)
            .ok_or_else(unknown)?,
        split: Split::ALL.into_iter().find(|own| own.id() == arguments.split).ok_or_else(unknown)?,
        epochs: arguments.epochs as usize,
        held_out: arguments.held_out,
        early_stopping: arguments.early_stopping,
        seed: arguments.seed,
    };
    let trained = train(&read.log, &part, &options, &mut |_| ()).map_err(Failure::input)?;
    data::write_whole(&arguments.out, &save_policy(&trained.policy))?;
    say(&read);
    // That the log's policy learned, or changed, does not matter to what is learned from its rows.
    let matters = |trap: &Trap| !matches!(trap, Trap::Learned | Trap::Changing { .. });
    traps(&read.log).iter().filter(|trap| matters(trap)).for_each(|trap| output::note(&trap.sentence()));
    if !arguments.json {
        return print(&trained, &part.id, &read.log.schema().arms);
    }
    output::print_json(&Answer {
        agent: &part.id,
        arms: &read.log.schema().arms,
        objective: options.objective,
        rows_learned_from: trained.rows.0,
        rows_held_out: trained.rows.1,
        curve: &trained.curve,
        kept_epoch: trained.kept,
        references: trained.references,
        measured: &trained.measured,
    })
}

/// An agent by its id, or as JSON.
fn part(text: &str) -> Result<PartChoice, Failure> {
    let given = if text.trim_start().starts_with('{') {
        let read: PolicySpec =
            serde_json::from_str(text).map_err(|error| Failure::Input(format!("--agent: {error}")))?;
        read.agent
    } else {
        PartChoice { id: text.to_owned(), parameters: crate::descriptor::Values::default() }
    };
    let descriptor = crate::agent::find(&given.id)
        .ok_or_else(|| Failure::input(crate::train::TrainError::UnknownAgent(given.id.clone())))?;
    let (parameters, notices) = descriptor.part.validate(&given.parameters);
    match notices.into_iter().next() {
        Some(notice) => Err(Failure::Input(format!("--agent: {}", notice))),
        None => Ok(PartChoice { parameters, ..given }),
    }
}

/// Names of arms that are printed.
const SHOWN_ARMS: usize = 10;

/// The arms by their names in the log, which the policy keeps.
fn named(arms: &[String]) -> String {
    let shown: Vec<String> = arms.iter().take(SHOWN_ARMS).map(|name| output::plain(name)).collect();
    let more = arms.len().saturating_sub(SHOWN_ARMS);
    let more = if more > 0 { format!(" and {} more", whole(more as u64)) } else { String::new() };
    format!("It chooses among {}: {}{more}.", counted(arms.len() as u64, "arm", "arms"), shown.join(", "))
}

fn print(trained: &Trained, agent: &str, arms: &[String]) -> Result<(), Failure> {
    let (learned, held) = trained.rows;
    output::print(&format!("{agent} learned from {learned} rows; {held} are held out."))?;
    output::print(&named(arms))?;
    let References { mean, arm_mean } = trained.references;
    output::print("\nMean squared error of predicted rewards")?;
    if trained.curve.is_empty() {
        output::print("  This agent predicts no rewards, so there is no loss.")?;
    }
    for Epoch { epoch, learned, held_out } in &trained.curve {
        let kept = if *epoch == trained.kept { "  kept" } else { "" };
        output::print(&format!(
            "  epoch {epoch:<4} learned {learned:>12.6}  held out {held_out:>12.6}{kept}"
        ))?;
    }
    output::print(&format!("  always the mean                      held out {mean:>12.6}"))?;
    output::print(&format!("  the arm's mean                       held out {arm_mean:>12.6}"))?;
    let Some(measured) = &trained.measured else { return Ok(()) };
    if let Some(auc) = measured.auc {
        output::print(&format!("\nAUC {auc:.4}"))?;
    }
    output::print(&format!("\nCalibration, off by {:.6} on average", measured.calibration_error))?;
    for bin in &measured.calibration {
        let (predicted, observed, rows) = (bin.predicted, bin.observed, bin.rows);
        output::print(&format!("  predicted {predicted:>12.6}  observed {observed:>12.6}  {rows} rows"))?;
    }
    Ok(())
}
