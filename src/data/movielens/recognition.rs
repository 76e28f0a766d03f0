//! Which file is what, by its first lines; and what all files together are.

use super::columns::{Content, GenreColumns, MovieColumns, RatingColumns, Shape, TimeColumn, UserColumns};
use super::error::DataError;
use super::fields::{self, Fields, Separator};
use super::headers;
use super::lines::first_lines;
use super::names::{FLAG_GENRES, MOVIES_FILES, RATINGS_FILES, USERS_FILES};
use super::source::Source;

/// How many first lines are looked at.
const LOOKED_AT: usize = 20;

/// A file and where in its lines things stand.
pub struct Recognised<'a, Columns> {
    /// The file.
    pub source: Source<'a>,
    /// Where in its lines things stand.
    pub columns: Columns,
    /// Whether it is hardly anything else; otherwise it may as well be a table of another kind.
    pub sure: bool,
}

/// The files of a dataset.
pub struct Found<'a> {
    /// The ratings.
    pub ratings: Recognised<'a, RatingColumns>,
    /// The movies.
    pub movies: Option<Recognised<'a, MovieColumns>>,
    /// The users.
    pub users: Option<Recognised<'a, UserColumns>>,
}

/// What files are, by all of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readings {
    /// Ratings, or lists of movies or users of which reading them says that ratings are missing.
    Ratings,
    /// This file could be ratings, and nothing beside it tells.
    Perhaps(String),
    /// Nothing of MovieLens: the columns of the only file that could be a list of movies are not only those of one.
    Nothing,
}

/// What files are, by all of them together.
pub fn readings(sources: Vec<Source<'_>>) -> Readings {
    let Sorted { ratings, movies, users, utf16, .. } = sort(sources);
    let has_sure_list = movies.iter().any(|file| file.sure) || !users.is_empty();
    match ratings.first() {
        _ if has_sure_list || ratings.iter().any(|file| file.sure) => Readings::Ratings,
        Some(ratings) => Readings::Perhaps(ratings.source.name.clone()),
        // Of text in another encoding, reading it says so.
        None if movies.is_empty() && utf16.is_some() => Readings::Ratings,
        None => Readings::Nothing,
    }
}

/// Files by what they hold.
#[derive(Default)]
struct Sorted<'a> {
    ratings: Vec<Recognised<'a, RatingColumns>>,
    movies: Vec<Recognised<'a, MovieColumns>>,
    users: Vec<Recognised<'a, UserColumns>>,
    /// The first file, as it was given, that is none of these.
    unknown: Option<String>,
    /// The first of those that is UTF-16 text.
    utf16: Option<String>,
}

fn sort(sources: Vec<Source<'_>>) -> Sorted<'_> {
    let mut sorted = Sorted::default();
    for source in sources {
        match content(&source) {
            Some((Content::Ratings(columns), sure)) => {
                sorted.ratings.push(Recognised { source, columns, sure })
            }
            Some((Content::Movies(columns), sure)) => {
                sorted.movies.push(Recognised { source, columns, sure })
            }
            Some((Content::Users(columns), sure)) => sorted.users.push(Recognised { source, columns, sure }),
            None => {
                if is_utf16(&source.head) {
                    sorted.utf16.get_or_insert_with(|| source.name.clone());
                }
                sorted.unknown.get_or_insert(source.given);
            }
        }
    }
    sorted
}

/// Sorts files by what they hold.
///
/// # Errors
/// No ratings; two files with the same kind of content, neither of which is called as an edition calls it.
pub fn recognise(sources: Vec<Source<'_>>) -> Result<Found<'_>, DataError> {
    let Sorted { ratings, movies, users, unknown, utf16 } = sort(sources);
    let movies = only(movies, "movies", MOVIES_FILES)?;
    let users = only(users, "users", USERS_FILES)?;
    if let Some(ratings) = only(ratings, "ratings", RATINGS_FILES)? {
        return Ok(Found { ratings, movies, users });
    }
    let listing = movies.map(|file| file.source.name).or_else(|| users.map(|file| file.source.name));
    Err(match (listing, utf16) {
        (Some(listing), _) => DataError::RatingsMissing(listing),
        (None, Some(file)) => DataError::Utf16(file),
        (None, None) => DataError::NotMovieLens(unknown.unwrap_or_default()),
    })
}

/// The one file of its kind; of several the one that is hardly anything else, and of several of those the one that is
/// called as an edition calls it.
fn only<'a, Columns>(
    mut files: Vec<Recognised<'a, Columns>>,
    what: &'static str,
    usual: &[&str],
) -> Result<Option<Recognised<'a, Columns>>, DataError> {
    if files.iter().any(|file| file.sure) {
        files.retain(|file| file.sure);
    }
    if files.len() > 1 {
        let is_usual = |name: &str| usual.contains(&name.to_lowercase().as_str());
        if files.iter().any(|file| is_usual(&file.source.name)) {
            files.retain(|file| is_usual(&file.source.name));
        }
    }
    match files.as_slice() {
        [first, second, ..] => {
            let (first, second) = (first.source.path(), second.source.path());
            Err(DataError::Several { what, first, second })
        }
        _ => Ok(files.pop()),
    }
}

