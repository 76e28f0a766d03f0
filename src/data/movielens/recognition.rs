//! Which file is what, by its first lines.

use super::error::DataError;
use super::fields::{Fields, Separator};
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

/// What every line of a file looks like.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Between the fields.
    pub separator: Separator,
    /// Whether the first line names the columns.
    pub header: bool,
    /// How many fields a line has.
    pub width: usize,
}

/// Columns of a file of ratings.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingColumns {
    pub shape: Shape,
    pub user: usize,
    pub movie: usize,
    pub rating: usize,
    /// Seconds since 1970, where the format fixes that; other tables write times as they like.
    pub timestamp: Option<usize>,
    /// What the same line says of the movie.
    pub about: Option<MovieColumns>,
}

/// Columns of a file of movies.
#[derive(Debug, Clone, PartialEq)]
pub struct MovieColumns {
    pub shape: Shape,
    pub movie: usize,
    pub title: usize,
    /// A year of its own; otherwise it is in the title.
    pub year: Option<usize>,
    /// Day of release, which tells the year where the title does not.
    pub release: Option<usize>,
    pub genres: GenreColumns,
}

/// Where genres stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GenreColumns {
    /// Nowhere.
    None,
    /// In one column, with bars between.
    Names(usize),
    /// Nineteen columns of 0 or 1 from this one on.
    Flags(usize),
}

/// Columns of a file of users.
#[derive(Debug, Clone, PartialEq)]
pub struct UserColumns {
    pub shape: Shape,
    pub user: usize,
    pub gender: usize,
    pub age: usize,
    pub occupation: usize,
    /// Whether age and occupation are ml-1m's codes.
    pub coded: bool,
}

impl Shape {
    /// Whether a line has the right number of fields; a sentence if not.
    pub fn check(&self, fields: &Fields) -> Result<(), String> {
        if fields.len() == self.width {
            return Ok(());
        }
        let between = match self.separator {
            Separator::Colons => "two colons".to_owned(),
            Separator::Plain('\t') | Separator::Quoting(b'\t') => "a tab".to_owned(),
            Separator::Plain(other) => format!("\"{other}\""),
            Separator::Quoting(other) => format!("\"{}\"", char::from(other)),
        };
        let (found, width) = (fields.len(), self.width);
        let plural = if found == 1 { "field" } else { "fields" };
        Err(format!("the line has {found} {plural}, but must have {width}, with {between} between them"))
    }
}

enum Content {
    Ratings(RatingColumns),
    Movies(MovieColumns),
    Users(UserColumns),
}

/// Sorts files by what they hold.
///
/// # Errors
/// No ratings; two files with the same kind of content, neither of which is called as an edition calls it.
pub fn recognise(sources: Vec<Source<'_>>) -> Result<Found<'_>, DataError> {
    let (mut ratings, mut movies, mut users) = (Vec::new(), Vec::new(), Vec::new());
    let (mut unknown, mut utf16) = (None, None);
    for source in sources {
        match content(&source) {
            Some(Content::Ratings(columns)) => ratings.push(Recognised { source, columns }),
            Some(Content::Movies(columns)) => movies.push(Recognised { source, columns }),
            Some(Content::Users(columns)) => users.push(Recognised { source, columns }),
            None => {
                if is_utf16(&source.head) {
                    utf16.get_or_insert_with(|| source.name.clone());
                }
                unknown.get_or_insert(source.given);
            }
        }
    }
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

/// The one file of its kind; of several the one that is called as an edition calls it.
fn only<'a, Columns>(
    mut files: Vec<Recognised<'a, Columns>>,
    what: &'static str,
    usual: &[&str],
) -> Result<Option<Recognised<'a, Columns>>, DataError> {
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

fn is_utf16(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff")
}

fn content(source: &Source<'_>) -> Option<Content> {
    let mut lines = first_lines(&source.head, source.head_is_whole());
    lines.truncate(LOOKED_AT);
    let from_header = lines.first().and_then(|first| of_header(first));
    from_header.or_else(|| of_lines(&source.name, &lines))
}

/// Columns by their names in the first line, in any order and letter case.
fn of_header(line: &[u8]) -> Option<Content> {
    [b',', b';', b'\t'].into_iter().find_map(|separator| {
        let mut fields = Fields::default();
        fields.split(line, Separator::Quoting(separator)).ok()?;
        let names: Vec<String> = (0..fields.len()).map(|index| plain(fields.get(index))).collect();
        let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let movie = find(&["movieid", "itemid"]).or_else(|| find(&["movie", "item"]))?;
        let shape = Shape { separator: Separator::Quoting(separator), header: true, width: names.len() };
        let about = find(&["title", "movietitle"]).map(|title| MovieColumns {
            shape: shape.clone(),
            movie,
            title,
            year: find(&["year"]),
            release: None,
            genres: find(&["genres", "genre"]).map_or(GenreColumns::None, GenreColumns::Names),
        });
        match (find(&["userid"]).or_else(|| find(&["user"])), find(&["rating", "stars"])) {
            (Some(user), Some(rating)) => {
                Some(Content::Ratings(RatingColumns { shape, user, movie, rating, timestamp: None, about }))
            }
            _ => about.map(Content::Movies),
        }
    })
}

/// A column's name without letter case, spaces and underscores.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
        let (user, movie, rating, timestamp) = (0, 1, 2, Some(3));
        RatingColumns { shape: shape(separator, 4), user, movie, rating, timestamp, about: None }
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
                        && !format.words.iter().any(|index| is_number(index, &fields)))
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

fn shape_of(content: &Content) -> &Shape {
    match content {
        Content::Ratings(columns) => &columns.shape,
        Content::Movies(columns) => &columns.shape,
        Content::Users(columns) => &columns.shape,
    }
}
