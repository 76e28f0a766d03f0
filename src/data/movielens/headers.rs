//! What a file with named columns holds: its names and its first rows together decide.

use super::columns::{Content, GenreColumns, MovieColumns, RatingColumns, Shape, TimeColumn};
use super::fields::{self, Fields, Separator};
use super::names::FLAG_GENRES;

/// Names of a movie's id, the surest first.
const MOVIE: [&[&str]; 2] = [&["movieid", "itemid"], &["movie", "item"]];
/// Names of a user's id, the surest first.
const USER: [&[&str]; 2] = [&["userid"], &["user"]];
const RATING: &[&str] = &["rating", "stars"];
const TITLE: &[&str] = &["title", "movietitle"];
const YEAR: &[&str] = &["year"];
const GENRES: &[&str] = &["genres", "genre"];
/// Names of the time of a rating, the surest first.
const TIME: [&[&str]; 2] = [&["timestamp", "unixtimestamp"], &["datetime", "date", "time"]];

/// What else a list of movies says of them in MovieLens and what is made from it. The empty name is that of the row
/// numbers which R and pandas write.
const OF_MOVIES: &[&str] = &[
    "",
    "id",
    "imdb",
    "imdbid",
    "imdburl",
    "index",
    "releasedate",
    "row",
    "rownames",
    "tmdb",
    "tmdbid",
    "unknown",
    "unnamed0",
    "videoreleasedate",
];

/// What else a line with a rating says, of the rating and its user.
const OF_RATINGS: &[&str] = &[
    "age",
    "date",
    "datetime",
    "gender",
    "occupation",
    "time",
    "timestamp",
    "unixtimestamp",
    "zip",
    "zipcode",
];

/// Columns by their names in the first line, in any order and letter case; none where they are neither ratings nor
/// movies.
///
/// Ratings have a user, a movie and a rating; a list of movies has a movie and a title. With other columns beside these,
/// or with ids that are no numbers, a list of movies is a table as likely, and so are ratings; what is not only by its
/// names but also by its rows none of both is a table for sure.
pub fn of_header(lines: &[&[u8]]) -> Option<(Content, bool)> {
    let (first, rows) = lines.split_first()?;
    [b',', b';', b'\t'].into_iter().find_map(|separator| {
        let separator = Separator::Quoting(separator);
        let mut fields = Fields::default();
        fields.split(first, separator).ok()?;
        let names: Vec<String> = (0..fields.len()).map(|index| plain(fields.get(index))).collect();
        let content = by_names(&names, separator)?;
        let is_known = |name: &String| is_known(name, matches!(content, Content::Ratings(_)));
        let only_known = names.iter().all(is_known);
        let fit = fitting(&content, rows);
        match content {
            // With MovieLens' own columns, rows that don't fit are mistakes in ratings, which are reported line by line, unless no
            // rating is a number at all.
            Content::Ratings(ref columns) if fit || only_known && has_numbers(columns, rows) => {
                Some((content, only_known))
            }
            Content::Movies(_) if fit => Some((content, only_known)),
            _ => None,
        }
    })
}

fn by_names(names: &[String], separator: Separator) -> Option<Content> {
    let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
    let movie = MOVIE.into_iter().find_map(find)?;
    let shape = Shape { separator, header: true, width: names.len() };
    let about = find(TITLE).map(|title| MovieColumns {
        shape: shape.clone(),
        movie,
        title,
        year: find(YEAR),
        release: None,
        genres: find(GENRES).map_or(GenreColumns::None, GenreColumns::Names),
    });
    match (USER.into_iter().find_map(find), find(RATING)) {
        (Some(user), Some(rating)) => {
            let time = TIME.into_iter().find_map(find).map(TimeColumn::Named);
            Some(Content::Ratings(RatingColumns { shape, user, movie, rating, time, about }))
        }
        _ => about.map(Content::Movies),
    }
}

