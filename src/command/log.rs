//! `log`: what a policy does in an experiment, recorded as a log; and `convert`: a log of one format as one of another.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::experiment::read_file_or_link;
use super::given::GivenData;
use super::policy::read_policy;
use super::{Failure, data, files, output};
use crate::chart::numbers::{counted, whole};
use crate::interactions::InteractionLog;
use crate::interactions::formats::{self, LOG_FORMATS, LogFormat};
use crate::interactions::reading::{File, ReadLog};
use crate::policy::frozen;
use crate::simulation::policies::LivePolicy;
use crate::simulation::record::{RecordOptions, record, remarks};
use crate::spec::{Experiment, PolicySpec};

/// What a person does to leave something to chance.
const EXPLORE: &str =
    "--explore 0.1 records with a tenth of uniform exploration, whose probabilities are known exactly";

/// What `log` takes.
#[derive(Debug, Args)]
pub struct LogArguments {
    /// The experiment as JSON, or its link; - for standard input
    experiment: String,
    /// Which of its agents is recorded, from 0
    #[arg(long, value_name = "INDEX", default_value_t = 0, conflicts_with = "policy")]
    agent: usize,
    /// A saved policy, or - for standard input, that chooses in the place of the experiment's agents, and no longer learns
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The seed whose users and rewards it meets, from 0
    #[arg(long, default_value_t = 0)]
    seed: u32,
    /// The share of choices that are drawn uniformly in place of the agent's own; probabilities are then those of the mixture
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, allow_negative_numbers = true, value_parser = share)]
    explore: f64,
    #[command(flatten)]
    written: WrittenArguments,
    #[command(flatten)]
    given: GivenData,
}

/// Where a log is written to.
#[derive(Debug, Args)]
pub struct WrittenArguments {
    /// The file; .gz at its end packs it
    #[arg(long)]
    out: PathBuf,
    /// The format; without it the end of the file's name says it
    #[arg(long, value_parser = PossibleValuesParser::new(LOG_FORMATS.iter().map(|format| format.id)))]
    format: Option<String>,
}

/// What `convert` takes.
#[derive(Debug, Args)]
pub struct ConvertArguments {
    /// The log, of any format, also gzipped; - for standard input
    log: PathBuf,
    #[command(flatten)]
    written: WrittenArguments,
}

fn share(text: &str) -> Result<f64, String> {
    let right = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    right.ok_or_else(|| "it must be a number from 0 to 1".to_owned())
}

/// `log`
pub fn log(arguments: &LogArguments) -> Result<(), Failure> {
    let format = arguments.written.format()?;
    let mut experiment = read_file_or_link(&arguments.experiment)?;
    let saved = arguments.policy.as_deref().map(read_policy).transpose()?.map(|(policy, _)| policy);
    if let Some(policy) = &saved {
        let chosen = PolicySpec { agent: policy.part.clone(), stream: 0, label: None };
        experiment = Experiment { policies: vec![chosen], ..experiment };
    }
    let sources = arguments.given.sources(&mut experiment)?;
    let (experiment, errors) = experiment.validate().map_err(Failure::input)?;
    if let Some(error) = errors.into_iter().next() {
        return Err(Failure::input(error));
    }
    let missing = || {
        let count = experiment.policies.len();
        Failure::Input(format!(
            "the experiment has no agent at place {}: its {count} agents are at places 0 to {}",
            arguments.agent,
            count.saturating_sub(1)
        ))
    };
    let policy = arguments.agent;
    if policy >= experiment.policies.len() {
        return Err(missing());
    }
    let environment = experiment.prepare(sources).map_err(Failure::input)?;
    let options = RecordOptions {
        policy,
        seed: arguments.seed,
        explore: arguments.explore,
        frozen: saved.map(|policy| {
            let learner = frozen(policy.run.learner);
            (LivePolicy { learner, stream: policy.run.stream }, policy.rounds)
        }),
    };
    let log = record(&experiment, environment, options, &mut |_| ()).map_err(Failure::input)?;
    for sentence in remarks(&log, &experiment.label(policy), EXPLORE) {
        output::note(&sentence);
    }
    arguments.written.write(&log, format)
}

/// `convert`
pub fn convert(arguments: &ConvertArguments) -> Result<(), Failure> {
    let format = arguments.written.format()?;
    let (read, _) = read_log(&arguments.log)?;
    say(&read);
    arguments.written.write(&read.log, format)
}

/// Reads a log of any format.
pub fn read_log(path: &Path) -> Result<(ReadLog, &'static LogFormat), Failure> {
    let (bytes, name) = (files::read(path)?, files::name(path));
    formats::read(File { name: &name, bytes: &bytes }).map_err(Failure::input)
}

/// Says what of a file is not in its log.
pub fn say(read: &ReadLog) {
    if let Some(row) = read.refused.first() {
        let (file, line, reason) = (output::plain(&row.file), row.line, output::plain(&row.reason));
        let count = read.refused_rows;
        let left_out = if count == 1 {
            "1 row is left out,".to_owned()
        } else {
            format!("{} rows are left out, the first", whole(count))
        };
        output::note(&format!("{left_out} at {file}, line {line}: {reason}"));
    }
    read.notes.iter().for_each(|sentence| output::note(&output::plain(sentence)));
}

impl WrittenArguments {
    fn is_packed(&self) -> bool {
        self.out.extension().is_some_and(|extension| extension == "gz")
    }

    /// The format.
    ///
    /// # Errors
    /// A name that says none.
    pub fn format(&self) -> Result<&'static LogFormat, Failure> {
        files::check_file(&self.out)?;
        if let Some(id) = &self.format {
            return formats::find(id).ok_or_else(|| Failure::input("there is no such format"));
        }
        let name = self.out.file_name().unwrap_or_default().to_string_lossy();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let ends = |format: &&&LogFormat| name.ends_with(&format!(".{}", format.extension));
        // Of several with the same end, the one that is called like it.
        let own = LOG_FORMATS
            .iter()
            .filter(ends)
            .max_by_key(|format| (format.extension.len(), format.id == format.extension));
        own.copied().ok_or_else(|| {
            let mut ends: Vec<String> =
                LOG_FORMATS.iter().map(|format| format!(".{}", format.extension)).collect();
            ends.sort_unstable();
            ends.dedup();
            Failure::Input(format!(
                "{}: its name says no format of a log: end it with one of {}, or give --format",
                self.out.display(),
                ends.join(", ")
            ))
        })
    }

    /// Writes a log, and says how many rows it has.
    ///
    /// # Errors
    /// What can't be written.
    pub fn write(&self, log: &InteractionLog, format: &LogFormat) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        let notes = if self.is_packed() {
            let mut packed = GzEncoder::new(&mut bytes, Compression::default());
            let notes = formats::write(log, format, &mut packed).map_err(Failure::input)?;
            packed.flush().and_then(|()| packed.try_finish()).map_err(Failure::own)?;
            drop(packed);
            notes
        } else {
            formats::write(log, format, &mut bytes).map_err(Failure::input)?
        };
        data::write_whole(&self.out, &bytes)?;
        notes.iter().for_each(|sentence| output::note(sentence));
        let rows = counted(log.len() as u64, "row is", "rows are");
        output::note(&format!("{rows} in {} as {}.", self.out.display(), format.title));
        Ok(())
    }
}
