//! The view of a game: the user and the films, what came of the last pick, and the curves of all players.

use leptos::ev;
use leptos::prelude::*;

use super::super::names::{LEARN, fragment};
use super::super::plot::plot;
use super::rounds::{all_rounds, round_card};
use super::state::Playing;
use super::words::{chart, metrics, players, result};
use crate::chart::numbers::{capital, readable};
use crate::game::{LINK, Offer, UNIT, rounds};
use crate::metrics::{AVERAGE_REWARD, Metric, REGRET};
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{live, memo};

/// The whole view.
pub fn play_view(playing: Playing) -> AnyView {
    let keys = window_event_listener(ev::keydown, move |event| playing.press(&event));
    on_cleanup(move || {
        keys.remove();
        playing.leave();
    });
    let is_over = memo(move || {
        playing.standing.with(|standing| standing.as_ref().is_some_and(|standing| standing.next.is_none()))
    });
    let has_rounds = memo(move || {
        playing
            .standing
            .with(|standing| standing.as_ref().is_some_and(|standing| !standing.rounds.is_empty()))
    });
    let curves = move || {
        if !has_rounds.get() {
            return view! { <p class="muted">"After your first pick your curve stands here beside those of the bandits."</p> }.into_any();
        }
        // The regret of a round says which film was best: it is drawn when all is played.
        let regret = is_over.get().then(|| curve(playing, &REGRET, "play-regret"));
        view! { {regret} {curve(playing, &AVERAGE_REWARD, "play-plot")} }.into_any()
    };
    view! {
        <div class="play" data-testid="play-view">
            <a class="compare-back" href=fragment(&LEARN, "")><Picture icon=Icon::Previous />"All lessons"</a>
            <div class="views-head">
                <div>
                    <h1>"Play against the bandits"</h1>
                    <p class="muted">"Pick a film for each user. The bandits get the same users, the same context and the same films, and like you they learn only from what their own picks earn. You know films by their titles; they start from nothing."</p>
                </div>
                {live(move || actions(playing))}
            </div>
            {live(move || problem(playing))}
            {live(move || state(playing))}
            <div class="play-grid">
                <div class="play-side">
                    {live(move || offer_card(playing))}
                    {live(move || result_card(playing))}
                    {live(move || round_card(playing))}
                </div>
                <section class="card play-card play-charts" aria-labelledby="play-curves-title">
                    <h2 id="play-curves-title">"Curves"</h2>
                    {live(move || totals(playing))}
                    {live(curves)}
                </section>
            </div>
            {live(move || all_rounds(playing))}
        </div>
    }
    .into_any()
}

fn actions(playing: Playing) -> Option<AnyView> {
    playing.game.with(Option::is_some).then(|| {
        let copied = move || {
            let copied = playing.copied.get();
            (!copied.is_empty()).then(|| view! { <span class="muted" data-testid="play-copied">{copied}</span> })
        };
        view! {
            <div class="views-actions">
                <button class="btn" data-testid="play-undo" title="U, or Ctrl+Z" disabled=move || !playing.can_undo() on:click=move |_| playing.undo()><Picture icon=Icon::Undo />"Take back"</button>
                <button class="btn" data-testid="play-copy" on:click=move |_| playing.copy()><Picture icon=Icon::Link />"Copy link"</button>
                <button class="btn" data-testid="play-again" on:click=move |_| playing.play_again()><Picture icon=Icon::Dice />"Play with other users"</button>
                <span role="status">{live(copied)}</span>
            </div>
        }
        .into_any()
    })
}

fn problem(playing: Playing) -> Option<AnyView> {
    let problem = playing.problem.get();
    (!problem.is_empty()).then(|| {
        let word = if playing.game.with(Option::is_some) { "Try again" } else { "Start a game" };
        view! {
            <p class="views-notice is-bad" role="alert" data-testid="play-problem">
                {problem}
                " "
                <button class="btn btn-small" data-testid="play-start" on:click=move |_| playing.try_again()>{word}</button>
            </p>
        }
        .into_any()
    })
}

/// What is waited for before the first round is there.
fn state(playing: Playing) -> Option<AnyView> {
    let waits = playing.standing.with(Option::is_none) && playing.is_busy.get();
    waits.then(|| {
        view! { <p class="muted" role="status" data-testid="play-state">{live(move || format!("{} …", playing.preparing.get()))}</p> }
            .into_any()
    })
}

