//! Starting workers with the programs that run in them.
//!
//! `index.html` begins to fetch and compile the engine before the page's own program is there, and the reader after that. The
//! page takes both files of a program from there, hands the compiled module to each worker, and the text of the JavaScript
//! beside it as a blob: a worker needs no download, starts with the network cut, and can't be of another build than the
//! others.

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Url, Worker, WorkerOptions, WorkerType};

use super::greeting::FAILED;

/// The name that `index.html` keeps the programs under: an object with one for each name, or a promise of it, which has the
/// promises `script` and `module`.
const PROGRAMS: &str = "programs";

/// The program that runs the default experiment and those with other numbers of the same parts.
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
        let script = loaded(&program, "script").await?.as_string().ok_or("its script is no text")?;
        let module = loaded(&program, "module").await?;
        let no_blobs = "this browser has no blobs";
        let script = blob_address(&script).ok_or(no_blobs)?;
        let bootstrap = format!(
            "import start from {script:?};\n\
             onmessage = (event) => {{\n\
               onmessage = null;\n\
               start({{ module_or_path: event.data }}).catch((error) => postMessage({FAILED:?} + error));\n\
             }};\n"
        );
        Ok(Program { address: blob_address(&bootstrap).ok_or(no_blobs)?, module })
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

fn blob_address(text: &str) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
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
