//! The cards that need more than stars, users and films: times, years of release, who the users are; and the curve of popularity.

use super::card::{Card, range, share, stars};
use crate::chart::numbers::{counted, short, whole};
use crate::chart::{DataBar, DataPicture, DataRow};
use crate::data::exploration::{Exploration, Grouping, ReleaseRow, TimeRow};

/// Of more years than this, decades are drawn.
const YEARS: u16 = 40;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn weekday(row: &TimeRow) -> &'static str {
    WEEKDAYS.get(row.at as usize).copied().unwrap_or_default()
}

pub(super) fn hours(found: &Exploration) -> Option<Card> {
    let times = found.times.as_ref()?;
    // Of equally many the first.
    let busiest = |rows: &[TimeRow]| rows.iter().rev().max_by_key(|row| row.ratings).cloned();
    let (hour, day) = (busiest(&times.hours)?, busiest(&times.weekdays)?);
    let moves = match range(times.hours.iter().map(|row| (row.ratings, row.mean))) {
        Some((least, most)) => {
            format!(" and the mean of an hour lies between {} and {}", short(least), short(most))
        }
        None => String::new(),
    };
    let bar = |row: &TimeRow| DataBar { label: row.at.to_string(), value: row.ratings as f64 };
    let cells = |name: String, row: &TimeRow| vec![name, whole(row.ratings), stars(row.mean)];
    let mut rows: Vec<Vec<String>> =
        times.hours.iter().map(|row| cells(format!("{:02}:00", row.at), row)).collect();
    rows.extend(times.weekdays.iter().map(|row| cells(weekday(row).to_owned(), row)));
    Some(Card {
        id: "hours".to_owned(),
        title: "Hours and weekdays".to_owned(),
        caption: "UTC".to_owned(),
        lead: format!("Most ratings come at {:02}:00 and on a {},", hour.at, weekday(&day)),
        rest: format!("so who is there changes with the clock{moves}."),
        picture: Some(DataPicture::Over {
            bars: times.hours.iter().map(bar).collect(),
            line: times.hours.iter().map(|row| row.mean).collect(),
            names: ["mean stars".to_owned(), "ratings".to_owned()],
            across: "hour of the day, UTC".to_owned(),
        }),
        name: format!("Ratings by hour of the day and their mean; most at {:02}:00", hour.at),
        head: vec!["Hour or weekday", "Ratings", "Mean stars"],
        rows,
        story: "change",
    })
}

/// Rows of ten years each.
fn decades(rows: &[ReleaseRow]) -> Vec<ReleaseRow> {
    let mut decades: Vec<ReleaseRow> = Vec::new();
    for row in rows {
        let decade = row.year / 10 * 10;
        // Films that no one rated have no stars, and none are added.
        let sum = |row: &ReleaseRow| row.mean.unwrap_or(0.0) * row.ratings as f64;
        match decades.last_mut().filter(|last| last.year == decade) {
            Some(last) => {
                let (all, ratings) = (sum(last) + sum(row), last.ratings + row.ratings);
                *last = ReleaseRow {
                    year: decade,
                    films: last.films + row.films,
                    ratings,
                    mean: (ratings > 0).then(|| all / ratings as f64),
                };
            }
            None => decades.push(ReleaseRow { year: decade, ..row.clone() }),
        }
    }
    decades
}

/// The mean of all ratings of these years; none of none.
fn mean(rows: &[ReleaseRow]) -> Option<f64> {
    let ratings: u64 = rows.iter().map(|row| row.ratings).sum();
    let sum: f64 = rows.iter().filter_map(|row| Some(row.mean? * row.ratings as f64)).sum();
    (ratings > 0).then(|| sum / ratings as f64)
}

