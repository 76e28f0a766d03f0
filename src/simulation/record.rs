//! Runs that are recorded: an experiment in, the interactions of one of its policies out.

use crate::interactions::{FeaturesOf, Interaction, InteractionError, InteractionLog, LogSchema};
use crate::simulation::policies::{Learner, LivePolicy};
use crate::simulation::{PreparedEnvironment, Stepper};
use crate::spec::experiment::MEMORY_LIMIT;
use crate::spec::{Experiment, ExperimentError};
use crate::state::{State, StateIo};

/// What is recorded.
#[derive(Clone, Default)]
pub struct RecordOptions {
    /// Index of the policy.
    pub policy: usize,
    /// The seed whose users and rewards it meets, from 0.
    pub seed: u32,
    /// Probability with which the policy takes any arm on offer in place of its own choice, from 0 to 1.
    pub explore: f64,
    /// A policy that no longer learns, which takes the place of the experiment's, after so many rounds.
    pub frozen: Option<(LivePolicy, u64)>,
}

/// Why there is no recording.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RecordError {
    /// The experiment can't run.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// There is no such policy.
    #[error("the experiment has no policy {}: it has {count}, counted from 1", index + 1)]
    NoPolicy {
        /// Its index.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// Exploration can't be mixed in.
    #[error(
        "a share of exploration can be mixed into choices among arms, not into slates: record without it"
    )]
    NoExploration,
    /// The log would need more memory than there may be.
    #[error("the log would need {needed} MB, and there are {limit}: record fewer rounds, or fewer arms")]
    TooLarge {
        /// Megabytes that it would need.
        needed: u64,
        /// Megabytes that there are.
        limit: u64,
    },
    /// A round gave what no log can hold.
    #[error("a round can't be recorded: {0}")]
    Row(#[from] InteractionError),
}

/// Runs an experiment under one seed and records one of its policies; `progress` is told after every so many rounds how many are done.
///
/// What the log holds of a round: the context, the arms on offer with their features, the choice, the probability of every arm before it
/// was made, the reward as the policy receives it (NaN where it never does before the last round, with the round in which it arrives where it is late), the user,
/// and what the policy thought. Of slates the clicks are the rewards, and the probabilities are those of the first slot.
///
/// # Errors
/// See [`RecordError`].
///
/// # Examples
/// ```
/// use bandit_playground::simulation::Sources;
/// use bandit_playground::simulation::record::{RecordOptions, record};
/// use bandit_playground::spec::Experiment;
///
/// let experiment = Experiment::from_json(
///     r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "exp3"}], "horizon": 100, "seeds": 1}"#,
/// )?;
/// let environment = experiment.prepare(Sources::default())?;
/// let log = record(&experiment, environment, RecordOptions::default(), &mut |_| ())?;
/// assert_eq!((log.len(), log.schema().learned), (100, Some(true)));
/// assert!(log.row(0).probability > Some(0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn record(
    experiment: &Experiment,
    environment: impl Into<PreparedEnvironment>,
    options: RecordOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<InteractionLog, RecordError> {
    let RecordOptions { policy, seed, explore, frozen } = options;
    let mut stepper = Stepper::new(experiment, environment, seed..seed.saturating_add(1))?;
    let (learns, skipped) = (frozen.is_none(), frozen.as_ref().map_or(0, |(_, rounds)| *rounds));
    if let Some((learner, rounds)) = frozen {
        stepper.skip(rounds);
        stepper.set_policy(0, policy, learner)?;
    }
    let missing = RecordError::NoPolicy { index: policy, count: experiment.policies.len() };
    let before = stepper.policy(0, policy).ok_or(missing.clone())?;
    if explore > 0.0 && !stepper.explore(policy, explore) {
        return Err(RecordError::NoExploration);
    }
    let mut recorder = stepper.log_recorder().ok_or(missing)?.after(skipped);
    let needed = recorder.row_bytes().saturating_mul(experiment.horizon);
    if needed > MEMORY_LIMIT {
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        return Err(RecordError::TooLarge { needed: megabytes(needed), limit: megabytes(MEMORY_LIMIT) });
    }
    while !stepper.is_done() {
        stepper.advance_recorded(policy, &mut recorder);
        if stepper.rounds_done().is_multiple_of(1_000) {
            progress(stepper.rounds_done());
        }
    }
    stepper.check()?;
    let has_changed = stepper.policy(0, policy).is_some_and(|after| state(after) != state(before));
    let (log, error) = recorder.into_log()?;
    Ok(simplified(&log, learns && has_changed, error)?)
}

