//! `pipeline`: the loop from log to policy to users and back, from one file.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::given::GivenData;
use super::pipeline_folder::{KeptPipeline, kept_spec};
use super::{Failure, files, interrupt, output};
use crate::pipeline::export::{IMAGE, containerfile, github, kubeflow};
use crate::pipeline::{
    MemoryStore, Pipeline, PipelineError, PipelineSpec, Record, Summary, clock_words, intervals, staleness,
    step_of_a_run,
};
use crate::simulation::PreparedEnvironment;

/// What `pipeline` takes.
#[derive(Debug, Args)]
pub struct PipelineArguments {
    /// The pipeline: a file of JSON, the JSON itself, or - for standard input; without it, the one that --keep has kept
    #[arg(required_unless_present_any = ["example", "keep"])]
    pipeline: Option<PathBuf>,
    /// Print a pipeline to begin with
    #[arg(long, exclusive = true)]
    example: bool,
    /// Keep the state in this folder: the same command goes on from there, whenever it was stopped or killed
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// Begin again in the folder; what steps have made of the same is not made again
    #[arg(long, requires = "keep")]
    again: bool,
    /// Rerun a step of a run (generator, ingester, trainer, evaluator or deployer) in the folder, as soon as no run, shadow or canary is under way; the
    /// steps after it follow where what they are made from has changed
    #[arg(long, value_name = "STEP", requires = "keep", conflicts_with = "again")]
    rerun: Option<String>,
    /// Compare what users miss by how often the policy is pushed, from a hundredth of the rounds to never
    #[arg(long, conflicts_with_all = ["keep", "again"])]
    staleness: bool,
    /// Print it for another machine: Kubeflow Pipelines' YAML, a GitHub Actions workflow, or the Containerfile of the image that both run
    #[arg(long, value_enum, conflicts_with_all = ["keep", "again", "staleness"])]
    export: Option<Export>,
    /// The name of that image
    #[arg(long, requires = "export", default_value = IMAGE)]
    image: String,
    /// The outcome as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    given: GivenData,
}

/// What a pipeline is printed for.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Export {
    /// Kubeflow Pipelines.
    Kubeflow,
    /// GitHub Actions.
    Github,
    /// Podman or Docker.
    Container,
}

/// `pipeline`
pub fn pipeline(arguments: &PipelineArguments) -> Result<(), Failure> {
    if arguments.example {
        return output::print(&PipelineSpec::example().to_json());
    }
    let mut spec = read(arguments)?;
    arguments.rerun.as_deref().map(step_of_a_run).transpose()?;
    if let Some(export) = arguments.export {
        let file =
            arguments.pipeline.as_deref().filter(|path| !is_json(path) && !files::is_standard_input(path));
        let file = file.map_or_else(|| "pipeline.json".to_owned(), |path| path.display().to_string());
        let text = match export {
            Export::Kubeflow => kubeflow(&spec, &arguments.image),
            Export::Github => github(&arguments.image, &file),
            Export::Container => containerfile(),
        };
        return output::print(text.trim_end());
    }
    let sources = arguments.given.sources(&mut spec.experiment)?;
    let spec = spec.checked()?;
    let environment = spec.experiment.prepare(sources).map_err(Failure::input)?;
    interrupt::listen().map_err(Failure::own)?;
    if arguments.staleness {
        return print_staleness(&spec, &environment, arguments.json);
    }
    let summary = match &arguments.keep {
        Some(folder) => {
            let mut kept = KeptPipeline::open(folder, &spec, environment, arguments.again)?;
            let mut rerun = arguments.rerun.as_deref();
            loop {
                if let Some(step) = rerun.filter(|_| kept.can_rerun()) {
                    kept.rerun(step)?;
                    rerun = None;
                }
                let Some(records) = kept.advance()? else { break };
                records.iter().for_each(say);
                if interrupt::asked() {
                    kept.save()?;
                    return Err(interrupted(&kept.pipeline().summary(), Some(folder)));
                }
            }
            if rerun.is_some() {
                // The users have gone, and what is under way never ends.
                return Err(PipelineError::Busy.into());
            }
            kept.pipeline().summary()
        }
        None => {
            let mut pipeline = Pipeline::new(&spec, environment, MemoryStore::default())?;
            while pipeline.advance()? {
                pipeline.take_records().iter().for_each(say);
                if interrupt::asked() {
                    return Err(interrupted(&pipeline.summary(), None));
                }
            }
            pipeline.summary()
        }
    };
    if arguments.json { output::print_json(&summary) } else { print(&summary) }
}

