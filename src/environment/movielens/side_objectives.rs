//! Novelty and diversity of films, from who has rated what.

use crate::data::Dataset;
use crate::environment::objectives::SideObjectives;

/// How novel each film is, and which genres each user rates.
///
/// Novelty is how much it says that someone has rated the film, -log2 of the share of the users who have (Zhou et al.
/// 2010, Solving the apparent diversity-accuracy dilemma of recommender systems, "self-information"), over that of a
/// film that only one has rated. Diversity is one less the cosine between the film's genres and the user's: in how many
/// of the user's ratings each genre is (the unexpectedness of Castells, Hurley and Vargas 2015, Novelty and Diversity
/// in Recommender Systems, with genres for the distance between films). Both are of all ratings.
pub struct Films {
    /// Of each movie.
    novelties: Vec<f64>,
    /// Each user's genres as a vector of length one (zero without any), row-major users x genres.
    profiles: Vec<f64>,
    genres: usize,
}

impl Films {
    /// The films and users of these ratings.
    pub fn new(ratings: &Dataset) -> Films {
        let users = ratings.users().len();
        let genres = ratings.genres().len();
        let novelty = |raters: &usize| match (*raters, libm::log2(users as f64)) {
            (0, _) => 1.0,
            (raters, most) if raters < users => 1.0 - libm::log2(raters as f64) / most,
            _ => 0.0,
        };
        let mut profiles = vec![0.0; users * genres];
        for rating in ratings.ratings() {
            for genre in &ratings.movies()[rating.movie as usize].genres {
                profiles[rating.user as usize * genres + usize::from(*genre)] += 1.0;
            }
        }
        for profile in profiles.chunks_exact_mut(genres.max(1)) {
            let length = profile.iter().map(|count| count * count).sum::<f64>().sqrt();
            if length > 0.0 {
                profile.iter_mut().for_each(|count| *count /= length);
            }
        }
        let novelties = ratings.ratings_by_movie().iter().map(novelty).collect();
        Films { novelties, profiles, genres }
    }

    /// What a film is worth to a user, both by index into these ratings. A film or a user without genres is at no
    /// distance, for nothing can be said of it.
    pub fn of(&self, ratings: &Dataset, user: usize, movie: usize) -> SideObjectives {
        let profile = &self.profiles[user * self.genres..(user + 1) * self.genres];
        let genres = &ratings.movies()[movie].genres;
        let known = !genres.is_empty() && profile.iter().any(|share| *share > 0.0);
        let shared = genres.iter().map(|genre| profile[usize::from(*genre)]).sum::<f64>();
        let cosine = if known { shared / (genres.len() as f64).sqrt() } else { 1.0 };
        // Rounding can bring the cosine of the same genres a little above one.
        SideObjectives { novelty: self.novelties[movie], diversity: (1.0 - cosine).clamp(0.0, 1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Movie, Rating, User};

    /// Four users, genres Drama and Comedy; film 1 (Drama) is rated by all, film 2 (Comedy) by users 1 and 2, film 3
    /// (both) by user 1, film 4 (none) by no one.
    fn small() -> Dataset {
        let movie = |id, genres: &[u8]| Movie {
            id,
            title: format!("Movie {id}"),
            year: None,
            genres: genres.to_vec(),
        };
        let movies = vec![movie(1, &[0]), movie(2, &[1]), movie(3, &[0, 1]), movie(4, &[])];
        let users = (1..=4).map(|id| User { id, demographics: None }).collect();
        let rated = [(0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1), (0, 2)];
        let ratings = rated.map(|(user, movie)| Rating { user, movie, half_stars: 8 }).to_vec();
        let genres = vec!["Drama".to_owned(), "Comedy".to_owned()];
        Dataset::new("small".to_owned(), genres, movies, users, ratings).expect("it is in order")
    }

    /// Of four users all, two, one and none: log2 of the share is 0, -1, -2, and there is nothing beyond one.
    #[test]
    fn novelty_by_hand() {
        let ratings = small();
        let films = Films::new(&ratings);
        let found = [0, 1, 2, 3].map(|movie| films.of(&ratings, 0, movie).novelty);
        assert_eq!(found, [0.0, 0.5, 1.0, 1.0]);
    }

    /// User 1 rates Drama twice and Comedy twice, user 2 each once, user 3 Drama only.
    #[test]
    fn diversity_by_hand() {
        let ratings = small();
        let films = Films::new(&ratings);
        let of = |user, movie| films.of(&ratings, user, movie).diversity;
        let root = 2.0_f64.sqrt();
        for (user, movie, expected) in [
            (0, 0, 1.0 - 1.0 / root),
            (0, 2, 0.0),
            (1, 1, 1.0 - 1.0 / root),
            (2, 0, 0.0),
            (2, 1, 1.0),
            (2, 2, 1.0 - 1.0 / root),
            (2, 3, 0.0),
        ] {
            let found = of(user, movie);
            assert!((found - expected).abs() < 1e-12, "user {user}, movie {movie}: {found}, not {expected}");
        }
    }

    #[test]
    fn one_user_is_everybody() {
        let movies = vec![Movie { id: 1, title: String::new(), year: None, genres: vec![] }];
        let users = vec![User { id: 1, demographics: None }];
        let ratings = vec![Rating { user: 0, movie: 0, half_stars: 8 }];
        let ratings = Dataset::new(String::new(), vec![], movies, users, ratings).expect("it is in order");
        let found = Films::new(&ratings).of(&ratings, 0, 0);
        assert_eq!(found, SideObjectives { novelty: 0.0, diversity: 0.0 });
    }
}
