//! Experiments and runs between JSON, which people keep, and the form of messages, which the page has. The page writes and
//! reads no JSON: the reader's program does it for the page.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::results::{PolicyLog, PositionCounts, RunLog, SeedSeries};
use crate::spec::{Experiment, ExperimentError};

/// From one form to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Translation {
    /// From JSON, of an experiment or of a run, to the [message](experiment_message) of the experiment.
    Open,
    /// From the [message](experiment_message) of an experiment to JSON for people, as the command line reads it.
    Experiment,
    /// From the [message](run_message) of a run to JSON, as the command line writes it.
    Run,
}

/// What JSON and messages know of a policy of a run.
type PolicyParts = (String, Vec<SeedSeries>, Vec<Vec<u64>>, Option<PositionCounts>);

/// What JSON and messages know of a run. A message has no names, so nothing may be left out of it, as JSON leaves out what has
/// its default.
type RunParts = (Experiment, String, u32, Vec<u64>, Vec<u64>, Vec<String>, Vec<String>, Vec<PolicyParts>);

/// An experiment as bytes.
pub fn experiment_message(experiment: &Experiment) -> Vec<u8> {
    postcard::to_allocvec(experiment).unwrap_or_default()
}

/// The experiment of these bytes; none where they are those of something else.
pub fn experiment_of(message: &[u8]) -> Option<Experiment> {
    postcard::from_bytes(message).ok()
}

/// The same, as it is written.
type PolicyRefs<'a> = (&'a str, &'a [SeedSeries], &'a [Vec<u64>], Option<&'a PositionCounts>);

/// A run as bytes, with all that its JSON holds, under the names of this experiment.
pub fn run_message(log: &RunLog, named: &Experiment) -> Vec<u8> {
    written(log, named, true)
}

/// The same without what the [results that are kept](crate::runs::KeptResults) are not made of: items, their counts and
/// positions, which may be most of it.
pub fn curves_message(log: &RunLog, named: &Experiment) -> Vec<u8> {
    written(log, named, false)
}

fn written(log: &RunLog, named: &Experiment, whole: bool) -> Vec<u8> {
    fn parts(policy: &PolicyLog, whole: bool) -> PolicyRefs<'_> {
        let PolicyLog { label, seeds, arm_counts, positions, totals: _ } = policy;
        let positions = positions.as_ref().filter(|_| whole);
        (label, seeds, if whole { arm_counts } else { &[] }, positions)
    }
    let RunLog { engine, numerics, rounds, share_rounds, items, metrics, policies, .. } = log;
    let policies: Vec<PolicyRefs> = policies.iter().map(|policy| parts(policy, whole)).collect();
    let items: &[String] = if whole { items } else { &[] };
    let parts = (named, engine, numerics, rounds, share_rounds, items, metrics, policies);
    postcard::to_allocvec(&parts).unwrap_or_default()
}

/// The run of these bytes, with no rounds done; none where they are those of something else.
pub fn run_of(message: &[u8]) -> Option<RunLog> {
    let parts: RunParts = postcard::from_bytes(message).ok()?;
    let (experiment, engine, numerics, rounds, share_rounds, items, metrics, policies) = parts;
    let policy = |(label, seeds, arm_counts, positions)| PolicyLog {
        label,
        seeds,
        arm_counts,
        positions,
        totals: Vec::new(),
    };
    let policies = policies.into_iter().map(policy).collect();
    let rounds_done = Vec::new();
    Some(RunLog { experiment, engine, numerics, rounds, share_rounds, items, metrics, policies, rounds_done })
}

/// JSON of an experiment, or the experiment in that of a run.
fn opened(text: &str) -> Result<Experiment, ExperimentError> {
    #[derive(Deserialize)]
    struct Saved<'a> {
        #[serde(borrow)]
        experiment: &'a RawValue,
    }
    let saved = serde_json::from_str::<Saved>(text);
    Experiment::from_json(saved.map_or(text, |saved| saved.experiment.get()))
}

impl Translation {
    /// What it makes of these bytes.
    ///
    /// # Errors
    /// One sentence without its end, where they are no experiment.
    pub fn of(self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let written = match self {
            Translation::Open => {
                let experiment = opened(&String::from_utf8_lossy(bytes));
                return experiment
                    .map(|opened| experiment_message(&opened))
                    .map_err(|error| error.to_string());
            }
            Translation::Experiment => experiment_of(bytes).map(|found| serde_json::to_vec_pretty(&found)),
            Translation::Run => run_of(bytes).map(|found| serde_json::to_vec(&found)),
        };
        let written = written.ok_or("what the page gave is nothing that can be written as JSON")?;
        written.map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::{Sources, run};

    /// Runs of arms, and of slates, which have measures and positions besides.
    const EXPERIMENTS: [&str; 2] = [
        r#"{"world":{"id":"stationary_linear"},"contenders":[{"agent":"lin_ucb","label":"A \"b\""},{"agent":"random"}],"horizon":90,"seeds":2}"#,
        r#"{"world":{"id":"gap_slates"},"clicks":{"id":"cascade"},"contenders":[{"agent":"cascade_ucb1"},{"agent":"random_slate"}],"horizon":70,"seeds":3}"#,
    ];

    #[test]
    fn what_the_page_saves_is_what_the_command_line_writes() {
        for text in EXPERIMENTS {
            let experiment = Experiment::from_json(text).expect("it is an experiment");
            let written = Translation::Experiment.of(&experiment_message(&experiment));
            assert_eq!(written, Ok(serde_json::to_vec_pretty(&experiment).expect("it is written")));
            let log = run(&experiment, Sources::default()).expect("it runs");
            let json = serde_json::to_vec(&log).expect("it is written");
            let saved = Translation::Run.of(&run_message(&log, &experiment)).expect("it is written");
            assert_eq!(String::from_utf8_lossy(&saved), String::from_utf8_lossy(&json));
            for file in [text.as_bytes(), &saved, &written.expect("it is written")] {
                let opened = Translation::Open.of(file).expect("it is opened");
                assert_eq!(experiment_of(&opened), Some(experiment.clone()));
            }
        }
    }

    #[test]
    fn what_is_no_experiment_is_one_sentence() {
        let cases: [(&[u8], &str); 5] = [
            (b"{", "EOF while parsing an object at line 1 column 1"),
            (b"\xff", "expected value at line 1 column 1"),
            (br#"{"experiment":{"horizon":90}}"#, "missing field `world`"),
            (br#"{"world":{"id":"wheels"},"contenders":[{"agent":"random"}]}"#, "did you mean \"wheel\"?"),
            (br#"{"version":99}"#, "99"),
        ];
        for (bytes, part) in cases {
            let sentence = Translation::Open.of(bytes).expect_err("it is no experiment");
            assert!(sentence.contains(part) && !sentence.contains('\n'), "{sentence}");
        }
        for translation in [Translation::Experiment, Translation::Run] {
            assert!(translation.of(b"\xff\xff").is_err_and(|sentence| sentence.contains("the page gave")));
        }
    }
}