/// The user who comes, and the films to pick from.
fn offer_card(playing: Playing) -> Option<AnyView> {
    let standing = playing.standing.get()?;
    let Offer { user, films } = standing.next?;
    let (number, seed) =
        (standing.rounds.len() + 1, playing.game.with(|game| game.as_ref().map(|game| game.seed)));
    let user: Vec<_> = user.iter().map(|clause| view! { <li>{capital(clause)}</li> }).collect();
    let film = |(place, film): (usize, crate::game::Film)| {
        view! {
            <li>
                <button class="btn play-film" data-testid=format!("film-{}", place + 1) aria-disabled=move || (!playing.can_pick()).to_string() on:click=move |_| playing.pick(place)>
                    <kbd>{place + 1}</kbd>
                    <span><b>{film.title}</b> " " <span class="muted">{film.about}</span></span>
                </button>
            </li>
        }
    };
    let films: Vec<_> = films.into_iter().enumerate().map(film).collect();
    Some(
        view! {
            <section class="card play-card" aria-labelledby="play-offer-title">
                <div class="play-head">
                    <h2 id="play-offer-title" data-testid="play-round">{format!("Round {number} of {}", rounds())}</h2>
                    <span class="muted">{seed.map(|seed| format!("Game {seed}"))}</span>
                </div>
                <p class="muted">"The context, as everyone sees it: this user"</p>
                <ul class="play-user" data-testid="play-user">{user}</ul>
                <p class="muted">"Which film? Press its number, or choose it. Likings are stars above or below the user's own mean; of the film, the bandits see what stands after its title."</p>
                <ol class="play-films" data-testid="play-films">{films}</ol>
            </section>
        }
        .into_any(),
    )
}

/// How the game ended.
fn result_card(playing: Playing) -> Option<AnyView> {
    let sentences =
        playing.standing.with(|standing| standing.as_ref().map(result)).filter(|said| !said.is_empty())?;
    let (first, rest) = sentences.split_first()?;
    let rest: Vec<_> = rest.iter().map(|sentence| view! { <p>{sentence.clone()}</p> }).collect();
    Some(
        view! {
            <section class="card play-card" aria-labelledby="play-result-title">
                <h2 id="play-result-title">"The game is over"</h2>
                <p class="play-result" data-testid="play-result">{first.clone()}</p>
                {rest}
                <div class="views-actions">
                    <button class="btn btn-primary" data-testid="play-other" on:click=move |_| playing.play_again()><Picture icon=Icon::Play />"Play again with other users"</button>
                    <button class="btn" data-testid="play-same" on:click=move |_| playing.start_again()><Picture icon=Icon::Reset />"The same users once more"</button>
                    <a class="btn" href=LINK>"Open the bandits in the playground"</a>
                </div>
            </section>
        }
        .into_any(),
    )
}

/// What each player has so far.
fn totals(playing: Playing) -> Option<AnyView> {
    let standing = playing.standing.get()?;
    let theme = playing.views.theme.get();
    let total = |(player, name): (usize, String)| {
        let colour = theme.series(player).css();
        view! {
            <div>
                <dt style:color=colour>{name}</dt>
                <dd>{readable(standing.total(player))}</dd>
            </div>
        }
    };
    let totals: Vec<_> = players().into_iter().enumerate().map(total).collect();
    Some(
        view! {
            <p class="muted">{format!("{} so far", capital(UNIT))}</p>
            <dl class="learn-results" data-testid="play-scores">{totals}</dl>
        }
        .into_any(),
    )
}

/// The chart of a metric.
fn curve(playing: Playing, metric: &'static Metric, test_id: &'static str) -> AnyView {
    let drawn = move || {
        let theme = playing.views.theme.get();
        playing.standing.with(|standing| {
            let standing = standing.as_ref().filter(|standing| metrics(standing).contains(&metric))?;
            Some(chart(standing, metric, theme))
        })
    };
    let name = Signal::derive(move || drawn().map_or_else(String::new, |chart| chart.title()));
    plot("play-plot", test_id, name, move |size| Some(drawn()?.layout(size)))
}
