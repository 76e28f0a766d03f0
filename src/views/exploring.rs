//! Ratings that a person looks at: those of the page, or their own. A handle: copying it copies nothing.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::logging::Work;
use super::logging_work::other;
use super::state::Views;
use crate::chart::numbers::{capital, typed, whole};
use crate::data::exploration::{Exploration, Person};
use crate::data::kinds::ratings;
use crate::data::{DataKind, SourceRefs};
use crate::spec::Experiment;
use crate::stories;
use crate::ui::browser;
use crate::worker::assistant::{Assistant, NoAnswer, Told, Works};
use crate::worker::bytes::Bytes;
use crate::worker::exploring::{DataAnswer, DataRequest};

/// The kind of data that this is about.
const KIND: DataKind = DataKind(&ratings::DESCRIPTOR);

/// When the bundled ratings were given.
const TIMES: &str = "data/movielens-small.times";

/// Ratings that are there.
#[derive(Debug, Clone, PartialEq)]
pub struct Explored {
    /// What they are like.
    pub exploration: Exploration,
    /// Ids of the users, ascending.
    pub users: Vec<u32>,
    /// Whether they were read here, and are not those of the page.
    pub is_own: bool,
}

/// What no signal holds.
#[derive(Default)]
pub struct Internals {
    /// Tells what is done now from what was stopped.
    number: u64,
    /// Holds the ratings.
    reader: Option<Assistant>,
    /// What another reader is asked to have them again.
    again: Vec<DataRequest>,
    /// The page's ratings that were looked at last.
    of_page: Option<Bytes>,
    /// The files that were read last.
    files: Vec<(String, Bytes)>,
}

/// Ratings that a person looks at.
#[derive(Clone, Copy)]
pub struct Exploring {
    /// What all views share.
    pub views: Views,
    /// What is being done; none where nothing is.
    pub work: RwSignal<Option<Work>>,
    /// What went wrong; empty where nothing did.
    pub problem: RwSignal<String>,
    /// With so many of the most active users, what was too large would fit.
    pub keep: RwSignal<Option<u32>>,
    /// The ratings.
    pub found: RwSignal<Option<Explored>>,
    /// The user who is looked at.
    pub person: RwSignal<Option<Person>>,
    /// Their id, as typed.
    pub typed: RwSignal<String>,
    /// That there is no such user; empty where there is.
    pub no_person: RwSignal<String>,
    internals: StoredValue<Internals, LocalStorage>,
}

impl Exploring {
    /// Of nothing yet.
    pub fn new(views: Views) -> Exploring {
        Exploring {
            views,
            work: RwSignal::new(None),
            problem: RwSignal::new(String::new()),
            keep: RwSignal::new(None),
            found: RwSignal::new(None),
            person: RwSignal::new(None),
            typed: RwSignal::new(String::new()),
            no_person: RwSignal::new(String::new()),
            internals: StoredValue::new_local(Internals::default()),
        }
    }

    /// The view is shown, maybe after the page has got other ratings: those are looked at, unless a person looks at their own.
    pub fn shown(self) {
        let is_own = self.found.with_untracked(|found| found.as_ref().is_some_and(|found| found.is_own));
        let before = self.internals.with_value(|internals| internals.of_page.clone());
        let is_same = before.is_some() && before == self.of_page();
        if !is_own && !is_same {
            self.look_at_page();
        }
    }

    /// The ratings of the page; none while they are loading.
    fn of_page(self) -> Option<Bytes> {
        let page = self.views.page().ok()?;
        page.data.into_iter().find(|(kind, _)| *kind == KIND).map(|(_, bytes)| bytes)
    }

    /// Looks at the ratings of the page.
    pub fn look_at_page(self) {
        self.carry_out("Loading the ratings", async move {
            let page = self.views.page().map_err(NoAnswer::Sentence)?;
            let is_bundled = page.experiment.sources.get(KIND).is_none();
            let of_page = self.of_page();
            let bytes = match (of_page.clone(), KIND.bundled) {
                (Some(bytes), _) => bytes,
                (None, Some(bundled)) => browser::load(bundled).await.map_err(NoAnswer::Sentence)?,
                (None, None) => return Err(NoAnswer::Sentence("the page has no ratings".to_owned())),
            };
            let mut requests = vec![DataRequest::Bundle { bytes }];
            let mut explored = self.ask(requests[0].clone()).await?;
            let mut lost = String::new();
            if is_bundled && explored.exploration.times.is_none() {
                match browser::load(TIMES).await {
                    Ok(bytes) => {
                        let times = DataRequest::Times { bytes };
                        // The page may have other ratings by now, whose times these are not.
                        if let Ok(timed) = self.ask(times.clone()).await {
                            explored = timed;
                            requests.push(times);
                        }
                    }
                    Err(sentence) => lost = sentence,
                }
            }
            self.internals.update_value(|internals| internals.of_page = of_page);
            self.show(explored, requests);
            if !lost.is_empty() {
                self.fail(&lost);
            }
            self.look_at(0).await
        });
    }