/// Whether an argument is no file but the JSON itself, as other machines pass it.
fn is_json(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.trim_start().starts_with('{'))
}

fn read(arguments: &PipelineArguments) -> Result<PipelineSpec, Failure> {
    let (text, name) = match (&arguments.pipeline, &arguments.keep) {
        (Some(path), _) if is_json(path) => (path.to_string_lossy().into_owned(), "the pipeline".to_owned()),
        (Some(path), _) => (files::read_text(path)?, files::shown(path)),
        (None, Some(folder)) => {
            let kept = kept_spec(folder)?.ok_or_else(|| {
                let folder = folder.display();
                Failure::Input(format!("{folder}: this folder keeps no pipeline yet: name its file, too"))
            })?;
            (kept, folder.display().to_string())
        }
        (None, None) => return Err(Failure::input("name the file of a pipeline; --example prints one")),
    };
    PipelineSpec::from_json(&text).map_err(|error| Failure::Input(format!("{name}: {error}")))
}

fn interrupted(summary: &Summary, folder: Option<&Path>) -> Failure {
    let events = summary.events.decisions;
    Failure::Interrupted(match folder {
        Some(folder) => {
            format!("interrupted after {events} requests; the same command goes on in {}", folder.display())
        }
        None => format!("interrupted after {events} requests; --keep FOLDER would keep them"),
    })
}

/// Says what happened, but for single events.
fn say(record: &Record) {
    if let Some(words) = record.happened.words() {
        output::note(&format!("{}  {}", clock_words(record.time), output::plain(&words)));
    }
}

fn print(summary: &Summary) -> Result<(), Failure> {
    let events = &summary.events;
    output::print(&format!(
        "{} requests, {} with a reward in time, {} without; {} rewards came too late and {} twice. The log has {} rows.",
        events.decisions, events.joined, events.expired, events.late, events.twice, summary.rows
    ))?;
    output::print(&format!(
        "{} runs, of which {} failed. v{} serves.",
        summary.runs, summary.failed_runs, summary.champion
    ))?;
    output::print(
        "\n version   requests   predicted   estimated    observed        true   improvement   status",
    )?;
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"));
    for version in &summary.versions {
        let improvement =
            version.improvement.map_or_else(|| "-".to_owned(), |share| format!("{:+.1} %", 100.0 * share));
        output::print(&format!(
            " {:<7} {:>10} {:>11} {:>11} {:>11} {:>11} {improvement:>13}   {:?}",
            format!("v{}", version.version),
            version.requests,
            number(version.predicted),
            number(version.estimated),
            number(version.observed),
            number(version.truth),
            version.status
        ))?;
    }
    output::print(&format!(
        "\nAll users missed {:.2} of the best arms. Digest {}",
        summary.regret, summary.digest
    ))
}

/// Runs the pipeline once for each interval between pushes.
fn print_staleness(
    spec: &PipelineSpec,
    environment: &PreparedEnvironment,
    json: bool,
) -> Result<(), Failure> {
    let mut rows = Vec::new();
    // Last the one that is never stale: it learns from every reward at once.
    let pushed = intervals(spec.experiment.horizon).into_iter().map(|every| (every, false));
    for (every, in_process) in pushed.chain([(None, true)]) {
        if interrupt::asked() {
            return Err(Failure::Interrupted(format!("interrupted after {} intervals", rows.len())));
        }
        rows.push(staleness(spec, environment, every, in_process)?);
    }
    if json {
        return output::print_json(&rows);
    }
    output::print(" pushed every   pushes      missed in all   missed a request")?;
    for row in &rows {
        let unpushed = if row.in_process { "in process" } else { "never" };
        let every = row.every.map_or_else(|| unpushed.to_owned(), |every| format!("{every} rows"));
        let (all, one) = (row.regret, row.regret_per_request);
        output::print(&format!(" {every:<12} {:>8} {all:>18.2} {one:>18.4}", row.pushes))?;
    }
    Ok(())
}
