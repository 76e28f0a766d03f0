//! What answers in `serve`: copies of an endpoint, one a processor, and how long each of their answers took.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::Serialize;

use crate::policy::endpoint::{Endpoint, Latencies, LatencySummary, Reply, Served};

/// Where what was measured is asked for.
pub const STATS: &str = "/stats";

/// Requests a second are those of the last so many whole seconds.
const SECONDS: u64 = 10;

/// An endpoint that one thread at a time asks, and what it was measured at.
struct Measured {
    endpoint: Endpoint,
    latencies: Latencies,
    /// Answers in a second, with the number of the second, of the latest ones.
    seconds: [(u64, u64); SECONDS as usize + 1],
    errors: u64,
}

/// Copies of an endpoint.
pub struct Copies {
    copies: Vec<Mutex<Measured>>,
    next: AtomicUsize,
    begun: Instant,
    /// How often other versions were taken.
    changes: AtomicU64,
}

/// What was measured, as `/stats` says it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stats {
    /// Seconds since it began.
    pub seconds: f64,
    /// Requests that were answered.
    pub requests: u64,
    /// Those whose answer was an error.
    pub errors: u64,
    /// Requests a second, of the last ten whole seconds or as many as there were.
    pub requests_per_second: f64,
    /// How long it took from the last byte of a request to the first of its answer, in milliseconds.
    pub latency_ms: LatencySummary,
    /// The version that answers.
    pub champion: u32,
    /// The one that answers a share of the requests.
    pub challenger: Option<u32>,
    /// How often other versions were taken from the folder.
    pub changes: u64,
}

impl Copies {
    /// As many copies as there are processors.
    pub fn new(endpoint: &Endpoint) -> Copies {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        let copy = || Measured {
            endpoint: endpoint.clone(),
            latencies: Latencies::default(),
            seconds: Default::default(),
            errors: 0,
        };
        Copies {
            copies: (0..count).map(|_| Mutex::new(copy())).collect(),
            next: AtomicUsize::new(0),
            begun: Instant::now(),
            changes: AtomicU64::new(0),
        }
    }

    /// The answer to a request, measured.
    pub fn answer(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        if path == STATS {
            return self.say(method);
        }
        let begun = Instant::now();
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let mut copy = locked(&self.copies[next % self.copies.len()]);
        let reply = copy.endpoint.answer(method, path, body);
        let second = self.begun.elapsed().as_secs();
        let place = second % copy.seconds.len() as u64;
        let (own, count) = &mut copy.seconds[place as usize];
        *count = if *own == second { *count + 1 } else { 1 };
        *own = second;
        copy.errors += u64::from(reply.status >= 400);
        // The wait for the copy is part of it.
        copy.latencies.record(1e3 * begun.elapsed().as_secs_f64());
        reply
    }

    fn say(&self, method: &str) -> Reply {
        match method {
            // Plain data: it can always be written.
            "GET" | "HEAD" => Reply {
                status: 200,
                body: serde_json::to_string(&self.stats()).unwrap_or_default(),
                version: None,
            },
            _ => Reply::error(405, "what was measured is asked for with GET"),
        }
    }

    /// The version that answers, and the one that answers a share of the requests.
    pub fn versions(&self) -> (u32, Option<u32>) {
        self.copies.first().map_or((0, None), |copy| locked(copy).endpoint.versions())
    }

    /// What was measured so far.
    pub fn stats(&self) -> Stats {
        let elapsed = self.begun.elapsed();
        let (now, mut latencies) = (elapsed.as_secs(), Latencies::default());
        let (mut recent, mut errors) = (0, 0);
        let whole = SECONDS.min(now);
        for copy in &self.copies {
            let copy = locked(copy);
            latencies.add(&copy.latencies);
            errors += copy.errors;
            let is_recent = |(second, _): &&(u64, u64)| *second < now && second + whole >= now;
            recent += copy.seconds.iter().filter(is_recent).map(|(_, count)| count).sum::<u64>();
        }
        let latency_ms = latencies.summary();
        let (champion, challenger) = self.versions();
        let seconds = elapsed.as_secs_f64();
        Stats {
            seconds,
            requests: latency_ms.answers,
            errors,
            requests_per_second: match whole {
                0 => latency_ms.answers as f64 / seconds,
                whole => recent as f64 / whole as f64,
            },
            latency_ms,
            champion,
            challenger,
            changes: self.changes.load(Ordering::Relaxed),
        }
    }

    /// From now on these answer; what is being answered ends before. No request meets a mixture of both.
    pub fn replace(&self, champion: &Served, challenger: Option<&(Served, f64)>) {
        // They are copied before any request has to wait.
        let new: Vec<_> = self.copies.iter().map(|_| (champion.clone(), challenger.cloned())).collect();
        let mut all: Vec<_> = self.copies.iter().map(locked).collect();
        for (copy, (champion, challenger)) in all.iter_mut().zip(new) {
            copy.endpoint.replace(champion, challenger);
        }
        self.changes.fetch_add(1, Ordering::Relaxed);
    }
}

/// A copy has nothing that could be half changed.
fn locked(copy: &Mutex<Measured>) -> MutexGuard<'_, Measured> {
    copy.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stats {
    /// In a sentence.
    pub fn words(&self) -> String {
        let Stats { requests, errors, seconds, latency_ms, .. } = self;
        let refused = if *errors == 0 { String::new() } else { format!(", {errors} of them with an error") };
        let LatencySummary { p50, p95, p99, max, .. } = latency_ms;
        format!(
            "{requests} requests were answered in {seconds:.1} s{refused}; half of them within {p50:.3} ms, 95 % within {p95:.3} ms, 99 % within {p99:.3} ms, and all within {max:.3} ms."
        )
    }
}