    /// Reads files that a person has chosen or dropped.
    pub fn open(self, files: &web_sys::FileList) {
        let files: Vec<web_sys::File> = (0..files.length()).filter_map(|index| files.get(index)).collect();
        let Some(first) = files.first() else { return };
        self.carry_out(&format!("Reading {}", first.name()), async move {
            let mut read = Vec::new();
            for file in &files {
                read.push((file.name(), browser::content(file).await.map_err(NoAnswer::Sentence)?));
            }
            self.internals.update_value(|internals| internals.files.clone_from(&read));
            self.read(read, None).await
        });
    }

    /// Reads the same files again, only so many of the most active users.
    pub fn open_fewer(self, keep: u32) {
        let files = self.internals.with_value(|internals| internals.files.clone());
        self.carry_out("Reading the files again", self.read(files, Some(keep)));
    }

    async fn read(self, files: Vec<(String, Bytes)>, keep: Option<u32>) -> Result<(), NoAnswer> {
        let file = |(name, bytes)| DataRequest::File { name, bytes };
        let mut requests: Vec<DataRequest> = files.into_iter().map(file).collect();
        for request in &requests {
            match self.reader(true).await?.ask(request.clone()).await? {
                DataAnswer::Taken => {}
                DataAnswer::Refused { sentence, .. } => return Err(NoAnswer::Sentence(sentence)),
                _ => return Err(other()),
            }
        }
        requests.push(DataRequest::Read { keep });
        let mut explored = self.ask(DataRequest::Read { keep }).await?;
        explored.is_own = true;
        self.show(explored, requests);
        self.look_at(0).await
    }

    /// Asks for ratings.
    async fn ask(self, request: DataRequest) -> Result<Explored, NoAnswer> {
        match self.reader(true).await?.ask(request).await? {
            DataAnswer::Explored { exploration, users } => {
                Ok(Explored { exploration: *exploration, users, is_own: false })
            }
            DataAnswer::Refused { sentence, keep } => {
                self.keep.set(keep);
                // What was there before is given to another one when something is asked of it.
                let ended = self.internals.try_update_value(|internals| internals.reader.take());
                ended.flatten().iter().for_each(Assistant::end);
                Err(NoAnswer::Sentence(sentence))
            }
            _ => Err(other()),
        }
    }

    /// Ratings are there.
    fn show(self, explored: Explored, again: Vec<DataRequest>) {
        let said =
            format!("{}: {}.", explored.exploration.name, super::explored::about(&explored.exploration));
        self.internals.update_value(|internals| internals.again = again);
        self.found.set(Some(explored));
        self.views.said.set(said);
    }

    /// Looks at the user whose id was typed.
    pub fn look_up(self) {
        let id = self.typed.with_untracked(|text| typed(text));
        let place = self.found.with_untracked(|found| {
            let users = &found.as_ref()?.users;
            users.iter().position(|user| Some(f64::from(*user)) == id)
        });
        match place {
            Some(place) => self.step_to(place as u32),
            None => self.no_person.set(self.found.with_untracked(|found| {
                let ends = found.as_ref().and_then(|found| found.users.first().zip(found.users.last()));
                let (first, last) = ends.map_or((0, 0), |(first, last)| (*first, *last));
                format!("There is no such user: the ids go from {first} to {last}.")
            })),
        }
    }

    /// Looks at the user before or after the one who is looked at.
    pub fn step(self, forward: bool) {
        let place = self.place();
        let last = self.found.with_untracked(|found| found.as_ref().map_or(0, |found| found.users.len()));
        let next = if forward { place + 1 } else { place.saturating_sub(1) };
        self.step_to(next.min(last.saturating_sub(1)) as u32);
    }

    /// The place of the user who is looked at.
    fn place(self) -> usize {
        let id = self.person.with_untracked(|person| person.as_ref().map(|person| person.id));
        self.found.with_untracked(|found| {
            let users = found.as_ref().map_or(&[][..], |found| &found.users);
            id.and_then(|id| users.binary_search(&id).ok()).unwrap_or(0)
        })
    }

    fn step_to(self, place: u32) {
        self.carry_out("Looking a user up", self.look_at(place));
    }

    async fn look_at(self, user: u32) -> Result<(), NoAnswer> {
        match self.reader(false).await?.ask(DataRequest::Person { user }).await? {
            DataAnswer::Person(Some(person)) => {
                self.typed.set(person.id.to_string());
                self.no_person.set(String::new());
                self.person.set(Some(*person));
                Ok(())
            }
            DataAnswer::Person(None) => Ok(()),
            DataAnswer::Refused { sentence, .. } => Err(NoAnswer::Sentence(sentence)),
            _ => Err(other()),
        }
    }