fn is_known(name: &String, is_ratings: bool) -> bool {
    let is_in = |names: &[&str]| names.contains(&name.as_str());
    let is_genre = || FLAG_GENRES.iter().flatten().any(|genre| plain(genre) == *name);
    let of_movies = MOVIE.into_iter().any(is_in) || [TITLE, YEAR, GENRES, OF_MOVIES].into_iter().any(is_in);
    let of_ratings = || USER.into_iter().any(is_in) || is_in(RATING) || is_in(OF_RATINGS);
    of_movies || is_genre() || is_ratings && of_ratings()
}

/// Whether most of the rows can be what the names say; so can no rows at all.
fn fitting(content: &Content, rows: &[&[u8]]) -> bool {
    let mut fields = Fields::default();
    let mut fits = |row: &[u8]| match content {
        Content::Ratings(columns) => {
            fields.split(row, columns.shape.separator).is_ok()
                && fields::id(fields.get(columns.user), "").is_ok()
                && fields::id(fields.get(columns.movie), "").is_ok()
                && fields::half_stars(fields.get(columns.rating)).is_ok()
        }
        Content::Movies(columns) => {
            fields.split(row, columns.shape.separator).is_ok()
                && fields::id(fields.get(columns.movie), "").is_ok()
        }
        Content::Users(_) => false,
    };
    rows.iter().filter(|row| fits(row)).count() * 2 >= rows.len()
}

/// Whether a row has a number for a rating, or there are no rows.
fn has_numbers(columns: &RatingColumns, rows: &[&[u8]]) -> bool {
    let mut fields = Fields::default();
    let mut is_number = |row: &[u8]| {
        fields.split(row, columns.shape.separator).is_ok()
            && fields.get(columns.rating).trim().parse::<f64>().is_ok()
    };
    rows.is_empty() || rows.iter().any(|row| is_number(row))
}

/// A column's name without letter case, spaces and underscores.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What lines are taken for.
    fn taken(text: &str) -> &'static str {
        let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        match of_header(&lines) {
            Some((Content::Ratings(_), true)) => "ratings",
            Some((Content::Ratings(_), false)) => "ratings or a table",
            Some((Content::Movies(_), true)) => "movies",
            Some((Content::Movies(_), false)) => "movies or a table",
            Some((Content::Users(_), _)) => "users",
            None => "neither",
        }
    }

    #[test]
    fn names_and_rows_decide() {
        let cases = [
            ("userId,movieId,rating,timestamp\n1,2,3.5,964982703", "ratings"),
            ("user,item,rating\n1,2,3", "ratings"),
            ("USER_ID;ITEM_ID;Stars\n1;2;3", "ratings"),
            ("\"movie\"\t\"user\"\t\"rating\"\n1\t2\t3", "ratings"),
            (",userId,movieId,title,year,genres,rating\n1,2,3,A,1999,War,4", "ratings"),
            ("userId,movieId,rating", "ratings"),
            // Mistakes in ratings are reported line by line.
            ("userId,movieId,rating\n1,2,7", "ratings"),
            ("user_id,movie_id,rating\n1,2,good\n1,3,bad", "neither"),
            ("userId,movieId,rating\n1,2,n/a\n1,3,4", "ratings"),
            ("userId,movieId,rating,label\n1,2,3,a", "ratings or a table"),
            ("user,item,rating,price\n1,2,3,9.5\n2,2,4,9.5", "ratings or a table"),
            ("user,item,rating,price\nann,2,3,9.5\nbob,2,4,9.5", "neither"),
            ("user,item,rating,price\n1,2,9.7,9.5\n1,3,8.8,9.5", "neither"),
            ("movieId,title,genres\n1,A,War", "movies"),
            ("movieId,title,imdbId\n1,A,0114709", "movies"),
            ("movieId;title;year\n1;A;1999", "movies"),
            ("movie,title,score,label\n1,A,0.5,good", "movies or a table"),
            ("item,title,label\nfirst,A,good", "neither"),
            ("movie,title,genre\nAlien,A,War", "neither"),
            ("title,score,label\nA,0.5,good", "neither"),
            ("user,rating,label\n1,2,a", "neither"),
            ("book,author,label\n1,A,good", "neither"),
        ];
        for (text, expected) in cases {
            assert_eq!(taken(text), expected, "{text}");
        }
    }
}
