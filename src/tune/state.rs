//! What a study has so far, as plain data.

use serde::{Deserialize, Serialize};

use super::{StudySpec, TuneError};
use crate::descriptor::Value;
use crate::results::digest::NUMERICS;

/// Version of the form of a saved study.
pub const STUDY_VERSION: u32 = 1;

/// A setting that is tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Index of the bracket to which it belongs.
    pub bracket: usize,
    /// One value a parameter, in the order of the space.
    pub setting: Vec<Value>,
    /// Rung x tuning seed: the metric after the rung's rounds, as it is shown; none where it has not been run yet. Rungs that it has not
    /// entered are not there.
    pub scores: Vec<Vec<Option<f64>>>,
}

impl Trial {
    /// The mean over the tuning seeds after a rung; none where they are not all there.
    pub fn mean(&self, rung: usize) -> Option<f64> {
        let scores = self.scores.get(rung)?;
        let sum: f64 = scores.iter().copied().sum::<Option<f64>>()?;
        Some(sum / scores.len() as f64)
    }
}

/// The winner or the runner-up on held-out seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOut {
    /// Index of the trial that is run.
    pub trial: usize,
    /// The metric under each held-out seed.
    pub scores: Vec<Option<f64>>,
}

/// A study as far as it has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyState {
    /// Version of this form.
    pub version: u32,
    /// Version of the numerics of the results.
    pub numerics: u32,
    /// What is searched, and how.
    pub spec: StudySpec,
    /// The trials so far.
    pub trials: Vec<Trial>,
    /// The metric of the policy as the experiment has it, under each tuning seed and then each held-out seed.
    pub baseline: Vec<Option<f64>>,
    /// The winner and then the runner-up, where there is one; none before all trials are through.
    pub held_out: Vec<HeldOut>,
}

impl StudyState {
    /// Nothing yet of this study.
    pub fn new(spec: StudySpec) -> StudyState {
        let baseline = vec![None; (spec.seeds + spec.held_out) as usize];
        StudyState {
            version: STUDY_VERSION,
            numerics: NUMERICS,
            spec,
            trials: Vec::new(),
            baseline,
            held_out: Vec::new(),
        }
    }

    /// How many scores it has: one more with every run that is through, so that of two states of a study the later one has more.
    pub fn scores(&self) -> usize {
        let of_trials = self.trials.iter().flat_map(|trial| &trial.scores);
        let held_out = self.held_out.iter().map(|held| &held.scores);
        of_trials.chain(held_out).chain([&self.baseline]).flatten().flatten().count()
    }

    /// Whether it is in one piece, and of this program's numerics.
    ///
    /// # Errors
    /// Why it can't be continued.
    pub fn check(&self) -> Result<(), TuneError> {
        if self.version > STUDY_VERSION {
            return Err(TuneError::Future { given: self.version, own: STUDY_VERSION });
        }
        if self.numerics != NUMERICS {
            return Err(TuneError::Numerics { given: self.numerics, own: NUMERICS });
        }
        let right = |found: bool, what: &'static str| found.then_some(()).ok_or(TuneError::Damaged(what));
        let (seeds, held_out) = (self.spec.seeds as usize, self.spec.held_out as usize);
        let is_number = |scores: &Vec<Option<f64>>| scores.iter().flatten().all(|score| score.is_finite());
        right(self.baseline.len() == seeds + held_out, "it has scores of the default for other seeds")?;
        let brackets = self.spec.brackets();
        let planned: usize = brackets.iter().map(|bracket| bracket.rungs[0].trials).sum();
        right(self.trials.len() <= planned, "it has more trials than it plans")?;
        for trial in &self.trials {
            right(self.spec.space.holds(&trial.setting), "a trial lies outside of what is searched")?;
            let bracket = brackets.get(trial.bracket).ok_or(TuneError::Damaged("a trial has no bracket"))?;
            let rungs = trial.scores.len() <= bracket.rungs.len();
            let scores = trial.scores.iter().all(|scores| scores.len() == seeds && is_number(scores));
            right(rungs && scores, "a trial has scores of other rungs or seeds")?;
        }
        right(self.held_out.len() <= 2, "it has more than a winner and a runner-up")?;
        for held in &self.held_out {
            let fits =
                held.trial < self.trials.len() && held.scores.len() == held_out && is_number(&held.scores);
            right(fits, "its held-out scores are of no trial or of other seeds")?;
        }
        Ok(())
    }
}
