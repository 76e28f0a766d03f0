//! Files of data on the command line, and what they are read as.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::whole_file::WholeFile;
use super::{Failure, files, output};
use crate::data::{DataKind, Limits, NamedFile, ReadData, Sources, ambiguous_file, read_as};
use crate::spec::Experiment;

/// How much of large files is taken.
#[derive(Debug, Default)]
pub struct LimitArguments {
    keep: Option<usize>,
}

/// What files are taken for.
#[derive(Debug, Default)]
pub struct ReadingArguments {
    read_as: Option<DataKind>,
}

const AS: &str = "as";

impl FromArgMatches for LimitArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<LimitArguments, clap::Error> {
        let mut found = LimitArguments::default();
        found.update_from_arg_matches(matches)?;
        Ok(found)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let mut flags = DataKind::all().filter_map(|kind| kind.0.keep.as_ref()).map(|keep| keep.flag);
        self.keep = flags.find_map(|flag| matches.get_one(flag).copied());
        Ok(())
    }
}

impl Args for LimitArguments {
    fn augment_args(command: Command) -> Command {
        DataKind::all().filter_map(|kind| kind.0.keep.as_ref()).fold(command, |command, keep| {
            let argument = Arg::new(keep.flag).long(keep.flag).value_name("N").help(keep.help);
            command.arg(argument.value_parser(clap::value_parser!(usize)))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ReadingArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<ReadingArguments, clap::Error> {
        Ok(ReadingArguments { read_as: matches.get_one(AS).copied().flatten() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = ReadingArguments::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for ReadingArguments {
    fn augment_args(command: Command) -> Command {
        let value = |kind: DataKind| PossibleValue::new(kind.id()).help(kind.part.sentence);
        let values = PossibleValuesParser::new(DataKind::all().map(value));
        command.arg(
            Arg::new(AS)
                .long(AS)
                .value_name("WHAT")
                .help("What to read the files as; by default what their names of columns and their rows say")
                .value_parser(values.map(|id| DataKind::of(&id))),
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// A list of words of all kinds of data.
pub fn words(before: &str, word: impl Fn(DataKind) -> &'static str, between: &str) -> String {
    let words: Vec<&str> = DataKind::all().map(word).collect();
    format!("{before}{}", words.join(between))
}

/// The data that the program brings along: the same bytes that the page loads.
pub fn bundled() -> Result<Sources, Failure> {
    let mut sources = Sources::default();
    for kind in DataKind::all() {
        if let Some(bytes) = kind.reader().native.bundled {
            sources.insert((kind.builder().decode)(bytes).map_err(Failure::own)?);
        }
    }
    Ok(sources)
}

/// Reads files of any kind of data. What could be of several is read as the experiment needs it, and otherwise as the first of
/// them; a note says as what, and how to choose.
pub fn read(
    paths: &[PathBuf],
    limits: &LimitArguments,
    reading: &ReadingArguments,
    experiment: Option<&Experiment>,
) -> Result<ReadData, Failure> {
    let read = |path: &PathBuf| Ok(NamedFile { name: files::name(path), bytes: files::read(path)? });
    let files = paths.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
    let limits = Limits { keep_most_active_users: limits.keep, ..Limits::default() };
    let wanted = reading.read_as.or_else(|| {
        let ambiguity = ambiguous_file(&files, &limits)?;
        let is_used = |kind: &DataKind| experiment.is_some_and(|experiment| experiment.uses(*kind));
        let chosen = ambiguity.kinds.iter().copied().find(is_used).unwrap_or(ambiguity.kinds[0]);
        let could_be: Vec<&str> = ambiguity.kinds.iter().map(|kind| kind.0.words.perhaps).collect();
        let others = ambiguity.kinds.iter().copied().filter(|kind| *kind != chosen);
        output::note(&format!(
            "{} could be {}, and is read as {}; {}.",
            ambiguity.file,
            could_be.join(" or "),
            chosen.words.a,
            others.map(reads).collect::<Vec<_>>().join(", ")
        ));
        Some(chosen)
    });
    read_as(&files, wanted, &limits, &mut |_| {}).map_err(|error| match error.instead() {
        [] => Failure::input(error),
        instead => {
            let instead: Vec<String> = instead.iter().copied().map(reads).collect();
            Failure::Input(format!("{error}; {} instead", instead.join(", ")))
        }
    })
}

/// "--as table reads it as a table".
fn reads(kind: DataKind) -> String {
    format!("--{AS} {} reads it as {}", kind.id(), kind.words.a)
}

/// What data hold, as text or as JSON.
pub fn described(read: &ReadData, json: bool) -> String {
    (read.data.kind().reader().native.describe)(&read.data.summary(&read.name), json)
}

/// Writes a file whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = WholeFile::create(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.finish()
    });
    written.map_err(|error| files::of_writing(path, &error))
}
