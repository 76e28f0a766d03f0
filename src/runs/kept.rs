//! A run that is kept.

use serde::{Deserialize, Serialize};

use super::header::tidy_tags;
use super::{KeptResults, RunHeader, RunId};
use crate::results::RunLog;
use crate::results::digest::RunDigest;
use crate::spec::{Experiment, ExperimentError, link};
use xxhash_rust::xxh64::Xxh64;

/// A run that is kept: what was run, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptRun {
    /// What is known of it without its results.
    pub header: RunHeader,
    /// The experiment as JSON: kept as text, so that nothing is lost of an experiment that this program does not know.
    pub spec: String,
    /// The results, thinned.
    pub results: KeptResults,
}

/// What the caller says of a run that is to be kept: a library has no clock and no chance.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Made {
    /// When it was begun (Unix, milliseconds).
    pub created: u64,
    /// 64 random bits, see [`RunId::new`].
    pub random: u64,
    /// How long it was computed, in seconds.
    pub seconds: f64,
    /// What people call it; without a name it is called after its agents and its environment.
    pub name: Option<String>,
    /// What a person noted of it.
    pub note: String,
    /// Tags that a person gave it.
    pub tags: Vec<String>,
}

impl KeptRun {
    /// The run of a log, finished or not, as far as all its seeds have come.
    ///
    /// # Examples
    /// ```
    /// use bandit_playground::runs::{KeptRun, Made, from_bytes, to_bytes};
    /// use bandit_playground::simulation::{Sources, run};
    /// use bandit_playground::spec::Experiment;
    ///
    /// let experiment = Experiment::from_json(
    ///     r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}, {"agent": "random"}], "horizon": 1000, "seeds": 2}"#,
    /// )?;
    /// let log = run(&experiment, Sources::default())?;
    /// let kept = KeptRun::of(&log, Made { created: 1_700_000_000_000, random: 7, seconds: 0.5, ..Made::default() });
    /// assert_eq!(kept.header.id.to_string(), "r018bcfe56800-0000000000000007");
    /// assert_eq!(kept.header.digest, log.run_digest());
    /// assert_eq!(from_bytes(&to_bytes(&kept))?, kept);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(log: &RunLog, made: Made) -> KeptRun {
        KeptRun::with_digest(log, made, log.run_digest())
    }

    /// The same, where the digest is known: of the log only its curves are needed.
    pub fn with_digest(log: &RunLog, made: Made, digest: Option<RunDigest>) -> KeptRun {
        let experiment = &log.experiment;
        let Made { created, random, seconds, name, note, tags } = made;
        let agents: Vec<String> = log.policies.iter().map(|policy| policy.label.clone()).collect();
        let environment =
            experiment.environment_part().map_or(experiment.environment.id.as_str(), |part| part.title);
        let header = RunHeader {
            id: RunId::new(created, random),
            name: name.unwrap_or_else(|| usual_name(&agents, environment)),
            created,
            seconds,
            environment: environment.to_owned(),
            horizon: experiment.horizon,
            seeds: experiment.seeds,
            rounds_done: log.common_rounds(),
            link: link::encode(experiment, digest.as_ref()),
            digest,
            numerics: log.numerics,
            engine: log.engine.clone(),
            note,
            tags: tidy_tags(&tags),
            pinned: false,
            deleted: None,
            content: String::new(),
            agents,
        };
        // Plain data, so that it can always be written.
        let spec = spec_text(serde_json::to_value(experiment).unwrap_or_default());
        let mut run = KeptRun { header, spec, results: KeptResults::of(log) };
        run.header.content = run.content();
        run
    }

    /// What was run.
    ///
    /// # Errors
    /// An experiment of a newer program, or one with parts that this program does not have.
    pub fn experiment(&self) -> Result<Experiment, ExperimentError> {
        Experiment::from_json(&self.spec)
    }

    /// The fingerprint of what was run and what came of it: the same for two copies of a run, whatever its id and whatever
    /// people have made of name, note, tags and pin. It begins with `c:`, so that no reader takes it for a number.
    pub fn content(&self) -> String {
        let mut fingerprint = Fingerprint(Xxh64::new(0));
        let RunHeader { created, seconds, horizon, seeds, rounds_done, numerics, engine, .. } = &self.header;
        for number in
            [*created, seconds.to_bits(), *horizon, u64::from(*seeds), *rounds_done, u64::from(*numerics)]
        {
            fingerprint.whole(number);
        }
        let results = &self.results;
        for text in [engine, &self.header.digest_text(), &self.spec] {
            fingerprint.text(text);
        }
        fingerprint.whole(results.rounds.len() as u64);
        results.rounds.iter().for_each(|round| fingerprint.whole(*round));
        fingerprint.whole(results.metrics.len() as u64);
        results.metrics.iter().for_each(|id| fingerprint.text(id));
        for policy in &results.policies {
            fingerprint.text(&policy.label);
            for curve in &policy.curves {
                let numbers = curve.mean.iter().chain(&curve.deviation);
                numbers.for_each(|number| fingerprint.number(f64::from(*number)));
            }
            for finals in &policy.finals {
                fingerprint.whole(finals.len() as u64);
                finals.iter().for_each(|number| fingerprint.number(*number));
            }
        }
        format!("c:{:016x}", fingerprint.0.digest())
    }
}

/// The text of an experiment that a fingerprint is made of: its fields in the order of their names, whatever the order of a file, and in
/// every program, also in one with a crate that has serde_json keep another order.
pub(super) fn spec_text(mut experiment: serde_json::Value) -> String {
    experiment.sort_all_objects();
    experiment.to_string()
}

/// "LinUCB, Random in MovieLens".
fn usual_name(agents: &[String], environment: &str) -> String {
    /// More names than these are only counted.
    const MOST_NAMED: usize = 3;
    let named = agents.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match agents.len().saturating_sub(MOST_NAMED) {
        0 => format!("{named} in {environment}"),
        more => format!("{named} and {more} more in {environment}"),
    }
}

struct Fingerprint(Xxh64);

impl Fingerprint {
    fn whole(&mut self, number: u64) {
        self.0.update(&number.to_le_bytes());
    }

    fn number(&mut self, number: f64) {
        // JSON does not keep which NaN it was.
        self.whole(if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() });
    }

    fn text(&mut self, text: &str) {
        self.whole(text.len() as u64);
        self.0.update(text.as_bytes());
    }
}
