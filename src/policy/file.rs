//! A policy as bytes: see the [module](super) for the layout.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::xxh64;

use super::PolicyError;
use super::format::{FORMAT, MAGIC};
use crate::agent;
use crate::descriptor::{Descriptor, Values};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::ranking::{SlateShape, rankers};
use crate::results::digest::NUMERICS;
use crate::simulation::Stepper;
use crate::simulation::policies::{Learner, LivePolicy};
use crate::spec::PartChoice;
use crate::spec::experiment::MEMORY_LIMIT;
use crate::state::{Blank, LATEST_ROUND, State, StateError, StateIo};

/// Bytes before the header, and of the checksum.
const START: usize = 28;
const CHECKSUM: usize = 8;

/// Largest number of items, or of anything that each has, that a file may name: beyond any environment.
const MOST_ITEMS: usize = 1 << 18;
const MOST_FEATURES: usize = 1 << 16;
const MOST_SLOTS: usize = 1 << 12;

/// Most numbers of square matrices, one an item: what takes more could not be in memory.
const MOST_MATRICES: f64 = (1_u64 << 32) as f64;

/// A policy with what it has learned.
#[derive(Clone)]
pub struct SavedPolicy {
    /// Id of the agent or ranker and its values.
    pub part: PartChoice,
    /// Rounds that it has been through.
    pub rounds: u64,
    /// The policy itself, and the stream of its choices.
    pub run: LivePolicy,
    /// Names of the arms in the log that it was trained on, by their numbers; empty where it was not trained on one.
    pub arms: Vec<String>,
}

impl SavedPolicy {
    /// The policy at index `policy`, which is `part`, as it now is under the `index`th of the seeds that are stepped; none where
    /// there is no such policy or seed.
    pub fn of(stepper: &Stepper, index: usize, policy: usize, part: &PartChoice) -> Option<SavedPolicy> {
        let run = stepper.policy(index, policy)?;
        Some(SavedPolicy { part: part.clone(), rounds: stepper.rounds_done(), run, arms: Vec::new() })
    }

