//! Small cases worked out by hand, and what holds for any ratings.

use proptest::prelude::*;

use super::tally::quantile;
use super::*;
use crate::data::{Demographics, Movie, Rating, User};

fn movie(id: u32, year: Option<u16>, genres: &[u8]) -> Movie {
    Movie { id, title: format!("Movie {id}"), year, genres: genres.to_vec() }
}

fn dataset(movies: Vec<Movie>, users: Vec<User>, ratings: &[(u32, u32, u8)]) -> Dataset {
    let rating = |(user, movie, half_stars): &(u32, u32, u8)| Rating {
        user: *user,
        movie: *movie,
        half_stars: *half_stars,
    };
    let genres = ["Drama", "War", "Western"].map(str::to_owned).to_vec();
    let ratings = ratings.iter().map(rating).collect();
    Dataset::new("small".to_owned(), genres, movies, users, ratings).expect("in order")
}

fn user(id: u32) -> User {
    User { id, demographics: None }
}

/// Three users, four films, six ratings: 1, 2, 3, 4, 5 and 5 stars.
fn small() -> Dataset {
    let movies = vec![
        movie(10, Some(1994), &[0]),
        movie(20, Some(1994), &[0, 1]),
        movie(30, None, &[1]),
        movie(40, Some(2001), &[]),
    ];
    let ratings = [(0, 0, 2), (0, 1, 4), (0, 2, 6), (1, 0, 8), (1, 1, 10), (2, 0, 10)];
    dataset(movies, vec![user(1), user(2), user(3)], &ratings)
}

#[test]
fn stars_are_counted() {
    let found = Exploration::of(&small());
    assert_eq!((found.users, found.movies, found.ratings), (3, 4, 6));
    assert_eq!(found.stars.counts, [0, 1, 0, 1, 0, 1, 0, 1, 0, 2]);
    assert_eq!(found.stars.mean, 20.0 / 6.0);
    // The squares 1 + 4 + 9 + 16 + 25 + 25 = 80: the variance is 80 / 6 - (20 / 6)^2 = 20 / 9.
    assert!((found.stars.deviation - (20.0_f64 / 9.0).sqrt()).abs() < 1e-15);
    assert_eq!(found.stars.share_from(6), 4.0 / 6.0);
    assert_eq!((found.stars.share_from(1), found.stars.share_from(0)), (1.0, 1.0));
}

#[test]
fn users_and_films_have_more_or_fewer_ratings() {
    let found = Exploration::of(&small());
    let users = &found.per_user;
    assert_eq!((users.units, users.least, users.most, users.single), (3, 1, 3, 1));
    assert_eq!((users.median, users.mean, users.half), (2.0, 2.0, 1));
    // A tenth of three users is one, rounded up: that with three of six.
    assert_eq!(users.tenth, 0.5);
    let films = &found.per_movie;
    assert_eq!((films.units, films.most, films.single, found.unrated()), (3, 3, 1, 1));
    assert_eq!(films.median, 2.0);
    assert_eq!(films.bins, [(1, 2, 1), (2, 5, 2)].map(|(from, to, units)| Bin { from, to, units }));
    assert_eq!(films.ranks, [(1, 3), (2, 2), (3, 1)]);
    // A third of three users has three of six ratings, and half of them half of the second one's two more.
    assert!((users.held_by(1.0 / 3.0) - 0.5).abs() < 0.01);
    assert!((users.held_by(0.5) - 4.0 / 6.0).abs() < 1e-12);
    assert_eq!((users.held_by(0.0), users.held_by(1.0), users.lorenz.len()), (0.0, 1.0, 101));
}

#[test]
fn years_of_release_have_films() {
    let found = Exploration::of(&small());
    let row = |year, films, ratings, mean| ReleaseRow { year, films, ratings, mean };
    assert_eq!(found.releases, [row(1994, 2, 5, Some(17.0 / 5.0)), row(2001, 1, 0, None)]);
}

#[test]
fn times_are_of_years_hours_and_weekdays() {
    assert_eq!(Exploration::of(&small()).times, None);
    // 30 July 2000 was a Sunday, 31 December 1999 a Friday, 29 February 2004 a Sunday.
    let times = vec![964_982_703, 946_684_799, 0, 1_078_099_199, 964_982_704, 964_982_705];
    let found = Exploration::of(&small().timed(times).expect("one a rating")).times.expect("there are some");
    assert_eq!((found.known, found.first, found.last), (5, 946_684_799, 1_078_099_199));
    let row = |at, ratings, mean| TimeRow { at, ratings, mean };
    let years = [
        row(1999, 1, Some(2.0)),
        row(2000, 3, Some(11.0 / 3.0)),
        row(2001, 0, None),
        row(2002, 0, None),
        row(2003, 0, None),
        row(2004, 1, Some(4.0)),
    ];
    assert_eq!(found.years, years);
    assert_eq!((found.hours.len(), found.weekdays.len()), (24, 7));
    assert_eq!(found.hours[18], row(18, 3, Some(11.0 / 3.0)));
    assert_eq!(found.hours[23], row(23, 2, Some(3.0)));
    assert_eq!(found.weekdays[4], row(4, 1, Some(2.0)));
    assert_eq!(found.weekdays[6], row(6, 4, Some(15.0 / 4.0)));
}

