//! `tune`: the best setting of an agent's parameters.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use clap::Args;

use super::experiment::read_file_or_link;
use super::given::GivenData;
use super::journal::Journal;
use super::{Failure, data, files, interrupt, output, tuned};
use crate::data::Sources;
use crate::descriptor::{Parameter, Value, Values};
use crate::metrics::REGRET;
use crate::spec::PartChoice;
use crate::tune::{
    Contestant, Dimension, HELD_OUT_SEEDS, Job, SAMPLERS, STUDY_SEED, Space, Study, StudySpec, StudyState,
    TRIALS, TUNING_SEEDS, TrialRunner, TuneError, find_sampler,
};
use crate::views::search::{Speed, cost};

/// The file of a study in its folder.
const FILE: &str = "study.json";

/// A study is written out so often while it runs; what it is told in between is in a [`Journal`].
const BETWEEN_SAVES: Duration = Duration::from_secs(1);

/// How long it is measured how fast the agent is.
const MEASURED: Duration = Duration::from_millis(400);

/// What `tune` takes.
#[derive(Debug, Args)]
pub struct TuneArguments {
    /// The experiment: a file of JSON, a link, or - for standard input
    #[arg(required_unless_present = "resume", conflicts_with = "resume")]
    experiment: Option<String>,
    /// Which of its agents is tuned, from 0
    #[arg(long, default_value_t = 0, value_name = "INDEX")]
    agent: usize,
    /// What is searched: NAME, NAME=LOW..HIGH or NAME=a,b,c; may be given several times
    #[arg(long, value_name = "NAME", required_unless_present = "resume")]
    parameter: Vec<String>,
    #[arg(long, default_value_t = SAMPLERS[0].id.to_owned(), help = samplers())]
    sampler: String,
    #[arg(long = "set", value_name = "NAME=VALUE", help = settings())]
    settings: Vec<String>,
    #[arg(long, value_name = "N", help = TRIALS.help)]
    trials: Option<u32>,
    #[arg(long, value_name = "N", default_value_t = usual(&TUNING_SEEDS) as u32, help = TUNING_SEEDS.help)]
    seeds: u32,
    #[arg(long, value_name = "N", default_value_t = usual(&HELD_OUT_SEEDS) as u32, help = HELD_OUT_SEEDS.help)]
    held_out: u32,
    #[arg(long, value_name = "N", default_value_t = usual(&STUDY_SEED), help = STUDY_SEED.help)]
    study_seed: u64,
    /// The metric by which trials are ranked
    #[arg(long, default_value_t = REGRET.id.to_owned())]
    metric: String,
    /// How many runs at the same time; 0 is one a processor. The results are the same bits
    #[arg(long, short, default_value_t = 0)]
    jobs: usize,
    /// Keep the study in this folder, as study.json, so that --resume goes on where it was stopped
    #[arg(long, value_name = "FOLDER", required_unless_present_any = ["experiment"])]
    keep: Option<PathBuf>,
    /// Go on with the study that is kept in the folder
    #[arg(long, requires = "keep")]
    resume: bool,
    /// The outcome as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    given: GivenData,
}

fn usual(parameter: &Parameter) -> u64 {
    Values::default().number(parameter) as u64
}

fn samplers() -> String {
    let samplers = SAMPLERS.iter().map(|sampler| format!("{}: {}", sampler.id, sampler.sentence));
    format!("How settings are chosen. {}", samplers.collect::<Vec<_>>().join(" "))
}

fn settings() -> String {
    let with = SAMPLERS.iter().filter(|sampler| !sampler.parameters.is_empty());
    let named = with.map(|sampler| {
        let names: Vec<&str> = sampler.parameters.iter().map(|parameter| parameter.name).collect();
        format!("of {}: {}", sampler.id, names.join(", "))
    });
    format!(
        "A setting of the sampler; may be given several times. There are {}",
        named.collect::<Vec<_>>().join("; ")
    )
}

impl From<TuneError> for Failure {
    fn from(error: TuneError) -> Failure {
        Failure::input(error)
    }
}

