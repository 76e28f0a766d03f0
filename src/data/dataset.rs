//! Ratings of movies by users, in memory.

use std::fmt;

use crate::math::sorting::sort_indexes;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::Xxh64;

/// A movie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movie {
    /// Id in the files.
    pub id: u32,
    /// Title without the year.
    pub title: String,
    /// Year, where the file has one.
    pub year: Option<u16>,
    /// Indexes into the names of the genres, ascending.
    pub genres: Vec<u8>,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Id in the files.
    pub id: u32,
    /// Who they are, where the file says so.
    pub demographics: Option<Demographics>,
}

/// What ml-100k and ml-1m say of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demographics {
    /// Age in years (in ml-1m the lower end of an age group).
    pub age: u8,
    /// "F" or "M" in the files there are.
    pub gender: String,
    /// Occupation in words.
    pub occupation: String,
}

/// One rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rating {
    /// Index of the user.
    pub user: u32,
    /// Index of the movie.
    pub movie: u32,
    /// Twice the number of stars: 1 to 10.
    pub half_stars: u8,
}

impl Rating {
    /// Sorts ratings by user, then by movie; two of the same are in no certain order.
    pub(super) fn sort(ratings: &mut [Rating]) {
        ratings.sort_unstable_by_key(|rating| (rating.user, rating.movie));
    }
}

/// Ratings of movies by users: movies and users ascending by id, ratings by user and movie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    name: String,
    genres: Vec<String>,
    movies: Vec<Movie>,
    users: Vec<User>,
    /// Where each user's ratings begin, and after the last user where they end.
    offsets: Vec<usize>,
    ratings: Vec<Rating>,
    /// When each rating was given; empty where no time is known.
    times: Vec<u32>,
}

/// Why parts don't make a dataset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatasetError {
    /// No rating at all.
    #[error("there are no ratings")]
    Empty,
    /// An id twice, or a rating twice.
    #[error("{0} is there twice")]
    Twice(String),
    /// An index or value that can't be.
    #[error("{0}")]
    Impossible(String),
}

/// What a dataset holds, for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Where it comes from.
    pub name: String,
    /// Fingerprint of the content, 16 hexadecimal digits.
    pub fingerprint: String,
    /// Number of users.
    pub users: usize,
    /// Number of movies with at least one rating or a title.
    pub movies: usize,
    /// Number of ratings.
    pub ratings: usize,
    /// Mean rating in stars.
    pub mean_stars: f64,
    /// Share of user and movie pairs that have a rating, 0 to 1.
    pub density: f64,
    /// First and last year of the movies.
    pub years: Option<(u16, u16)>,
    /// Names of the genres.
    pub genres: Vec<String>,
    /// Whether it says who the users are.
    pub demographics: bool,
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: {} ratings by {} users of {} movies, {:.2} stars on average, fingerprint {}",
            self.name, self.ratings, self.users, self.movies, self.mean_stars, self.fingerprint
        )
    }
}

