//! A game under way: what was picked, and how it stands. A handle: copying it copies nothing.
//!
//! Nothing of a game is kept but its text, which stands in the address. After each pick a worker replays it from the first round.

use std::rc::Rc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::super::lab::bundled_data;
use super::super::names::{PLAY, fragment, view_of};
use super::super::state::Views;
use super::words::{coming, players, said};
use crate::chart::numbers::capital;
use crate::game::{Game, Standing};
use crate::ui::browser;
use crate::worker::asked::EngineRequest;
use crate::worker::assistant::{Assistant, NoAnswer, Told, Works};
use crate::worker::playing::{PlayAnswer, PlayRequest};

/// What no signal holds.
#[derive(Default)]
struct Internals {
    worker: Option<Assistant>,
    /// The game that is to be replayed next; the latest one alone counts.
    wanted: Option<Game>,
    is_asking: bool,
    /// The game of the address as the page said it last: a view that is shown again, in other colours, has changed nothing.
    address: Option<String>,
    /// Tells what is asked now from what was asked before the view was left.
    number: u64,
}

/// A game under way.
#[derive(Clone, Copy)]
pub struct Playing {
    /// What all views share.
    pub views: Views,
    /// The game that is shown.
    pub game: RwSignal<Option<Game>>,
    /// How it stands; none before it was replayed for the first time.
    pub standing: RwSignal<Option<Standing>>,
    /// The round that is looked back at, by its place; none for the last one.
    pub looked: RwSignal<Option<usize>>,
    /// Whether a game is being replayed.
    pub is_busy: RwSignal<bool>,
    /// What takes long, in words; empty where nothing does.
    pub preparing: RwSignal<String>,
    /// What went wrong; empty where nothing did.
    pub problem: RwSignal<String>,
    /// What came of copying the link; empty where it was not copied.
    pub copied: RwSignal<String>,
    internals: StoredValue<Internals, LocalStorage>,
}

impl Playing {
    /// Before any game.
    pub fn new(views: Views) -> Playing {
        Playing {
            views,
            game: RwSignal::new(None),
            standing: RwSignal::new(None),
            looked: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            preparing: RwSignal::new(String::new()),
            problem: RwSignal::new(String::new()),
            copied: RwSignal::new(String::new()),
            internals: StoredValue::new_local(Internals::default()),
        }
    }

    /// The view is shown with this game in its address; an empty text is the first game.
    pub fn shown(self, text: &str) {
        let before =
            self.internals.try_update_value(|internals| internals.address.replace(text.to_owned())).flatten();
        let known = self.game.get_untracked().filter(|_| self.standing.with_untracked(Option::is_some));
        if let Some(known) = known.as_ref().filter(|_| before.as_deref() == Some(text)) {
            // Where a link without picks led here, the game goes on as it was.
            return show_address(known);
        }
        match Game::of_address(text) {
            // Back, to what is shown already.
            Ok(game) if known.as_ref() == Some(&game) => {}
            Ok(game) => self.replay(game),
            Err(error) => {
                self.game.set(None);
                self.standing.set(None);
                self.internals.update_value(|internals| internals.wanted = None);
                self.problem.set(format!("This address is of no game: {error}."));
            }
        }
    }

    /// Ends the worker, whatever it does.
    pub fn leave(self) {
        let ended = self.internals.try_update_value(|internals| {
            let (number, address) = (internals.number + 1, internals.address.take());
            std::mem::replace(internals, Internals { number, address, ..Internals::default() }).worker
        });
        ended.flatten().iter().for_each(Assistant::end);
        self.is_busy.set(false);
        self.preparing.set(String::new());
    }

    /// Whether a film can be picked now.
    pub fn can_pick(self) -> bool {
        !self.is_busy.get()
            && self
                .standing
                .with(|standing| standing.as_ref().is_some_and(|standing| standing.next.is_some()))
    }

    /// Picks the film at this place, from 0; nothing where none can be picked, or there is no such film.
    pub fn pick(self, place: usize) {
        let is_there = self.standing.with_untracked(|standing| {
            let next = standing.as_ref().and_then(|standing| standing.next.as_ref());
            next.is_some_and(|next| place < next.films.len())
        });
        let (Ok(pick), Some(mut game)) = (u8::try_from(place), self.game.get_untracked()) else { return };
        if is_there && !self.is_busy.get_untracked() {
            game.picks.push(pick);
            self.replay(game);
        }
    }

    /// Whether there is a pick to take back.
    pub fn can_undo(self) -> bool {
        !self.is_busy.get() && self.game.with(|game| game.as_ref().is_some_and(|game| !game.picks.is_empty()))
    }

    /// Takes the last pick back.
    pub fn undo(self) {
        if untrack(|| self.can_undo())
            && let Some(mut game) = self.game.get_untracked()
        {
            game.picks.pop();
            self.replay(game);
        }
    }

    /// Another game, with other users.
    pub fn play_again(self) {
        if let Some(game) = self.game.get_untracked() {
            self.replay(game.next());
        }
    }

    /// The same users from the first round.
    pub fn start_again(self) {
        if let Some(game) = self.game.get_untracked() {
            self.replay(Game::new(game.seed));
        }
    }

    /// Replays what is shown, after something went wrong; the first game where none is shown.
    pub fn try_again(self) {
        self.replay(self.game.get_untracked().unwrap_or_else(|| Game::new(1)));
    }

