//! The floor of the stage: what is on offer as tiles that keep their places, and what each agent picked.

use leptos::prelude::*;

use super::super::logic::arms::scale;
use super::super::logic::families::Family;
use super::super::logic::floor::{Column, Room, Tile, columns, tile};
use super::super::logic::goals::objective_words;
use super::super::logic::phases::phase_sentence;
use super::super::logic::pick_words::pick_words;
use super::super::logic::story::story;
use super::super::logic::things::{ARMS, things};
use super::super::logic::why::why_not;
use super::super::state::App;
use super::lanes::Lanes;
use super::live::{effect, live, memo};
use super::roving;
use super::swatch::{Swatch, Token};
use super::terms::explained;
use crate::chart::numbers::{short, whole};
use crate::results::ArmsView;
use crate::session::round::Phase;

/// Reads the arms of the round looked into.
fn arms<T: Default>(app: App, read: impl FnOnce(&ArmsView) -> T) -> T {
    app.seen(|view| view.arms().map(read).unwrap_or_default())
}

#[component]
pub fn Floor() -> impl IntoView {
    let app = App::here();
    let count = memo(move || arms(app, |arms| arms.policies.len()));
    let lens = memo(move || app.lens_shown().min(count.get().saturating_sub(1)));
    let offered = memo(move || arms(app, |arms| arms.arms.len()));
    let all = RwSignal::new(false);
    let asked = RwSignal::new(None::<usize>);
    // What was asked is of a round and of an agent.
    effect(move || {
        app.seen(|view| view.round);
        lens.get();
        asked.set(None);
    });
    let room = memo(move || if app.narrow.get() { Room::NARROW } else { Room::WIDE });
    let placed = memo(move || arms(app, |arms| columns(arms, lens.get(), room.get(), all.get())));
    let ends = memo(move || arms(app, |arms| scale(arms, lens.get())));
    let lenses = move || (0..count.get()).map(|index| view! { <Lens index lens /> }).collect::<Vec<_>>();
    let tiles = move || {
        let columns = placed.get().into_iter().enumerate();
        let tiles = |(place, column)| view! { <Tiles column is_first={place == 0} lens ends asked /> };
        columns.map(tiles).collect::<Vec<_>>()
    };
    let words = move || app.seen(|view| if view.arms().is_some() { things(view).many } else { ARMS.many });
    view! {
        <div class="floor" class:floor-many=move || { count.get() > 5 }>
            <div
                class="rail"
                role="radiogroup"
                aria-label=move || format!("Whose estimates the {} show", words())
                on:keydown=|event| roving::walk(&event, ".rail", "[role=radio]", true)
            >
                <span class="hd">"Picks this round"</span>
                {live(lenses)}
            </div>
            <div
                class="cols"
                data-testid="films"
                role="group"
                aria-label=move || format!("The {} on offer", words())
                on:keydown=|event| roving::walk(&event, ".cols", ".tile", false)
            >
                {live(tiles)}
            </div>
            <Lanes />
        </div>
        {live(move || {
            (offered.get() > room.get().tiles).then(|| view! {
                <button class="btn btn-small all-films" on:click=move |_| all.update(|all| *all = !*all)>
                    {live(move || if all.get() { "Show fewer".to_owned() } else { format!("Show all {} {}", whole(offered.get() as u64), words()) })}
                </button>
            })
        })}
        <Say lens asked />
        <Key />
    }
}

/// An agent: what it picked, why, and what that earned.
#[component]
fn Lens(index: usize, lens: Memo<usize>) -> impl IntoView {
    let app = App::here();
    let label = move || app.shown.with(|experiment| experiment.label(index));
    let is_lens = move || lens.get() == index;
    let picked = memo(move || {
        let phase = app.phase.get();
        arms(app, |arms| {
            let policy = arms.policies.get(index).filter(|_| phase >= Phase::Choice)?;
            let title = arms.arms.get(policy.chosen)?.card.title.clone();
            Some((title, pick_words(policy), (phase >= Phase::Feedback).then(|| short(policy.reward))))
        })
    });
    let title = move || picked.get().map_or_else(|| "–".to_owned(), |(title, ..)| title);
    let why = move || picked.get().map_or_else(String::new, |(_, why, _)| why);
    let earned = move || picked.get().and_then(|(.., earned)| earned);
    view! {
        <button
            class="lens"
            role="radio"
            data-testid=format!("inside-tab-{index}")
            aria-checked=move || is_lens().to_string()
            tabindex=move || roving::stop(is_lens())
            on:click=move |_| app.lens.set(index)
        >
            <span class="lens-name"><Swatch index /> <span class="lens-label">{live(label)}</span></span>
            <span class="lens-pick">{live(title)}</span>
            <span class="lens-why">{live(why)}</span>
            {live(move || earned().map(|earned| view! {
                <span class="pay" style:--c=move || app.theme.get().series_css(index)>
                    <span class="visually-hidden">"earned "</span>
                    {earned}
                </span>
            }))}
        </button>
    }
}

