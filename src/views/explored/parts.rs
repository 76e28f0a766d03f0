//! The six cards that any ratings have.

use super::card::{Card, range, share, stars};
use crate::chart::numbers::{counted, percent, short, whole};
use crate::chart::{DataBar, DataBox, DataMark, DataPicture};
use crate::data::exploration::{Activity, Exploration, GenreRow};

/// Most genres that are drawn; the table has all.
const GENRES: usize = 10;

/// Of the ratings, if so many are of the largest tenth, few carry the set.
const FEW: f64 = 0.3;

/// Half stars of three stars.
const THREE: usize = 6;

pub(super) fn ratings(found: &Exploration) -> Card {
    let stars = &found.stars;
    let (mean, deviation) = (short(stars.mean), short(stars.deviation));
    let star = |place: usize| {
        let half_stars = place + 1;
        if half_stars.is_multiple_of(2) {
            (half_stars / 2).to_string()
        } else {
            format!("{}.5", half_stars / 2)
        }
    };
    let bar = |(place, count): (usize, &u64)| DataBar { label: star(place), value: *count as f64 };
    // Half a star is a bar, whose middle is its value.
    let at = |value: f64| 2.0 * value - 0.5;
    let low = 1.0 - stars.share_from(THREE);
    let (lead, rest) = if low < 0.5 {
        (
            "People rate what they chose to watch,".to_owned(),
            format!(
                "so only {} of the ratings are below 3 stars and any film looks good at first.",
                share(low)
            ),
        )
    } else {
        (
            format!("Low stars are common here: {} of the ratings are below 3,", share(low)),
            "so that trying every film once costs much.".to_owned(),
        )
    };
    let mark = DataMark { at: at(stars.mean), name: format!("mean {mean} ± {deviation}"), dashed: false };
    Card {
        id: "ratings".to_owned(),
        title: "Ratings".to_owned(),
        caption: format!("{} are 3 stars or more", share(1.0 - low)),
        lead,
        rest,
        picture: Some(DataPicture::Bars {
            bars: stars.counts.iter().enumerate().map(bar).collect(),
            across: "stars".to_owned(),
            marks: vec![mark],
            band: Some((at(stars.mean - stars.deviation), at(stars.mean + stars.deviation))),
        }),
        name: format!("Ratings by stars; mean {mean}, standard deviation {deviation}"),
        head: vec!["Stars", "Ratings"],
        rows: stars
            .counts
            .iter()
            .enumerate()
            .map(|(place, count)| vec![star(place), whole(*count)])
            .collect(),
        story: "exploration",
    }
}

pub(super) fn over_time(found: &Exploration) -> Card {
    let card = |caption: String, lead: String, rest: &str| Card {
        id: "time".to_owned(),
        title: "Over time".to_owned(),
        caption,
        lead,
        rest: rest.to_owned(),
        picture: None,
        name: String::new(),
        head: vec!["Year", "Ratings", "Mean stars"],
        rows: Vec::new(),
        story: "drift",
    };
    let Some(times) = &found.times else {
        return card(
            "no times".to_owned(),
            "These ratings don't say when they were given,".to_owned(),
            "so a change of taste can't be seen in them, and they can't be replayed in their order.",
        );
    };
    let (lead, rest) = match range(times.years.iter().map(|row| (row.ratings, row.mean))) {
        Some((least, most)) => (
            format!("The mean of a year moves between {} and {}.", short(least), short(most)),
            "Shuffled rounds hide that; rounds in order of time show it.",
        ),
        None => (
            "Too few years have ratings to compare,".to_owned(),
            "so a change of taste over years can't be seen here.",
        ),
    };
    let years = times.years.len() as u64;
    let unknown = found.ratings - times.known;
    let caption = match unknown {
        0 => counted(years, "year", "years"),
        _ => format!("{}; {} without a time", counted(years, "year", "years"), whole(unknown)),
    };
    let bar = |row: &crate::data::exploration::TimeRow| DataBar {
        label: row.at.to_string(),
        value: row.ratings as f64,
    };
    let ends = times.years.first().zip(times.years.last());
    Card {
        picture: Some(DataPicture::Over {
            bars: times.years.iter().map(bar).collect(),
            line: times.years.iter().map(|row| row.mean).collect(),
            names: ["mean stars".to_owned(), "ratings a year".to_owned()],
            across: String::new(),
        }),
        name: ends.map_or_else(String::new, |(first, last)| {
            format!("Ratings a year and their mean, {} to {}", first.at, last.at)
        }),
        rows: times
            .years
            .iter()
            .map(|row| vec![row.at.to_string(), whole(row.ratings), stars(row.mean)])
            .collect(),
        ..card(caption, lead, rest)
    }
}