    /// Copies the address of the game.
    pub fn copy(self) {
        let Some(game) = self.game.get_untracked() else { return };
        let address = browser::address_with(&fragment(&PLAY, &game.address()), false);
        spawn_local(async move {
            let words = match browser::copy(&address).await {
                true => "The link is copied: it opens this very game.".to_owned(),
                false => format!("The browser does not allow copying; the link is {address}"),
            };
            self.copied.set(words);
        });
    }

    /// Takes a key of the view: a digit picks, U or Ctrl+Z takes back.
    pub fn press(self, event: &KeyboardEvent) {
        if event.default_prevented() || event.repeat() || event.alt_key() {
            return;
        }
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let writes = |element: &web_sys::Element| {
            element.closest("input, textarea, select, dialog").ok().flatten().is_some()
        };
        if element.is_some_and(|element| writes(&element)) {
            return;
        }
        let key = event.key();
        if event.ctrl_key() || event.meta_key() {
            if key.eq_ignore_ascii_case("z") && !event.shift_key() {
                event.prevent_default();
                self.undo();
            }
            return;
        }
        if !browser::single_keys() {
            return;
        }
        let digit = key.parse::<usize>().ok().filter(|_| key.len() == 1);
        match digit.and_then(|digit| digit.checked_sub(1)) {
            Some(place) => self.pick(place),
            None if key.eq_ignore_ascii_case("u") => self.undo(),
            None => return,
        }
        event.prevent_default();
    }

    /// Replays a game and shows it; where several are asked for at a time, the last.
    fn replay(self, game: Game) {
        self.is_busy.set(true);
        self.problem.set(String::new());
        self.copied.set(String::new());
        let begins = self.internals.try_update_value(|internals| {
            internals.wanted = Some(game);
            let begins = !internals.is_asking;
            internals.is_asking = true;
            begins.then_some(internals.number)
        });
        if let Some(Some(number)) = begins {
            spawn_local(self.go_on(number));
        }
    }

    async fn go_on(self, number: u64) {
        loop {
            // The view was left: what is asked now is of others.
            if self.internals.with_value(|internals| internals.number) != number {
                return;
            }
            let next = self.internals.try_update_value(|internals| {
                let next = internals.wanted.take();
                internals.is_asking = next.is_some();
                next
            });
            let Some(Some(game)) = next else { break };
            let answer = self.ask(number, &game).await;
            if self.internals.with_value(|internals| internals.number) != number {
                return;
            }
            match answer {
                Ok(standing) => self.show(game, standing),
                Err(NoAnswer::Ended) => {}
                Err(NoAnswer::Sentence(sentence)) => {
                    // What was known of the game stays, and the pick is made once more by the person.
                    if self.standing.with_untracked(Option::is_none) {
                        self.game.set(Some(game));
                    }
                    self.problem.set(format!("{}.", capital(sentence.trim_end_matches('.'))));
                }
            }
        }
        self.is_busy.set(false);
        self.preparing.set(String::new());
    }

    fn show(self, game: Game, standing: Standing) {
        let before = self.game.get_untracked().filter(|known| known.seed == game.seed);
        let is_picked = before.is_some_and(|known| known.picks.len() < game.picks.len());
        self.views.said.set(if is_picked { said(&standing) } else { coming(&standing) });
        let is_here = |fragment: &String| view_of(fragment) == Some(&PLAY);
        if self.views.fragment.with_untracked(is_here) {
            show_address(&game);
        }
        self.looked.set(None);
        self.game.set(Some(game));
        self.standing.set(Some(standing));
    }

    async fn ask(self, number: u64, game: &Game) -> Result<Standing, NoAnswer> {
        let worker = self.worker(number).await?;
        let request = EngineRequest::Play(PlayRequest { game: game.clone() });
        match worker.ask(request).await? {
            PlayAnswer::Stands(standing) if standing.rounds.iter().all(has_all_moves) => Ok(*standing),
            PlayAnswer::Stands(_) => Err(NoAnswer::Sentence(
                "a worker replayed another game than this program knows; reload the page".to_owned(),
            )),
            PlayAnswer::Refused { sentence } => Err(NoAnswer::Sentence(sentence)),
        }
    }

    /// The worker, with the ratings that come with the page: a game is the same whatever data the page has.
    async fn worker(self, number: u64) -> Result<Assistant, NoAnswer> {
        let there =
            self.internals.with_value(|internals| internals.worker.clone()).filter(Assistant::is_there);
        if let Some(worker) = there {
            return Ok(worker);
        }
        self.preparing.set("The engine is loading".to_owned());
        let data = bundled_data().await.map_err(NoAnswer::Sentence)?;
        let told: Told = Rc::new(move |what, _| self.preparing.set(capital(what)));
        let worker = Assistant::start(Works::Engine, data, told).await?;
        if self.internals.with_value(|internals| internals.number) != number {
            worker.end();
            return Err(NoAnswer::Ended);
        }
        self.internals.update_value(|internals| internals.worker = Some(worker.clone()));
        self.preparing.set("The films are being prepared".to_owned());
        Ok(worker)
    }
}

/// Shows the game in the address, in place of what stands there: with a step of the history for each pick, Back would not leave the view.
fn show_address(game: &Game) {
    let address = fragment(&PLAY, &game.address());
    if browser::fragment() != address {
        browser::replace_fragment(&address);
    }
}

/// Whether a round has a move of each player.
fn has_all_moves(round: &crate::game::PlayedRound) -> bool {
    round.moves.len() == players().len()
}
