//! `profile`: where the time of a run goes.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde::Serialize;

use super::experiment::read_file_or_link;
use super::given::GivenData;
use super::tuned::print_table;
use super::{Failure, allocations, data, files, output};
use crate::chart::numbers::{percent, readable, whole};
use crate::chart::{bottleneck, memory_words};
use crate::simulation::flame::folded_stacks;
use crate::simulation::profile::{PhaseTime, Profile, ProfileSettings, Reading};
use crate::simulation::profiler::profile as profile_run;
use crate::simulation::trace::trace_json;
use crate::spec::Experiment;

/// Where the phases come to more than this of the run, looking at a round has slowed it down.
const MOST_OF_THE_RUN: f64 = 1.25;

/// What `profile` takes.
#[derive(Debug, Args)]
pub struct ProfileArguments {
    /// The experiment: a file of JSON, a link, or - for standard input
    experiment: String,
    /// One round of so many is looked at; without it so many that looking takes about a hundredth of the time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    every: Option<u64>,
    /// A file for the phases of single rounds in the Trace Event Format, which Perfetto and chrome://tracing show
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// A file for a flame graph: folded stacks in nanoseconds, which inferno-flamegraph and speedscope read
    #[arg(long, value_name = "FILE")]
    flame: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    given: GivenData,
}

/// A profile as `profile --json` gives it.
#[derive(Serialize)]
struct Outcome<'a> {
    #[serde(flatten)]
    profile: &'a Profile,
    prepare_seconds: f64,
    digest: String,
}

/// `profile`
pub fn profile(arguments: &ProfileArguments) -> Result<(), Failure> {
    files::check_files(arguments.trace.iter().chain(&arguments.flame))?;
    let mut experiment = read_file_or_link(&arguments.experiment)?;
    let sources = arguments.given.sources(&mut experiment)?;
    let begun = Instant::now();
    let environment = experiment.prepare(sources).map_err(Failure::input)?;
    let prepare_seconds = begun.elapsed().as_secs_f64();
    let meter = || {
        let (allocations, bytes) = allocations::so_far();
        Reading { nanoseconds: begun.elapsed().as_nanos() as f64, allocations, bytes }
    };
    let settings = ProfileSettings { every: arguments.every, ..ProfileSettings::default() };
    let (log, profile) = profile_run(&experiment, environment, settings, &meter).map_err(Failure::input)?;
    if let Some(file) = &arguments.trace {
        data::write_whole(file, &serde_json::to_vec(&trace_json(&profile)).map_err(Failure::own)?)?;
    }
    if let Some(file) = &arguments.flame {
        data::write_whole(file, folded_stacks(&profile, prepare_seconds).as_bytes())?;
    }
    let digest = log.run_digest().map(|digest| digest.to_string()).unwrap_or_default();
    if arguments.json {
        return output::print_json(&Outcome { profile: &profile, prepare_seconds, digest });
    }
    print(&profile, &experiment)?;
    output::print(&format!("The environment was prepared in {} s before.", readable(prepare_seconds)))?;
    output::print(&format!("digest  {digest}"))
}

fn print(profile: &Profile, experiment: &Experiment) -> Result<(), Failure> {
    let heading = ["phase", "µs a round", "±", "share", "allocations a round", "bytes a round", "agent"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(profile.phases.iter().map(|phase| {
        vec![
            phase.phase.title().to_owned(),
            readable(phase.microseconds),
            readable(2.0 * phase.standard_error),
            percent(phase.share),
            readable(phase.allocations),
            readable(phase.bytes),
            agent(profile, phase),
        ]
    }));
    print_table(&rows)?;
    output::print("")?;
    let mut agents = vec![["rounds/s", "µs a round", "memory a seed", "agent"].map(str::to_owned).to_vec()];
    for (policy, name) in profile.policies.iter().enumerate() {
        let microseconds = profile.microseconds(policy);
        let memory = memory_words(profile.memory.get(policy).copied().flatten());
        agents.push(vec![readable(1e6 / microseconds), readable(microseconds), memory, name.clone()]);
    }
    print_table(&agents)?;
    output::print("")?;
    let Profile { rounds, sampled, seconds, phases_seconds, phases_error, .. } = profile;
    output::print(&format!(
        "{} rounds in {} s, {} of them looked at: the phases come to {} ± {} s, {} of the run; the rest is the loop, checkpoints, the clock, and waiting for other programs. Looking took {} of the time.",
        whole(*rounds),
        readable(*seconds),
        whole(*sampled),
        readable(*phases_seconds),
        readable(2.0 * phases_error),
        percent(phases_seconds / seconds),
        percent(profile.looking),
    ))?;
    if phases_seconds / seconds > MOST_OF_THE_RUN {
        output::print(
            "Rounds are so short that looking at them takes longer than they do: trust the shares more than the times.",
        )?;
    }
    bottleneck(profile, experiment, None).map_or(Ok(()), |sentence| output::print(&sentence))
}

fn agent(profile: &Profile, phase: &PhaseTime) -> String {
    let name = phase.policy.and_then(|policy| profile.policies.get(policy));
    name.map_or_else(|| "all agents together".to_owned(), Clone::clone)
}