/// The Lorenz curve as a table, by tenths.
fn tenths(activity: &Activity) -> Vec<Vec<String>> {
    let row = |tenth: u32| {
        let of = f64::from(tenth) / 10.0;
        vec![format!("{} %", 10 * tenth), percent(activity.held_by(of))]
    };
    (1..=10).map(row).collect()
}

pub(super) fn films(found: &Exploration) -> Card {
    let films = &found.per_movie;
    let single = films.single as f64 / films.units.max(1) as f64;
    let held = share(films.tenth);
    let (lead, rest) = if films.tenth >= FEW {
        (
            "A few films carry the set:".to_owned(),
            format!("10 % of the films hold {held} of the ratings, so the rest is mostly guessed."),
        )
    } else {
        (
            "Ratings are spread over many films:".to_owned(),
            format!("the 10 % with the most hold {held} of them, so that most films are known equally well."),
        )
    };
    let unrated = match found.unrated() {
        0 => String::new(),
        count => format!("; {} have none", whole(count)),
    };
    let half = films.half as f64 / films.units.max(1) as f64;
    Card {
        id: "films".to_owned(),
        title: "Films".to_owned(),
        caption: format!("{} have a single rating{unrated}", share(single)),
        lead,
        rest,
        picture: Some(DataPicture::Lorenz {
            points: films.lorenz.clone(),
            at: (half, films.held_by(half)),
            name: [format!("{},", counted(films.half, "film", "films")), "half of all ratings".to_owned()],
            across: "of the films, most rated first".to_owned(),
        }),
        name: format!(
            "Share of the ratings by share of the films, most rated first; {} hold half of all ratings",
            counted(films.half, "film", "films")
        ),
        head: vec!["Films, most rated first", "Share of the ratings"],
        rows: tenths(films),
        story: "popularity",
    }
}

/// Where a number of ratings lies among bins, as a place of marks: by its logarithm within its bin.
fn place(activity: &Activity, ratings: f64) -> f64 {
    let bins = &activity.bins;
    let index = bins.iter().rposition(|bin| bin.from as f64 <= ratings).unwrap_or(0);
    let Some(bin) = bins.get(index) else { return 0.0 };
    let (from, to) = (bin.from as f64, bin.to as f64);
    let within = libm::log(ratings.max(from) / from) / libm::log(to / from);
    index as f64 + within.min(1.0)
}

pub(super) fn people(found: &Exploration) -> Card {
    let people = &found.per_user;
    let held = share(people.tenth);
    let lead = format!("One person in ten gives {held} of the ratings,");
    let rest = if people.tenth >= FEW {
        "so “taste” means the taste of the busiest."
    } else {
        "so that no few people say what taste is."
    };
    let bar =
        |bin: &crate::data::exploration::Bin| DataBar { label: whole(bin.from), value: bin.units as f64 };
    let mark = |name: &str, ratings: f64, dashed| DataMark {
        at: place(people, ratings),
        name: format!("{name} {}", whole(ratings.round() as u64)),
        dashed,
    };
    let bounds = |bin: &crate::data::exploration::Bin| match bin.to - bin.from {
        1 => whole(bin.from),
        _ => format!("{} to {}", whole(bin.from), whole(bin.to - 1)),
    };
    Card {
        id: "people".to_owned(),
        title: "People".to_owned(),
        caption: format!("at least {} each, at most {}", whole(people.least), whole(people.most)),
        lead,
        rest: rest.to_owned(),
        picture: Some(DataPicture::Bars {
            bars: people.bins.iter().map(bar).collect(),
            across: "ratings a person, at least".to_owned(),
            marks: vec![mark("median", people.median, false), mark("mean", people.mean, true)],
            band: None,
        }),
        name: format!(
            "People by their number of ratings; median {}, mean {}, most {}",
            whole(people.median.round() as u64),
            whole(people.mean.round() as u64),
            whole(people.most)
        ),
        head: vec!["Ratings", "People"],
        rows: people.bins.iter().map(|bin| vec![bounds(bin), whole(bin.units)]).collect(),
        story: "four_agents",
    }
}

