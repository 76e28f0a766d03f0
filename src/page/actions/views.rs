//! Views that cover the page: addresses open them, and the page beneath stays as it is, with a run that goes on.
//!
//! A view is a step of the history, whose state says how many steps lie between it and the page.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::super::browser;
use super::super::state::App;
use crate::session::Severity;
use crate::spec::Experiment;
use crate::spec::link;
use crate::views::names::{ViewName, fragment, view_of};

/// What the page is called in the browser's tabs.
const TITLE: &str = "Bandit Playground";

impl App {
    /// Whether a view covers the page.
    pub fn is_covered(self) -> bool {
        self.covered.with(|covered| !covered.is_empty())
    }

    /// Goes to a view, in which this is to be seen.
    pub fn go_to_view(self, view: &ViewName, rest: &str) {
        // A change on its way to the address is the page's.
        self.commit();
        let _ = window().location().set_hash(&fragment(view, rest));
    }

    /// What a view asks of the page: the link of the experiment and then, of all data that the workers have, the kind and the bytes.
    /// Where it gives a link, that becomes the experiment, as by a person's change, and the page is shown; it says the sentence that stands on
    /// the lines before the link. Where it gives `true`, the answer is what is known of frames. Where it gives files, the page is shown, and takes them as if they had
    /// been dropped on it.
    pub fn answer_view(self, given: &JsValue) -> Array {
        if let Some(files) = given.dyn_ref::<Array>() {
            self.leave_view();
            self.take_files(files.iter().filter_map(|file| file.dyn_into().ok()).collect());
            return Array::new();
        }
        if given.is_truthy() && !given.is_string() {
            return self.frames();
        }
        let given = given.as_string().unwrap_or_default();
        if let Some((sentence, link)) = given.rsplit_once('\n')
            && let Ok(decoded) = link::decode(link)
        {
            self.change_from_view(decoded.experiment);
            if !sentence.is_empty() {
                self.tell(Severity::Info, sentence);
            }
        }
        let answer = Array::of1(&self.experiment.with_untracked(|own| link::encode(own, None)).into());
        for (kind, bytes) in self.pool().map(|pool| pool.data()).unwrap_or_default() {
            answer.push(&kind.id().into());
            answer.push(bytes.array());
        }
        answer
    }

    /// Changes the experiment and shows the page. The view stays a step of the history between the experiment before, to which Undo goes,
    /// and this one: Back returns to the view.
    fn change_from_view(self, experiment: Experiment) {
        let stays = self.peek(|internals| internals.view_steps.to_page).is_some() && !self.has(&experiment);
        if !stays {
            self.leave_view();
            return self.edit(|own| *own = experiment);
        }
        let depth = self.depth.get_untracked() + 1;
        self.change(|internals| internals.view_steps.experiment_from_view(depth));
        self.uncover();
        self.edit(|own| *own = experiment);
        self.commit();
    }

    /// Opens the view that the address names; says whether it names one.
    pub(super) fn cover(self, fragment: &str, at_start: bool) -> bool {
        let Some(view) = view_of(fragment).filter(|_| !browser::embedded()) else { return false };
        let was_covered = untrack(|| self.is_covered());
        let known = browser::steps_to_page();
        let steps = known.unwrap_or_else(|| match (at_start, was_covered) {
            (true, _) => 0,
            (false, false) => 1,
            // Where no page lies behind the first view, none lies behind what follows it.
            (false, true) => self.peek(|internals| internals.view_steps.to_page.map_or(0, |steps| steps + 1)),
        });
        if known.is_none() {
            browser::note_steps_to_page(steps);
            self.deepest.set(self.depth.get_untracked());
        }
        if !was_covered {
            let focused = document().active_element().and_then(|element| element.dyn_into().ok());
            self.change(|internals| internals.focused = focused);
            for dialog in [self.catalogue, self.glossary, self.sharing, self.drawer] {
                dialog.set(false);
            }
        }
        self.change(|internals| internals.view_steps.to_page = Some(steps).filter(|steps| *steps > 0));
        document().set_title(&format!("{} – {TITLE}", view.title));
        self.covered.set(fragment.to_owned());
        true
    }

    /// Shows the page again; says whether it was covered.
    pub(super) fn uncover(self) -> bool {
        if untrack(|| !self.is_covered()) {
            return false;
        }
        self.covered.set(String::new());
        document().set_title(TITLE);
        let focused = self.change(|internals| internals.focused.take());
        // It can't be focused before it is visible again.
        browser::after(0, move || match focused {
            Some(element) if element.is_connected() => drop(element.focus()),
            _ => browser::focus("stage"),
        });
        true
    }

    /// Whether this is the experiment on the page.
    pub(super) fn has(self, experiment: &Experiment) -> bool {
        self.experiment.with_untracked(|own| own == experiment)
    }

    /// Back to the page.
    pub fn leave_view(self) {
        if untrack(|| !self.is_covered()) {
            return;
        }
        match self.peek(|internals| internals.view_steps.to_page) {
            Some(steps) => browser::go(-steps),
            None => {
                browser::show_fragment(&self.fragment(), self.depth.get_untracked(), false);
                self.uncover();
            }
        }
    }
}