pub(super) fn releases(found: &Exploration) -> Option<Card> {
    let rows = &found.releases;
    let (first, last) = (rows.first()?, rows.last()?);
    let all: u64 = rows.iter().map(|row| row.films).sum();
    // Up to this row are half of the films.
    let mut older = 0;
    let middle = rows.iter().position(|row| {
        older += row.films;
        older * 2 >= all
    });
    let middle = middle.unwrap_or(0) + 1;
    let (lead, rest) = match (mean(&rows[..middle]), mean(&rows[middle..])) {
        (Some(old), Some(new)) => {
            let compared = format!(
                "{} stars on average for films up to {}, {} for later ones",
                short(old),
                rows[middle - 1].year,
                short(new)
            );
            if old > new {
                (
                    "Older films look better:".to_owned(),
                    format!("{compared}, since of old films people watch the good ones."),
                )
            } else {
                (
                    "Newer films look better:".to_owned(),
                    format!("{compared}, since they are rated while they are new."),
                )
            }
        }
        _ => (
            "All films are of about the same time,".to_owned(),
            "so old and new ones can't be compared here.".to_owned(),
        ),
    };
    let by_decade = last.year - first.year > YEARS;
    let drawn = if by_decade { decades(rows) } else { rows.clone() };
    let label = |row: &ReleaseRow| if by_decade { format!("{}s", row.year) } else { row.year.to_string() };
    let bar = |row: &ReleaseRow| DataBar { label: label(row), value: row.films as f64 };
    let cells = |row: &ReleaseRow| vec![label(row), whole(row.films), whole(row.ratings), stars(row.mean)];
    Some(Card {
        id: "releases".to_owned(),
        title: "Release years".to_owned(),
        caption: format!("{} to {}", first.year, last.year),
        lead,
        rest,
        name: format!(
            "Films by year of release and the mean of their ratings, {} to {}",
            first.year, last.year
        ),
        picture: Some(DataPicture::Over {
            bars: drawn.iter().map(bar).collect(),
            line: drawn.iter().map(|row| row.mean).collect(),
            names: ["mean stars".to_owned(), "films".to_owned()],
            across: String::new(),
        }),
        head: vec!["Released", "Films", "Ratings", "Mean stars"],
        rows: drawn.iter().map(cells).collect(),
        story: "objectives",
    })
}

pub(super) fn popularity(found: &Exploration) -> Card {
    let films = &found.per_movie;
    let place = |(rank, ratings): &(u64, u64)| (*rank as f64, *ratings as f64);
    Card {
        id: "popularity".to_owned(),
        title: "Popularity".to_owned(),
        caption: format!("{} rated", counted(films.units, "film", "films")),
        lead: format!(
            "The most rated film has {}, the one in the middle {},",
            counted(films.most, "rating", "ratings"),
            short(films.median).trim_end_matches(".00")
        ),
        rest: "so what is shown more is known better, and looks no better for that.".to_owned(),
        picture: Some(DataPicture::Ranks {
            points: films.ranks.iter().map(place).collect(),
            across: "rank of the film, most rated first; both axes are logarithmic".to_owned(),
            name: "ratings of a film".to_owned(),
        }),
        name: format!(
            "Ratings of a film by its rank, from {} down to {}",
            whole(films.most),
            whole(films.least)
        ),
        head: vec!["Rank", "Ratings"],
        rows: films.ranks.iter().map(|(rank, ratings)| vec![whole(*rank), whole(*ratings)]).collect(),
        story: "position_bias",
    }
}

pub(super) fn group(grouping: &Grouping) -> Card {
    let rows = &grouping.rows;
    let all: u64 = rows.iter().map(|row| row.ratings).sum();
    let of_all = |ratings: u64| ratings as f64 / all.max(1) as f64;
    let largest = rows.iter().rev().max_by_key(|row| row.ratings);
    let smallest = rows.iter().filter(|row| row.ratings > 0).min_by_key(|row| row.ratings);
    let (lead, rest) = match largest.zip(smallest).filter(|(largest, smallest)| largest.name != smallest.name)
    {
        Some((largest, smallest)) => (
            format!(
                "{} of the ratings are from one group ({}),",
                share(of_all(largest.ratings)),
                largest.name
            ),
            format!(
                "and {} from the smallest ({}): a model that is right on average is right for the first.",
                share(of_all(smallest.ratings)),
                smallest.name
            ),
        ),
        None => ("All users are of one group,".to_owned(), "so nothing can be said of others.".to_owned()),
    };
    let longest = largest.map_or(0, |row| row.ratings) as f64;
    let row = |row: &crate::data::exploration::GroupRow| DataRow {
        name: row.name.clone(),
        value: row.ratings as f64,
        note: format!("{} · {}", share(of_all(row.ratings)), stars(row.mean)),
    };
    Card {
        id: grouping.by.to_lowercase(),
        title: grouping.by.clone(),
        caption: "share of the ratings, mean stars".to_owned(),
        lead,
        rest,
        picture: Some(DataPicture::Rows { rows: rows.iter().take(MOST_ROWS).map(row).collect(), longest }),
        name: format!("Share of the ratings by {}", grouping.by.to_lowercase()),
        head: vec!["Group", "People", "Ratings", "Mean stars"],
        rows: rows
            .iter()
            .map(|row| vec![row.name.clone(), whole(row.users), whole(row.ratings), stars(row.mean)])
            .collect(),
        story: "popularity",
    }
}

/// Most groups that are drawn; the table has all.
const MOST_ROWS: usize = 10;
