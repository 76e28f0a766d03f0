//! The user, and the films on offer with what an agent thinks of them.

use leptos::prelude::*;

use super::super::logic::arms::percent_of;
use super::super::logic::goals::objective_words;
use super::super::logic::ties::score_words;
use crate::chart::numbers::{counted, readable};
use crate::environment::{ItemCard, UserCard};
use crate::results::{ArmsView, PolicyView, RoundView};
use crate::session::round::Phase;

/// Most numbers of a context that are written out.
const MOST_NUMBERS: usize = 12;

/// The user of a round, or the context's numbers in an environment without users.
pub fn user_card(view: &RoundView) -> AnyView {
    match &view.user {
        Some(user) => person(user).into_any(),
        None if view.context.is_empty() => ().into_any(),
        None => {
            let shown = view.context.iter().take(MOST_NUMBERS).map(|number| readable(*number));
            let more = view.context.len().saturating_sub(MOST_NUMBERS);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let numbers = shown.collect::<Vec<_>>().join(", ");
            view! { <p class="user" data-testid="user">"The context: " {numbers} {rest} "."</p> }.into_any()
        }
    }
}

fn person(user: &UserCard) -> impl IntoView + use<> {
    let list =
        |items: &[String], none: &str| if items.is_empty() { none.to_owned() } else { items.join(", ") };
    let demographics = (!user.demographics.is_empty()).then(|| format!("{}. ", list(&user.demographics, "")));
    view! {
        <div class="user" data-testid="user">
            <p class="user-name">{format!("User {}", user.id)} <span class="muted">{format!(" · {}", counted(user.ratings as u64, "rating", "ratings"))}</span></p>
            <p>{demographics} "Likes " <strong>{list(&user.genres, "no genre in particular")}</strong></p>
            <p class="muted">"Rated highest: " {list(&user.favourites, "nothing")}</p>
        </div>
    }
}

/// One arm as a card. What has not happened yet in the round is not shown.
pub fn film_card(
    view: &ArmsView,
    policy: &PolicyView,
    arm: usize,
    phase: Phase,
    scale: (f64, f64),
) -> impl IntoView + use<> {
    let card = view.arms.get(arm).map(|arm| arm.card.clone()).unwrap_or_default();
    let expectation = view.arms.get(arm).map(|arm| arm.expectation);
    let is_chosen = arm == policy.chosen && phase >= Phase::Choice;
    let is_best = arm == view.best && phase >= Phase::Feedback;
    let numbers = (phase >= Phase::Scores)
        .then(|| estimate(policy, arm, phase, scale, expectation.filter(|_| phase >= Phase::Feedback)));
    let goals = goal_words(view, policy, arm, phase);
    let reward = (is_chosen && phase >= Phase::Feedback)
        .then(|| view! { <p class="film-reward">{format!("earned {}", readable(policy.reward))}</p> });
    view! {
        <span class="film-text">
            <span class="film-title">{card.title.clone()}</span>
            <span class="film-kind">{kind(&card)}</span>
        </span>
        <span class="film-tags">
            {is_chosen.then(|| view! { <span class="tag tag-chosen">"chosen"</span> })}
            {is_best.then(|| view! { <span class="tag tag-best">"oracle"</span> })}
        </span>
        {numbers}
        {(!goals.is_empty()).then(|| view! { <span class="film-numbers" data-testid="goals">{goals}</span> })}
        {reward}
    }
}

/// What is known of an arm's objectives by now.
fn goal_words(view: &ArmsView, policy: &PolicyView, arm: usize, phase: Phase) -> String {
    let known = view.arms.get(arm).filter(|_| phase >= Phase::Feedback);
    let thought = if phase == Phase::Update { &policy.after } else { &policy.before };
    let truth = known.map_or(&[][..], |arm| &arm.objectives);
    objective_words(truth, (phase >= Phase::Scores).then_some(thought), arm)
}

fn kind(card: &ItemCard) -> String {
    let year = card.year.map(|year| year.to_string());
    let genres =
        (!card.genres.is_empty()).then(|| card.genres.iter().take(3).cloned().collect::<Vec<_>>().join(", "));
    year.into_iter().chain(genres).collect::<Vec<_>>().join(" · ")
}

/// The estimate as a bar with its whisker, the score as a tick, the true value as a diamond.
fn estimate(
    policy: &PolicyView,
    arm: usize,
    phase: Phase,
    scale: (f64, f64),
    truth: Option<f64>,
) -> impl IntoView + use<> {
    let now = if phase == Phase::Update { &policy.after } else { &policy.before };
    let of = |numbers: &[f64]| numbers.get(arm).copied();
    let (estimate, width) = (of(&now.estimates), of(&now.widths));
    let (score, probability) = (of(&policy.before.scores), of(&policy.before.probabilities));
    let place = move |number: f64| percent_of(scale, number);
    let zero = place(0.0);
    let bar = estimate.map(|estimate| {
        let (low, high) = (place(estimate).min(zero), place(estimate).max(zero));
        view! { <span class="bar-fill" style=format!("left:{low:.2}%;width:{:.2}%", high - low)></span> }
    });
    let whisker = estimate.zip(width).map(|(estimate, width)| {
        let (low, high) = (place(estimate - width), place(estimate + width));
        view! { <span class="bar-whisker" style=format!("left:{low:.2}%;width:{:.2}%", high - low)></span> }
    });
    let tick = score
        .filter(|_| width.is_some())
        .map(|score| view! { <span class="bar-score" style=format!("left:{:.2}%", place(score))></span> });
    let diamond = truth
        .map(|truth| view! { <span class="bar-truth" style=format!("left:{:.2}%", place(truth))></span> });
    let mut words = Vec::new();
    if let Some(estimate) = estimate {
        words.push(match width {
            Some(width) => format!("estimate {} ± {}", readable(estimate), readable(width)),
            // Where there is no score the estimates are what decides.
            None if score.is_none() && phase < Phase::Update => {
                format!("estimate {}", score_words(policy, arm))
            }
            None => format!("estimate {}", readable(estimate)),
        });
    }
    if score.is_some() && width.is_some() {
        words.push(format!("score {}", score_words(policy, arm)));
    }
    if let Some(probability) = probability {
        words.push(format!("probability {}", readable(probability)));
    }
    if let Some(truth) = truth {
        words.push(format!("true value {}", readable(truth)));
    }
    view! {
        <span class="bar" aria-hidden="true">{bar}{whisker}{tick}{diamond}</span>
        <span class="film-numbers">{words.join(" · ")}</span>
    }
}