impl Source<'_> {
    /// Its name with where it lies.
    fn path(&self) -> String {
        if self.home.starts_with(&self.name) {
            self.name.clone()
        } else {
            format!("{}/{}", self.home, self.name)
        }
    }
}

/// Whether text begins with the mark of UTF-16.
pub fn is_utf16(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff")
}

/// Whether a file of ratings or of a list names its columns in its first line.
pub fn names_columns(source: &Source<'_>) -> bool {
    content(source).is_some_and(|(content, _)| shape_of(&content).header)
}

/// What a file holds, and whether it is hardly anything else.
fn content(source: &Source<'_>) -> Option<(Content, bool)> {
    let mut lines = first_lines(&source.head, source.head_is_whole());
    lines.truncate(LOOKED_AT);
    headers::of_header(&lines).or_else(|| of_lines(&source.name, &lines).map(|content| (content, true)))
}

/// A format without header, and how its lines are told from those of others.
struct Format {
    content: Content,
    /// Fields that hold numbers in a right line.
    numbers: &'static [usize],
    /// Fields that never do.
    words: &'static [usize],
    /// What its file is called.
    name: &'static str,
}

fn formats() -> [Format; 6] {
    let shape = |separator, width| Shape { separator, header: false, width };
    let ratings = |separator| {
        let (user, movie, rating, time) = (0, 1, 2, Some(TimeColumn::Seconds(3)));
        RatingColumns { shape: shape(separator, 4), user, movie, rating, time, about: None }
    };
    let movies = |shape, release, genres| {
        Content::Movies(MovieColumns { shape, movie: 0, title: 1, year: None, release, genres })
    };
    let bar = Separator::Plain('|');
    let flags = movies(shape(bar, 5 + FLAG_GENRES.len()), Some(2), GenreColumns::Flags(5));
    let users = |shape, gender, age, coded| {
        Content::Users(UserColumns { shape, user: 0, gender, age, occupation: 3, coded })
    };
    let colons = Separator::Colons;
    let format = |name, content, numbers, words| Format { content, numbers, words, name };
    [
        format("u.data", Content::Ratings(ratings(Separator::Plain('\t'))), &[0, 1, 2, 3], &[]),
        format("ratings.dat", Content::Ratings(ratings(colons)), &[0, 1, 2, 3], &[]),
        format("u.item", flags, &[0, 6, 7], &[]),
        format("movies.dat", movies(shape(colons, 3), None, GenreColumns::Names(2)), &[0], &[]),
        format("u.user", users(shape(bar, 5), 2, 1, false), &[0, 1], &[2]),
        format("users.dat", users(shape(colons, 5), 1, 2, true), &[0, 2, 3], &[1]),
    ]
}

/// The format that most of the lines have; where none has, the one that the name tells, if a line could be of it.
fn of_lines(name: &str, lines: &[&[u8]]) -> Option<Content> {
    let mut fields = Fields::default();
    let mut count = |format: &Format, strict: bool| {
        let shape = shape_of(&format.content);
        let mut fits = |line: &&&[u8]| {
            let is_number = |index: &usize, fields: &Fields| fields.get(*index).parse::<f64>().is_ok();
            fields.split(line, shape.separator).is_ok()
                && fields.len() == shape.width
                && (!strict
                    || format.numbers.iter().all(|index| is_number(index, &fields))
                        && !format.words.iter().any(|index| is_number(index, &fields))
                        && is_rating(&format.content, &fields))
        };
        lines.iter().filter(|line| fits(line)).count()
    };
    let lower = name.to_lowercase();
    // A table with names in its first line may have rows of four numbers, too; every right line has one at least.
    let has_names = |format: &Format| {
        let mut fields = Fields::default();
        let split = lines
            .first()
            .is_some_and(|first| fields.split(first, shape_of(&format.content).separator).is_ok());
        split
            && fields.len() == shape_of(&format.content).width
            && (0..fields.len()).all(|index| fields.get(index).parse::<f64>().is_err())
    };
    let by_content =
        formats().into_iter().find(|format| count(format, true) * 2 > lines.len() && !has_names(format));
    let by_name = || formats().into_iter().find(|format| format.name == lower && count(format, false) > 0);
    by_content.or_else(by_name).map(|format| format.content)
}

/// Whether the fields of a line may be a rating, where the format is one of ratings: not any numbers are.
fn is_rating(content: &Content, line: &Fields) -> bool {
    match content {
        Content::Ratings(columns) => {
            fields::id(line.get(columns.user), "").is_ok()
                && fields::id(line.get(columns.movie), "").is_ok()
                && fields::half_stars(line.get(columns.rating)).is_ok()
        }
        Content::Movies(_) | Content::Users(_) => true,
    }
}

fn shape_of(content: &Content) -> &Shape {
    match content {
        Content::Ratings(columns) => &columns.shape,
        Content::Movies(columns) => &columns.shape,
        Content::Users(columns) => &columns.shape,
    }
}
