//! What the readable features of MovieLens say, in words.

use super::tastes::{Tastes, YEARS};
use crate::environment::{Round, Seen};

/// So many genres are named that a user likes most, and so many that the user likes least.
const NAMED: (usize, usize) = (4, 3);

/// A number that is written as 0.0 is not worth a word.
const LEAST: f64 = 0.05;

/// A round of films that are described by [`Tastes`], with these genres. Of the likings of a context, those that are largest are
/// named; all else that agents see is there.
pub fn seen(tastes: &Tastes, genres: &[String], round: &Round) -> Seen {
    let features = round.arm_features.chunks_exact(tastes.film_length.max(1));
    Seen {
        context: context(tastes, genres, &round.context),
        arms: features.map(|features| film(tastes, genres, features)).collect(),
    }
}

/// "+0.4", "−0.4": a number with its sign and one decimal.
fn signed(number: f64) -> String {
    format!("{number:+.1}").replace('-', "−")
}

fn year(tastes: &Tastes, feature: f64) -> String {
    format!("{:.0}", tastes.mean_year + YEARS * feature)
}

fn context(tastes: &Tastes, genres: &[String], context: &[f64]) -> Vec<String> {
    let mut likings: Vec<(&String, f64)> = genres.iter().zip(context.iter().copied()).collect();
    likings.sort_by(|one, other| other.1.total_cmp(&one.1));
    let named = |likings: &mut dyn Iterator<Item = &(&String, f64)>| {
        likings.map(|(genre, liking)| format!("{genre} {}", signed(*liking))).collect::<Vec<_>>().join(", ")
    };
    let more = named(&mut likings.iter().filter(|liking| liking.1 >= LEAST).take(NAMED.0));
    let less = named(&mut likings.iter().rev().filter(|liking| liking.1 <= -LEAST).take(NAMED.1));
    let mut words = Vec::new();
    if !more.is_empty() {
        words.push(format!("likes {more} stars"));
    }
    if !less.is_empty() {
        words.push(format!("likes less {less}"));
    }
    let rest = context.get(genres.len()..).unwrap_or_default();
    let (own, demographics) = rest.split_at(rest.len().min(2));
    if let [generosity, years] = own {
        words.push(match *generosity {
            more if more >= LEAST => format!("gives {more:.1} stars more than others"),
            less if less <= -LEAST => format!("gives {:.1} stars less than others", -less),
            _ => "gives as many stars as others".to_owned(),
        });
        words.push(format!("films from {} on average", year(tastes, *years)));
    }
    let known = tastes.demographics.iter().zip(demographics).filter(|(_, value)| **value != 0.0);
    words.extend(
        known.map(|(name, value)| if *value == 1.0 { name.clone() } else { format!("{name} {value:.2}") }),
    );
    words
}

fn film(tastes: &Tastes, genres: &[String], features: &[f64]) -> String {
    let own = genres.iter().zip(features).filter(|(_, has)| **has > 0.0);
    let own: Vec<&str> = own.map(|(genre, _)| genre.as_str()).collect();
    let own = if own.is_empty() { "no genre".to_owned() } else { own.join(", ") };
    match features.get(genres.len()..) {
        Some([years, popularity]) => {
            format!("{own}; {}; popularity {popularity:.2}", year(tastes, *years))
        }
        _ => own,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::Dataset;

    fn tastes() -> Tastes {
        let bytes = include_bytes!("../../../static/data/movielens-small.bundle");
        let ratings: Arc<Dataset> =
            Arc::new(crate::data::bundle::decode(bytes).expect("the bundled ratings can be read"));
        Tastes::new("Test", &ratings, false).expect("it fits")
    }

    /// The largest likings come first, small ones are not named, and the year is that of the film.
    #[test]
    fn numbers_become_words() {
        let tastes = tastes();
        let genres: Vec<String> = ["Drama", "Horror", "War"].map(str::to_owned).to_vec();
        let years = (1994.0 - tastes.mean_year) / YEARS;
        let words = context(&tastes, &genres, &[0.25, -0.74, 0.04, -0.31, years]);
        assert_eq!(
            words,
            [
                "likes Drama +0.2 stars",
                "likes less Horror −0.7",
                "gives 0.3 stars less than others",
                "films from 1994 on average"
            ]
        );
        assert_eq!(film(&tastes, &genres, &[1.0, 0.0, 1.0, years, 0.5]), "Drama, War; 1994; popularity 0.50");
        assert_eq!(film(&tastes, &genres, &[0.0; 5]).split(';').next(), Some("no genre"));
        assert_eq!(context(&tastes, &genres, &[]), [""; 0], "too short a context has no words");
    }
}
