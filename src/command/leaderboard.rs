//! `leaderboard`: links of a class, run again and ranked.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::driver::run_all;
use super::experiment::{metric_of, read_file_or_link};
use super::{Failure, data, files, output, table};
use crate::chart::interval;
use crate::data::Sources;
use crate::data::parquet::{Column, Values};
use crate::leaderboard::{Entry, Line, Outcome, Row, Task, entries, lines, standings, summary};
use crate::metrics::REGRET;
use crate::session::without_names;
use crate::spec::Experiment;

/// What `leaderboard` takes.
#[derive(Debug, Args)]
pub struct LeaderboardArguments {
    /// Any text with links in it, a chat or a column of a spreadsheet; - for standard input
    text: PathBuf,
    /// The task: a link, or an experiment as JSON, of which all but the agents must be the same; the first link that can be read, where
    /// none is given
    #[arg(long, value_name = "LINK")]
    task: Option<String>,
    /// The id of the metric by which is ranked
    #[arg(long, value_name = "ID", default_value = REGRET.id)]
    metric: String,
    /// What is to be reached
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    target: Option<f64>,
    /// How many seeds run at the same time; 0 is one a processor. The results are the same bits
    #[arg(long, short, default_value_t = 0)]
    jobs: usize,
    /// A file for the ranking, .csv or .parquet
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// `leaderboard`
pub fn leaderboard(arguments: &LeaderboardArguments) -> Result<(), Failure> {
    arguments.table.as_deref().map_or(Ok(()), table::check_name)?;
    let found = entries(&files::read_text(&arguments.text)?);
    let task = task(arguments, &found)?;
    let sources = data::bundled()?;
    let mut outcomes: Vec<Option<Result<Outcome, String>>> = Vec::new();
    for (index, entry) in found.iter().enumerate() {
        let _ = write!(std::io::stderr(), "\rLink {} of {}", index + 1, found.len());
        let outcome = match &entry.link {
            Ok(link) if task.broken_by(&link.experiment).is_empty() => {
                Some(outcome(&link.experiment, &task, &sources, arguments.jobs)?)
            }
            _ => None,
        };
        outcomes.push(outcome);
    }
    output::note("");
    let rows = standings(&found, &task, &outcomes);
    if let Some(file) = &arguments.table {
        table::write_table(file, &columns(&rows, &found))?;
    }
    if arguments.json {
        return output::print_json(&lines(&rows, &found));
    }
    output::print(&summary(&rows))?;
    for row in &rows {
        output::print(&in_words(row, &task))?;
    }
    Ok(())
}

fn task(arguments: &LeaderboardArguments, found: &[Entry]) -> Result<Task, Failure> {
    let experiment = match &arguments.task {
        Some(text) => read_file_or_link(text)?,
        None => {
            let first = found.iter().find_map(|entry| entry.link.as_ref().ok());
            let first = first.ok_or_else(|| {
                Failure::Input(format!(
                    "{}: there is no link of the playground in it",
                    files::shown(&arguments.text)
                ))
            })?;
            first.experiment.clone()
        }
    };
    let metric = metric_of(&arguments.metric)?;
    if arguments.target.is_some_and(|target| !target.is_finite()) {
        return Err(Failure::input("the target must be a finite number"));
    }
    Ok(Task { metric, target: arguments.target, ..Task::of(&experiment) })
}

/// What came of an experiment, or why it can't be run here; an error of our own ends the command.
fn outcome(
    experiment: &Experiment,
    task: &Task,
    sources: &Sources,
    jobs: usize,
) -> Result<Result<Outcome, String>, Failure> {
    let log = match run_all(&without_names(experiment), sources, jobs, false, &mut |_| (), &|_, _| Ok(())) {
        Ok(log) => log,
        Err(Failure::Input(sentence)) => return Ok(Err(sentence)),
        Err(failure) => return Err(failure),
    };
    let outcome = Outcome::of(&log, task.metric);
    Ok(outcome.ok_or_else(|| format!("its results have no {}", task.metric.title.to_lowercase())))
}

fn in_words(row: &Row, task: &Task) -> String {
    let rank = match row.rank {
        Some((best, worst)) if best == worst => best.to_string(),
        Some((best, worst)) => format!("{best} to {worst}"),
        None => "-".to_owned(),
    };
    let mean = row.band.map_or_else(|| "-".to_owned(), |band| interval(&band, task.metric));
    let target = match row.reaches_target {
        Some(true) => ", reaches the target",
        Some(false) => ", misses the target",
        None => "",
    };
    let (name, agent) = (output::plain(&row.name), output::plain(&row.agent));
    format!("{rank:>8}  {name}: {mean} {agent}{target} ({})", output::plain(&row.verdict.words()))
}

fn columns(rows: &[Row], found: &[Entry]) -> Vec<Column> {
    let lines = lines(rows, found);
    let texts = |name, text: &dyn Fn(&Line<'_>) -> String| {
        Column::new(name, Values::Texts(lines.iter().map(text).collect()))
    };
    let integers = |name, number: &dyn Fn(&Line<'_>) -> Option<usize>| Column {
        missing: lines.iter().map(|line| number(line).is_none()).collect(),
        ..Column::new(
            name,
            Values::Integers(lines.iter().map(|line| number(line).unwrap_or(0) as i64).collect()),
        )
    };
    let numbers = |name, number: &dyn Fn(&Line<'_>) -> Option<f64>| Column {
        missing: lines.iter().map(|line| number(line).is_none()).collect(),
        ..Column::new(
            name,
            Values::Numbers(lines.iter().map(|line| number(line).unwrap_or(f64::NAN)).collect()),
        )
    };
    vec![
        integers("best_rank", &|line| line.best_rank),
        integers("worst_rank", &|line| line.worst_rank),
        texts("name", &|line| line.name.to_owned()),
        integers("line", &|line| Some(line.line)),
        texts("agent", &|line| line.agent.to_owned()),
        numbers("mean", &|line| line.mean),
        numbers("low", &|line| line.low),
        numbers("high", &|line| line.high),
        texts("check", &|line| line.check.to_owned()),
        texts("why", &|line| line.why.clone()),
        texts("link", &|line| line.link.to_owned()),
    ]
}
