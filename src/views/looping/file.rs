//! The pipeline's file on the page: typed, taken from the page's experiment, and in the address.

use leptos::prelude::*;

use super::super::names::{LOOP, fragment};
use super::kept::address;
use super::state::Looping;
use crate::chart::numbers::capital;
use crate::pipeline::PipelineSpec;
use crate::worker::looping::LoopStanding;

impl Looping {
    /// Begins the pipeline of the text; where that is none, the one before goes on as it is.
    pub fn take_text(self) {
        match PipelineSpec::from_json(&self.text.get_untracked()) {
            Ok(spec) => {
                self.problem.set(String::new());
                self.begin(spec, 0);
                self.keep();
            }
            Err(error) => self.problem.set(format!("{}.", capital(&error.to_string()))),
        }
    }

    /// Writes the page's experiment into the text, with the settings of the steps as they are there.
    pub fn take_page(self) {
        let page = match self.views.page() {
            Ok(page) => page,
            Err(sentence) => return self.problem.set(format!("{}.", capital(&sentence))),
        };
        let steps = self.spec.with_untracked(|spec| spec.as_ref().map(|spec| spec.steps.clone()));
        let spec = PipelineSpec {
            experiment: page.experiment,
            steps: steps.unwrap_or_default(),
            failures: Vec::new(),
            reruns: Vec::new(),
        };
        self.text.set(spec.to_json());
        self.take_text();
    }

    /// The address that leads to this pipeline.
    pub fn link(self) -> String {
        let spec = self.spec.with(|spec| spec.as_ref().map(address));
        fragment(&LOOP, &spec.unwrap_or_default())
    }

    /// The reruns of the worker belong to the file.
    pub fn take_reruns(self, standing: &LoopStanding) {
        let Some(before) = self.spec.get_untracked() else { return };
        if before.reruns == standing.reruns {
            return;
        }
        let spec = PipelineSpec { reruns: standing.reruns.clone(), ..before.clone() };
        // What is being typed stays.
        if self.text.with_untracked(|text| *text == before.to_json()) {
            self.text.set(spec.to_json());
        }
        self.spec.set(Some(spec));
    }
}
