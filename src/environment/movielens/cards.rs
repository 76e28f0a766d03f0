//! Films and users as people see them.

use serde::{Deserialize, Serialize};

use crate::data::Dataset;
use crate::environment::{ItemCard, UserCard};

/// The film at an index of the ratings; an empty card for an index that is no film.
pub fn film(ratings: &Dataset, movie: usize) -> ItemCard {
    let Some(movie) = ratings.movies().get(movie) else { return ItemCard::default() };
    let genres = movie.genres.iter().filter_map(|genre| ratings.genre_name(*genre));
    // A few films of the bundled ratings have no title.
    let title =
        if movie.title.is_empty() { format!("Movie {}", movie.id) } else { spoken_title(&movie.title) };
    ItemCard { title, year: movie.year, genres: genres.map(str::to_owned).collect() }
}

/// The user at an index of the ratings.
pub fn user(ratings: &Dataset, user: usize) -> Option<UserCard> {
    let known = ratings.users().get(user)?;
    let titles = |movie: usize| ratings.movies().get(movie).map(|movie| spoken_title(&movie.title));
    Some(UserCard {
        id: known.id,
        ratings: ratings.ratings_of(user).len(),
        genres: ratings.top_genres(user, 3),
        favourites: ratings.favourite_movies(user, 5).into_iter().filter_map(titles).collect(),
        demographics: known.demographics.as_ref().map(|d| d.words()).unwrap_or_default(),
    })
}

/// What is shown of the users, who are those of the ratings in their order.
#[derive(Serialize, Deserialize)]
pub struct Cards {
    /// The films that any of them rated highest.
    titles: Vec<String>,
    /// How many films each rated.
    ratings: Vec<u32>,
    /// How many genres each has, and their indexes into those of the ratings.
    genre_counts: Vec<u8>,
    genres: Vec<u8>,
    /// How many favourites each has, and their indexes into the titles.
    favourite_counts: Vec<u8>,
    favourites: Vec<u16>,
}

impl Cards {
    /// The card of a user of the ratings.
    pub fn user(&self, ratings: &Dataset, user: usize) -> Option<UserCard> {
        let before = |counts: &[u8]| counts.iter().take(user).map(|count| usize::from(*count)).sum::<usize>();
        let genres = self
            .genres
            .iter()
            .skip(before(&self.genre_counts))
            .take(usize::from(*self.genre_counts.get(user)?));
        let favourites = self
            .favourites
            .iter()
            .skip(before(&self.favourite_counts))
            .take(usize::from(*self.favourite_counts.get(user)?));
        Some(UserCard {
            id: ratings.users().get(user)?.id,
            ratings: *self.ratings.get(user)? as usize,
            genres: genres.filter_map(|genre| ratings.genre_name(*genre)).map(str::to_owned).collect(),
            favourites: favourites
                .filter_map(|title| self.titles.get(usize::from(*title)))
                .cloned()
                .collect(),
            demographics: Vec::new(),
        })
    }

    /// Of all users of these ratings; none where there are more titles than can be numbered.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn of(ratings: &Dataset) -> Option<Cards> {
        let shown =
            (0..ratings.users().len()).map(|index| user(ratings, index)).collect::<Option<Vec<_>>>()?;
        let mut titles: Vec<String> = shown.iter().flat_map(|card| card.favourites.iter().cloned()).collect();
        titles.sort_unstable();
        titles.dedup();
        let genre = |name: &String| ratings.genres().iter().position(|genre| genre == name)?.try_into().ok();
        let title = |title: &String| titles.binary_search(title).ok()?.try_into().ok();
        Some(Cards {
            ratings: shown.iter().map(|card| card.ratings as u32).collect(),
            genre_counts: shown.iter().map(|card| card.genres.len() as u8).collect(),
            genres: shown.iter().flat_map(|card| &card.genres).map(genre).collect::<Option<_>>()?,
            favourite_counts: shown.iter().map(|card| card.favourites.len() as u8).collect(),
            favourites: shown.iter().flat_map(|card| &card.favourites).map(title).collect::<Option<_>>()?,
            titles,
        })
    }
}

/// Articles that MovieLens moves behind a comma, so that titles sort without them.
const ARTICLES: [&str; 17] = [
    "The", "A", "An", "Le", "La", "Les", "L'", "Un", "Une", "Il", "Lo", "El", "Los", "Las", "Der", "Die",
    "Das",
];

/// A title as people say it: the article in front, and no other title in parentheses behind.
pub fn spoken_title(title: &str) -> String {
    let own = match title.find(" (") {
        Some(place) if place > 0 && title.ends_with(')') => &title[..place],
        _ => title,
    };
    match own.rsplit_once(", ") {
        Some((rest, article)) if ARTICLES.contains(&article) && !rest.is_empty() => {
            let space = if article.ends_with('\'') { "" } else { " " };
            format!("{article}{space}{rest}")
        }
        _ => own.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_said_with_their_article_first() {
        for (written, said) in [
            ("Shawshank Redemption, The", "The Shawshank Redemption"),
            ("Postino, Il (Postman, The)", "Il Postino"),
            ("Avventura, L' (Adventure, The)", "L'Avventura"),
            (
                "Raiders of the Lost Ark (Indiana Jones and the Raiders of the Lost Ark)",
                "Raiders of the Lost Ark",
            ),
            ("Good, the Bad and the Ugly, The", "The Good, the Bad and the Ugly"),
            ("Fargo", "Fargo"),
            ("(500) Days of Summer", "(500) Days of Summer"),
            ("I, The", "The I"),
            (", The", ", The"),
        ] {
            assert_eq!(spoken_title(written), said);
        }
    }
}
