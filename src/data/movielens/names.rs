//! What MovieLens calls things: files, editions, and the codes of ml-100k and ml-1m.

/// What a person may give, for sentences.
pub const WANTED: &str = "GroupLens' zip, u.data, ratings.dat or ratings.csv out of it, or a CSV whose first line names user, movie and rating";

/// What the editions' files of ratings are called.
pub const RATINGS_FILES: &[&str] = &["u.data", "ratings.dat", "ratings.csv", "rating.csv"];
/// What the editions' files of movies are called.
pub const MOVIES_FILES: &[&str] = &["u.item", "movies.dat", "movies.csv", "movie.csv"];
/// What the editions' files of users are called.
pub const USERS_FILES: &[&str] = &["u.user", "users.dat"];

/// Stands for a movie without genres.
pub const NO_GENRES: &str = "(no genres listed)";

/// The genres of the 19 flags of ml-100k's `u.item`, in their order (its `u.genre`). The first flag says that the
/// genre is not known, so it names none.
pub const FLAG_GENRES: [Option<&str>; 19] = [
    None,
    Some("Action"),
    Some("Adventure"),
    Some("Animation"),
    Some("Children's"),
    Some("Comedy"),
    Some("Crime"),
    Some("Documentary"),
    Some("Drama"),
    Some("Fantasy"),
    Some("Film-Noir"),
    Some("Horror"),
    Some("Musical"),
    Some("Mystery"),
    Some("Romance"),
    Some("Sci-Fi"),
    Some("Thriller"),
    Some("War"),
    Some("Western"),
];

/// The age groups of ml-1m by their lower end (its `README`); 1 is under 18.
pub const AGE_GROUPS: [u8; 7] = [1, 18, 25, 35, 45, 50, 56];

/// The occupations of ml-1m by their code (its `README`).
pub const OCCUPATIONS: [&str; 21] = [
    "other or not specified",
    "academic/educator",
    "artist",
    "clerical/admin",
    "college/grad student",
    "customer service",
    "doctor/health care",
    "executive/managerial",
    "farmer",
    "homemaker",
    "K-12 student",
    "lawyer",
    "programmer",
    "retired",
    "sales/marketing",
    "scientist",
    "self-employed",
    "technician/engineer",
    "tradesman/craftsman",
    "unemployed",
    "writer",
];

/// The editions by their numbers of ratings and users, as their `README`s state them.
const EDITIONS: &[(&str, u64, usize)] = &[
    ("ml-100k", 100_000, 943),
    ("ml-1m", 1_000_209, 6_040),
    ("ml-10m", 10_000_054, 69_878),
    ("ml-20m", 20_000_263, 138_493),
    ("ml-25m", 25_000_095, 162_541),
    ("ml-32m", 32_000_204, 200_948),
    ("ml-latest-small (2016)", 100_004, 671),
    ("ml-latest-small (2018)", 100_836, 610),
];

/// The edition with so many ratings by so many users.
pub fn edition(ratings: u64, users: usize) -> Option<&'static str> {
    EDITIONS.iter().find(|edition| (edition.1, edition.2) == (ratings, users)).map(|edition| edition.0)
}
