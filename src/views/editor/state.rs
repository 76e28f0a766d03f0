//! What the editor knows. A handle: copying it copies nothing.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::state::Views;
use super::race::{code_of, with_code};
use super::text;
use crate::chart::numbers::capital;
use crate::ui::browser;
use crate::worker::asked::EngineRequest;
use crate::worker::assistant::{Assistant, NoAnswer, Works};
use crate::worker::scripting::{ScriptAnswer, ScriptRequest};

/// Under these names the browser remembers the text, and the code of the page's experiment that it began as.
const TEXT: &str = "editor";
const BEGAN: &str = "editor-began";

/// What was said of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Said {
    /// Nothing since it was changed.
    #[default]
    Nothing,
    /// It is being looked at.
    Working,
    /// It can race.
    Right,
    /// What is wrong: its line, and a sentence.
    Wrong(Option<usize>, String),
}

/// The editor.
#[derive(Clone, Copy)]
pub struct Editing {
    /// What all views share.
    pub views: Views,
    /// The text.
    pub text: RwSignal<String>,
    /// Where the caret is.
    pub caret: RwSignal<u32>,
    /// What was said of the text.
    pub said: RwSignal<Said>,
    /// What can be called, with a sentence each.
    pub helpers: RwSignal<Vec<(String, String)>>,
    /// Agents to start from, with their sources.
    pub examples: RwSignal<Vec<(String, String)>>,
    /// The text that an example has replaced.
    pub replaced: RwSignal<Option<String>>,
    worker: StoredValue<Option<Assistant>, LocalStorage>,
}

impl Editing {
    /// Without a text.
    pub fn new(views: Views) -> Editing {
        Editing {
            views,
            text: RwSignal::new(String::new()),
            caret: RwSignal::new(0),
            said: RwSignal::new(Said::Nothing),
            helpers: RwSignal::new(Vec::new()),
            examples: RwSignal::new(Vec::new()),
            replaced: RwSignal::new(None),
            worker: StoredValue::new_local(None),
        }
    }

    /// The view is shown. The text is the one that was kept; the page's own where its code is another than the text began as.
    pub fn shown(self) {
        let code = self.page_code();
        let kept = browser::remembered(TEXT);
        let is_of_page = code.is_none() || browser::remembered(BEGAN) == code;
        match kept.filter(|_| is_of_page) {
            Some(kept) => self.text.set(kept),
            None => self.open(code.unwrap_or_default()),
        }
        if self.helpers.with_untracked(Vec::is_empty) {
            spawn_local(async move {
                if let Some(ScriptAnswer::Known { helpers, examples }) = self.ask(ScriptRequest::Know).await {
                    self.helpers.set(helpers);
                    self.examples.set(examples);
                }
            });
        }
    }

    /// The view is left.
    pub fn leave(self) {
        self.worker.try_update_value(Option::take).flatten().iter().for_each(Assistant::end);
    }

    /// The code of the first own agent in the page's experiment; empty where it is the first example's.
    fn page_code(self) -> Option<String> {
        code_of(&self.views.page().ok()?.experiment)
    }

    fn open(self, code: String) {
        spawn_local(async move {
            let began = code.clone();
            match self.ask(ScriptRequest::Open { code }).await {
                Some(ScriptAnswer::Source { source }) => {
                    browser::remember(BEGAN, Some(&began));
                    self.change(source);
                }
                Some(ScriptAnswer::Wrong { sentence, .. }) => self.fail(None, &sentence),
                _ => {}
            }
        });
    }

    /// The text is another one.
    pub fn change(self, text: String) {
        browser::remember(TEXT, Some(&text));
        self.text.set(text);
        self.said.set(Said::Nothing);
    }

    /// Starts from an example; what was there can be had back.
    pub fn start_from(self, source: String) {
        self.replaced.set(Some(self.text.get_untracked()).filter(|before| *before != source));
        self.change(source);
    }

    fn fail(self, line: Option<usize>, sentence: &str) {
        self.said.set(Said::Wrong(line, format!("{}.", capital(sentence))));
    }

    /// Asks the engine; what stands in the way is said.
    async fn ask(self, request: ScriptRequest) -> Option<ScriptAnswer> {
        let worker = match self.worker.with_value(Clone::clone).filter(Assistant::is_there) {
            Some(worker) => Ok(worker),
            None => Assistant::start(Works::Engine, Vec::new(), Rc::new(|_, _| ())).await,
        };
        let answer = match worker {
            Ok(worker) => {
                self.worker.try_set_value(Some(worker.clone()));
                worker.ask(EngineRequest::Script(request)).await
            }
            Err(error) => Err(error),
        };
        match answer {
            Ok(answer) => Some(answer),
            Err(NoAnswer::Sentence(sentence)) => {
                self.fail(None, &sentence);
                None
            }
            Err(NoAnswer::Ended) => None,
        }
    }

    /// Checks the text, and puts it into the page's race where that is wanted and it is right.
    pub fn check(self, race: bool) {
        if self.said.with_untracked(|said| *said == Said::Working) {
            return;
        }
        self.said.set(Said::Working);
        spawn_local(async move {
            let source = self.text.get_untracked();
            let answer = self.ask(ScriptRequest::Check { source: source.clone() }).await;
            if self.text.with_untracked(|text| *text != source) {
                return self.said.set(Said::Nothing);
            }
            match answer {
                Some(ScriptAnswer::Checked { code }) if race => self.race(&code),
                Some(ScriptAnswer::Checked { .. }) => self.said.set(Said::Right),
                Some(ScriptAnswer::Wrong { line, sentence, .. }) => {
                    self.fail(line.map(|line| line as usize), &sentence);
                }
                _ if self.said.with_untracked(|said| *said == Said::Working) => self.said.set(Said::Nothing),
                _ => {}
            }
        });
    }

    fn race(self, code: &str) {
        match self.views.page().and_then(|page| with_code(page.experiment, code)) {
            Ok(experiment) => {
                browser::remember(BEGAN, Some(code));
                self.said.set(Said::Right);
                self.views.change_page(&experiment, "Your own agent is in the race");
            }
            Err(sentence) => self.fail(None, &sentence),
        }
    }

    /// Selects the line that is wrong.
    pub fn wrong_line(self) -> Option<(u32, u32)> {
        let Said::Wrong(Some(line), _) = self.said.get_untracked() else { return None };
        Some(self.text.with_untracked(|text| text::line(text, line)))
    }
}
