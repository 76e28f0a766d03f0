//! A profile in the Trace Event Format, which Perfetto and chrome://tracing read.
//!
//! The format: Google, "Trace Event Format" (JSON Object Format), sections "Complete Events" (`ph` is `X`, `ts` and `dur` in microseconds)
//! and "Metadata Events" (`ph` is `M`, names of processes and threads).

use serde::Serialize;
use serde_json::{Value, json};

use super::profile::{Profile, Span};

/// The process of all events.
const PROCESS: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Trace {
    trace_events: Vec<Event>,
    display_time_unit: &'static str,
}

#[derive(Serialize)]
struct Event {
    name: String,
    cat: &'static str,
    ph: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<f64>,
    pid: u32,
    tid: usize,
    args: Value,
}

/// The rounds of a profile that were looked at, as JSON: one thread for what is done once for all policies, and one for each policy.
pub fn trace_json(profile: &Profile) -> Value {
    let named = |name: &str, thread: usize, value: &str| Event {
        name: name.to_owned(),
        cat: "__metadata",
        ph: "M",
        ts: None,
        dur: None,
        pid: PROCESS,
        tid: thread,
        args: json!({ "name": value }),
    };
    let threads = std::iter::once("all agents").chain(profile.policies.iter().map(String::as_str));
    let mut events = vec![named("process_name", 0, "bandit-playground")];
    events.extend(threads.enumerate().map(|(thread, name)| named("thread_name", thread, name)));
    let event = |span: &Span| Event {
        name: span.phase.title().to_owned(),
        cat: "round",
        ph: "X",
        ts: Some(span.start / 1_000.0),
        dur: Some(span.duration / 1_000.0),
        pid: PROCESS,
        tid: span.policy.map_or(0, |policy| policy + 1),
        args: json!({ "round": span.round, "seed": span.seed }),
    };
    events.extend(profile.spans.iter().map(event));
    // Plain data, so that it can always be written.
    serde_json::to_value(Trace { trace_events: events, display_time_unit: "ns" }).unwrap_or_default()
}