impl Dataset {
    /// Puts parts together. Users and movies may come in any order, and so may ratings, whose indexes are into the
    /// lists as given.
    ///
    /// # Errors
    /// No ratings; an id or a rating twice; an index or a number of stars that can't be.
    pub fn new(
        name: String,
        genres: Vec<String>,
        movies: Vec<Movie>,
        users: Vec<User>,
        mut ratings: Vec<Rating>,
    ) -> Result<Dataset, DatasetError> {
        if ratings.is_empty() {
            return Err(DatasetError::Empty);
        }
        let (movies, movie_places) = sorted(movies, |movie| movie.id, "movie")?;
        let (users, user_places) = sorted(users, |user| user.id, "user")?;
        if movies.iter().flat_map(|movie| &movie.genres).any(|genre| usize::from(*genre) >= genres.len()) {
            return Err(DatasetError::Impossible("a movie has a genre that is not in the list".to_owned()));
        }
        for rating in &mut ratings {
            let places = user_places.get(rating.user as usize).zip(movie_places.get(rating.movie as usize));
            let (user, movie) = places.ok_or_else(|| {
                DatasetError::Impossible("a rating is of a user or movie that is not in the list".to_owned())
            })?;
            if !(1..=10).contains(&rating.half_stars) {
                let stars = f64::from(rating.half_stars) / 2.0;
                return Err(DatasetError::Impossible(format!(
                    "{stars} is not a number of stars from 0.5 to 5"
                )));
            }
            (rating.user, rating.movie) = (*user, *movie);
        }
        Rating::sort(&mut ratings);
        let twice =
            ratings.windows(2).find(|pair| (pair[0].user, pair[0].movie) == (pair[1].user, pair[1].movie));
        if let Some([rating, _]) = twice {
            let (user, movie) = (users[rating.user as usize].id, movies[rating.movie as usize].id);
            return Err(DatasetError::Twice(format!("the rating of movie {movie} by user {user}")));
        }
        let mut offsets = vec![0; users.len() + 1];
        for rating in &ratings {
            offsets[rating.user as usize + 1] += 1;
        }
        for index in 1..offsets.len() {
            offsets[index] += offsets[index - 1];
        }
        Ok(Dataset { name, genres, movies, users, offsets, ratings, times: Vec::new() })
    }

    /// The same with the time of each rating, in the order of [`Dataset::ratings`]: seconds since 1970 (UTC), and 0 where it is
    /// not known. They are no part of the [fingerprint](Dataset::fingerprint), and no environment looks at them.
    ///
    /// # Errors
    /// More or fewer times than ratings.
    pub fn timed(self, times: Vec<u32>) -> Result<Dataset, DatasetError> {
        if times.len() != self.ratings.len() {
            return Err(DatasetError::Impossible(format!(
                "there are {} times of {} ratings, and each rating must have one",
                times.len(),
                self.ratings.len()
            )));
        }
        let times = if times.iter().any(|time| *time > 0) { times } else { Vec::new() };
        Ok(Dataset { times, ..self })
    }

    /// The same without times.
    pub fn without_times(self) -> Dataset {
        Dataset { times: Vec::new(), ..self }
    }

    /// Whether it says of any rating when it was given.
    pub fn has_times(&self) -> bool {
        !self.times.is_empty()
    }

    /// When each rating was given, in the order of [`Dataset::ratings`]: seconds since 1970 (UTC), and 0 where it is not known;
    /// empty where none is known.
    pub fn times(&self) -> &[u32] {
        &self.times
    }

