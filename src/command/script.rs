//! `script`: an agent of a person's own, written in an editor of their own.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::experiment::read_experiment;
use super::output::print;
use super::{Failure, files};
use crate::agent::script::{EXAMPLES, HELPERS, check, pack, unpack};
use crate::spec::link;
use crate::views::editor::race::{code_of, with_code};

/// Arguments of `script`.
#[derive(Debug, Args)]
pub struct ScriptArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check code, and print it packed, or as the link of an experiment with it
    Pack {
        /// The code: a file of Rhai, or - for standard input
        code: PathBuf,
        /// Print the link of this experiment with the code as its own agent: a file of JSON or a link
        #[arg(long, value_name = "EXPERIMENT")]
        into: Option<PathBuf>,
    },
    /// Print the code of the own agent of an experiment
    Show {
        /// The experiment: a file of JSON, a link, or - for standard input
        experiment: PathBuf,
    },
    /// Print an example to start from
    Example {
        /// Which: epsilon-greedy, linucb or thompson-sampling
        #[arg(default_value = "epsilon-greedy")]
        name: String,
    },
    /// List what code can call
    Helpers,
}

/// `script`
pub fn script(arguments: &ScriptArguments) -> Result<(), Failure> {
    match &arguments.what {
        What::Pack { code, into } => pack_file(code, into.as_deref()),
        What::Show { experiment } => {
            let code = code_of(&read_experiment(experiment)?);
            let code = code.ok_or_else(|| Failure::input("this experiment has no agent \"script\""))?;
            if code.is_empty() {
                return print(EXAMPLES[0].source.trim_end());
            }
            print(unpack(&code).map_err(Failure::input)?.trim_end())
        }
        What::Example { name } => {
            let id = |title: &str| title.to_lowercase().replace(' ', "-");
            let example = EXAMPLES.iter().find(|example| id(example.title) == *name);
            let known: Vec<String> = EXAMPLES.iter().map(|example| id(example.title)).collect();
            let missing = || format!("there is no example \"{name}\"; there are {}", known.join(", "));
            print(example.ok_or_else(|| Failure::Input(missing()))?.source.trim_end())
        }
        What::Helpers => {
            let width = HELPERS.iter().map(|helper| helper.call.len()).max().unwrap_or_default();
            let line = |helper: &crate::agent::script::Helper| {
                format!("{:width$}  {}", helper.call, helper.sentence)
            };
            print(&HELPERS.iter().map(line).collect::<Vec<String>>().join("\n"))
        }
    }
}

fn pack_file(path: &Path, into: Option<&Path>) -> Result<(), Failure> {
    let source = files::read_text(path)?;
    check(&source).map_err(|error| {
        let column = error.column.map_or_else(String::new, |column| format!(" (column {column})"));
        Failure::Input(format!("{}: {error}{column}", files::shown(path)))
    })?;
    let code = pack(&source).map_err(|error| Failure::Input(format!("{}: {error}", files::shown(path))))?;
    match into {
        None => print(&code),
        Some(experiment) => {
            let experiment = with_code(read_experiment(experiment)?, &code).map_err(Failure::Input)?;
            print(&link::encode(&experiment, None))
        }
    }
}