/// The genres that are drawn: the first and the last, and of the others those with the most films.
fn drawn(rows: &[GenreRow]) -> Vec<&GenreRow> {
    let mut by_films: Vec<usize> = (0..rows.len()).collect();
    let is_end = |place: usize| place == 0 || place + 1 == rows.len();
    by_films.sort_by_key(|place| (!is_end(*place), std::cmp::Reverse(rows[*place].counted)));
    let mut places: Vec<usize> = by_films.into_iter().take(GENRES).collect();
    places.sort_unstable();
    places.into_iter().map(|place| &rows[place]).collect()
}

pub(super) fn genres(found: &Exploration) -> Card {
    let rows = &found.genres;
    let (lead, rest) = match rows.as_slice() {
        [] => ("No genre has films with 10 ratings or more,".to_owned(), "so genres can't be compared here."),
        [first, others @ ..] => {
            let films = counted(first.counted, "film", "films");
            if others.iter().any(|other| other.counted > 2 * first.counted) {
                (
                    format!("{} looks best, but only {films} of it are here,", first.name),
                    "rated by people who like it.",
                )
            } else {
                (format!("{} looks best, with {films},", first.name), "rated by people who chose them.")
            }
        }
    };
    let one = |row: &&GenreRow| DataBox {
        name: row.name.clone(),
        values: [row.low, row.lower, row.median, row.upper, row.high],
        note: whole(row.counted),
    };
    let drawn = drawn(rows);
    let cells = |row: &GenreRow| {
        let numbers = [row.low, row.lower, row.median, row.upper, row.high].map(short);
        let mut cells = vec![row.name.clone(), whole(row.counted)];
        cells.extend(numbers);
        cells
    };
    Card {
        id: "genres".to_owned(),
        title: "Genres".to_owned(),
        caption: "films with 10 ratings or more".to_owned(),
        lead,
        rest: rest.to_owned(),
        name: match drawn.as_slice() {
            [first, .., last] => format!(
                "Mean stars of films by genre as box plots, from {} with a median of {} to {} with {}",
                first.name,
                short(first.median),
                last.name,
                short(last.median)
            ),
            _ => "Mean stars of films by genre as box plots".to_owned(),
        },
        picture: (!drawn.is_empty()).then(|| DataPicture::Boxes { boxes: drawn.iter().map(one).collect() }),
        head: vec!["Genre", "Films", "Whisker", "Lower quartile", "Median", "Upper quartile", "Whisker"],
        rows: rows.iter().map(cells).collect(),
        story: "diversity",
    }
}

pub(super) fn pairs(found: &Exploration) -> Card {
    let pairs = &found.pairs;
    let columns = (pairs.columns as usize).max(1);
    let row = |(place, shares): (usize, &[f64])| {
        // The middle of the row and its ends: all columns would be a table that no one reads.
        let at = |column: usize| shares.get(column).copied().map_or_else(String::new, percent);
        vec![(place + 1).to_string(), at(0), at(columns / 2), at(columns - 1)]
    };
    Card {
        id: "pairs".to_owned(),
        title: "Known pairs".to_owned(),
        caption: format!("{} of {}", percent(pairs.known), whole(pairs.all)),
        lead: format!("{} of the pairs are empty.", percent(1.0 - pairs.known)),
        rest: "A model of few factors fills them, so the true value on Play is the model's.".to_owned(),
        picture: Some(DataPicture::Blocks {
            columns,
            shares: pairs.shares.clone(),
            across: ["most rated films".to_owned(), "least rated".to_owned()],
            down: "busiest people first, downwards".to_owned(),
        }),
        name: format!(
            "Share of the pairs with a rating, in {} blocks of people by {} of films; busiest people and most rated films at the upper left",
            pairs.rows, pairs.columns
        ),
        head: vec!["Block of people", "Most rated films", "In the middle", "Least rated films"],
        rows: pairs.shares.chunks(columns).enumerate().map(row).collect(),
        story: "shared_models",
    }
}
