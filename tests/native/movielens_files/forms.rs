//! Small datasets, and how each form of MovieLens writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};

use bandit_playground::data::{Dataset, Demographics, Movie, NamedFile, Rating, User};
use encoding_rs::WINDOWS_1252;
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use zip::write::{SimpleFileOptions, ZipWriter};

/// ml-100k's genres and a few of ml-1m's codes, written here a second time on purpose: the reader's own lists are
/// what is tested.
const GENRES: [&str; 18] = [
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
];
const AGES: [u8; 7] = [1, 18, 25, 35, 45, 50, 56];
const OCCUPATIONS: [(usize, &str); 4] =
    [(0, "other or not specified"), (10, "K-12 student"), (17, "technician/engineer"), (20, "writer")];

/// A dataset as the tests see it.
#[derive(Debug, Clone)]
pub struct Plain {
    /// By id: title, year, indexes into the genres.
    pub movies: BTreeMap<u32, (String, Option<u16>, BTreeSet<usize>)>,
    /// By id: indexes of age and occupation, whether a woman.
    pub users: BTreeMap<u32, (usize, usize, bool)>,
    /// Half stars by user and movie; every user has at least one.
    pub ratings: BTreeMap<(u32, u32), u8>,
}

/// A form in which GroupLens hands MovieLens out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// ml-100k.
    Bars,
    /// ml-1m.
    Colons,
    /// ml-20m and later.
    Tables,
    /// One table with everything.
    Flat,
}

pub fn any_plain() -> impl Strategy<Value = Plain> {
    let title = "[A-Za-zÀ-ÿ]([A-Za-zÀ-ÿ ,'\"&!();#-]{0,14}[A-Za-zÀ-ÿ])?";
    let genres = proptest::collection::btree_set(0..GENRES.len(), 0..4);
    let movie = (title, proptest::option::of(1900_u16..2030), genres);
    let movies = proptest::collection::btree_map(any::<u32>(), movie, 1..10);
    let user = (0..AGES.len(), 0..OCCUPATIONS.len(), any::<bool>());
    let users = proptest::collection::btree_map(any::<u32>(), user, 1..8);
    let stars = proptest::collection::vec(proptest::option::weighted(0.4, 1_u8..=10), 80);
    (movies, users, stars, 1_u8..=10).prop_map(|(movies, users, stars, first)| {
        let mut ratings = BTreeMap::new();
        let mut stars = stars.into_iter();
        for user in users.keys() {
            ratings.insert((*user, *movies.keys().next().expect("there is one")), first);
            for movie in movies.keys() {
                if let Some(half_stars) = stars.next().flatten() {
                    ratings.insert((*user, *movie), half_stars);
                }
            }
        }
        Plain { movies, users, ratings }
    })
}

/// One that is always the same, with a title that Latin-1 writes differently.
pub fn small() -> Plain {
    let movie =
        |title: &str, year, genres: &[usize]| (title.to_owned(), year, genres.iter().copied().collect());
    Plain {
        movies: BTreeMap::from([
            (1, movie("Amélie", Some(2001), &[4, 13])),
            (2, movie("Matrix, The", Some(1999), &[0, 14])),
            (7, movie("unknown", None, &[])),
        ]),
        users: BTreeMap::from([(1, (2, 1, true)), (5, (6, 3, false))]),
        ratings: BTreeMap::from([((1, 1), 10), ((1, 2), 7), ((5, 2), 1), ((5, 7), 6)]),
    }
}

impl Form {
    pub const ALL: [Form; 4] = [Form::Bars, Form::Colons, Form::Tables, Form::Flat];

    /// The files, with the lines of ratings forwards or backwards.
    pub fn write(self, plain: &Plain, backwards: bool) -> Vec<NamedFile> {
        let ratings = in_order(plain, backwards);
        let line = |between: &str| {
            let lines = ratings.iter().map(|(user, movie, half_stars)| {
                let stars = f64::from(*half_stars) / 2.0;
                let time = time_of(*user, *movie).to_string();
                [user.to_string(), movie.to_string(), stars.to_string(), time].join(between) + "\n"
            });
            lines.collect::<String>()
        };
        let ratings_table = |text: String| format!("userId,movieId,rating,timestamp\n{text}");
        match self {
            Form::Bars => vec![
                file("u.data", &line("\t")),
                latin_1("u.item", &plain.movies.iter().map(u_item).collect::<String>()),
                file("u.user", &plain.users.iter().map(u_user).collect::<String>()),
            ],
            Form::Colons => vec![
                file("ratings.dat", &line("::")),
                latin_1("movies.dat", &plain.movies.iter().map(movies_dat).collect::<String>()),
                file("users.dat", &plain.users.iter().map(users_dat).collect::<String>()),
            ],
            Form::Tables => vec![file("ratings.csv", &ratings_table(line(","))), movies_csv(plain)],
            Form::Flat => vec![flat(plain, &ratings)],
        }
    }

