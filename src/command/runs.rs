//! `runs`: the runs that `run --keep` has kept.

use std::io::{BufWriter, Cursor};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::compare::compare_runs;
use super::experiment::metric_of;
use super::keep::now;
use super::output::plain;
use super::{Failure, data, files, output};
use crate::chart::{interval, latex_table};
use crate::metrics::REGRET;
use crate::results::band;
use crate::runs::{
    ArchiveError, ArchiveWriter, Edit, Filter, FolderStore, ImportReport, KeptRun, MemoryStore, RunHeader,
    RunId, RunStore, event_files, import, python_snippet, tidy_csv, write_parquet,
};

/// What `runs` takes.
#[derive(Debug, Args)]
pub struct RunsArguments {
    /// The folder that run --keep wrote to
    folder: PathBuf,
    #[command(subcommand)]
    command: RunsCommand,
}

#[derive(Debug, Subcommand)]
enum RunsCommand {
    /// List the runs, the latest first
    List {
        /// Only those with all of these words in name, note, tags, agents, environment, digest or id
        words: Vec<String>,
        /// Only those with this tag; may be given several times
        #[arg(long)]
        tag: Vec<String>,
        /// Only those that are pinned
        #[arg(long)]
        pinned: bool,
        /// Those in the bin
        #[arg(long)]
        bin: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a run with its final metrics
    Show {
        /// Its id, or the beginning of it
        id: String,
        /// As JSON, with the curves
        #[arg(long)]
        json: bool,
    },
    /// Compare the agents of these runs, each with each other one
    Compare {
        /// Their ids, or the beginnings of them
        #[arg(required = true)]
        ids: Vec<String>,
        /// By this metric
        #[arg(long, default_value_t = REGRET.id.to_owned())]
        metric: String,
        /// A file for the comparisons as a table, .csv or .parquet
        #[arg(long, value_name = "FILE")]
        table: Option<PathBuf>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write runs to a file, whose name says what it becomes: .zip to be imported again, .csv or .parquet as a tidy table, .tex as a LaTeX table,
    /// .py as a program that draws the .csv beside it, and a folder of event files for TensorBoard where it has no ending
    Export {
        /// The file
        file: PathBuf,
        /// Ids of the runs, or the beginnings of them; all that are not in the bin where none is given
        ids: Vec<String>,
    },
    /// Add the runs of a zip; nothing that is there is changed
    Import {
        /// The zip; - for standard input
        file: PathBuf,
    },
    /// Give a run another name
    Rename {
        /// Its id, or the beginning of it
        id: String,
        /// The name
        name: String,
    },
    /// Put runs into the bin
    Delete {
        /// Their ids, or the beginnings of them
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Take runs out of the bin
    Restore {
        /// Their ids, or the beginnings of them
        #[arg(required = true)]
        ids: Vec<String>,
    },
}

/// Adds the runs of this zip, which was read from `file`.
fn add(store: &mut dyn RunStore, archive: &[u8], file: &Path) -> Result<ImportReport, Failure> {
    import(store, Cursor::new(archive)).map_err(|error| match error {
        ArchiveError::Store(error) => error.into(),
        wrong => Failure::Input(format!("{}: {wrong}", files::shown(file))),
    })
}

/// `runs`
pub fn runs(arguments: &RunsArguments) -> Result<(), Failure> {
    let folder = &arguments.folder;
    // Only what adds runs makes a folder, once there is something to add.
    let archive = match &arguments.command {
        RunsCommand::Import { file } => Some(files::read(file)?),
        _ => None,
    };
    let mut store = if let (Some(archive), RunsCommand::Import { file }) = (&archive, &arguments.command) {
        if !folder.exists() {
            add(&mut MemoryStore::default(), archive, file)?;
        }
        files::make_folder(folder)?;
        FolderStore::open(folder)?
    } else {
        files::existing_folder(folder, "run --keep")?;
        FolderStore::of_existing(folder)?
    };
    match &arguments.command {
        RunsCommand::List { words, tag, pinned, bin, json } => {
            let filter = Filter { words: words.join(" "), tags: tag.clone(), pinned: *pinned, deleted: *bin };
            list(&store, &filter, *json)
        }
        RunsCommand::Show { id, json } => show(&store.get(&find(&store, id)?)?, *json),
        RunsCommand::Compare { ids, metric, table, json } => {
            let metric = metric_of(metric)?;
            compare_runs(&all(&store, ids)?, metric, table.as_deref(), *json)
        }
        RunsCommand::Export { file, ids } => write(file, &store, ids),
        RunsCommand::Import { file } => {
            let report = add(&mut store, &archive.unwrap_or_default(), file)?;
            output::print_json(&report)
        }
        RunsCommand::Rename { id, name } => {
            let id = find(&store, id)?;
            store.update(&id, &Edit { name: Some(name.clone()), ..Edit::default() })?;
            Ok(())
        }
        RunsCommand::Delete { ids } => {
            for id in ids {
                let id = find(&store, id)?;
                store.delete(&id, now())?;
            }
            Ok(())
        }
        RunsCommand::Restore { ids } => {
            for id in ids {
                let id = find(&store, id)?;
                store.restore(&id)?;
            }
            Ok(())
        }
    }
}

/// The id that begins so.
fn find(store: &FolderStore, beginning: &str) -> Result<RunId, Failure> {
    let entries = store.list()?.entries;
    let mut ids: Vec<RunId> = entries.into_iter().map(|entry| entry.header.id).collect();
    if let Some(whole) = ids.iter().find(|id| id.as_str() == beginning) {
        return Ok(whole.clone());
    }
    ids.retain(|id| id.as_str().starts_with(beginning));
    match ids.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::Input(format!("there is no run {beginning}; list shows which there are"))),
        several => {
            Err(Failure::Input(format!("{} runs begin with {beginning}; give more of the id", several.len())))
        }
    }
}

/// These runs, or all that are not in the bin.
fn all(store: &FolderStore, ids: &[String]) -> Result<Vec<KeptRun>, Failure> {
    let ids: Vec<RunId> = if ids.is_empty() {
        let entries = store.list()?.entries.into_iter().filter(|entry| !entry.header.is_deleted());
        entries.map(|entry| entry.header.id).collect()
    } else {
        ids.iter().map(|id| find(store, id)).collect::<Result<_, Failure>>()?
    };
    ids.iter().map(|id| Ok(store.get(id)?)).collect()
}

fn list(store: &FolderStore, filter: &Filter, json: bool) -> Result<(), Failure> {
    let mut listing = store.list()?;
    listing.entries.retain(|entry| filter.matches(&entry.header));
    if json {
        return output::print_json(&listing);
    }
    for entry in &listing.entries {
        let RunHeader { id, name, rounds_done, horizon, seeds, tags, pinned, .. } = &entry.header;
        let mut marks: Vec<String> = tags.iter().map(|tag| format!("#{}", plain(tag))).collect();
        marks.extend(pinned.then(|| "pinned".to_owned()));
        let line = format!(
            "{id}  {}  {rounds_done}/{horizon} rounds x {seeds} seeds  {}",
            plain(name),
            marks.join(" ")
        );
        output::print(line.trim_end())?;
    }
    for broken in &listing.broken {
        output::note(&format!("{}: {}", broken.place, broken.reason));
    }
    Ok(())
}

fn show(run: &KeptRun, json: bool) -> Result<(), Failure> {
    if json {
        return output::print(&crate::runs::to_json(run).map_err(Failure::input)?);
    }
    let RunHeader { id, name, environment, seconds, link, note, .. } = &run.header;
    output::print(&format!("{id}  {}", plain(name)))?;
    output::print(&format!(
        "{environment}, {} seeds, {seconds:.1} s  {}",
        run.header.seeds,
        run.header.digest_text()
    ))?;
    output::print(link)?;
    if !note.is_empty() {
        output::print(&plain(note))?;
    }
    for (policy, kept) in run.results.policies.iter().enumerate() {
        for (_, metric) in run.results.known_metrics() {
            let shown = interval(&band(&run.results.finals(policy, metric)), metric);
            output::print(&format!("{}: {} {shown}", plain(&kept.label), metric.id))?;
        }
    }
    Ok(())
}

fn write(file: &Path, store: &FolderStore, ids: &[String]) -> Result<(), Failure> {
    if file.extension().is_some() {
        files::check_file(file)?;
    }
    let runs = all(store, ids)?;
    if runs.is_empty() {
        return Err(Failure::input("there are no runs to export"));
    }
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("zip") => {
            let mut bytes = Cursor::new(Vec::new());
            let mut archive = ArchiveWriter::new(BufWriter::new(&mut bytes));
            runs.iter().try_for_each(|run| archive.add(run))?;
            archive.finish()?.into_inner().map_err(|error| Failure::own(error.error()))?;
            data::write_whole(file, &bytes.into_inner())
        }
        Some("csv") => data::write_whole(file, tidy_csv(&runs).as_bytes()),
        Some("parquet") => {
            let bytes = write_parquet(Vec::new(), &runs).map_err(Failure::own)?;
            data::write_whole(file, &bytes)
        }
        Some("tex") => data::write_whole(file, latex_table(&runs.iter().collect::<Vec<_>>()).as_bytes()),
        Some("py") => {
            let table = file.with_extension("csv");
            let name = table.file_name().unwrap_or_default().to_string_lossy().into_owned();
            data::write_whole(file, python_snippet(&name, REGRET.id, &runs).as_bytes())
        }
        None => {
            for run in &runs {
                for event_file in event_files(run).map_err(Failure::input)? {
                    let path = file.join(&event_file.path);
                    let folder = path.parent().unwrap_or(file);
                    files::make_folder(folder)?;
                    data::write_whole(&path, &event_file.bytes)?;
                }
            }
            Ok(())
        }
        Some(ending) => Err(Failure::Input(format!(
            "{}: nothing can be exported as .{ending}; the name must end in .zip, .csv, .parquet, .tex or .py, or have no ending for a \
             folder of TensorBoard's event files",
            file.display()
        ))),
    }
}