    /// What the agent or ranker declares of itself.
    pub fn descriptor(&self) -> Option<&'static Descriptor> {
        match self.run.learner {
            Learner::Agent { .. } => agent::find(&self.part.id).map(|descriptor| &descriptor.part),
            Learner::Ranker { .. } => rankers::find(&self.part.id).map(|descriptor| &descriptor.part),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Header {
    Agent {
        id: String,
        parameters: Values,
        shape: Shape,
        rounds: u64,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        arms: Vec<String>,
    },
    Ranker {
        id: String,
        parameters: Values,
        shape: SlateShape,
        rounds: u64,
    },
}

impl LivePolicy {
    fn learned(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        match &mut self.learner {
            Learner::Agent { agent, .. } => agent.state(io)?,
            Learner::Ranker { ranker, .. } => ranker.state(io)?,
        }
        self.stream.state(io)
    }
}

/// A policy as the bytes of a file; the same policy is always the same bytes.
///
/// # Examples
/// ```
/// use bandit_playground::spec::Experiment;
/// use bandit_playground::simulation::{Sources, Stepper};
/// use bandit_playground::policy::{SavedPolicy, load_policy, save_policy};
///
/// let experiment = Experiment::from_json(
///     r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 1000, "seeds": 1}"#,
/// )?;
/// let environment = experiment.prepare(Sources::default())?;
/// let mut stepper = Stepper::new(&experiment, environment.clone(), 0..1)?;
/// stepper.advance(500);
/// let policy = SavedPolicy::of(&stepper, 0, 0, &experiment.policies[0].agent).expect("there is one");
/// let bytes = save_policy(&policy);
///
/// // Another program, another day: it goes on where it stopped, with the same bits.
/// let loaded = load_policy(&bytes)?;
/// assert_eq!((loaded.part.id.as_str(), loaded.rounds), ("ucb1", 500));
/// let mut later = Stepper::new(&experiment, environment, 0..1)?;
/// later.skip(loaded.rounds);
/// later.set_policy(0, 0, loaded.run)?;
/// later.advance(500);
/// stepper.advance(500);
/// let state = |stepper: &Stepper| save_policy(&SavedPolicy { run: stepper.policy(0, 0).expect("there is one"), ..policy.clone() });
/// assert_eq!(state(&later), state(&stepper));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn save_policy(policy: &SavedPolicy) -> Vec<u8> {
    let (id, parameters, rounds) = (policy.part.id.clone(), policy.part.parameters.clone(), policy.rounds);
    let header = match &policy.run.learner {
        Learner::Agent { shape, .. } => {
            Header::Agent { id, parameters, shape: *shape, rounds, arms: policy.arms.clone() }
        }
        Learner::Ranker { shape, .. } => Header::Ranker { id, parameters, shape: shape.clone(), rounds },
    };
    // Plain data without maps of other keys than text, so that it can always be written.
    let header = serde_json::to_vec(&header).unwrap_or_default();
    let mut state = Vec::new();
    // Writing changes nothing and never fails, but is the same code as reading.
    let _ = policy.run.clone().learned(&mut StateIo::writing(&mut state));
    let mut bytes = Vec::with_capacity(START + header.len() + state.len() + CHECKSUM);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.extend_from_slice(&NUMERICS.to_le_bytes());
    bytes.extend_from_slice(&(header.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&(state.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(&state);
    bytes.extend_from_slice(&xxh64(&bytes, 0).to_le_bytes());
    bytes
}

/// The policy that a file holds: see [`save_policy`].
///
/// # Errors
/// Bytes that are no policy, or none that this program can build: one sentence says why. No bytes make it panic or take
/// more memory than a policy may.
pub fn load_policy(bytes: &[u8]) -> Result<SavedPolicy, PolicyError> {
    let (header, state) = open(bytes)?;
    let header = serde_json::from_slice(header).map_err(|error| PolicyError::Header(error.to_string()))?;
    let stream = RngStream::blank();
    let mut policy = match header {
        Header::Agent { id, parameters, shape, rounds, arms } => {
            let builder = agent::builder(&id).ok_or_else(|| PolicyError::UnknownAgent(id.clone()))?;
            check(&builder.descriptor.part, &parameters)?;
            check_arms(&shape)?;
            if !arms.is_empty() && arms.len() != shape.items {
                return Err(PolicyError::Shape("it has a name for some of its arms only"));
            }
            check_memory((builder.memory)(&parameters, &shape))?;
            let agent = (builder.build)(&parameters, &shape)?;
            let run = LivePolicy { learner: Learner::Agent { agent, shape }, stream };
            SavedPolicy { part: PartChoice { id, parameters }, rounds, run, arms }
        }
        Header::Ranker { id, parameters, shape, rounds } => {
            let builder = rankers::builder(&id).ok_or_else(|| PolicyError::UnknownRanker(id.clone()))?;
            check(&builder.descriptor.part, &parameters)?;
            check_slates(&shape)?;
            check_memory((builder.memory)(&parameters, &shape))?;
            let ranker = (builder.build)(&parameters, &shape)?;
            let run = LivePolicy { learner: Learner::Ranker { ranker, shape }, stream };
            SavedPolicy { part: PartChoice { id, parameters }, rounds, run, arms: Vec::new() }
        }
    };
    if policy.rounds > LATEST_ROUND {
        return Err(StateError::Impossible.into());
    }
    let mut io = StateIo::reading(state);
    policy.run.learned(&mut io)?;
    io.end()?;
    Ok(policy)
}

/// Header and state of a file that is whole.
fn open(bytes: &[u8]) -> Result<(&[u8], &[u8]), PolicyError> {
    let begins = bytes.len().min(MAGIC.len());
    if bytes.is_empty() || bytes[..begins] != MAGIC[..begins] {
        return Err(PolicyError::Foreign);
    }
    let missing = |wanted: usize| PolicyError::CutOff { missing: (wanted - bytes.len()) as u64 };
    let (start, rest) = bytes.split_at_checked(START).ok_or_else(|| missing(START + CHECKSUM))?;
    let four = |at: usize| u32::from_le_bytes([start[at], start[at + 1], start[at + 2], start[at + 3]]);
    let (format, numerics, header) = (four(8), four(12), u64::from(four(16)));
    let state = u64::from(four(20)) | u64::from(four(24)) << 32;
    if format > FORMAT {
        return Err(PolicyError::Newer(format));
    }
    let fits = bytes.len() >= START + CHECKSUM;
    let (content, checksum) = bytes.split_at(if fits { bytes.len() - CHECKSUM } else { bytes.len() });
    if !fits || xxh64(content, 0).to_le_bytes() != checksum {
        let (there, wanted) =
            (rest.len() as u64, header.saturating_add(state).saturating_add(CHECKSUM as u64));
        // Lengths that were damaged themselves say nothing.
        return match wanted.checked_sub(there) {
            Some(missing) if missing > 0 && wanted <= MEMORY_LIMIT => Err(PolicyError::CutOff { missing }),
            _ => Err(PolicyError::Damaged),
        };
    }
    if numerics != NUMERICS {
        return Err(PolicyError::OtherNumerics(numerics));
    }
    let content = &content[START..];
    if format == 0 || header.checked_add(state) != Some(content.len() as u64) {
        return Err(PolicyError::Damaged);
    }
    Ok(content.split_at(header as usize))
}

/// Whether the values are those of the part, in range and without defaults, as they are written.
fn check(part: &Descriptor, values: &Values) -> Result<(), PolicyError> {
    match part.validate(values).1.into_iter().next() {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}

/// Sizes that an environment can have, so that nothing overflows that is computed of them.
fn check_arms(shape: &Shape) -> Result<(), PolicyError> {
    let Shape { context, arm_features, arms, items, rewards: (low, high) } = *shape;
    let right = (1..=MOST_ITEMS).contains(&items) && (1..=items).contains(&arms);
    if !right || context > MOST_FEATURES || arm_features > MOST_FEATURES {
        return Err(PolicyError::Shape("its numbers of items, arms or features are out of range"));
    }
    if !(low.is_finite() && high.is_finite() && low <= high) {
        return Err(PolicyError::Shape("its range of rewards is none"));
    }
    check_matrices(items, 1 + context + 2 * arm_features)
}

fn check_slates(shape: &SlateShape) -> Result<(), PolicyError> {
    let SlateShape { items, slots, features, topics, context, position_weights, .. } = shape;
    let right = (1..=MOST_ITEMS).contains(items) && (1..=(*items).min(MOST_SLOTS)).contains(slots);
    if !right || [features, topics, context].iter().any(|size| **size > MOST_FEATURES) {
        return Err(PolicyError::Shape("its numbers of items, slots or features are out of range"));
    }
    let probability = |weight: &f64| (0.0..=1.0).contains(weight);
    let weights = position_weights.is_empty() || position_weights.len() == *slots;
    if !weights || !position_weights.iter().all(probability) {
        return Err(PolicyError::Shape("its slots are not looked at with probabilities"));
    }
    check_matrices(*items, 1 + features + topics + context)
}

fn check_matrices(items: usize, dimension: usize) -> Result<(), PolicyError> {
    let (items, dimension) = (items as f64, dimension as f64);
    let numbers = (items * dimension * dimension).max(items * dimension);
    if numbers > MOST_MATRICES { Err(PolicyError::Shape("it is too large")) } else { Ok(()) }
}

fn check_memory(needed: u64) -> Result<(), PolicyError> {
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    if needed > MEMORY_LIMIT {
        return Err(PolicyError::TooLarge { needed: megabytes(needed), limit: megabytes(MEMORY_LIMIT) });
    }
    Ok(())
}
