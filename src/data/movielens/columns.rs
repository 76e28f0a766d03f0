//! Where things stand in the lines of a file.

use super::fields::{Fields, Separator};

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
    /// When the rating was given.
    pub time: Option<TimeColumn>,
    /// What the same line says of the movie.
    pub about: Option<MovieColumns>,
}

/// Where times stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeColumn {
    /// Seconds since 1970, as the format fixes it: what is no whole number is wrong.
    Seconds(usize),
    /// As a table's columns are called; what can't be read as a time is not known.
    Named(usize),
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

/// What a file holds.
pub enum Content {
    Ratings(RatingColumns),
    Movies(MovieColumns),
    Users(UserColumns),
}
