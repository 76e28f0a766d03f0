//! The arguments, and which command they start.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use super::list::Family;
use super::{
    Failure, bench, bundle, data, evaluate, explored, leaderboard, lessons, links, list, log, networks,
    output, pipeline, play, policy, predict, profile, rounds, run, runs, script, serve, shell, simulate,
    train, tune,
};
use crate::simulation::bench::DEFAULT_SECONDS;

/// Run and compare contextual bandits on MovieLens.
#[derive(Debug, Parser)]
#[command(name = "bandit-playground", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run an experiment; the summary goes to standard output as JSON, progress to standard error
    Run(run::RunArguments),
    /// List, compare, export, import, rename and delete the runs that run --keep has kept
    Runs(runs::RunsArguments),
    /// Search the best setting of an agent's parameters, and find out on further seeds whether it is really better
    Tune(tune::TuneArguments),
    /// Run an experiment and say where the time goes, by phase and agent
    Profile(profile::ProfileArguments),
    /// Say how the network of each agent or ranker of an experiment is put together, and how many parameters it has
    Networks(networks::NetworksArguments),
    /// Write what an environment offers, round by round, for other programs
    Rounds(rounds::RoundsArguments),
    /// Show a saved policy, or continue it in an environment like its own; as JSON
    Policy(policy::PolicyArguments),
    /// Record what an agent does in an experiment as a log, with the probability of every choice
    Log(log::LogArguments),
    /// Write a log in another format
    Convert(log::ConvertArguments),
    /// Estimate from a log what another policy would have earned, with intervals and whether to trust them
    Evaluate(evaluate::EvaluateArguments),
    /// Train an agent on a log, measure its predictions beside reference lines, and save it as a policy
    Train(train::TrainArguments),
    /// Answer requests with a saved policy, as an endpoint that serves it would; as JSON
    Predict(predict::PredictArguments),
    /// Answer requests over HTTP with a saved policy, or with the versions that a pipeline has deployed
    Serve(serve::ServeArguments),
    /// Let users of an environment ask a policy, here or where it is served, and log what they answer
    Simulate(simulate::SimulateArguments),
    /// Run the whole loop (train, gate, deploy, serve users, join rewards, train again) from one file; killed at any moment, it goes on
    Pipeline(pipeline::PipelineArguments),
    /// Run the links in a text again, and rank what reproduces and keeps the rules of the task
    Leaderboard(leaderboard::LeaderboardArguments),
    /// List what there is to choose from, with every parameter
    List {
        /// List only this family
        #[arg(value_enum)]
        family: Option<Family>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List the lessons, or print one in full with the answers
    Lessons {
        /// The lesson's id
        id: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Replay a game of a person against bandits: what everyone picked, got, and the bandits knew
    Play {
        /// The game: its link, or what stands in it behind "play="
        game: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write an agent of your own: check and pack its code, or print that of an experiment
    Script(script::ScriptArguments),
    /// Print the link of an experiment
    Link {
        /// The experiment: a file of JSON, a link, or - for standard input
        experiment: PathBuf,
    },
    /// Print the experiment of a link, as JSON
    Open {
        /// The link, a whole address or from its # on; a file that holds one; or - for standard input
        link: String,
    },
    #[command(about = data::words("Describe what ", |kind| kind.0.words.files, " or ") + " hold")]
    Data {
        #[arg(help = data::words("The files: ", |kind| kind.0.words.forms, "; or ") + ". Without files, of the bundled ratings")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        reading: data::ReadingArguments,
        #[command(flatten)]
        limits: data::LimitArguments,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Pack MovieLens files into the compact form that the page loads
    Bundle {
        /// The files: GroupLens' zip, or its parts
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        limits: data::LimitArguments,
        /// Where to write
        #[arg(long, short)]
        out: PathBuf,
        /// Write the times of the ratings into this file rather than into the bundle
        #[arg(long)]
        times: Option<PathBuf>,
    },
    /// Measure how many rounds a second every agent and every ranker does here
    Bench {
        /// As JSON
        #[arg(long)]
        json: bool,
        /// How long each is measured
        #[arg(long, value_name = "N", default_value_t = DEFAULT_SECONDS, value_parser = seconds)]
        seconds: f64,
    },
    /// Run the default experiment and write its curve into the page's static shell
    #[command(hide = true)]
    Shell {
        /// The page: index.html
        page: PathBuf,
    },
}

/// A number of seconds to measure for.
fn seconds(text: &str) -> Result<f64, String> {
    const LONGEST: f64 = 3_600.0;
    let right = text.parse().ok().filter(|seconds| *seconds > 0.0 && *seconds <= LONGEST);
    right.ok_or_else(|| format!("it must be a number above 0 and at most {LONGEST}"))
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let answered = match Arguments::try_parse() {
        Ok(arguments) => answer(arguments.command),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            output::print(error.to_string().trim_end())
        }
        Err(error) => Err(wrong_use(&error)),
    };
    match answered {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::note(&format!("bandit-playground: {failure}"));
            ExitCode::from(failure.code())
        }
    }
}

/// What clap says on several lines, without the usage.
fn wrong_use(error: &clap::Error) -> Failure {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::input("no command was given; --help says which there are");
    }
    let text = error.to_string();
    let sentence = text.split("Usage:").next().unwrap_or_default().split("For more information").next();
    let sentence = sentence.unwrap_or_default().trim();
    Failure::input(format!("{}; --help says more", sentence.strip_prefix("error: ").unwrap_or(sentence)))
}