/// `tune`
pub fn tune(arguments: &TuneArguments) -> Result<(), Failure> {
    let file = arguments.keep.as_ref().map(|folder| folder.join(FILE));
    let (mut study, sources) = begin(arguments, file.as_deref())?;
    // What can't be run is refused before anything is written.
    let runner = TrialRunner::new(study.spec(), sources)?;
    let mut kept = None;
    if let (Some(folder), Some(file)) = (&arguments.keep, file) {
        files::make_folder(folder)?;
        interrupt::listen().map_err(Failure::own)?;
        kept = Some(KeptStudy::begin(file, &study)?);
    }
    let threads = match arguments.jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    output::note(&cost(&study, speed(&study, &runner)?, threads));
    let ended = run(&mut study, &runner, threads, kept.as_mut());
    output::note("");
    let file = kept.map(|kept| kept.end(&study)).transpose()?;
    ended?;
    if !study.is_done() {
        let place =
            file.map_or_else(String::new, |file| format!("; tune --resume goes on with {}", file.display()));
        let (rounds, done) = study.rounds();
        return Err(Failure::Interrupted(format!("interrupted after {done} of {rounds} rounds{place}")));
    }
    if arguments.json { tuned::print_json(&study) } else { tuned::print(&study) }
}

/// How fast the agent is here: a piece of its first run, which goes on from there. None where the study is through.
fn speed(study: &Study, runner: &TrialRunner) -> Result<Option<Speed>, Failure> {
    if study.is_done() {
        return Ok(None);
    }
    let rounds = study.spec().experiment.horizon;
    let job = Job { contestant: Contestant::Baseline, seed: 0, from: 0, rounds };
    let begun = Instant::now();
    runner.run(&job, None, &|| begun.elapsed() < MEASURED && !interrupt::asked())?;
    Ok(Some(Speed { rounds: runner.rounds() as f64 / begun.elapsed().as_secs_f64(), preparing: 0.0 }))
}

/// A new study, or the one that is kept.
fn begin(arguments: &TuneArguments, file: Option<&Path>) -> Result<(Study, Sources), Failure> {
    if let (true, Some(file)) = (arguments.resume, file) {
        let named = |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", file.display()));
        if !file.exists() {
            return Err(named(&"there is no study to go on with: tune --keep keeps one there"));
        }
        let text = files::read_text(file)?;
        let damaged = |error| named(&format!("this is no study, or it is damaged: {error}"));
        let mut state: StudyState = serde_json::from_str(&text).map_err(damaged)?;
        let sources = arguments.given.sources(&mut state.spec.experiment)?;
        let study = Study::resume(state).and_then(|study| Journal::tell(study, file));
        return Ok((study.map_err(|error| named(&error))?, sources));
    }
    if let Some(file) = file.filter(|file| file.exists()) {
        let sentence = format!("{} is a study already; --resume goes on with it", file.display());
        return Err(Failure::Input(sentence));
    }
    let mut experiment = read_file_or_link(arguments.experiment.as_deref().unwrap_or_default())?;
    let sources = arguments.given.sources(&mut experiment)?;
    let mut spec = StudySpec {
        experiment,
        agent: arguments.agent,
        space: Space::default(),
        sampler: sampler(arguments)?,
        trials: arguments.trials,
        metric: arguments.metric.clone(),
        seeds: arguments.seeds,
        held_out: arguments.held_out,
        study_seed: arguments.study_seed,
    };
    let part = spec.part()?;
    for text in &arguments.parameter {
        spec.space.dimensions.push(Dimension::parse(part, text)?);
    }
    Ok((Study::new(spec)?, sources))
}

fn sampler(arguments: &TuneArguments) -> Result<PartChoice, Failure> {
    let mut sampler = PartChoice::new(find_sampler(&arguments.sampler)?);
    for setting in &arguments.settings {
        let number =
            setting.split_once('=').and_then(|(name, value)| Some((name, value.trim().parse().ok()?)));
        let (name, number) = number.ok_or_else(|| {
            Failure::Input(format!("\"{setting}\" must be NAME=VALUE with a number as the value"))
        })?;
        sampler.parameters.0.insert(name.trim().to_owned(), Value::Number(number));
    }
    Ok(sampler)
}

