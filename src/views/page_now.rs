//! What the views know of the page beneath: its experiment, and the data that its workers have.

use js_sys::{Array, Function, Uint8Array};
use wasm_bindgen::prelude::*;

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

/// Changes the experiment of the page to this one, as a person's change that can be undone, and shows the page.
pub fn change_page(function: &Function, experiment: &Experiment) {
    let _ = function.call1(&JsValue::NULL, &link::encode(experiment, None).into());
}

impl PageNow {
    /// Whether it has all data that an experiment needs, of whatever content.
    pub fn has_data_of(&self, experiment: &Experiment) -> bool {
        experiment.data_in_use().all(|(kind, _)| self.data.iter().any(|(has, _)| *has == kind))
    }
}
