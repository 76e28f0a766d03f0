//! What is said of ratings in the Data view and by the command `data`: a card for each thing that can go wrong, with its picture, the
//! same as a table, a sentence whose numbers are those of the ratings, and the story in which it hurts. No browser is needed.

mod card;
mod less;
mod parts;
#[cfg(test)]
mod tests;

pub use card::{Card, FEWEST};

use card::stars;

use crate::chart::numbers::{counted, short, whole};
use crate::chart::{DataPicture, DataRow};
use crate::data::exploration::{Exploration, Person};

/// All cards.
pub fn cards(found: &Exploration) -> Vec<Card> {
    let mut cards = vec![
        parts::ratings(found),
        parts::over_time(found),
        parts::films(found),
        parts::people(found),
        parts::genres(found),
        parts::pairs(found),
    ];
    cards.extend(less::hours(found));
    cards.extend(less::releases(found));
    cards.push(less::popularity(found));
    cards.extend(found.groups.iter().map(less::group));
    cards
}

/// What the data are, up to the end of the sentence.
pub fn about(found: &Exploration) -> String {
    format!(
        "{} by {} of {}",
        counted(found.ratings, "rating", "ratings"),
        counted(found.users, "person", "people"),
        counted(found.movies, "film", "films")
    )
}

/// What a person's ratings are, in a sentence.
pub fn person_sentence(person: &Person) -> String {
    let stars = person.mean.map_or(String::new(), |mean| format!(", {} stars on average", short(mean)));
    let who = if person.who.is_empty() { String::new() } else { format!(" ({})", person.who.join(", ")) };
    let likes = match person.genres.as_slice() {
        [] => "no genre stands out".to_owned(),
        [only] => format!("likes {}", only.genre),
        [first, second, ..] => format!("likes {} and {} most", first.genre, second.genre),
    };
    let ratings = counted(person.ratings, "rating", "ratings");
    format!("User {}{who}: {ratings}{stars}; {likes}.", person.id)
}

/// The genres of a person, as bars.
pub fn person_picture(person: &Person) -> DataPicture {
    let longest = person.genres.iter().map(|taste| taste.ratings).max().unwrap_or(0) as f64;
    let row = |(genre, ratings, mean): (&String, u64, Option<f64>)| DataRow {
        name: genre.clone(),
        value: ratings as f64,
        note: format!("{} · {}", whole(ratings), stars(mean)),
    };
    let rows = person.genres.iter().map(|taste| row((&taste.genre, taste.ratings, taste.mean)));
    DataPicture::Rows { rows: rows.collect(), longest }
}

/// The same as rows of a table.
pub fn person_rows(person: &Person) -> Vec<Vec<String>> {
    let row = |genre: &String, ratings: u64, mean| vec![genre.clone(), whole(ratings), stars(mean)];
    person.genres.iter().map(|taste| row(&taste.genre, taste.ratings, taste.mean)).collect()
}