fn answer(command: Command) -> Result<(), Failure> {
    match command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Tune(arguments) => tune::tune(&arguments),
        Command::Rounds(arguments) => rounds::rounds(&arguments),
        Command::Networks(arguments) => networks::networks(&arguments),
        Command::Profile(arguments) => profile::profile(&arguments),
        Command::Runs(arguments) => runs::runs(&arguments),
        Command::Policy(arguments) => policy::policy(&arguments),
        Command::Log(arguments) => log::log(&arguments),
        Command::Convert(arguments) => log::convert(&arguments),
        Command::Evaluate(arguments) => evaluate::evaluate_policy(&arguments),
        Command::Train(arguments) => train::train_policy(&arguments),
        Command::Predict(arguments) => predict::answer(&arguments),
        Command::Pipeline(arguments) => pipeline::pipeline(&arguments),
        Command::Serve(arguments) => serve::serve(&arguments),
        Command::Simulate(arguments) => simulate::simulate_users(&arguments),
        Command::Leaderboard(arguments) => leaderboard::leaderboard(&arguments),
        Command::List { family, json } => list::list(family, json),
        Command::Lessons { id, json } => lessons::lessons(id.as_deref(), json),
        Command::Play { game, json } => play::play(&game, json),
        Command::Script(arguments) => script::script(&arguments),
        Command::Link { experiment } => links::link(&experiment),
        Command::Open { link } => links::open(&link),
        Command::Data { files, reading, limits, json } => explored::describe(&files, &limits, &reading, json),
        Command::Bundle { files, limits, out, times } => {
            bundle::bundle(&files, &limits, &out, times.as_deref())
        }
        Command::Bench { json, seconds } => bench::bench(json, seconds),
        Command::Shell { page } => shell::shell(&page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::PipelineSpec;
    use crate::pipeline::export::{IMAGE, commands, containerfile, github};

    fn parsed(arguments: &[String]) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(
            std::iter::once("bandit-playground").chain(arguments.iter().map(String::as_str)),
        )
    }

    /// The words of a command line that has no quotes but single ones around whole words.
    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect()
    }

    /// What Kubeflow Pipelines, the workflow and the container run are commands of this program, with flags that they have.
    #[test]
    fn what_is_exported_calls_commands_that_there_are() {
        let spec = PipelineSpec::example();
        let mut all = commands(&spec);
        assert_eq!(all.len(), 4);
        let workflow = github(IMAGE, "loops/one.json");
        let container = containerfile();
        for line in workflow.lines().chain(container.lines()) {
            if let Some((_, rest)) = line.split_once("bandit-playground ")
                && !["COPY", "RUN"].iter().any(|own| line.starts_with(own))
            {
                // What follows is for the shell.
                let own = rest.split(['>', '"']).next().unwrap_or_default();
                all.push(words(own));
            }
        }
        assert!(all.len() >= 6, "{all:?}");
        for command in &all {
            let found = parsed(command);
            assert!(
                found.is_ok(),
                "{command:?}: {}",
                found.err().map_or_else(String::new, |error| error.to_string())
            );
            let wrong = [command.as_slice(), &["--no-such-flag".to_owned()]].concat();
            assert!(parsed(&wrong).is_err(), "the parser refuses what there is not");
        }
        // The image runs the program's help where nothing else is said.
        assert!(containerfile().contains("CMD [\"bandit-playground\", \"--help\"]"));
        let help = parsed(&["--help".to_owned()]).err().map(|error| error.kind());
        assert_eq!(help, Some(ErrorKind::DisplayHelp));
    }
}