#[component]
fn Tiles(
    column: Column,
    /// Whether it is the first: the group is one stop of the Tab key.
    is_first: bool,
    lens: Memo<usize>,
    ends: Memo<(f64, f64)>,
    asked: RwSignal<Option<usize>>,
) -> impl IntoView {
    let family = column.families.first().copied().unwrap_or(Family::Other);
    let stop = column.arms.first().copied().filter(|_| is_first);
    let tiles: Vec<_> = column
        .arms
        .iter()
        .map(|arm| view! { <OneTile arm=*arm lens ends asked is_stop={stop == Some(*arm)} /> })
        .collect();
    let heading = column.heading();
    let class = format!("hd {}", if heading.is_empty() { "" } else { family.class() });
    view! {
        <div class="col">
            <span class=class>{heading}</span>
            {tiles}
        </div>
    }
}

#[component]
fn OneTile(
    arm: usize,
    lens: Memo<usize>,
    ends: Memo<(f64, f64)>,
    asked: RwSignal<Option<usize>>,
    /// Whether Tab stops here.
    is_stop: bool,
) -> impl IntoView {
    let app = App::here();
    let shown = memo(move || {
        let (lens, phase, ends) = (lens.get(), app.phase.get(), ends.get());
        arms(app, |arms| tile(arms, lens, arm, phase, ends))
    });
    let family = memo(move || arms(app, |arms| arms.arms.get(arm).map(|arm| Family::of(&arm.card).class())));
    let goals = memo(move || {
        let phase = app.phase.get();
        arms(app, |arms| {
            let known = arms.arms.get(arm).filter(|_| phase >= Phase::Feedback);
            let policy = arms.policies.get(lens.get())?;
            let thought = if phase == Phase::Update { &policy.after } else { &policy.before };
            let truth = known.map_or(&[][..], |arm| &arm.objectives);
            Some(objective_words(truth, (phase >= Phase::Scores).then_some(thought), arm))
                .filter(|words| !words.is_empty())
        })
    });
    let colour = move || {
        shown.with(|tile| tile.pickers.first().map_or("", |picker| app.theme.get().series_css(*picker)))
    };
    let name = move || {
        let labels = |pickers: &[usize]| {
            let of = |index: &usize| app.shown.with(|experiment| experiment.label(*index));
            pickers.iter().map(of).collect::<Vec<_>>().join(", ")
        };
        shown.with(|tile| {
            // It begins with what is seen.
            let mut parts = vec![format!("{} {}", tile.title, tile.number).trim_end().to_owned()];
            parts.extend([tile.kind.clone(), tile.words.clone()].into_iter().filter(|part| !part.is_empty()));
            parts.extend(goals.get());
            if !tile.pickers.is_empty() {
                parts.push(format!("picked by {}", labels(&tile.pickers)));
            }
            if tile.best {
                parts.push("the best".to_owned());
            }
            parts.join("; ")
        })
    };
    let tooltip = move || {
        shown.with(|tile| {
            [tile.kind.as_str(), tile.words.as_str()]
                .iter()
                .filter(|part| !part.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join("\n")
        })
    };
    let tokens = move || {
        shown.with(|tile| {
            let tokens: Vec<_> =
                tile.pickers.iter().map(|picker| view! { <Token index=*picker /> }).collect();
            (!tokens.is_empty()).then(|| view! { <span class="tokens" aria-hidden="true">{tokens}</span> })
        })
    };
    view! {
        <button
            class=move || format!("tile {}", family.get().unwrap_or(Family::Other.class()))
            class:pick=move || shown.with(|tile| !tile.pickers.is_empty())
            class:best=move || shown.with(|tile| tile.best)
            style:--c=colour
            data-arm=arm.to_string()
            tabindex=roving::stop(is_stop)
            aria-label=name
            aria-pressed=move || (asked.get() == Some(arm)).to_string()
            title=tooltip
            on:click=move |_| asked.update(|asked| *asked = if *asked == Some(arm) { None } else { Some(arm) })
        >
            <span class="tile-title">{live(move || shown.with(|tile| tile.title.clone()))}</span>
            // So that title and number are two words.
            " "
            <span class="tile-values">
                <Bar tile=shown colour=Signal::derive(move || app.theme.get().series_css(lens.get())) />
                <b>{live(move || shown.with(|tile| tile.number.clone()))}</b>
            </span>
            {live(tokens)}
        </button>
    }
}

/// The estimate as a bar, its uncertainty as a whisker, the score as a tick, the true value as a diamond.
#[component]
fn Bar(tile: Memo<Tile>, colour: Signal<&'static str>) -> impl IntoView {
    let part = move |read: fn(&Tile) -> Option<(f64, f64)>| tile.with(read);
    let percent = |number: f64| format!("{number:.2}%");
    let span = move |class: &'static str, read: fn(&Tile) -> Option<(f64, f64)>| {
        let is_there = memo(move || part(read).is_some());
        let left = move || part(read).map_or_else(String::new, |(low, _)| percent(low));
        let width = move || part(read).map_or_else(String::new, |(low, high)| percent(high - low));
        live(move || is_there.get().then(|| view! { <i class=class style:left=left style:width=width></i> }))
    };
    let mark = move |class: &'static str, read: fn(&Tile) -> Option<f64>| {
        let is_there = memo(move || tile.with(read).is_some());
        let left = move || tile.with(read).map_or_else(String::new, percent);
        live(move || is_there.get().then(|| view! { <i class=class style:left=left></i> }))
    };
    view! {
        <span class="bar" aria-hidden="true" style:--c=move || colour.get()>
            {span("bar-fill", |tile| tile.bar)}
            {span("bar-whisker", |tile| tile.whisker)}
            {mark("bar-score", |tile| tile.score)}
            {mark("bar-truth", |tile| tile.truth)}
        </span>
    }
}