/// What the learner knows, without its random stream.
fn state(policy: LivePolicy) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut io = StateIo::writing(&mut bytes);
    // Writing never fails.
    let _ = match policy.learner {
        Learner::Agent { mut agent, .. } => agent.state(&mut io),
        Learner::Ranker { mut ranker, .. } => ranker.state(&mut io),
    };
    bytes
}

/// The same log without what says nothing: a context that is always a single 1, and features in every row that stay the same for each
/// arm.
fn simplified(log: &InteractionLog, learned: bool, error: f64) -> Result<InteractionLog, InteractionError> {
    let schema = log.schema();
    let is_blind = schema.context.len() == 1 && log.rows().all(|row| *row.context == [1.0]);
    let steady = steady_features(log);
    let mut plain = LogSchema { learned: Some(learned), probability_error: Some(error), ..schema.clone() };
    if is_blind {
        plain.context.clear();
    }
    let is_steady = steady.is_some();
    if is_steady {
        plain.features_of = FeaturesOf::Arm;
    }
    let mut simple = InteractionLog::with_features(plain, steady.unwrap_or_default())?;
    for row in log.rows() {
        let context = if is_blind { &[] } else { row.context };
        let arm_features = if is_steady { &[] } else { row.arm_features };
        simple.push(&Interaction { context, arm_features, ..row })?;
    }
    Ok(simple)
}

/// The features of every arm where they are the same in all rows that offer it, 0 for arms that none does; none where they change.
fn steady_features(log: &InteractionLog) -> Option<Vec<f64>> {
    let schema = log.schema();
    let width = schema.arm_features.len();
    let mut features = vec![f64::NAN; schema.arms.len() * width];
    for row in 0..log.len() {
        let offered = log.offered(row);
        for place in 0..offered.count() {
            let own = &mut features[offered.arm(place) as usize * width..][..width];
            let found = log.features(row, place);
            if own.iter().any(|value| value.is_nan()) {
                own.copy_from_slice(found);
            } else if own != found {
                return None;
            }
        }
    }
    features.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = 0.0);
    Some(features)
}

/// What must be known of a log that was recorded, as sentences; `explore` says what to do where its policy left nothing to chance.
pub fn remarks(log: &InteractionLog, label: &str, explore: &str) -> Vec<String> {
    /// The share of rows with probability 1 from which on a policy leaves too little to chance.
    const CERTAIN: f64 = 0.9;
    let mut said = Vec::new();
    let certain = log.probabilities().iter().filter(|probability| **probability > 1.0 - 1e-9).count();
    if certain as f64 >= CERTAIN * log.len() as f64 {
        let rows = log.len();
        said.push(format!(
            "{label} left nothing to chance in {certain} of {rows} rounds, so the log says nothing of other actions there: {explore}."
        ));
    }
    if log.schema().has_slates() {
        said.push(
            "Probabilities are those of the first slot; those of whole slates are not known.".to_owned(),
        );
    }
    if let Some(error) = log.schema().probability_error.filter(|error| *error > 1e-6) {
        said.push(format!("The probabilities are estimated: each may be off by {error:.2e}."));
    }
    let missing = log.rows().filter(|row| row.reward().is_nan()).count();
    if missing > 0 {
        said.push(format!("The rewards of {missing} of {} rows never arrived.", log.len()));
    }
    said
}