    /// What reading those files must give.
    pub fn expected(self, plain: &Plain, backwards: bool) -> Dataset {
        let ratings = in_order(plain, backwards);
        let mentioned: Vec<u32> = match self {
            Form::Flat => ratings.iter().map(|(_, movie, _)| *movie).collect(),
            _ => plain.movies.keys().copied().collect(),
        };
        let mut genres: Vec<usize> = Vec::new();
        for genre in mentioned.iter().flat_map(|movie| &plain.movies[movie].2) {
            if !genres.contains(genre) {
                genres.push(*genre);
            }
        }
        let ids: BTreeSet<u32> = mentioned.into_iter().collect();
        let movies: Vec<Movie> = ids
            .iter()
            .map(|id| {
                let (title, year, own) = &plain.movies[id];
                let place =
                    |genre: &usize| genres.iter().position(|other| other == genre).expect("listed") as u8;
                let mut genres: Vec<u8> = own.iter().map(place).collect();
                genres.sort_unstable();
                Movie { id: *id, title: title.clone(), year: *year, genres }
            })
            .collect();
        let users: Vec<User> = plain.users.iter().map(|(id, who)| self.user(*id, who)).collect();
        let index =
            |id: u32, list: &[u32]| list.iter().position(|other| *other == id).expect("listed") as u32;
        let user_ids: Vec<u32> = users.iter().map(|user| user.id).collect();
        let movie_ids: Vec<u32> = movies.iter().map(|movie| movie.id).collect();
        // In the order of a dataset: by user and movie.
        let times = plain.ratings.keys().map(|(user, movie)| time_of(*user, *movie)).collect();
        let ratings = ratings.into_iter().map(|(user, movie, half_stars)| Rating {
            user: index(user, &user_ids),
            movie: index(movie, &movie_ids),
            half_stars,
        });
        let genres = genres.into_iter().map(|genre| GENRES[genre].to_owned()).collect();
        let dataset =
            Dataset::new(String::new(), genres, movies, users, ratings.collect()).expect("in order");
        dataset.timed(times).expect("one a rating")
    }

    fn user(self, id: u32, (age, occupation, woman): &(usize, usize, bool)) -> User {
        let demographics = Demographics {
            age: AGES[*age],
            gender: if *woman { "F" } else { "M" }.to_owned(),
            occupation: OCCUPATIONS[*occupation].1.to_owned(),
        };
        let told = matches!(self, Form::Bars | Form::Colons);
        User { id, demographics: told.then_some(demographics) }
    }
}

/// When a user rated a movie, in seconds since 1970.
fn time_of(user: u32, movie: u32) -> u32 {
    1 + user.wrapping_mul(31).wrapping_add(movie) % 1_700_000_000
}

fn in_order(plain: &Plain, backwards: bool) -> Vec<(u32, u32, u8)> {
    let mut ratings: Vec<_> =
        plain.ratings.iter().map(|((user, movie), stars)| (*user, *movie, *stars)).collect();
    if backwards {
        ratings.reverse();
    }
    ratings
}

type MovieEntry<'a> = (&'a u32, &'a (String, Option<u16>, BTreeSet<usize>));
type UserEntry<'a> = (&'a u32, &'a (usize, usize, bool));

fn with_year(title: &str, year: Option<u16>) -> String {
    year.map_or(title.to_owned(), |year| format!("{title} ({year})"))
}

fn genre_names(genres: &BTreeSet<usize>) -> String {
    if genres.is_empty() {
        return "(no genres listed)".to_owned();
    }
    genres.iter().map(|genre| GENRES[*genre]).collect::<Vec<_>>().join("|")
}