    /// The times of one user's ratings, in the order of [`Dataset::ratings_of`]; empty where none is known.
    pub fn times_of(&self, user: usize) -> &[u32] {
        match (self.offsets.get(user), self.offsets.get(user + 1)) {
            (Some(start), Some(end)) => self.times.get(*start..*end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Where it comes from, in a word or two.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of the genres.
    pub fn genres(&self) -> &[String] {
        &self.genres
    }

    /// The name of a genre.
    pub fn genre_name(&self, genre: u8) -> Option<&str> {
        self.genres.get(usize::from(genre)).map(String::as_str)
    }

    /// The movies, ascending by id.
    pub fn movies(&self) -> &[Movie] {
        &self.movies
    }

    /// The users, ascending by id.
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// All ratings, by user and movie.
    pub fn ratings(&self) -> &[Rating] {
        &self.ratings
    }

    /// The ratings of one user, by movie; none for an index that is no user.
    pub fn ratings_of(&self, user: usize) -> &[Rating] {
        match (self.offsets.get(user), self.offsets.get(user + 1)) {
            (Some(start), Some(end)) => &self.ratings[*start..*end],
            _ => &[],
        }
    }

    /// How many ratings each movie has.
    pub fn ratings_by_movie(&self) -> Vec<usize> {
        let mut counts = vec![0; self.movies.len()];
        for rating in &self.ratings {
            counts[rating.movie as usize] += 1;
        }
        counts
    }

    /// Up to `count` movies that the user rated highest; of equal stars the smaller id.
    pub fn favourite_movies(&self, user: usize, count: usize) -> Vec<usize> {
        let mut rated: Vec<&Rating> = self.ratings_of(user).iter().collect();
        rated.sort_by_key(|rating| (std::cmp::Reverse(rating.half_stars), rating.movie));
        rated.into_iter().take(count).map(|rating| rating.movie as usize).collect()
    }

    /// Up to `count` genres that the user likes most: by how far their ratings in it are above their mean, summed,
    /// so that one lucky film does not make a taste.
    pub fn top_genres(&self, user: usize, count: usize) -> Vec<String> {
        let ratings = self.ratings_of(user);
        let mean = ratings.iter().map(|r| f64::from(r.half_stars)).sum::<f64>() / ratings.len().max(1) as f64;
        let mut liking = vec![0.0; self.genres.len()];
        for rating in ratings {
            for genre in &self.movies[rating.movie as usize].genres {
                // One star below the mean is where liking begins: a genre watched much is liked somewhat.
                liking[usize::from(*genre)] += f64::from(rating.half_stars) - mean + 1.0;
            }
        }
        let mut order: Vec<usize> = (0..liking.len()).filter(|genre| liking[*genre] > 0.0).collect();
        sort_indexes(&mut order, &|a, b| liking[b].total_cmp(&liking[a]));
        order.into_iter().take(count).map(|genre| self.genres[genre].clone()).collect()
    }

    /// 64 bits of the content: the same for the same ratings, titles, genres and demographics, whatever the name.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Xxh64::new(1);
        let mut text = |text: &str| {
            hash.update(&(text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        self.genres.iter().for_each(|genre| text(genre));
        for movie in &self.movies {
            text(&movie.title);
            text(&format!("{} {:?} {:?}", movie.id, movie.year, movie.genres));
        }
        for user in &self.users {
            text(&format!("{} {:?}", user.id, user.demographics));
        }
        for rating in &self.ratings {
            hash.update(&rating.user.to_le_bytes());
            hash.update(&rating.movie.to_le_bytes());
            hash.update(&[rating.half_stars]);
        }
        hash.digest()
    }

    /// [`Dataset::fingerprint`] as 16 hexadecimal digits.
    pub fn fingerprint_text(&self) -> String {
        format!("{:016x}", self.fingerprint())
    }

    /// What it holds.
    pub fn summary(&self) -> Summary {
        let total: f64 = self.ratings.iter().map(|rating| f64::from(rating.half_stars) / 2.0).sum();
        let years = self.movies.iter().filter_map(|movie| movie.year);
        Summary {
            name: self.name.clone(),
            fingerprint: self.fingerprint_text(),
            users: self.users.len(),
            movies: self.movies.len(),
            ratings: self.ratings.len(),
            mean_stars: total / self.ratings.len().max(1) as f64,
            density: self.ratings.len() as f64 / (self.users.len() * self.movies.len()).max(1) as f64,
            years: years.clone().min().zip(years.max()),
            genres: self.genres.clone(),
            demographics: self.users.iter().any(|user| user.demographics.is_some()),
        }
    }
}

impl Demographics {
    /// As words for a person.
    pub fn words(&self) -> Vec<String> {
        vec![format!("age {}", self.age), self.gender.clone(), self.occupation.clone()]
    }
}

/// The list ascending by id, and where each entry of the given list has gone.
fn sorted<T>(list: Vec<T>, id: impl Fn(&T) -> u32, what: &str) -> Result<(Vec<T>, Vec<u32>), DatasetError> {
    let mut indexed: Vec<(usize, T)> = list.into_iter().enumerate().collect();
    indexed.sort_by_key(|(_, entry)| id(entry));
    if let Some(pair) = indexed.windows(2).find(|pair| id(&pair[0].1) == id(&pair[1].1)) {
        return Err(DatasetError::Twice(format!("{what} {}", id(&pair[0].1))));
    }
    let mut places = vec![0; indexed.len()];
    for (new, (old, _)) in indexed.iter().enumerate() {
        places[*old] = new as u32;
    }
    Ok((indexed.into_iter().map(|(_, entry)| entry).collect(), places))
}

#[cfg(test)]
mod tests;