/// A study in its folder.
struct KeptStudy {
    file: PathBuf,
    journal: Journal,
    saved: Instant,
}

impl KeptStudy {
    fn begin(file: PathBuf, study: &Study) -> Result<KeptStudy, Failure> {
        save(&file, study)?;
        Ok(KeptStudy { journal: Journal::begin(&file)?, file, saved: Instant::now() })
    }

    /// Takes what the study has been told.
    fn told(&mut self, study: &Study, job: &Job, score: f64) -> Result<(), Failure> {
        self.journal.add(job, score)?;
        if self.saved.elapsed() >= BETWEEN_SAVES {
            save(&self.file, study)?;
            self.journal = Journal::begin(&self.file)?;
            self.saved = Instant::now();
        }
        Ok(())
    }

    /// Writes everything out; gives the file.
    fn end(self, study: &Study) -> Result<PathBuf, Failure> {
        save(&self.file, study)?;
        self.journal.end()?;
        Ok(self.file)
    }
}

fn save(file: &Path, study: &Study) -> Result<(), Failure> {
    data::write_whole(file, &serde_json::to_vec(study.state()).map_err(Failure::own)?)
}

/// A job with its setting.
type Task = (Job, Option<Vec<Value>>);

/// Runs what the study asks for until it is through or interrupted.
fn run(
    study: &mut Study,
    runner: &TrialRunner,
    threads: usize,
    kept: Option<&mut KeptStudy>,
) -> Result<(), Failure> {
    let (tasks, waiting) = mpsc::channel::<Task>();
    let waiting = Mutex::new(waiting);
    let (sender, results) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (waiting, sender) = (&waiting, sender.clone());
            scope.spawn(move || {
                loop {
                    // The lock is held while waiting, and another thread waits for the lock instead.
                    let task = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((job, setting)) = task else { return };
                    let score = runner.run(&job, setting.as_deref(), &|| !interrupt::asked());
                    if sender.send((job, score)).is_err() {
                        return;
                    }
                }
            });
        }
        let told = take_results(study, runner, threads, &tasks, &results, kept);
        // The threads end when there is nothing more to wait for.
        drop(tasks);
        told
    })
}

fn take_results(
    study: &mut Study,
    runner: &TrialRunner,
    threads: usize,
    tasks: &mpsc::Sender<Task>,
    results: &mpsc::Receiver<(Job, Result<Option<f64>, TuneError>)>,
    mut kept: Option<&mut KeptStudy>,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let (whole, before) = study.rounds();
    let mut under_way = 0;
    loop {
        while under_way < threads && !interrupt::asked() {
            let Some(job) = study.ask() else { break };
            let setting = study.setting(job.contestant).map(<[Value]>::to_vec);
            tasks.send((job, setting)).map_err(Failure::own)?;
            under_way += 1;
        }
        if under_way == 0 {
            return Ok(());
        }
        let (job, score) = results.recv().map_err(Failure::own)?;
        under_way -= 1;
        if let Some(score) = score? {
            study.tell(&job, score);
            runner.keep_only(&study.going_on());
            if let Some(kept) = &mut kept {
                kept.told(study, &job, score)?;
            }
        }
        let (_, done) = study.rounds();
        let rate = (done - before) as f64 / begun.elapsed().as_secs_f64();
        let left = (whole - done) as f64 / rate;
        // A receiver that is gone is no reason to stop.
        let _ = write!(
            std::io::stderr(),
            "\r{:>3} % of {whole} rounds, {left:.0} s left{}   ",
            done * 100 / whole.max(1),
            best(study)
        );
    }
}

/// The best trial so far.
fn best(study: &Study) -> String {
    let best = study.ranking().first().and_then(|trial| study.latest(*trial));
    best.map_or_else(String::new, |(_, mean)| {
        format!(", best {} so far {mean:.4}", study.metric().heading.to_lowercase())
    })
}