fn u_item((id, (title, year, genres)): MovieEntry<'_>) -> String {
    let release = year.map_or(String::new(), |year| format!("01-Jan-{year}"));
    let mut flags = vec![if genres.is_empty() { "1" } else { "0" }];
    flags.extend((0..GENRES.len()).map(|genre| if genres.contains(&genre) { "1" } else { "0" }));
    format!("{id}|{}|{release}||http://x/|{}\n", with_year(title, *year), flags.join("|"))
}

fn movies_dat((id, (title, year, genres)): MovieEntry<'_>) -> String {
    format!("{id}::{}::{}\n", with_year(title, *year), genre_names(genres))
}

fn u_user((id, (age, occupation, woman)): UserEntry<'_>) -> String {
    let gender = if *woman { "F" } else { "M" };
    format!("{id}|{}|{gender}|{}|85711\n", AGES[*age], OCCUPATIONS[*occupation].1)
}

fn users_dat((id, (age, occupation, woman)): UserEntry<'_>) -> String {
    let gender = if *woman { "F" } else { "M" };
    format!("{id}::{gender}::{}::{}::48067\n", AGES[*age], OCCUPATIONS[*occupation].0)
}

fn table(name: &str, rows: impl IntoIterator<Item = Vec<String>>) -> NamedFile {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("in memory");
    }
    NamedFile { name: name.to_owned(), bytes: writer.into_inner().expect("in memory") }
}

fn header(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

fn movies_csv(plain: &Plain) -> NamedFile {
    let rows = plain.movies.iter().map(|(id, (title, year, genres))| {
        vec![id.to_string(), with_year(title, *year), genre_names(genres)]
    });
    table("movies.csv", std::iter::once(header("movieId,title,genres")).chain(rows))
}

const FLAT: &str = "rownames,movieId,title,year,genres,userId,rating,timestamp";

fn flat(plain: &Plain, ratings: &[(u32, u32, u8)]) -> NamedFile {
    let rows = ratings.iter().enumerate().map(|(row, (user, movie, half_stars))| {
        let (title, year, genres) = &plain.movies[movie];
        let year = year.map_or(String::new(), |year| format!("{year}.0"));
        let stars = format!("{:.1}", f64::from(*half_stars) / 2.0);
        let time = time_of(*user, *movie).to_string();
        let (row, movie, user) = ((row + 1).to_string(), movie.to_string(), user.to_string());
        vec![row, movie, title.clone(), year, genre_names(genres), user, stars, time]
    });
    table("movielens.csv", std::iter::once(header(FLAT)).chain(rows))
}

/// A whole dataset with times as one flat table.
pub fn flat_table(dataset: &Dataset) -> NamedFile {
    let rows = dataset.ratings().iter().zip(dataset.times()).map(|(rating, time)| {
        let movie = &dataset.movies()[rating.movie as usize];
        let genres: Vec<&str> = movie.genres.iter().filter_map(|genre| dataset.genre_name(*genre)).collect();
        vec![
            String::new(),
            movie.id.to_string(),
            movie.title.clone(),
            movie.year.map_or(String::new(), |year| format!("{year}.0")),
            genres.join("|"),
            dataset.users()[rating.user as usize].id.to_string(),
            format!("{:.1}", f64::from(rating.half_stars) / 2.0),
            time.to_string(),
        ]
    });
    table("movielens.csv", std::iter::once(header(FLAT)).chain(rows))
}

/// A file of UTF-8.
pub fn file(name: &str, text: &str) -> NamedFile {
    NamedFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

fn latin_1(name: &str, text: &str) -> NamedFile {
    NamedFile { name: name.to_owned(), bytes: WINDOWS_1252.encode(text).0.into_owned() }
}

/// The file as `.gz`.
pub fn gzip(file: &NamedFile) -> NamedFile {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&file.bytes).expect("in memory");
    NamedFile { name: format!("{}.gz", file.name), bytes: encoder.finish().expect("in memory") }
}

/// The files in a folder of a zip.
pub fn zip(name: &str, folder: &str, files: &[NamedFile]) -> NamedFile {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.add_directory(folder, options).expect("in memory");
    for file in files {
        writer.start_file(format!("{folder}/{}", file.name), options).expect("in memory");
        writer.write_all(&file.bytes).expect("in memory");
    }
    NamedFile { name: name.to_owned(), bytes: writer.finish().expect("in memory").into_inner() }
}
