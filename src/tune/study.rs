//! A study under way: what is to be run next, and what came of it.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::proposals::Proposals;
use super::{Bracket, HeldOut, StudySpec, StudyState, Trial, TuneError};
use crate::descriptor::Value;
use crate::math::sorting::sort_indexes;
use crate::metrics::Metric;
use crate::results::digest::Digest;

/// What is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Contestant {
    /// The policy as the experiment has it.
    Baseline,
    /// The trial of this index.
    Trial(usize),
}

/// A run that the study asks for: the contestant under one seed, up to a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Job {
    /// What is run.
    pub contestant: Contestant,
    /// Index of the seed, of the experiment's master seed.
    pub seed: u32,
    /// Rounds that were asked for before; a run that stands there goes on.
    pub from: u64,
    /// Rounds that it has at its end.
    pub rounds: u64,
}

/// A study under way.
///
/// # Examples
/// ```
/// use bandit_playground::simulation::Sources;
/// use bandit_playground::spec::{Experiment, PartChoice};
/// use bandit_playground::tune::{Dimension, HALVING, Space, Study, StudySpec, TrialRunner, report};
///
/// let experiment = Experiment::from_json(
///     r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "mean_epsilon_greedy"}], "horizon": 900}"#,
/// )?;
/// let mut spec = StudySpec {
///     experiment,
///     agent: 0,
///     space: Space::default(),
///     sampler: PartChoice::new(&HALVING),
///     trials: Some(9),
///     metric: "regret".to_owned(),
///     seeds: 3,
///     held_out: 4,
///     study_seed: 1,
/// };
/// spec.space.dimensions.push(Dimension::parse(spec.part()?, "epsilon=0.01..0.9")?);
/// let mut study = Study::new(spec)?;
/// let runner = TrialRunner::new(study.spec(), Sources::default())?;
/// while let Some(job) = study.ask() {
///     let score = runner.run(&job, study.setting(job.contestant), &|| true)?.expect("nothing stops it");
///     study.tell(&job, score);
/// }
/// let report = report(&study).expect("the study is through");
/// assert_eq!(report.winner.held_out.len(), 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Study {
    state: StudyState,
    metric: &'static Metric,
    brackets: Vec<Bracket>,
    /// What can be run and was not asked for yet.
    queue: VecDeque<Job>,
    /// What was asked for and is not told yet.
    pending: BTreeSet<Job>,
}

impl Study {
    /// A study before its first trial.
    ///
    /// # Errors
    /// What is wrong with it, and what would be right.
    pub fn new(spec: StudySpec) -> Result<Study, TuneError> {
        Study::resume(StudyState::new(spec.checked()?))
    }

    /// A study that goes on where this state was taken.
    ///
    /// # Errors
    /// Why it can't be continued.
    pub fn resume(state: StudyState) -> Result<Study, TuneError> {
        // What is written out is valid already; this refuses what a person has changed.
        let again = StudySpec { trials: state.spec.trials, ..state.spec.clone() }.checked()?;
        state.check()?;
        let (metric, brackets) = (again.metric()?, again.brackets());
        let state = StudyState { spec: again, ..state };
        Ok(Study { state, metric, brackets, queue: VecDeque::new(), pending: BTreeSet::new() })
    }

    /// What it has so far. What is under way is not in it, and will be asked for again.
    pub fn state(&self) -> &StudyState {
        &self.state
    }

    /// What is searched, and how.
    pub fn spec(&self) -> &StudySpec {
        &self.state.spec
    }