    /// Shows the page, with these ratings where they are not its own.
    pub fn use_on_play(self) {
        let (is_own, name) = self.found.with_untracked(|found| {
            found
                .as_ref()
                .map_or((false, String::new()), |found| (found.is_own, found.exploration.name.clone()))
        });
        if !is_own {
            return self.views.give_files(&[]);
        }
        self.carry_out("Packing the ratings", async move {
            match self.reader(false).await?.ask(DataRequest::Give).await? {
                DataAnswer::Given { bytes } => {
                    self.found.update(|found| found.iter_mut().for_each(|found| found.is_own = false));
                    self.internals.update_value(|internals| internals.of_page = None);
                    self.views.give_files(&[(format!("{name}.bundle"), bytes)]);
                    Ok(())
                }
                DataAnswer::Refused { sentence, .. } => Err(NoAnswer::Sentence(sentence)),
                _ => Err(other()),
            }
        });
    }

    /// Opens a story on the page, on the ratings that it runs on.
    pub fn see(self, story: &'static str) {
        let Some(story) = stories::find(story) else { return };
        let mut sources =
            self.views.page().map_or_else(|_| SourceRefs::default(), |page| page.experiment.sources);
        sources.retain(|kind| kind.stays);
        let experiment = Experiment { sources, ..story.experiment() };
        self.views.change_page(&experiment, &format!("{}: {}", story.title, story.question));
    }

    /// Stops what is being done; what is there stays.
    pub fn stop(self) {
        let ended = self.internals.try_update_value(|internals| {
            internals.number += 1;
            internals.reader.take()
        });
        ended.flatten().iter().for_each(Assistant::end);
        self.rest();
        self.views.said.set("It was stopped.".to_owned());
    }

    /// Whether something is being done.
    pub fn is_busy(self) -> bool {
        self.work.with(Option::is_some)
    }

    /// Says that something could not be done.
    pub fn fail(self, sentence: &str) {
        // The name of a file keeps its letters.
        let begins_with_file = sentence.split([':', ' ', ',']).next().is_some_and(|word| word.contains('.'));
        let sentence = sentence.trim_end_matches('.');
        self.problem
            .set(format!("{}.", if begins_with_file { sentence.to_owned() } else { capital(sentence) }));
    }

    /// What the button that takes fewer users says.
    pub fn keep_words(users: u32) -> String {
        format!("Take the {} most active users", whole(u64::from(users)))
    }

    /// The worker that holds the ratings. Another one is asked for them again, unless it is to get other ones.
    async fn reader(self, for_others: bool) -> Result<Assistant, NoAnswer> {
        let there =
            self.internals.with_value(|internals| internals.reader.clone()).filter(Assistant::is_there);
        if let Some(reader) = there {
            return Ok(reader);
        }
        let number = self.internals.with_value(|internals| internals.number);
        let reader = Assistant::start(Works::Data, Vec::new(), self.told()).await?;
        // It may have been stopped meanwhile.
        if self.internals.with_value(|internals| internals.number) != number {
            reader.end();
            return Err(NoAnswer::Ended);
        }
        self.internals.update_value(|internals| internals.reader = Some(reader.clone()));
        let again = self.internals.with_value(|internals| internals.again.clone());
        if !for_others {
            for request in again {
                reader.ask::<DataAnswer>(request).await?;
            }
        }
        Ok(reader)
    }

    /// Hears how far a worker is.
    fn told(self) -> Told {
        Rc::new(move |what, share| {
            self.work.update(|work| {
                // What is heard late says nothing.
                if let Some(work) = work {
                    *work = Work { what: capital(what), share: Some(share) };
                }
            });
        })
    }

    /// Does one thing, unless another is being done.
    fn carry_out(self, what: &str, work: impl Future<Output = Result<(), NoAnswer>> + 'static) {
        if self.work.with_untracked(Option::is_some) {
            return;
        }
        let number = self.internals.try_update_value(|internals| {
            internals.number += 1;
            internals.number
        });
        self.problem.set(String::new());
        self.keep.set(None);
        self.work.set(Some(Work { what: what.to_owned(), share: None }));
        spawn_local(async move {
            let done = work.await;
            // What was stopped has said so.
            if number != Some(self.internals.with_value(|internals| internals.number)) {
                return;
            }
            if let Err(NoAnswer::Sentence(sentence)) = done {
                self.fail(&sentence);
            }
            self.rest();
        });
    }

    /// Nothing is being done any more.
    fn rest(self) {
        self.work.set(None);
        // The button that stops it is gone, maybe with the focus.
        browser::after(0, || browser::focus_if_lost("data-title"));
    }
}