#[test]
fn genres_have_boxes_of_films_with_enough_ratings() {
    // Film k of ten users has k half stars, but for the last, which is an outlier; and one film has too few ratings.
    let stars = [4, 5, 5, 6, 6, 10];
    let movies = (0..7).map(|id| movie(id, None, &[1])).collect();
    let users = (0..10).map(user).collect();
    let mut ratings = Vec::new();
    for (film, half_stars) in (0..).zip(stars) {
        ratings.extend((0..FEWEST as u32).map(|user| (user, film, half_stars)));
    }
    ratings.push((0, 6, 1));
    let found = Exploration::of(&dataset(movies, users, &ratings)).genres;
    assert_eq!(found.len(), 1, "no film is of another genre");
    let row = &found[0];
    assert_eq!((row.name.as_str(), row.films, row.ratings, row.counted), ("War", 7, 61, 6));
    // Means 2, 2.5, 2.5, 3, 3, 5: quartiles at places 1.25, 2.5 and 3.75 of 0 to 5.
    assert_eq!((row.lower, row.median, row.upper), (2.5, 2.75, 3.0));
    // The box is half a star long, so that whiskers reach from 1.75 to 3.75.
    assert_eq!((row.low, row.high, row.outliers), (2.0, 3.0, 1));
    assert_eq!(row.mean, 361.0 / 61.0 / 2.0);
}

#[test]
fn who_users_are_is_told_where_it_is_known() {
    assert_eq!(Exploration::of(&small()).groups, []);
    let who = |age, gender: &str, occupation: &str| {
        let (gender, occupation) = (gender.to_owned(), occupation.to_owned());
        Some(Demographics { age, gender, occupation })
    };
    let users = |ages: [u8; 3]| {
        vec![
            User { id: 1, demographics: who(ages[0], "F", "writer") },
            User { id: 2, demographics: who(ages[1], "M", "writer") },
            User { id: 3, demographics: who(ages[2], "M", "artist") },
        ]
    };
    let ratings = [(0, 0, 2), (0, 1, 4), (1, 0, 8), (2, 0, 10)];
    let movies = || vec![movie(1, None, &[]), movie(2, None, &[])];
    let found = Exploration::of(&dataset(movies(), users([23, 29, 7]), &ratings)).groups;
    let names = |place: usize| found[place].rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    assert_eq!(
        found.iter().map(|group| group.by.as_str()).collect::<Vec<_>>(),
        ["Gender", "Age", "Occupation"]
    );
    assert_eq!(
        (names(0), names(1)),
        (vec!["Men".to_owned(), "Women".to_owned()], vec!["0 to 9".to_owned(), "20 to 29".to_owned()])
    );
    let writers = GroupRow { name: "writer".to_owned(), users: 2, ratings: 3, mean: Some(7.0 / 3.0) };
    assert_eq!(found[2].rows[0], writers);
    // The age groups of ml-1m have their own names.
    let found = Exploration::of(&dataset(movies(), users([1, 56, 18]), &ratings)).groups;
    let ages: Vec<&str> = found[1].rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(ages, ["under 18", "18 to 24", "56 or more"]);
}

