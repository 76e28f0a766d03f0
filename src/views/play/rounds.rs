//! What was played: what bandits knew in a round, and all rounds.

use leptos::prelude::*;

use super::state::Playing;
use super::words::{estimate, knew, players, stars};
use crate::chart::numbers::readable;
use crate::game::{PlayedRound, bandits};

/// The title of the film that a player picked.
fn title(round: &PlayedRound, player: usize) -> String {
    let film = round.moves.get(player).and_then(|played| round.offer.films.get(played.chosen));
    film.map_or_else(String::new, |film| film.title.clone())
}

/// What came of a round, and what the bandits knew of it: the last one, or the one that is looked back at.
pub fn round_card(playing: Playing) -> Option<AnyView> {
    let standing = playing.standing.get()?;
    let last = standing.rounds.len().checked_sub(1)?;
    let index = playing.looked.get().unwrap_or(last).min(last);
    let round = standing.rounds.get(index)?;
    let human = bandits().len();
    let theme = playing.views.theme.get();
    let (own, reward) = (title(round, human), round.human().map_or(f64::NAN, |played| played.reward));
    let bandit = |(place, name): (usize, String)| {
        let played = round.moves.get(place)?;
        let same = round.human().is_some_and(|own| own.chosen == played.chosen);
        let colour = theme.series(place).css();
        Some(view! {
            <li data-testid="play-knew">
                <b style:color=colour>{format!("{name} knew:")}</b>
                " "
                {knew(played)}
                ". "
                <span class="muted">{format!("It picked {}{}: {}.", title(round, place), if same { ", as you did" } else { "" }, stars(played.reward))}</span>
            </li>
        })
    };
    let known: Vec<_> = bandits().into_iter().enumerate().filter_map(bandit).collect();
    let back = (index != last).then(|| {
        view! { <button class="btn btn-small" data-testid="play-last" on:click=move |_| playing.looked.set(None)>"The last round"</button> }
    });
    Some(
        view! {
            <section class="card play-card" aria-labelledby="play-round-title">
                <div class="play-head">
                    <h2 id="play-round-title" data-testid="play-round-title">{format!("Round {}: what the bandits knew", index + 1)}</h2>
                    {back}
                </div>
                <p data-testid="play-reward">"You picked " <b>{own}</b> ", and the user gave it " <b>{stars(reward)}</b> "."</p>
                <ul class="play-known">{known}</ul>
                <div class="scroll-x" tabindex="0" role="region" aria-label="What the bandits knew of each film">{estimates(round)}</div>
            </section>
        }
        .into_any(),
    )
}

/// What each bandit that estimates knew of each film, with its pick marked.
fn estimates(round: &PlayedRound) -> AnyView {
    let names = players();
    let human = names.len() - 1;
    let learns =
        |place: &usize| round.moves.get(*place).is_some_and(|played| !played.before.estimates.is_empty());
    let learners: Vec<usize> = (0..human).filter(learns).collect();
    let heads: Vec<_> = learners
        .iter()
        .map(|place| view! { <th scope="col" class="r">{names.get(*place).cloned()}</th> })
        .collect();
    let row = |film: usize| {
        let cells: Vec<_> = learners
            .iter()
            .filter_map(|place| {
                let played = round.moves.get(*place)?;
                let picked =
                    (played.chosen == film).then(|| view! { <span class="play-picked">" picked"</span> });
                Some(view! { <td class="r">{estimate(played, film)}{picked}</td> })
            })
            .collect();
        let own = round.human().is_some_and(|played| played.chosen == film);
        let mark = own.then(|| view! { <span class="play-picked">" you"</span> });
        let title = round.offer.films.get(film).map(|film| film.title.clone());
        view! { <tr class:is-own=own><th scope="row">{title}{mark}</th>{cells}</tr> }
    };
    let rows: Vec<_> = (0..round.offer.films.len()).map(row).collect();
    view! {
        <table class="play-table">
            <caption class="muted">"Estimated stars before the choice, ± how unsure it was"</caption>
            <thead><tr><th scope="col">"Film"</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// All rounds so far, of which each can be looked back at.
pub fn all_rounds(playing: Playing) -> Option<AnyView> {
    let standing = playing.standing.get().filter(|standing| !standing.rounds.is_empty())?;
    let names = players();
    let is_over = standing.next.is_none();
    let heads: Vec<_> =
        names.iter().rev().map(|name| view! { <th scope="col">{name.clone()}</th> }).collect();
    // What was best is the truth, which is told when all is played.
    let best_head = is_over.then(|| view! { <th scope="col">"The best film"</th> });
    let row = |(index, round): (usize, &PlayedRound)| {
        let cells: Vec<_> = (0..names.len())
            .rev()
            .filter_map(|player| {
                let played = round.moves.get(player)?;
                Some(view! { <td><b>{readable(played.reward)}</b> " " {title(round, player)}</td> })
            })
            .collect();
        let best = is_over.then(|| {
            let film = round.offer.films.get(round.best);
            let most = round.human().map_or(f64::NAN, |own| own.reward + own.regret);
            view! { <td><b>{readable(most)}</b> " " {film.map(|film| film.title.clone())}</td> }
        });
        let look = move |_| playing.looked.set(Some(index));
        view! {
            <tr data-testid="play-row">
                <th scope="row"><button class="btn btn-small" aria-label=format!("Round {}: what the bandits knew", index + 1) on:click=look>{index + 1}</button></th>
                {cells}
                {best}
            </tr>
        }
    };
    let rows: Vec<_> = standing.rounds.iter().enumerate().rev().map(row).collect();
    let totals: Vec<_> = (0..names.len())
        .rev()
        .map(|player| view! { <td><b>{readable(standing.total(player))}</b></td> })
        .collect();
    let most = is_over.then(|| {
        let human = names.len() - 1;
        view! { <td><b>{readable(standing.total(human) + standing.regret(human))}</b></td> }
    });
    Some(
        view! {
            <section class="card play-card play-all" aria-labelledby="play-all-title">
                <h2 id="play-all-title">"All rounds"</h2>
                <div class="scroll-x" tabindex="0" role="region" aria-label="Table of rounds">
                    <table class="play-table" data-testid="play-rounds">
                        <thead><tr><th scope="col">"Round"</th>{heads}{best_head}</tr></thead>
                        <tbody>
                            {rows}
                            <tr class="play-sum" data-testid="play-totals"><th scope="row">"Stars"</th>{totals}{most}</tr>
                        </tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    )
}
