//! What a dataset refuses, and in which order it has things.

use super::*;

fn movie(id: u32, genres: &[u8]) -> Movie {
    Movie { id, title: format!("Movie {id}"), year: None, genres: genres.to_vec() }
}

fn small() -> Dataset {
    let users = vec![User { id: 9, demographics: None }, User { id: 2, demographics: None }];
    let movies = vec![movie(30, &[0]), movie(10, &[1]), movie(20, &[1])];
    let rating = |user, movie, half_stars| Rating { user, movie, half_stars };
    let ratings =
        vec![rating(0, 0, 10), rating(0, 1, 2), rating(1, 2, 7), rating(1, 0, 10), rating(1, 1, 10)];
    let genres = vec!["Drama".to_owned(), "Comedy".to_owned()];
    Dataset::new("small".to_owned(), genres, movies, users, ratings).expect("it is in order")
}

#[test]
fn users_movies_and_ratings_come_in_order() {
    let dataset = small();
    assert_eq!(dataset.users().iter().map(|user| user.id).collect::<Vec<_>>(), [2, 9]);
    assert_eq!(dataset.movies().iter().map(|movie| movie.id).collect::<Vec<_>>(), [10, 20, 30]);
    let of_first: Vec<_> = dataset.ratings_of(0).iter().map(|r| (r.movie, r.half_stars)).collect();
    assert_eq!(of_first, [(0, 10), (1, 7), (2, 10)]);
    assert_eq!(dataset.ratings_of(2), []);
    assert_eq!(dataset.ratings_by_movie(), [2, 1, 2]);
    assert_eq!(dataset.summary().mean_stars, 3.9);
}

#[test]
fn taste_is_what_was_rated_high() {
    let dataset = small();
    assert_eq!(dataset.favourite_movies(0, 2), [0, 2]);
    assert_eq!(dataset.top_genres(1, 1), ["Drama"]);
    assert_eq!(dataset.top_genres(7, 1), Vec::<String>::new());
}

#[test]
fn what_is_twice_or_impossible_is_refused() {
    let user = |id| User { id, demographics: None };
    let one = Rating { user: 0, movie: 0, half_stars: 3 };
    let make = |users: Vec<User>, ratings: Vec<Rating>| {
        Dataset::new(String::new(), vec![], vec![movie(1, &[])], users, ratings)
            .map_err(|error| error.to_string())
    };
    assert_eq!(make(vec![user(1)], vec![]), Err("there are no ratings".to_owned()));
    assert_eq!(make(vec![user(1), user(1)], vec![one]), Err("user 1 is there twice".to_owned()));
    let twice = make(vec![user(1)], vec![one, one]);
    assert_eq!(twice, Err("the rating of movie 1 by user 1 is there twice".to_owned()));
    assert!(make(vec![user(1)], vec![Rating { half_stars: 11, ..one }]).is_err());
    assert!(make(vec![user(1)], vec![Rating { movie: 1, ..one }]).is_err());
}

#[test]
fn the_fingerprint_is_of_the_content() {
    let dataset = small();
    let renamed = Dataset { name: "other".to_owned(), ..dataset.clone() };
    assert_eq!(dataset.fingerprint(), renamed.fingerprint());
    let mut changed = dataset.clone();
    changed.ratings[0].half_stars = 9;
    assert_ne!(dataset.fingerprint(), changed.fingerprint());
}

#[test]
fn times_lie_beside_the_ratings_and_are_no_part_of_the_content() {
    let dataset = small();
    assert_eq!((dataset.times(), dataset.has_times()), (&[][..], false));
    let timed = dataset.clone().timed(vec![5, 0, 7, 7, 9]).expect("one a rating");
    assert_eq!((timed.times(), timed.has_times()), (&[5, 0, 7, 7, 9][..], true));
    assert_eq!(timed.times_of(0), &[5, 0, 7]);
    assert_eq!(timed.times_of(1), &[7, 9]);
    assert_eq!((timed.times_of(2), dataset.times_of(0)), (&[][..], &[][..]));
    assert_eq!(timed.fingerprint(), dataset.fingerprint());
    // None at all is the same as unknown ones.
    assert_eq!(dataset.clone().timed(vec![0; 5]).expect("one a rating"), dataset);
    assert_eq!(timed.without_times(), dataset);
    let error = dataset.timed(vec![1]).expect_err("too few").to_string();
    assert_eq!(error, "there are 1 times of 5 ratings, and each rating must have one");
}