/// What has happened so far, in a sentence or two; or the answer to why (not) this one.
#[component]
fn Say(lens: Memo<usize>, asked: RwSignal<Option<usize>>) -> impl IntoView {
    let app = App::here();
    let phase = move || app.phase.get();
    let answer = move || {
        asked.get().filter(|_| phase() >= Phase::Choice).map(|arm| {
            let sentence = arms(app, |arms| why_not(arms, lens.get(), arm));
            view! { <p class="say why" role="status" data-testid="why">{sentence}</p> }
        })
    };
    let told = move || {
        let phase = phase();
        let told = app
            .seen(|view| {
                let arms = view.arms()?;
                Some(story(view, arms, arms.policies.get(lens.get())?, phase))
            })
            .unwrap_or_default();
        if phase < Phase::Choice {
            let sentence = app.seen(|view| phase_sentence(phase, view));
            return view! { {format!("{sentence} {told}")} }.into_any();
        }
        let name = app.shown.with(|experiment| experiment.label(lens.get()));
        let mut letters = told.chars();
        let first = letters.next().map(|first| first.to_lowercase().collect::<String>()).unwrap_or_default();
        view! { <b>{name}</b> " " {first} {letters.as_str().to_owned()} }.into_any()
    };
    view! {
        {live(answer)}
        <p class="say" data-testid="story" hidden=move || { asked.get().is_some() && phase() >= Phase::Choice }>
            {live(told)}
        </p>
    }
}

/// What the parts of a tile are.
#[component]
fn Key() -> impl IntoView {
    let app = App::here();
    let best = move || {
        format!(
            "the best {}",
            app.seen(|view| if view.arms().is_some() { things(view).one } else { ARMS.one })
        )
    };
    view! {
        <p class="key">
            <span><i class="key-bar" style:--c=move || app.theme.get().series_css(app.lens_shown())></i> {explained("estimate")}</span>
            <span><i class="key-whisker"></i> {explained("uncertainty")}</span>
            <span><i class="key-score"></i> {explained("score")}</span>
            <span><i class="key-truth"></i> "true value, hidden from agents"</span>
            <span><i class="key-best"></i> {live(best)}</span>
        </p>
    }
}
