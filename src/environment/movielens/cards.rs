//! Films and users as people see them.

use crate::data::Dataset;
use crate::environment::{ItemCard, UserCard};

/// The film at an index of the ratings; an empty card for an index that is no film.
pub fn film(ratings: &Dataset, movie: usize) -> ItemCard {
    let Some(movie) = ratings.movies().get(movie) else { return ItemCard::default() };
    let genres = movie.genres.iter().filter_map(|genre| ratings.genre_name(*genre));
    // A few films of the bundled ratings have no title.
    let title = if movie.title.is_empty() { format!("Movie {}", movie.id) } else { movie.title.clone() };
    ItemCard { title, year: movie.year, genres: genres.map(str::to_owned).collect() }
}

/// The user at an index of the ratings.
pub fn user(ratings: &Dataset, user: usize) -> Option<UserCard> {
    let known = ratings.users().get(user)?;
    let titles = |movie: usize| ratings.movies().get(movie).map(|movie| movie.title.clone());
    Some(UserCard {
        id: known.id,
        ratings: ratings.ratings_of(user).len(),
        genres: ratings.top_genres(user, 3),
        favourites: ratings.favourite_movies(user, 5).into_iter().filter_map(titles).collect(),
        demographics: known.demographics.as_ref().map(|d| d.words()).unwrap_or_default(),
    })
}
