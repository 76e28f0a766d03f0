//! Starting workers with the programs that run in them.
//!
//! `index.html` begins to fetch and compile the engine before the page's own program is there, and the reader after that. The
//! page takes both files of a program from there: the compiled module, which each worker is handed, and the address of the JavaScript
//! beside it, which is a blob: a worker needs no download, starts with the network cut, and can't be of another build than the
//! others.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Worker, WorkerOptions, WorkerType};

/// The name that `index.html` keeps the programs under: an object with one for each name, or a promise of it, which has the
/// promises `address` and `module`.
const PROGRAMS: &str = "programs";

/// The program that runs the default experiment.
pub const STARTER: &str = "starter";

/// The program that runs all experiments.
pub const ENGINE: &str = "engine";

/// The program that reads files.
pub const READER: &str = "reader";

/// Most workers, however many processors there are.
const MOST_WORKERS: usize = 8;

/// How many workers share what there is to do: as many as are `wanted` or, where nothing is wanted, one for every processor but one; at
/// least one, at most eight.
pub fn workers(wanted: Option<usize>) -> usize {
    let processors = web_sys::window().map_or(2.0, |window| window.navigator().hardware_concurrency());
    wanted.unwrap_or((processors as usize).saturating_sub(1)).clamp(1, MOST_WORKERS)
}

/// A program, loaded: any number of workers can be started from it.
#[derive(Debug, Clone)]
pub struct Program {
    /// Of the script that a worker begins with.
    address: String,
    module: JsValue,
}

impl Program {
    /// Waits until the program of this name is loaded.
    ///
    /// # Errors
    /// The reason why it can't be, as a clause.
    pub async fn load(name: &str) -> Result<Program, String> {
        let programs = web_sys::window().and_then(|window| Reflect::get(&window, &PROGRAMS.into()).ok());
        let program = loaded(&programs.ok_or("there is no window")?, name).await?;
        let address = loaded(&program, "address").await?.as_string().ok_or("its script is no text")?;
        let module = loaded(&program, "module").await?;
        Ok(Program { address, module })
    }

    /// Starts a worker. The first that it says is a [`Greeting`](super::greeting::Greeting).
    pub fn spawn(&self) -> Option<Worker> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&self.address, &options).ok()?;
        worker.post_message(&self.module).ok()?;
        Some(worker)
    }
}

/// What something of this name is, or comes to where it is a promise.
async fn loaded(of: &JsValue, name: &str) -> Result<JsValue, String> {
    let found = Reflect::get(of, &name.into()).unwrap_or_default();
    if found.is_undefined() {
        return Err("the page has not asked for it".to_owned());
    }
    JsFuture::from(Promise::resolve(&found)).await.map_err(|error| cause(&error))
}

/// A worker in which `index.html` has begun the first run, and what it has said so far.
pub struct BegunWorker {
    /// The worker.
    pub worker: Worker,
    /// Its messages.
    pub said: Array,
}

/// Takes the workers in which `index.html` has begun the first run: from now on the page hears them. None where it has not.
pub fn take_begun() -> Vec<BegunWorker> {
    let programs = web_sys::window().and_then(|window| Reflect::get(&window, &PROGRAMS.into()).ok());
    let take = programs.and_then(|programs| Reflect::get(&programs, &"take".into()).ok());
    let taken = take.and_then(|take| take.dyn_into::<Function>().ok()?.call0(&JsValue::NULL).ok());
    let each = |one: JsValue| {
        let part = |name: &str| Reflect::get(&one, &name.into()).ok();
        Some(BegunWorker { worker: part("worker")?.dyn_into().ok()?, said: part("said")?.dyn_into().ok()? })
    };
    let workers = taken.and_then(|taken| taken.dyn_into::<Array>().ok());
    workers.and_then(|workers| workers.iter().map(each).collect()).unwrap_or_default()
}

/// What an error, or an error event of a worker, says.
pub fn cause(error: &JsValue) -> String {
    let message = Reflect::get(error.unchecked_ref::<Object>(), &"message".into());
    message
        .ok()
        .and_then(|text| text.as_string())
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| "no cause given".to_owned())
}
