//! Starting workers with the engine's program.
//!
//! `index.html` begins to fetch and compile the engine before the page's own program is there. The page takes both of its
//! files from there, hands the compiled module to each worker, and the text of the JavaScript beside it as a blob: a worker
//! needs no download, starts with the network cut, and can't be of another build than the others.

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Url, Worker, WorkerOptions, WorkerType};

use super::greeting::{FAILED, refused};

/// The name that `index.html` keeps the engine under: an object with the promises `script` and `module`.
const ENGINE: &str = "engine";

/// The engine, loaded: any number of workers can be started from it.
#[derive(Debug, Clone)]
pub struct Engine {
    /// Of the script that a worker begins with.
    address: String,
    module: JsValue,
}

impl Engine {
    /// Waits until the engine is loaded.
    ///
    /// # Errors
    /// One sentence, where it can't be loaded or the browser has no blobs.
    pub async fn load() -> Result<Engine, String> {
        let engine = web_sys::window().and_then(|window| Reflect::get(&window, &ENGINE.into()).ok());
        let engine = engine.ok_or_else(|| refused("there is no window"))?;
        let script = loaded(&engine, "script").await?;
        let script = script.as_string().ok_or_else(|| refused("its script is no text"))?;
        let module = loaded(&engine, "module").await?;
        let no_blobs = || refused("this browser has no blobs");
        let script = blob_address(&script).ok_or_else(no_blobs)?;
        let bootstrap = format!(
            "import start from {script:?};\n\
             onmessage = (event) => {{\n\
               onmessage = null;\n\
               start({{ module_or_path: event.data }}).catch((error) => postMessage({FAILED:?} + error));\n\
             }};\n"
        );
        Ok(Engine { address: blob_address(&bootstrap).ok_or_else(no_blobs)?, module })
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

/// What one of the engine's promises comes to.
async fn loaded(engine: &JsValue, what: &str) -> Result<JsValue, String> {
    let promise = Reflect::get(engine, &what.into()).ok().and_then(|found| found.dyn_into::<Promise>().ok());
    let promise = promise.ok_or_else(|| refused("the page has not asked for it"))?;
    JsFuture::from(promise).await.map_err(|error| refused(&cause(&error)))
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
