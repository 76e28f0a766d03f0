//! The ratings: counted, and kept as far as they fit.

use std::collections::BTreeMap;

use super::columns::{RatingColumns, TimeColumn};
use super::error::{DataError, Problems};
use super::fields::{self, Fields};
use super::lines::each_line;
use super::listings::Listings;
use super::progress::{Meter, Stage};
use super::recognition::Recognised;
use super::selection::{Activity, Limits};
use super::times;
use crate::data::Rating;

/// A rating, and when it was given: seconds since 1970, 0 where that is not known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timed {
    pub rating: Rating,
    pub time: u32,
}

/// What was read of ratings.
pub struct Ratings {
    /// The ratings, with ids of users and movies where a dataset has indexes.
    pub kept: Vec<Timed>,
    /// How many the file has.
    pub total: u64,
    /// By how many users.
    pub users: usize,
    /// How many users were kept, where not all.
    pub kept_users: Option<usize>,
}

/// Reads the ratings, in one pass if all are wanted and in two if only those of the most active users are.
pub fn read(
    file: &Recognised<'_, RatingColumns>,
    limits: &Limits,
    listings: &mut Listings,
    problems: &mut Problems,
    meter: &mut Meter<'_>,
) -> Result<Ratings, DataError> {
    let wanted = limits.keep_most_active_users;
    if wanted == Some(0) {
        return Err(DataError::KeepNobody);
    }
    meter.begin(Stage::ReadingRatings, if wanted.is_some() { 0.5 } else { 0.9 });
    let mut activity = Activity::default();
    let mut kept = Vec::new();
    scan(file, problems, meter, &mut |_, timed, fields| {
        let (rating, about) = (timed.rating, file.columns.about.as_ref());
        let said =
            about.map(|about| listings.mention(rating.movie, about, fields, &file.source.name, limits));
        if let Some(Err(reason)) = said.transpose()? {
            return Ok(Err(reason));
        }
        activity.add(rating.user);
        if wanted.is_none() && activity.ratings() <= limits.most_ratings {
            kept.push(timed);
        } else {
            // Too many; the rest is only counted, to say how many.
            kept = Vec::new();
        }
        Ok(Ok(()))
    })?;
    problems.validate()?;
    if activity.ratings() == 0 {
        return Err(DataError::NoRatings(file.source.name.clone()));
    }
    let (total, users) = (activity.ratings(), activity.users());
    let Some(wanted) = wanted.filter(|wanted| *wanted < users) else {
        activity.check(&file.source.name, limits)?;
        if kept.is_empty() {
            kept = second_pass(file, meter, total, &mut |_| true)?;
        }
        return Ok(Ratings { kept, total, users, kept_users: None });
    };
    let active = activity.most_active(wanted);
    active.check(&file.source.name, limits)?;
    let mut last = (0, active.contains(0));
    let mut is_active = |user| {
        // The ratings of a user mostly stand together.
        if user != last.0 {
            last = (user, active.contains(user));
        }
        last.1
    };
    let kept = second_pass(file, meter, active.ratings(), &mut is_active)?;
    Ok(Ratings { kept, total, users, kept_users: Some(wanted) })
}

fn second_pass(
    file: &Recognised<'_, RatingColumns>,
    meter: &mut Meter<'_>,
    count: u64,
    is_wanted: &mut dyn FnMut(u32) -> bool,
) -> Result<Vec<Timed>, DataError> {
    meter.begin(Stage::ReadingRatings, 0.9);
    let mut kept = Vec::with_capacity(count as usize);
    // The lines were all right in the first pass.
    scan(file, &mut Problems::default(), meter, &mut |_, timed, _| {
        if is_wanted(timed.rating.user) {
            kept.push(timed);
        }
        Ok(Ok(()))
    })?;
    Ok(kept)
}

/// For ratings that are there twice: problems that name both lines.
pub fn name_lines(
    file: &Recognised<'_, RatingColumns>,
    twice: &[(u32, u32)],
    meter: &mut Meter<'_>,
) -> Result<Problems, DataError> {
    let mut problems = Problems::default();
    let mut first_lines: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    scan(file, &mut problems, meter, &mut |number, Timed { rating, .. }, _| {
        let pair = (rating.user, rating.movie);
        if twice.binary_search(&pair).is_err() {
            return Ok(Ok(()));
        }
        let first = *first_lines.entry(pair).or_insert(number);
        let (user, movie) = pair;
        let reason = || format!("user {user} rates movie {movie} a second time, after line {first}");
        Ok(if first == number { Ok(()) } else { Err(reason()) })
    })?;
    Ok(problems)
}

/// What is done with a rating: its line's number, itself, and its line's fields. The inner error is a sentence about
/// the line.
type Visit<'a> = dyn FnMut(u64, Timed, &Fields) -> Result<Result<(), String>, DataError> + 'a;

/// Calls `visit` with number, rating (ids for indexes) and fields of every right line; the others, and what `visit`
/// finds wrong, are problems.
fn scan(
    file: &Recognised<'_, RatingColumns>,
    problems: &mut Problems,
    meter: &mut Meter<'_>,
    visit: &mut Visit<'_>,
) -> Result<(), DataError> {
    let columns = &file.columns;
    let (mut fields, mut header) = (Fields::default(), columns.shape.header);
    each_line(&file.source, problems, meter, &mut |number, line, problems| {
        if std::mem::take(&mut header) {
            return Ok(());
        }
        let visited = match parse(columns, line, &mut fields) {
            Ok(rating) => visit(number, rating, &fields)?,
            Err(reason) => Err(reason),
        };
        if let Err(reason) = visited {
            problems.add(&file.source.name, number, reason);
        }
        Ok(())
    })
}

fn parse(columns: &RatingColumns, line: &[u8], fields: &mut Fields) -> Result<Timed, String> {
    fields.split(line, columns.shape.separator)?;
    columns.shape.check(fields)?;
    let user = fields::id(fields.get(columns.user), "user")?;
    let movie = fields::id(fields.get(columns.movie), "movie")?;
    let half_stars = fields::half_stars(fields.get(columns.rating))?;
    let time = match columns.time {
        Some(TimeColumn::Seconds(column)) => times::seconds(fields.get(column))?,
        Some(TimeColumn::Named(column)) => times::any_time(fields.get(column)),
        None => None,
    };
    Ok(Timed { rating: Rating { user, movie, half_stars }, time: time.unwrap_or(0) })
}
