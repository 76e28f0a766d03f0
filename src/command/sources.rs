//! The data that an experiment on the command line names, and the options that say how they are used.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches};

use super::{Failure, output};
use crate::data::{DataKind, ReadData, SourceOption, Sources};
use crate::spec::task::TASKS;
use crate::spec::{Experiment, ExperimentError};

/// The options that kinds of data declare, as far as they were given.
#[derive(Debug, Default)]
pub struct OptionArguments(BTreeMap<&'static str, Vec<String>>);

/// Every option of every kind.
fn options() -> impl Iterator<Item = &'static SourceOption> {
    DataKind::all().flat_map(|kind| kind.0.options)
}

impl FromArgMatches for OptionArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<OptionArguments, clap::Error> {
        let mut found = OptionArguments::default();
        found.update_from_arg_matches(matches)?;
        Ok(found)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for option in options().filter(|option| matches.contains_id(option.flag)) {
            let values = matches.get_many::<String>(option.flag).into_iter().flatten();
            self.0.insert(option.flag, values.cloned().collect());
        }
        Ok(())
    }
}

impl clap::Args for OptionArguments {
    fn augment_args(command: Command) -> Command {
        options().fold(command, |command, option| {
            let argument =
                Arg::new(option.flag).long(option.flag).value_name(option.value_name).help(option.help);
            command.arg(match option.many {
                true => argument.num_args(0..).action(ArgAction::Append),
                false => argument,
            })
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl OptionArguments {
    /// Refuses options of a kind of data of which none were given.
    fn refuse(&self, kind: DataKind) -> Result<(), Failure> {
        let of_kind = kind.0.options.iter().map(|option| option.flag);
        if !of_kind.clone().any(|flag| self.0.contains_key(flag)) {
            return Ok(());
        }
        let flags: Vec<String> = of_kind.map(|flag| format!("--{flag}")).collect();
        Err(Failure::Input(format!("{} are of {}: give one with --data", flags.join(" and "), kind.words.a)))
    }
}

/// An experiment that names data runs on those and no others. One that names none gets the name of those that it runs on,
/// unless they are bundled or its environment is not made from them, with the options that were given or that are usual; a guess is
/// reported. The log must say what it was made with.
pub fn name_sources(
    experiment: &mut Experiment,
    sources: &Sources,
    bundled: &Sources,
    given: Option<&ReadData>,
    options: &OptionArguments,
) -> Result<(), Failure> {
    for kind in DataKind::all() {
        let named = experiment.sources.get(kind);
        if let Some(source) = named
            && sources.fingerprint(kind) != Some(&source.fingerprint)
        {
            return Err(Failure::input(ExperimentError::other_data(kind, source)));
        }
        let Some(given) = given.filter(|given| given.data.kind() == kind) else {
            options.refuse(kind)?;
            continue;
        };
        if !experiment.uses(kind) {
            if kind.stays {
                continue;
            }
            return Err(not_made_from(experiment, kind, &given.name));
        }
        if named.is_none() && sources.fingerprint(kind) == bundled.fingerprint(kind) {
            continue;
        }
        let summary = given.data.summary(&given.name);
        let (source, notes) =
            (kind.reader().native.choose)(&summary, named, &options.0).map_err(Failure::Input)?;
        experiment.sources.set(kind, source);
        *experiment = experiment.validate().map_err(Failure::input)?.0;
        notes.iter().for_each(|note| output::note(note));
    }
    Ok(())
}

/// That an environment is not made from data of this kind, and one that is.
fn not_made_from(experiment: &Experiment, kind: DataKind, name: &str) -> Failure {
    let uses =
        |id: &&str| TASKS.iter().any(|task| task.data(id).iter().any(|data| DataKind(data.kind) == kind));
    let environments = TASKS.iter().flat_map(|task| task.environments().parts).map(|part| part.id);
    let example = environments.into_iter().find(uses).unwrap_or_default();
    Failure::Input(format!(
        "{name} is {}, and the environment \"{}\" is not made from one: take the environment \"{example}\"",
        kind.words.a, experiment.environment.id
    ))
}
