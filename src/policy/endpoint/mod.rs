//! A saved policy behind an address: what it answers to which request, as a pure function from method, path and body.
//!
//! The shapes are those of Vertex AI's and TensorFlow Serving's prediction endpoints: `{"instances": […]}` gives `{"predictions": […]}`, and
//! the health check gives `{}`. There are three forms of instances, see [`Form`].

mod form;
mod latencies;
mod named;

pub use form::Form;
pub use latencies::{Latencies, LatencySummary};
pub use named::{ARM_FIELDS, GLOBAL_FIELDS, NamedPrediction, hashed};

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use super::SavedPolicy;
use crate::math::random::{IndexedRandom, RngStream};

/// Most bytes of a request.
pub const LARGEST_BODY: usize = 8 << 20;

/// Most characters of an error.
const LONGEST_SENTENCE: usize = 400;

/// Where the health check is.
pub const HEALTH: &str = "/health";

/// Where predictions are asked for; besides, `/v1/models/NAME:predict` as TensorFlow Serving has it, and `/`.
pub const PREDICT: &str = "/predict";

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status of HTTP.
    pub status: u16,
    /// JSON.
    pub body: String,
    /// The version that answered; none where none did.
    pub version: Option<u32>,
}

impl Reply {
    fn of(body: &impl Serialize, version: Option<u32>) -> Reply {
        // Plain data: it can always be written.
        Reply { status: 200, body: serde_json::to_string(body).unwrap_or_default(), version }
    }

    /// An error with one sentence, as `{"error": "…"}`; one that repeats something long of the request is cut.
    pub fn error(status: u16, sentence: &str) -> Reply {
        let cut = sentence.char_indices().nth(LONGEST_SENTENCE);
        let shortened = cut.map(|(end, _)| format!("{}…", &sentence[..end]));
        let sentence = shortened.as_deref().unwrap_or(sentence);
        let body = serde_json::json!({ "error": sentence }).to_string();
        Reply { status, body, version: None }
    }
}

/// A version that answers.
#[derive(Clone)]
pub struct Served {
    /// Its number.
    pub version: u32,
    /// The policy.
    pub policy: SavedPolicy,
}

/// One policy, or a champion and a challenger. A copy counts requests together with the original, so that several threads can each have one.
///
/// # Examples
/// ```
/// use bandit_playground::policy::endpoint::{Endpoint, Served};
/// use bandit_playground::policy::SavedPolicy;
/// use bandit_playground::simulation::{Sources, Stepper};
/// use bandit_playground::spec::Experiment;
///
/// let experiment = Experiment::from_json(
///     r#"{"world": {"id": "stationary_linear", "parameters": {"arms": 5}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 100, "seeds": 1}"#,
/// )?;
/// let mut stepper = Stepper::new(&experiment, experiment.prepare(Sources::default())?, 0..1)?;
/// stepper.advance(100);
/// let policy = SavedPolicy::of(&stepper, 0, 0, &experiment.policies[0].agent).expect("there is one");
/// let endpoint = Endpoint::new(Served { version: 1, policy }, None, 7);
/// assert_eq!(endpoint.answer("GET", "/health", b"").body, "{}");
/// let wrong = endpoint.answer("POST", "/predict", br#"{"instances": [{"context": [1]}]}"#);
/// assert_eq!(wrong.status, 400);
/// assert!(wrong.body.contains("instance 1 has 1 context features"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Endpoint {
    champion: Served,
    /// The challenger, and the share of requests that it gets.
    challenger: Option<(Served, f64)>,
    seed: u64,
    split: IndexedRandom,
    /// Requests so far: which random numbers the next one gets.
    requests: Arc<AtomicU64>,
}

impl Endpoint {
    /// An endpoint; `seed` is that of the split and of policies' own draws.
    pub fn new(champion: Served, challenger: Option<(Served, f64)>, seed: u64) -> Endpoint {
        let split = IndexedRandom::new(RngStream::new(seed, 0, "split of requests").bits());
        Endpoint { champion, challenger, seed, split, requests: Arc::default() }
    }

    /// From now on these answer; requests are counted on.
    pub fn replace(&mut self, champion: Served, challenger: Option<(Served, f64)>) {
        self.champion = champion;
        self.challenger = challenger;
    }

    /// The version that answers all requests, or all but the challenger's, and the challenger.
    pub fn versions(&self) -> (u32, Option<u32>) {
        (self.champion.version, self.challenger.as_ref().map(|(served, _)| served.version))
    }

    /// The answer to a request. Whatever the bytes are, it is JSON.
    pub fn answer(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        let path = path.split('?').next().unwrap_or_default();
        let is_model = path.starts_with("/v1/models/");
        let is_prediction = path == PREDICT || path == "/" || is_model && path.ends_with(":predict");
        match method {
            "GET" | "HEAD" if path == HEALTH || is_model && !path.ends_with(":predict") => {
                Reply::of(&serde_json::json!({}), None)
            }
            "POST" if is_prediction => self.predict(body),
            _ if is_prediction => {
                Reply::error(405, "predictions are asked for with POST and {\"instances\": […]}")
            }
            _ if path == HEALTH => Reply::error(405, "the health check is asked for with GET"),
            _ => Reply::error(
                404,
                "there is nothing here: predictions are at /predict and /v1/models/NAME:predict, the health check at /health",
            ),
        }
    }

    fn predict(&self, body: &[u8]) -> Reply {
        if body.len() > LARGEST_BODY {
            let most = LARGEST_BODY >> 20;
            return Reply::error(
                413,
                &format!("a request may have {most} MB: send fewer instances at a time"),
            );
        }
        let form = match Form::read(body) {
            Ok(form) => form,
            Err(sentence) => return Reply::error(400, &sentence),
        };
        let request = self.requests.fetch_add(1, Ordering::Relaxed);
        let served = match &self.challenger {
            Some((challenger, share)) if self.split.uniform(request) < *share => challenger,
            _ => &self.champion,
        };
        let mut stream = RngStream::new(self.seed ^ request, 0, "answers of a served policy");
        match form.answer(&served.policy, &mut stream) {
            Ok(predictions) => {
                Reply::of(&serde_json::json!({ "predictions": predictions }), Some(served.version))
            }
            Err(sentence) => Reply::error(400, &sentence),
        }
    }
}
