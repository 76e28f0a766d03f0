//! Movies and users as their own files list them.

use std::collections::BTreeMap;

use super::Limits;
use super::columns::{GenreColumns, MovieColumns, Shape, UserColumns};
use super::error::{DataError, Problems};
use super::fields::{self, Fields};
use super::lines::each_line;
use super::names::{AGE_GROUPS, FLAG_GENRES, NO_GENRES, OCCUPATIONS};
use super::progress::Meter;
use super::recognition::{Found, Recognised};
use crate::data::Demographics;

/// Most genres: a bundle keeps a movie's genres in 64 bits.
const MOST_GENRES: usize = 64;

/// A movie without its id.
pub struct Listed {
    pub title: String,
    pub year: Option<u16>,
    pub genres: Vec<u8>,
}

/// What is known of movies and users, by id.
#[derive(Default)]
pub struct Listings {
    pub movies: BTreeMap<u32, Listed>,
    pub users: BTreeMap<u32, Demographics>,
    pub genres: Vec<String>,
}

impl Listings {
    /// Reads the files of movies and users, where they are given.
    pub fn read(
        found: &Found<'_>,
        limits: &Limits,
        problems: &mut Problems,
        meter: &mut Meter<'_>,
    ) -> Result<Listings, DataError> {
        let mut listings = Listings::default();
        if let Some(file) = &found.movies {
            let columns = &file.columns;
            each_entry(file, &columns.shape, problems, meter, "movie", columns.movie, &mut |id, fields| {
                listings.mention(id, columns, fields, &file.source.name, limits)
            })?;
        }
        if let Some(file) = &found.users {
            let columns = &file.columns;
            each_entry(file, &columns.shape, problems, meter, "user", columns.user, &mut |id, fields| {
                Ok(demographics(columns, fields).map(|who| {
                    listings.users.insert(id, who);
                }))
            })?;
        }
        Ok(listings)
    }

    /// Takes what a line says of a movie; a movie that is known already keeps what was said of it first. The inner
    /// error is a sentence about the line.
    pub fn mention(
        &mut self,
        id: u32,
        columns: &MovieColumns,
        fields: &Fields,
        file: &str,
        limits: &Limits,
    ) -> Result<Result<(), String>, DataError> {
        let year = match columns.year.map(|column| fields::year(fields.get(column))).transpose() {
            Ok(year) => year.flatten(),
            Err(reason) => return Ok(Err(reason)),
        };
        if self.movies.contains_key(&id) {
            return Ok(Ok(()));
        }
        if self.movies.len() >= limits.most_movies {
            return Err(DataError::TooManyMovies { file: file.to_owned(), limit: limits.most_movies });
        }
        let names = match genre_names(columns.genres, fields) {
            Ok(names) => names,
            Err(reason) => return Ok(Err(reason)),
        };
        let genres = self.genres_of(&names);
        if self.genres.len() > MOST_GENRES {
            return Err(DataError::TooManyGenres { file: file.to_owned(), limit: MOST_GENRES });
        }
        let text = fields.text(columns.title);
        let (title, year) = match columns.year {
            Some(_) => (text.to_owned(), year),
            None => fields::title_and_year(text),
        };
        let year = year.or_else(|| release_year(columns, fields));
        self.movies.insert(id, Listed { title, year, genres });
        Ok(Ok(()))
    }

    fn genres_of(&mut self, names: &[&str]) -> Vec<u8> {
        let mut genres = Vec::new();
        for name in names {
            let known = self.genres.iter().position(|genre| genre == name);
            let place = known.unwrap_or_else(|| {
                self.genres.push((*name).to_owned());
                self.genres.len() - 1
            });
            genres.push(place as u8);
        }
        genres.sort_unstable();
        genres.dedup();
        genres
    }
}

/// What is done with an entry: its id and fields. The inner error is a sentence about the line.
type Take<'a> = dyn FnMut(u32, &Fields) -> Result<Result<(), String>, DataError> + 'a;

/// Calls `take` with id and fields of every right line; an id twice, or what `take` finds wrong, is a problem.
fn each_entry<Columns>(
    file: &Recognised<'_, Columns>,
    shape: &Shape,
    problems: &mut Problems,
    meter: &mut Meter<'_>,
    what: &str,
    id_column: usize,
    take: &mut Take<'_>,
) -> Result<(), DataError> {
    let (mut fields, mut header) = (Fields::default(), shape.header);
    let mut lines: BTreeMap<u32, u64> = BTreeMap::new();
    each_line(&file.source, problems, meter, &mut |number, line, problems| {
        if std::mem::take(&mut header) {
            return Ok(());
        }
        let mut read = || {
            fields.split(line, shape.separator)?;
            shape.check(&fields)?;
            let id = fields::id(fields.get(id_column), what)?;
            match lines.insert(id, number) {
                Some(before) => Err(format!("{what} {id} is listed a second time, after line {before}")),
                None => Ok(id),
            }
        };
        let taken = match read() {
            Ok(id) => take(id, &fields)?,
            Err(reason) => Err(reason),
        };
        if let Err(reason) = taken {
            problems.add(&file.source.name, number, reason);
        }
        Ok(())
    })
}

fn genre_names(columns: GenreColumns, fields: &Fields) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    match columns {
        GenreColumns::None => {}
        GenreColumns::Names(column) => {
            let listed = fields.get(column).split('|').map(str::trim);
            names.extend(listed.filter(|name| !name.is_empty() && *name != NO_GENRES));
        }
        GenreColumns::Flags(first) => {
            for (place, genre) in FLAG_GENRES.iter().enumerate() {
                match fields.get(first + place) {
                    "0" => {}
                    "1" => names.extend(*genre),
                    other => {
                        let shown = fields::shown(other);
                        return Err(format!("genre flag {} is {shown}, but must be 0 or 1", place + 1));
                    }
                }
            }
        }
    }
    Ok(names)
}

/// The year at the end of "01-Jan-1995".
fn release_year(columns: &MovieColumns, fields: &Fields) -> Option<u16> {
    let (_, year) = fields.get(columns.release?).rsplit_once('-')?;
    year.parse().ok().filter(|year| (1_000..10_000).contains(year))
}

fn demographics(columns: &UserColumns, fields: &Fields) -> Result<Demographics, String> {
    let (age, gender, occupation) =
        (fields.get(columns.age), fields.get(columns.gender), fields.get(columns.occupation));
    if gender != "F" && gender != "M" {
        return Err(format!("the gender is {}, but must be F or M", fields::shown(gender)));
    }
    let years = age.parse::<u8>().ok();
    if !columns.coded {
        let age = years.ok_or_else(|| {
            format!("the age is {}, but must be a whole number from 0 to 255", fields::shown(age))
        })?;
        if occupation.is_empty() {
            return Err("the occupation is empty, but must be a word".to_owned());
        }
        return Ok(Demographics { age, gender: gender.to_owned(), occupation: occupation.to_owned() });
    }
    let age = years.filter(|years| AGE_GROUPS.contains(years)).ok_or_else(|| {
        let groups = AGE_GROUPS.map(|group| group.to_string()).join(", ");
        format!("the age group is {}, but must be one of {groups}", fields::shown(age))
    })?;
    let words = occupation.parse::<usize>().ok().and_then(|code| OCCUPATIONS.get(code)).ok_or_else(|| {
        let last = OCCUPATIONS.len() - 1;
        format!("the occupation is {}, but must be a code from 0 to {last}", fields::shown(occupation))
    })?;
    Ok(Demographics { age, gender: gender.to_owned(), occupation: (*words).to_owned() })
}
