//! Starting a worker from the binary that the page already has.
//!
//! The page hands over its compiled module, and the text of the JavaScript beside it as a blob: a worker needs no
//! second download, starts with the network cut, and can't be of another build than the page.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Response, Url, Worker, WorkerOptions, WorkerType};

#[wasm_bindgen]
extern "C" {
    type ImportMeta;
    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> String;
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static IMPORT_META: ImportMeta;
}

/// The address of a script from which any number of workers can be started.
#[derive(Debug, Clone)]
pub struct Script {
    address: String,
}

impl Script {
    /// Fetches the JavaScript beside the WebAssembly, once.
    ///
    /// # Errors
    /// One sentence, where it can't be fetched or the browser has no blobs.
    pub async fn fetch() -> Result<Script, String> {
        let told = |what: &str| format!("The engine can't be started: {what}. Reload the page.");
        let own = IMPORT_META.with(ImportMeta::url);
        let window = web_sys::window().ok_or_else(|| told("there is no window"))?;
        let response = JsFuture::from(window.fetch_with_str(&own)).await;
        let response = response.ok().and_then(|response| response.dyn_into::<Response>().ok());
        let text = response.and_then(|response| response.text().ok());
        let text = JsFuture::from(text.ok_or_else(|| told("its script can't be loaded"))?).await;
        let text = text.ok().and_then(|text| text.as_string());
        let text = text.ok_or_else(|| told("its script can't be read"))?;
        // Imports by relative address don't resolve from a blob; then the worker imports the script itself.
        let module = if text.contains("from './") || text.contains("from \"./") {
            own
        } else {
            blob_address(&text).ok_or_else(|| told("this browser has no blobs"))?
        };
        let bootstrap = format!(
            "import start from {module:?};\n\
             onmessage = (event) => {{ onmessage = null; start({{ module_or_path: event.data }}); }};\n"
        );
        let address = blob_address(&bootstrap).ok_or_else(|| told("this browser has no blobs"))?;
        Ok(Script { address })
    }

    /// Starts a worker. It says [`Started`](super::protocol::Report::Started) when it takes commands.
    pub fn spawn(&self) -> Option<Worker> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&self.address, &options).ok()?;
        worker.post_message(&wasm_bindgen::module()).ok()?;
        Some(worker)
    }
}

fn blob_address(text: &str) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Bytes for `postMessage`, with what must be transferred rather than copied.
pub fn transferable(bytes: &[u8]) -> (JsValue, Array) {
    let array = js_sys::Uint8Array::from(bytes);
    let transfer = Array::of1(&array.buffer());
    (array.into(), transfer)
}

/// The bytes of a message; none for anything else.
pub fn bytes_of(data: &JsValue) -> Option<Vec<u8>> {
    data.dyn_ref::<js_sys::Uint8Array>().map(js_sys::Uint8Array::to_vec)
}

/// What an error event of a worker says.
pub fn cause(event: &JsValue) -> String {
    let message = Reflect::get(event.unchecked_ref::<Object>(), &"message".into());
    message
        .ok()
        .and_then(|text| text.as_string())
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| "no cause given".to_owned())
}
