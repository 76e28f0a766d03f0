//! How a program of the page asks about kept runs.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::BroadcastChannel;

use super::{KeptListing, RunsAnswer, RunsRequest, keeper, packed, unpacked};
use crate::runs::{Damaged, Edit, ImportReport, RunHeader, RunId};
use crate::worker::bytes::Bytes;
use crate::worker::kept_studies::{KeptStudies, StudiesRequest, bytes_of, message_of};

/// Under this name the window has the function that asks: see [`keeper::function`].
const FUNCTION: &str = "keptRuns";

/// What the tabs of a browser hear, and all programs in them, when runs have changed.
pub(super) const CHANNEL: &str = "kept-runs";

/// A way to the runs that the browser keeps. All programs of a window share one worker, and all windows the same runs.
///
/// Every call is answered by one sentence without its end where it could not be done; nothing is changed then.
#[derive(Debug, Clone)]
pub struct RunsClient {
    ask: Function,
}

/// As long as it is kept, changes are heard of.
pub struct Subscription {
    channel: BroadcastChannel,
    _heard: Closure<dyn FnMut()>,
}

impl RunsClient {
    /// The one of this window; it costs nothing before something is asked. None outside of windows.
    pub fn here() -> Option<RunsClient> {
        let window = web_sys::window()?;
        let there = Reflect::get(&window, &FUNCTION.into()).ok()?.dyn_into::<Function>();
        let ask = there.unwrap_or_else(|_| {
            let ask = keeper::function();
            let _ = Reflect::set(&window, &FUNCTION.into(), &ask);
            ask
        });
        Some(RunsClient { ask })
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// One sentence without its end.
    pub async fn ask(&self, request: RunsRequest) -> Result<RunsAnswer, String> {
        let lost = || "the program that keeps runs can't be reached; reload the page".to_owned();
        let promise =
            self.ask.call1(&JsValue::NULL, &keeper::array_of(packed(request))).map_err(|_| lost())?;
        let promise = promise.dyn_into::<Promise>().map_err(|_| lost())?;
        let answer = JsFuture::from(promise).await.map_err(|error| error.as_string().unwrap_or_else(lost))?;
        let answer = answer.dyn_into::<Array>().map_err(|_| lost())?;
        match unpacked(keeper::parts_of(&answer)) {
            Some(RunsAnswer::Refused { sentence }) => Err(sentence),
            Some(answer) => Ok(answer),
            None => Err(lost()),
        }
    }

    /// All runs, without their results.
    ///
    /// # Errors
    /// One sentence without its end.
    pub async fn list(&self) -> Result<KeptListing, String> {
        match self.ask(RunsRequest::List).await? {
            RunsAnswer::Listed(listing) => Ok(listing),
            _ => Err(other()),
        }
    }

    /// A run with its results, as [`from_bytes`](crate::runs::from_bytes) reads it.
    ///
    /// # Errors
    /// No such run, or one that can't be read.
    pub async fn load(&self, id: &RunId) -> Result<Vec<u8>, String> {
        match self.ask(RunsRequest::Load { id: id.clone() }).await? {
            RunsAnswer::Loaded { run } => Ok(run.to_vec()),
            _ => Err(other()),
        }
    }

    /// Changes name, note, tags or pin.
    ///
    /// # Errors
    /// No such run, or one that can't be read or written.
    pub async fn edit(&self, id: &RunId, edit: Edit) -> Result<RunHeader, String> {
        self.changed(RunsRequest::Edit { id: id.clone(), edit }).await
    }

    /// Puts a run into the bin, at the present time.
    ///
    /// # Errors
    /// Those of [`RunsClient::edit`].
    pub async fn delete(&self, id: &RunId) -> Result<RunHeader, String> {
        self.changed(RunsRequest::Delete { id: id.clone(), now: js_sys::Date::now() as u64 }).await
    }

    /// Takes a run out of the bin.
    ///
    /// # Errors
    /// Those of [`RunsClient::edit`].
    pub async fn restore(&self, id: &RunId) -> Result<RunHeader, String> {
        self.changed(RunsRequest::Restore { id: id.clone() }).await
    }

    async fn changed(&self, request: RunsRequest) -> Result<RunHeader, String> {
        match self.ask(request).await? {
            RunsAnswer::Changed(header) => Ok(header.0),
            _ => Err(other()),
        }
    }

    /// Removes all runs in the bin for good; how many there were.
    ///
    /// # Errors
    /// One sentence without its end.
    pub async fn empty_bin(&self) -> Result<u64, String> {
        match self.ask(RunsRequest::EmptyBin).await? {
            RunsAnswer::Emptied { count } => Ok(count),
            _ => Err(other()),
        }
    }

    /// Sets the most bytes that all runs together may have.
    ///
    /// # Errors
    /// One sentence without its end.
    pub async fn set_limit(&self, limit: Option<u64>) -> Result<(), String> {
        self.ask(RunsRequest::SetLimit { limit }).await.map(drop)
    }

    /// A zip of these runs, or of all that are not in the bin, and which of them can't be read.
    ///
    /// # Errors
    /// One sentence without its end.
    pub async fn export(&self, ids: Option<Vec<RunId>>) -> Result<(Bytes, Vec<Damaged>), String> {
        match self.ask(RunsRequest::Export { ids }).await? {
            RunsAnswer::Exported { archive, damaged } => Ok((archive, damaged)),
            _ => Err(other()),
        }
    }

    /// Adds the runs of a zip.
    ///
    /// # Errors
    /// A file that is no zip of runs, or no room for what it holds.
    pub async fn import(&self, archive: Bytes) -> Result<ImportReport, String> {
        match self.ask(RunsRequest::Import { archive }).await? {
            RunsAnswer::Imported(report) => Ok(report),
            _ => Err(other()),
        }
    }

    /// Asks about studies.
    ///
    /// # Errors
    /// One sentence without its end.
    pub async fn studies(&self, request: &StudiesRequest) -> Result<KeptStudies, String> {
        match self.ask(RunsRequest::Studies { request: bytes_of(request) }).await? {
            RunsAnswer::Studies { answer } => message_of(&answer).ok_or_else(other),
            _ => Err(other()),
        }
    }

    /// Calls back when runs have changed, by this window or another one of the browser; none where the browser can't tell.
    pub fn on_change(&self, changed: impl FnMut() + 'static) -> Option<Subscription> {
        let channel = BroadcastChannel::new(CHANNEL).ok()?;
        let heard = Closure::<dyn FnMut()>::new(changed);
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Subscription { channel, _heard: heard })
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

fn other() -> String {
    "the program that keeps runs answered something else; reload the page".to_owned()
}
