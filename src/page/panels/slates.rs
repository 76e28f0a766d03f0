//! The slates of a round, side by side: the user's eye goes down each, and what it does not reach stays unknown.

use leptos::prelude::*;

use super::super::logic::families::Family;
use super::super::logic::slate_words::{SlotOutcome, key, learned, measures, reason, story, verdict};
use super::super::logic::things::{ITEMS, Things, things};
use super::super::state::App;
use super::live::{live, memo};
use super::swatch::Swatch;
use super::terms::explained;
use crate::chart::numbers::{readable, short};
use crate::ranking::clicks::Optimum;
use crate::results::{Learned, ShownSlate, SlateCard, SlatesView, SlotView};
use crate::session::round::Phase;

/// The slates of all rankers, and the best one.
#[component]
pub fn Slates(slates: SlatesView) -> impl IntoView {
    let app = App::here();
    let optimal = slates.optimal_reward;
    let things = app.view.with_untracked(|view| view.as_ref().map_or(ITEMS, things));
    let columns: Vec<_> = slates
        .policies
        .into_iter()
        .enumerate()
        .map(|(index, slate)| view! { <Column index slate optimal things /> })
        .collect();
    let best = best_slate(&slates.optimum, slates.optimality, optimal);
    view! {
        <div class="slates" data-testid="slates">
            {columns}
        </div>
        // There before it says something, so that nothing moves.
        <p class="best-slate" data-testid="best-slate">
            {live(move || (app.phase.get() >= Phase::Feedback).then(|| best.clone()))}
        </p>
        <p class="key"><span class="key-text">{explained(&key(things))}</span></p>
    }
}

#[component]
fn Column(index: usize, slate: ShownSlate, optimal: f64, things: Things) -> impl IntoView {
    let app = App::here();
    let label = move || app.shown.with(|experiment| experiment.label(index));
    let (told, judged, chosen) = (story(&slate, things), verdict(&slate, optimal), reason(slate.reason));
    let measured = measures(&slate.metrics);
    let tooltip = measured.clone();
    let slots = StoredValue::new(slate.slots);
    let list = move || {
        let numbered = slots.get_value().into_iter().enumerate();
        let items: Vec<_> = numbered.map(|(place, view)| view! { <SlotCard place view /> }).collect();
        view! { <ol class="slots">{items}</ol> }
    };
    // Memos, so that the slots stay when the eye moves.
    let shown = memo(move || app.phase.get() >= Phase::Choice);
    let done = memo(move || app.phase.get() == Phase::Update);
    view! {
        <section class="slate" data-testid=format!("slate-{index}") style:--c=move || app.theme.get().series_css(index)>
            <h3><Swatch index /> " " <span class="lens-label">{live(label)}</span></h3>
            <p class="slate-reason" title=chosen>{live(move || if shown.get() { chosen } else { "It has not chosen yet." })}</p>
            {live(move || shown.get().then(list))}
            <p
                class="slate-story"
                data-testid=format!("slate-{index}-story")
                title=tooltip
                class:slate-story-ahead=move || !done.get()
            >
                {live(move || done.get().then(|| format!("{told} {judged} ")))}
                <span class="visually-hidden">{live(move || done.get().then(|| measured.clone()))}</span>
            </p>
        </section>
    }
}

#[component]
fn SlotCard(place: usize, view: SlotView) -> impl IntoView {
    let app = App::here();
    let phase = move || app.phase.get();
    let reached = move || phase() > Phase::Feedback || (phase() == Phase::Feedback && place < app.eye.get());
    let is_here = move || phase() == Phase::Feedback && place + 1 == app.eye.get();
    let slot = StoredValue::new(view);
    let outcome = memo(move || slot.with_value(|slot| SlotOutcome::of(slot, reached())));
    let class = move || match outcome.get() {
        SlotOutcome::Ahead => "slot",
        SlotOutcome::Clicked => "slot slot-clicked",
        SlotOutcome::Passed => "slot slot-passed",
        SlotOutcome::Unseen => "slot slot-unseen",
    };
    let thought = move || {
        slot.with_value(|slot| attraction(slot, phase() == Phase::Update, phase() >= Phase::Feedback))
    };
    let title = slot.with_value(|slot| slot.shown.card.title.clone());
    let about = slot.with_value(|slot| genres(&slot.shown));
    let family = slot.with_value(|slot| Family::of(&slot.shown.card).class());
    view! {
        <li class=move || format!("{} {family}", class()) class:slot-here=is_here title=about>
            <span class="slot-place">{place + 1}</span>
            <span class="slot-body">
                <span class="slot-title">{title}</span>
                {live(thought)}
                <span class="slot-fate">{live(move || outcome.get().words())}</span>
            </span>
        </li>
    }
}

fn genres(shown: &SlateCard) -> String {
    let year = shown.card.year.map(|year| year.to_string());
    let genres = (!shown.card.genres.is_empty()).then(|| shown.card.genres.join(", "));
    year.into_iter().chain(genres).collect::<Vec<_>>().join(" · ")
}

/// What the ranker thinks of a slot's attraction, and what it is.
fn attraction(slot: &SlotView, after: bool, truth: bool) -> impl IntoView + use<> {
    let known = if after { slot.after } else { slot.before };
    let truth = truth.then_some(slot.shown.attraction);
    let mut words = Vec::new();
    words.extend(known.map(|known| format!("learned {}", learned(&known))));
    words.extend(truth.map(|truth| format!("true {}", readable(truth))));
    let number = known.map_or_else(|| "none".to_owned(), |known| short(known.estimate));
    view! {
        <span class="tile-values" title=words.join(", ")>
            {bar(known, truth)}
            <b>{number}</b>
        </span>
        <span class="visually-hidden">{words.join(", ")}</span>
    }
}

/// An attraction as a bar with its interval, and the true one as a diamond, on a scale from 0 to 1.
pub fn bar(known: Option<Learned>, truth: Option<f64>) -> impl IntoView {
    let place = |number: f64| (number * 100.0).clamp(0.0, 100.0);
    let estimate = known.map(|known| {
        let (low, high) = (place(known.low), place(known.high));
        view! {
            <span class="bar-fill" style:left="0" style:width=format!("{:.2}%", place(known.estimate))></span>
            <span class="bar-whisker" style:left=format!("{low:.2}%") style:width=format!("{:.2}%", high - low)></span>
        }
    });
    let diamond = truth
        .map(|truth| view! { <span class="bar-truth" style:left=format!("{:.2}%", place(truth))></span> });
    view! { <span class="bar" aria-hidden="true">{estimate}{diamond}</span> }
}

/// The best slate, in words.
fn best_slate(optimum: &[SlateCard], optimality: Optimum, reward: f64) -> String {
    let title = |card: &SlateCard| format!("{} ({})", card.card.title, readable(card.attraction));
    let titles: Vec<String> = optimum.iter().map(title).collect();
    let note = match optimality {
        Optimum::Exact => "No slate is expected to earn more.",
        Optimum::Greedy => {
            "Found slot by slot: it covers at least 63 % of what any slate can, and regret is measured against it."
        }
        Optimum::Heuristic => "Found by a rule of thumb, without a guarantee; regret is measured against it.",
    };
    format!("The best slate: {}. Expected reward {}. {note}", titles.join(", "), readable(reward))
}
