//! What the views know of the page beneath: its experiment, and the data that its workers have.

use js_sys::{Array, Float32Array, Function, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::chart::PlayTime;
use crate::data::DataKind;
use crate::spec::Experiment;
use crate::spec::link;
use crate::worker::bytes::Bytes;

/// The page as it is now.
pub struct PageNow {
    /// Its experiment.
    pub experiment: Experiment,
    /// What its workers have, of each kind.
    pub data: Vec<(DataKind, Bytes)>,
}

/// Asks the page: `function` gives the link of its experiment and then, in turn, the ids of kinds and their bytes.
///
/// # Errors
/// One sentence without its end.
pub fn page_now(function: &Function) -> Result<PageNow, String> {
    let lost = || "the page does not say what its experiment is; reload it".to_owned();
    let given = function.call0(&JsValue::NULL).map_err(|_| lost())?;
    let given = given.dyn_into::<Array>().map_err(|_| lost())?;
    let mut given = given.iter();
    let link = given.next().and_then(|link| link.as_string()).ok_or_else(lost)?;
    let experiment = link::decode(&link).map_err(|error| error.to_string())?.experiment;
    let mut data = Vec::new();
    while let (Some(id), Some(bytes)) = (given.next(), given.next()) {
        let kind = id.as_string().and_then(|id| DataKind::all().find(|kind| kind.id() == id));
        let bytes = bytes.dyn_into::<Uint8Array>().ok().map(Bytes::from);
        data.extend(kind.zip(bytes));
    }
    Ok(PageNow { experiment, data })
}

/// How the page did while a run was played, as far as it is known: see [`PlayTime`].
pub fn play_time(function: &Function) -> Option<PlayTime> {
    let given = function.call1(&JsValue::NULL, &JsValue::TRUE).ok()?.dyn_into::<Array>().ok()?;
    let numbers = given.get(0).dyn_into::<Float32Array>().ok()?.to_vec();
    let limit = given.get(1).as_f64().filter(|limit| *limit > 0.0);
    // What has no length is no frame yet.
    let frames: Vec<[f32; 3]> =
        numbers.as_chunks::<3>().0.iter().copied().filter(|frame| frame[0] > 0.0).collect();
    PlayTime::of(&frames, limit)
}

/// Changes the experiment of the page to this one, as a person's change that can be undone, and shows the page, which then says this
/// sentence; nothing where it is empty.
pub fn change_page(function: &Function, experiment: &Experiment, sentence: &str) {
    let given = format!("{sentence}\n{}", link::encode(experiment, None));
    let _ = function.call1(&JsValue::NULL, &given.into());
}

/// Shows the page, which takes these files as if a person had dropped them there; with none it is only shown.
pub fn give_files(function: &Function, files: &[(String, Bytes)]) {
    let file = |(name, bytes): &(String, Bytes)| {
        web_sys::File::new_with_u8_array_sequence(&Array::of1(bytes.array()), name).ok()
    };
    let files: Array = files.iter().filter_map(file).collect();
    let _ = function.call1(&JsValue::NULL, &files);
}

impl PageNow {
    /// Whether it has all data that an experiment needs, of whatever content.
    pub fn has_data_of(&self, experiment: &Experiment) -> bool {
        experiment.data_in_use().all(|(kind, _)| self.data.iter().any(|(has, _)| *has == kind))
    }
}
