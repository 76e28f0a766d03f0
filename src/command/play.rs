//! `play`: a game of a person against bandits, replayed from its link.

use std::fmt::Write;

use serde::Serialize;

use super::output::{print, print_json};
use super::{Failure, data};
use crate::game::{Game, PlayedRound, Standing, experiment, replay, rounds};
use crate::views::names::{PLAY, fragment, rest_of, view_of};
use crate::views::play::words::{knew, players, result, stars};

/// A game as it is printed.
#[derive(Serialize)]
struct Replayed {
    /// The link of the game, and that of the bandits' experiment.
    link: String,
    bandits: &'static str,
    /// Who plays, in the order of all lists.
    players: Vec<String>,
    /// The sums of their rewards.
    totals: Vec<f64>,
    /// The sentences of the result; none before the end.
    result: Vec<String>,
    standing: Standing,
}

/// `play`
pub fn play(game: &str, json: bool) -> Result<(), Failure> {
    let game = Game::of_address(text_of(game)?).map_err(Failure::input)?;
    let environment = experiment().prepare(data::bundled()?).map_err(Failure::own)?;
    let standing = replay(&game, &environment).map_err(Failure::input)?;
    if !json {
        return print(in_words(&game, &standing).trim_end());
    }
    print_json(&Replayed {
        link: fragment(&PLAY, &game.address()),
        bandits: crate::game::LINK,
        players: players(),
        totals: (0..players().len()).map(|player| standing.total(player)).collect(),
        result: result(&standing),
        standing,
    })
}

/// The text of a game: of a whole link what stands behind the name of the view, else the text itself.
fn text_of(given: &str) -> Result<&str, Failure> {
    let Some(place) = given.find('#') else { return Ok(given) };
    let link = &given[place..];
    if view_of(link) != Some(&PLAY) {
        let example = fragment(&PLAY, "1,12345678");
        return Err(Failure::input(format!("this is not the link of a game, such as {example}")));
    }
    Ok(rest_of(link))
}

fn in_words(game: &Game, standing: &Standing) -> String {
    let mut text = format!("Game {}, {} of {} rounds\n", game.seed, standing.rounds.len(), rounds());
    for (index, round) in standing.rounds.iter().enumerate() {
        let _ = writeln!(text, "\nRound {}: a user who {}", index + 1, round.offer.user.join(", "));
        for (player, name) in players().iter().enumerate().rev() {
            let _ = writeln!(text, "   {}", move_in_words(round, player, name));
        }
    }
    if let Some(next) = &standing.next {
        let _ = writeln!(text, "\nNext: a user who {}", next.user.join(", "));
        for (index, film) in next.films.iter().enumerate() {
            let _ = writeln!(text, "   {} {} ({})", index + 1, film.title, film.about);
        }
    }
    let _ = writeln!(text);
    for (player, name) in players().iter().enumerate().rev() {
        let _ = writeln!(text, "{name}: {}", stars(standing.total(player)));
    }
    result(standing).iter().for_each(|sentence| {
        let _ = writeln!(text, "{sentence}");
    });
    text
}

fn move_in_words(round: &PlayedRound, player: usize, name: &str) -> String {
    let Some(played) = round.moves.get(player) else { return String::new() };
    let title = round.offer.films.get(played.chosen).map_or("", |film| film.title.as_str());
    let known =
        if player + 1 < round.moves.len() { format!("; knew {}", knew(played)) } else { String::new() };
    format!("{name}: {title}, {}{known}", stars(played.reward))
}