    /// The metric by which trials are ranked.
    pub fn metric(&self) -> &'static Metric {
        self.metric
    }

    /// How many trials run for how long.
    pub fn brackets(&self) -> &[Bracket] {
        &self.brackets
    }

    /// The next run; none where the study is through, and where it must be told of runs under way first.
    pub fn ask(&mut self) -> Option<Job> {
        if self.queue.is_empty() {
            self.refill();
        }
        let job = self.queue.pop_front()?;
        self.pending.insert(job);
        Some(job)
    }

    /// Takes the metric after a run's last round, as it is shown; a number that is not finite is the worst there is. False for a run that
    /// was not asked for.
    pub fn tell(&mut self, job: &Job, score: f64) -> bool {
        if !self.pending.remove(job) {
            return false;
        }
        let worst = if self.metric.lower_is_better { f64::MAX } else { f64::MIN };
        let score = Some(if score.is_finite() { score } else { worst });
        let seeds = self.spec().seeds as usize;
        let seed = job.seed as usize;
        match job.contestant {
            Contestant::Baseline => self.state.baseline[seed] = score,
            Contestant::Trial(trial) if seed < seeds => {
                let rungs = &self.brackets[self.state.trials[trial].bracket].rungs;
                let rung = rungs.iter().position(|rung| rung.rounds == job.rounds).unwrap_or(0);
                let scores = &mut self.state.trials[trial].scores;
                if scores.len() <= rung {
                    scores.resize(rung + 1, vec![None; seeds]);
                }
                scores[rung][seed] = score;
            }
            Contestant::Trial(trial) => {
                let held = self.state.held_out.iter_mut().filter(|held| held.trial == trial);
                held.for_each(|held| held.scores[seed - seeds] = score);
            }
        }
        true
    }

    /// Whether everything has been run.
    pub fn is_done(&self) -> bool {
        self.winner_is_known()
            && self.state.baseline.iter().all(Option::is_some)
            && self.state.held_out.iter().all(|held| held.scores.iter().all(Option::is_some))
    }

    /// Whether all trials are through, so that only held-out seeds are left.
    pub fn winner_is_known(&self) -> bool {
        !self.state.held_out.is_empty()
    }

    /// The setting of a contestant; none for the policy as the experiment has it.
    pub fn setting(&self, contestant: Contestant) -> Option<&[Value]> {
        match contestant {
            Contestant::Baseline => None,
            Contestant::Trial(trial) => self.state.trials.get(trial).map(|trial| trial.setting.as_slice()),
        }
    }

    /// The trials whose runs may go on: their rung is not through, or it is not the last one.
    pub fn going_on(&self) -> BTreeSet<usize> {
        let mut going_on = BTreeSet::new();
        for (bracket, of) in self.brackets.iter().enumerate() {
            let (rung, inside) = self.standing(bracket);
            let is_last = rung + 1 == of.rungs.len();
            going_on
                .extend(inside.into_iter().filter(|trial| !is_last || self.scores(*trial, rung).is_none()));
        }
        going_on
    }

    /// The mean of a trial over the tuning seeds after a rung; none where they are not all there.
    pub fn mean(&self, trial: usize, rung: usize) -> Option<f64> {
        self.state.trials.get(trial)?.mean(rung)
    }

    /// The scores of a trial under the tuning seeds after a rung; none where they are not all there.
    pub fn scores(&self, trial: usize, rung: usize) -> Option<Vec<f64>> {
        self.state.trials.get(trial)?.scores.get(rung)?.iter().copied().collect()
    }

    /// The last rung that a trial has been scored in completely, with its mean; none before the first.
    pub fn latest(&self, trial: usize) -> Option<(usize, f64)> {
        let rungs = self.state.trials.get(trial)?.scores.len();
        (0..rungs).rev().find_map(|rung| Some((rung, self.mean(trial, rung)?)))
    }

    /// Rounds after which a trial is scored in this rung.
    pub fn rounds_of(&self, trial: usize, rung: usize) -> u64 {
        let bracket = self.state.trials.get(trial).and_then(|trial| self.brackets.get(trial.bracket));
        bracket.and_then(|bracket| bracket.rungs.get(rung)).map_or(0, |rung| rung.rounds)
    }

    /// The trials that were scored, the best first: those that ran for more rounds before those that were stopped, and of equal ones the
    /// earlier.
    pub fn ranking(&self) -> Vec<usize> {
        let standing = |trial: usize| {
            self.latest(trial).map(|(rung, mean)| (self.rounds_of(trial, rung), self.loss(mean)))
        };
        let known: Vec<_> = (0..self.state.trials.len()).map(standing).collect();
        let mut order: Vec<usize> = (0..known.len()).filter(|trial| known[*trial].is_some()).collect();
        sort_indexes(&mut order, &|one, other| match (known[one], known[other]) {
            (Some(one), Some(other)) => other.0.cmp(&one.0).then(one.1.total_cmp(&other.1)),
            _ => std::cmp::Ordering::Equal,
        });
        order
    }

    /// What a mean counts as where less is better.
    pub(super) fn loss(&self, mean: f64) -> f64 {
        if self.metric.lower_is_better { mean } else { -mean }
    }

    /// Rounds of all runs, and of those that are told: every round of every seed once.
    pub fn rounds(&self) -> (u64, u64) {
        let StudySpec { experiment, seeds, held_out, .. } = self.spec();
        let (horizon, seeds, held_out) = (experiment.horizon, u64::from(*seeds), u64::from(*held_out));
        let tuning: u64 = self.brackets.iter().map(Bracket::rounds).sum();
        // The policy as it stands, and the winner with the runner-up.
        let runners_up = u64::from(self.planned() > 1);
        let whole = tuning * seeds + horizon * (seeds + held_out * (2 + runners_up));
        let told = |scores: &[Option<f64>]| scores.iter().flatten().count() as u64;
        let of_trial = |trial: &Trial| {
            let rungs = &self.brackets[trial.bracket].rungs;
            let length = |rung: usize| {
                rungs[rung].rounds - rung.checked_sub(1).map_or(0, |before| rungs[before].rounds)
            };
            trial.scores.iter().enumerate().map(|(rung, scores)| told(scores) * length(rung)).sum::<u64>()
        };
        let held: u64 = self.state.held_out.iter().map(|held| told(&held.scores)).sum();
        let done = self.state.trials.iter().map(of_trial).sum::<u64>()
            + horizon * (told(&self.state.baseline) + held);
        (whole, done)
    }

    /// Number of trials of the whole study.
    pub fn planned(&self) -> usize {
        self.brackets.iter().map(|bracket| bracket.rungs[0].trials).sum()
    }

    /// The digest of a study that is through: of the bits of every setting and of every score, in the order of the trials. None before.
    pub fn digest(&self) -> Option<String> {
        if !self.is_done() {
            return None;
        }
        let mut digest = Digest::new();
        let scores = |digest: &mut Digest, scores: &[Option<f64>]| {
            scores.iter().for_each(|score| digest.number(score.unwrap_or(f64::NAN)));
        };
        for trial in &self.state.trials {
            digest.whole(trial.bracket as u64);
            for (dimension, value) in self.spec().space.dimensions.iter().zip(&trial.setting) {
                match value {
                    Value::Number(number) => digest.number(*number),
                    option => digest.number(dimension.domain.coordinate(option).unwrap_or(f64::NAN)),
                }
            }
            trial.scores.iter().for_each(|rung| scores(&mut digest, rung));
        }
        scores(&mut digest, &self.state.baseline);
        for held in &self.state.held_out {
            digest.whole(held.trial as u64);
            scores(&mut digest, &held.scores);
        }
        Some(digest.text())
    }

    /// Finds out what can be run now.
    fn refill(&mut self) {
        self.propose();
        let (seeds, horizon) = (self.spec().seeds, self.spec().experiment.horizon);
        let whole = |contestant: Contestant, seed: u32| Job { contestant, seed, from: 0, rounds: horizon };
        let open = |scores: &[Option<f64>], first: u32| {
            let open = scores.iter().zip(first..).filter(|(score, _)| score.is_none());
            open.map(|(_, seed)| seed).collect::<Vec<u32>>()
        };
        let baseline = open(&self.state.baseline, 0).into_iter();
        let (tuning, held_out): (Vec<u32>, Vec<u32>) = baseline.partition(|seed| *seed < seeds);
        let mut jobs: Vec<Job> = tuning.into_iter().map(|seed| whole(Contestant::Baseline, seed)).collect();
        let mut complete = self.state.trials.len() == self.planned();
        for (bracket, of) in self.brackets.iter().enumerate() {
            let (rung, inside) = self.standing(bracket);
            let Rounds { from, rounds } = Rounds::of(of, rung);
            for trial in inside {
                let scores = self.state.trials[trial].scores.get(rung);
                let missing = scores.map_or_else(|| (0..seeds).collect(), |scores| open(scores, 0));
                complete &= missing.is_empty();
                let job = |seed: u32| Job { contestant: Contestant::Trial(trial), seed, from, rounds };
                jobs.extend(missing.into_iter().map(job));
            }
        }
        if complete && self.state.held_out.is_empty() {
            self.pick();
        }
        if complete {
            jobs.extend(held_out.into_iter().map(|seed| whole(Contestant::Baseline, seed)));
            for held in &self.state.held_out {
                let contestant = Contestant::Trial(held.trial);
                jobs.extend(open(&held.scores, seeds).into_iter().map(|seed| whole(contestant, seed)));
            }
        }
        self.queue = jobs.into_iter().filter(|job| !self.pending.contains(job)).collect();
    }

    /// Makes the trials whose settings are known now.
    fn propose(&mut self) {
        if self.state.trials.len() == self.planned() {
            return;
        }
        let ends: Vec<usize> = self
            .brackets
            .iter()
            .scan(0, |sum, bracket| {
                *sum += bracket.rungs[0].trials;
                Some(*sum)
            })
            .collect();
        let proposals = Proposals::new(&self.state);
        while self.state.trials.len() < self.planned() {
            let index = self.state.trials.len();
            let Some(setting) = proposals.setting(&self.state, index, &|mean| self.loss(mean)) else {
                return;
            };
            let bracket = ends.partition_point(|end| *end <= index);
            self.state.trials.push(Trial { bracket, setting, scores: vec![] });
        }
    }

    /// The winner and the best trial with another setting go on to the held-out seeds.
    fn pick(&mut self) {
        let ranking = self.ranking();
        let Some(winner) = ranking.first().copied() else { return };
        let of = |trial: usize| &self.state.trials[trial].setting;
        let runner_up = ranking.into_iter().find(|trial| of(*trial) != of(winner));
        let seeds = self.spec().held_out as usize;
        let held = [Some(winner), runner_up].into_iter().flatten();
        self.state.held_out = held.map(|trial| HeldOut { trial, scores: vec![None; seeds] }).collect();
    }
}

/// From where to where a rung goes.
struct Rounds {
    from: u64,
    rounds: u64,
}

impl Rounds {
    fn of(bracket: &Bracket, rung: usize) -> Rounds {
        let end = |rung: usize| bracket.rungs[rung].rounds;
        Rounds { from: rung.checked_sub(1).map_or(0, end), rounds: end(rung) }
    }
}