#[test]
fn pairs_are_counted_in_blocks() {
    let found = Exploration::of(&small()).pairs;
    assert_eq!((found.all, found.known), (12, 0.5));
    assert_eq!((found.rows, found.columns), (3, 4));
    // Three users and four films are blocks of their own: users with 3, 2 and 1 ratings; films with 3, 2, 1 and none.
    let rows: Vec<&[f64]> = found.shares.chunks(4).collect();
    assert_eq!(rows, [[1.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]);
}

#[test]
fn a_person_has_a_taste() {
    let found = person(&small(), 0).expect("they are there");
    assert_eq!((found.id, found.ratings, found.mean), (1, 3, Some(2.0)));
    assert_eq!(found.films, ["Movie 30", "Movie 20", "Movie 10"]);
    // By how far above their mean less half a star: War 1 + 3, Drama -1 + 1, which is no liking.
    let genres: Vec<(&str, u64)> =
        found.genres.iter().map(|taste| (taste.genre.as_str(), taste.ratings)).collect();
    assert_eq!(genres, [("War", 2)]);
    assert_eq!(found.genres[0].mean, Some(2.5));
    assert_eq!(person(&small(), 3), None);
}

#[test]
fn quantiles_lie_between_order_statistics() {
    let values = [1.0, 2.0, 4.0, 8.0];
    assert_eq!([0.0, 0.25, 0.5, 1.0].map(|share| quantile(&values, share)), [1.0, 1.75, 3.0, 8.0]);
    assert!(quantile(&[], 0.5).is_nan());
    assert_eq!(quantile(&[3.0], 0.9), 3.0);
}

/// Users by id, films by id with genres and year, and ratings with times by their ids.
type Parts = (Vec<u32>, Vec<(u32, u16, u8)>, Vec<(u32, u32, u8, u32)>);

fn any_parts() -> impl Strategy<Value = Parts> {
    let stars =
        proptest::collection::vec(proptest::option::weighted(0.7, (1_u8..=10, 0_u32..=u32::MAX)), 30 * 20);
    let years = proptest::collection::vec((1990_u16..1996, 0_u8..8), 20);
    (1_u32..30, 1_u32..20, stars, years).prop_map(|(users, movies, stars, years)| {
        let mut ratings = vec![(0, 0, 7, 9)];
        for user in 0..users {
            for movie in 0..movies {
                if let Some((half_stars, time)) = stars[(user * 20 + movie) as usize]
                    && (user, movie) != (0, 0)
                {
                    ratings.push((user, movie, half_stars, time));
                }
            }
        }
        let movies = (0..movies).map(|id| (id, years[id as usize].0, years[id as usize].1)).collect();
        ((0..users).collect(), movies, ratings)
    })
}

fn of_parts((users, movies, ratings): &Parts) -> Dataset {
    let place =
        |list: &[u32], id: u32| list.iter().position(|other| *other == id).expect("it is listed") as u32;
    let ids: Vec<u32> = movies.iter().map(|(id, ..)| *id).collect();
    let rows: Vec<(u32, u32, u8)> = ratings
        .iter()
        .map(|(user, movie, half_stars, _)| (place(users, *user), place(&ids, *movie), *half_stars))
        .collect();
    let genres = |bits: u8| (0..3).filter(|genre| bits >> genre & 1 == 1).collect::<Vec<u8>>();
    let movies = movies.iter().map(|(id, year, bits)| movie(*id, Some(*year), &genres(*bits))).collect();
    let made = dataset(movies, users.iter().map(|id| user(*id)).collect(), &rows);
    // In the order of the ratings: by user and movie.
    let mut timed: Vec<(u32, u32, u32)> =
        ratings.iter().map(|(user, movie, _, time)| (*user, *movie, *time)).collect();
    timed.sort_unstable();
    made.timed(timed.into_iter().map(|(.., time)| time).collect()).expect("one a rating")
}

proptest! {
    #[test]
    fn sums_agree_and_quartiles_are_in_order(parts in any_parts()) {
        let found = Exploration::of(&of_parts(&parts));
        prop_assert_eq!(found.stars.counts.iter().sum::<u64>(), found.ratings);
        prop_assert!((0.5..=5.0).contains(&found.stars.mean) && (0.0..=2.25).contains(&found.stars.deviation));
        for activity in [&found.per_user, &found.per_movie] {
            prop_assert_eq!(activity.bins.iter().map(|bin| bin.units).sum::<u64>(), activity.units);
            prop_assert!(activity.lorenz.windows(2).all(|pair| pair[0] <= pair[1]));
            // The busiest come first, so that the curve lies above the diagonal.
            prop_assert!(activity.lorenz.iter().enumerate().all(|(step, share)| *share >= step as f64 / 100.0 - 1e-12));
            prop_assert!((activity.lorenz[100] - 1.0).abs() < 1e-12);
            prop_assert!(activity.half <= activity.units && activity.tenth <= 1.0 && activity.single <= activity.units);
            prop_assert!(activity.least as f64 <= activity.median && activity.median <= activity.most as f64);
            prop_assert!((activity.mean * activity.units as f64 - found.ratings as f64).abs() < 1e-6);
            prop_assert!(activity.ranks.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 >= pair[1].1));
            prop_assert_eq!(activity.ranks.last().map(|(rank, _)| *rank), Some(activity.units));
        }
        prop_assert_eq!(found.releases.iter().map(|row| row.ratings).sum::<u64>(), found.ratings);
        prop_assert_eq!(found.releases.iter().map(|row| row.films).sum::<u64>(), found.movies);
        if let Some(times) = &found.times {
            for rows in [&times.years, &times.hours, &times.weekdays] {
                prop_assert_eq!(rows.iter().map(|row| row.ratings).sum::<u64>(), times.known);
            }
            prop_assert!(times.first <= times.last && times.known <= found.ratings);
        }
        for row in &found.genres {
            prop_assert!(row.low <= row.lower && row.lower <= row.median && row.median <= row.upper && row.upper <= row.high);
            prop_assert!(row.counted <= row.films && row.outliers < row.counted);
        }
        let pairs = &found.pairs;
        prop_assert_eq!(pairs.shares.len() as u32, pairs.rows * pairs.columns);
        prop_assert!(pairs.shares.iter().all(|share| (0.0..=1.0).contains(share)));
    }

    #[test]
    fn the_order_of_rows_changes_nothing(parts in any_parts(), seed: u64) {
        let mut shuffled = parts.clone();
        let mut state = seed;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for last in (1..shuffled.2.len()).rev() { shuffled.2.swap(last, next(last + 1)); }
        for last in (1..shuffled.1.len()).rev() { shuffled.1.swap(last, next(last + 1)); }
        for last in (1..shuffled.0.len()).rev() { shuffled.0.swap(last, next(last + 1)); }
        prop_assert_eq!(Exploration::of(&of_parts(&shuffled)), Exploration::of(&of_parts(&parts)));
    }
}
