//! Where the reader's program keeps runs.

use std::cell::RefCell;

use super::client::CHANNEL;
use super::work::Work;
use super::{Parts, RunsAnswer, packed, unpacked};
use crate::runs::MemoryStore;
use crate::worker::protocol::Report;
use crate::worker::scope::report;
use web_sys::BroadcastChannel;

thread_local! {
    /// The runs, where nothing can be stored.
    static IN_MEMORY: RefCell<MemoryStore> = RefCell::default();
}

/// Answers a request.
pub fn answer(number: u64, parts: Parts) {
    let answer = match unpacked(parts).ok_or_else(|| "this is no request".to_owned()).and_then(Work::of) {
        Ok(work) => {
            let only_reads = work.only_reads();
            let answer = IN_MEMORY.with_borrow_mut(|store| work.done(store, None));
            if !only_reads && !matches!(answer, RunsAnswer::Refused { .. }) {
                tell_change();
            }
            answer
        }
        Err(sentence) => RunsAnswer::Refused { sentence },
    };
    report(Report::Runs { number, parts: packed(answer) });
}

/// Tells all programs of all tabs that runs have changed.
fn tell_change() {
    if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
        let _ = channel.post_message(&"changed".into());
        channel.close();
    }
}
