//! What came of a link that was run again.

use crate::metrics::Metric;
use crate::results::RunLog;
use crate::spec::digest::{NUMERICS, RunDigest};

/// What a run came to here.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The digest of the run.
    pub digest: RunDigest,
    /// One an agent, in the order of the experiment.
    pub results: Vec<Result>,
}

/// What an agent came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Result {
    /// What the agent is called.
    pub label: String,
    /// The final value of the metric under every seed, as it is shown.
    pub finals: Vec<f64>,
}

/// Whether a result counts, and if not, why.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The same digest as in the link.
    Reproduced,
    /// The link has no digest: its run had not finished when it was copied. The numbers are those of the run here.
    NoDigest,
    /// The digest is of an earlier or later version of the numerics, so it can't be checked. The numbers are those of the run here.
    OtherNumerics(u32),
    /// Another digest than in the link, which has this one: the link was changed after its run.
    DoesNotReproduce(RunDigest),
    /// It is another experiment than the task's: in what it differs.
    BrokeRule(Vec<String>),
    /// The same experiment as in an earlier line: that line.
    SameAs(usize),
    /// No whole link: why.
    NotALink(String),
    /// It can't be run here: why.
    CanNotRun(String),
    /// It has not been run yet.
    Waiting,
}

impl Outcome {
    /// Of a finished run, by a metric; none where it has not finished or has no such metric.
    pub fn of(log: &RunLog, metric: &'static Metric) -> Option<Outcome> {
        let digest = log.run_digest()?;
        log.row(metric)?;
        let results = log.policies.iter().enumerate().map(|(index, policy)| {
            let finals =
                (0..policy.seeds.len()).filter_map(|seed| log.shown(index, seed, metric).last().copied());
            Result { label: policy.label.clone(), finals: finals.collect() }
        });
        Some(Outcome { digest, results: results.collect() })
    }

    /// The agent that did best by its mean; none without an agent.
    pub fn best(&self, metric: &Metric) -> Option<&Result> {
        let better = |one: &&Result, other: &&Result| {
            let order = one.mean().total_cmp(&other.mean());
            if metric.lower_is_better { order } else { order.reverse() }
        };
        self.results.iter().min_by(better)
    }

    /// What a run that gave this says of a link that claims that digest.
    pub fn checked(&self, claimed: Option<&RunDigest>) -> Verdict {
        match claimed {
            None => Verdict::NoDigest,
            Some(claimed) if claimed.numerics != NUMERICS => Verdict::OtherNumerics(claimed.numerics),
            Some(claimed) if *claimed == self.digest => Verdict::Reproduced,
            Some(claimed) => Verdict::DoesNotReproduce(claimed.clone()),
        }
    }
}

impl Result {
    /// The mean over seeds; NaN without seeds.
    pub fn mean(&self) -> f64 {
        self.finals.iter().sum::<f64>() / self.finals.len() as f64
    }
}

impl Verdict {
    /// Whether the result has a rank.
    pub fn counts(&self) -> bool {
        matches!(self, Verdict::Reproduced | Verdict::NoDigest | Verdict::OtherNumerics(_))
    }

    /// The verdict in a few words.
    pub fn words(&self) -> String {
        match self {
            Verdict::Reproduced => "reproduced".to_owned(),
            Verdict::NoDigest => "run here; the link has no digest".to_owned(),
            Verdict::OtherNumerics(numerics) => {
                format!("run here; the digest is of version {numerics} of the numerics")
            }
            Verdict::DoesNotReproduce(_) => "does not reproduce".to_owned(),
            Verdict::BrokeRule(rules) => format!("broke a rule: {}", rules.join("; ")),
            Verdict::SameAs(line) => format!("the same as in line {line}"),
            Verdict::NotALink(why) | Verdict::CanNotRun(why) => why.clone(),
            Verdict::Waiting => "waiting".to_owned(),
        }
    }

    /// A word for programs, always the same for the same kind of verdict.
    pub fn id(&self) -> &'static str {
        match self {
            Verdict::Reproduced => "reproduced",
            Verdict::NoDigest => "no_digest",
            Verdict::OtherNumerics(_) => "other_numerics",
            Verdict::DoesNotReproduce(_) => "does_not_reproduce",
            Verdict::BrokeRule(_) => "broke_rule",
            Verdict::SameAs(_) => "same",
            Verdict::NotALink(_) => "not_a_link",
            Verdict::CanNotRun(_) => "can_not_run",
            Verdict::Waiting => "waiting",
        }
    }
}
