//! The user of a round.

use leptos::prelude::*;

use super::super::logic::families::of_genre;
use super::icon::{Icon, Picture};
use super::terms::explained;
use crate::chart::numbers::{counted, readable};
use crate::environment::UserCard;
use crate::results::RoundView;

/// Most numbers of a context that are written out.
const MOST_NUMBERS: usize = 6;

/// The user of a round, or the context's numbers in an environment without users.
pub fn user_card(view: &RoundView) -> AnyView {
    match &view.user {
        Some(user) => person(user).into_any(),
        None if view.context.is_empty() => {
            let words = match view.slates() {
                Some(_) => "looks at the slates, from the top",
                None => "all rounds are alike: there is no context",
            };
            let name = if view.slates().is_some() { "A user" } else { "No user" };
            view! {
                <div class="user" data-testid="user">
                    <span class="face" aria-hidden="true"><Picture icon=Icon::Person /></span>
                    <div><h2>{name}</h2> <p class="chips">{words}</p></div>
                </div>
            }
            .into_any()
        }
        None => {
            let shown = view.context.iter().take(MOST_NUMBERS).map(|number| readable(*number));
            let more = view.context.len().saturating_sub(MOST_NUMBERS);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let numbers = shown.collect::<Vec<_>>().join(", ");
            view! {
                <p class="user context" data-testid="user"><span>{explained("The context")} ": " {numbers} {rest} "."</span></p>
            }
            .into_any()
        }
    }
}

fn person(user: &UserCard) -> impl IntoView + use<> {
    let list =
        |items: &[String], none: &str| if items.is_empty() { none.to_owned() } else { items.join(", ") };
    let rated = counted(user.ratings as u64, "rating", "ratings");
    let demographics = user.demographics.iter().map(|word| format!(", {word}")).collect::<String>();
    let favourites = format!("Rated highest: {}", list(&user.favourites, "nothing"));
    let chip = |genre: &String| {
        let class = format!("chip {}", of_genre(genre).class());
        view! { <span class=class>{genre.clone()}</span> }
    };
    let chips: Vec<_> = user.genres.iter().map(chip).collect();
    let likes = if chips.is_empty() { "likes no genre in particular" } else { "likes" };
    let tooltip = favourites.clone();
    view! {
        <div class="user" data-testid="user" title=tooltip>
            <span class="face" aria-hidden="true"><Picture icon=Icon::Person /></span>
            <div>
                <h2>{format!("User {}", user.id)} " " <small>{rated} {demographics}</small></h2>
                <p class="chips">{likes} " " {chips}</p>
                <p class="visually-hidden">{favourites}</p>
            </div>
        </div>
    }
}
