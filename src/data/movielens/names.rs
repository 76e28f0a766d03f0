//! What MovieLens calls things: files, editions, and the codes of ml-100k and ml-1m.

/// What a person may give, for sentences.
pub const WANTED: &str = "GroupLens' zip, u.data, ratings.dat or ratings.csv out of it, or a CSV whose first line names user, movie and rating";

/// What the editions' files of ratings are called.
pub const RATINGS_FILES: &[&str] = &["u.data", "ratings.dat", "ratings.csv", "rating.csv"];
/// What the editions' files of movies are called.
pub const MOVIES_FILES: &[&str] = &["u.item", "movies.dat", "movies.csv", "movie.csv"];
/// What the editions' files of users are called.
pub const USERS_FILES: &[&str] = &["u.user", "users.dat"];

/// What a path says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The file's own name, without folders and without spaces around it; empty for a folder.
    pub own: &'a str,
    /// The folder that it lies in.
    pub folder: Option<&'a str>,
    /// Whether it is what an operating system keeps there for itself: a name that begins with a dot, or anything in the
    /// folder that macOS adds to archives, with files of the same names.
    pub hidden: bool,
}

/// Takes a path apart. Slashes and backslashes both separate folders: programs on Windows write either, and no file of
/// any edition has one in its name. A drive's letter is no part of a name.
pub fn place(path: &str) -> Place<'_> {
    let drive = path.split_once(':').filter(|(drive, _)| drive.len() == 1 && drive.is_ascii());
    let without_drive = drive.map_or(path, |(_, rest)| rest);
    let mut parts = without_drive.rsplit(['/', '\\']).map(str::trim);
    let own = parts.next().unwrap_or_default();
    let folder = parts.clone().find(|part| !["", ".", ".."].contains(part));
    let of_macos = parts.any(|part| part.eq_ignore_ascii_case("__MACOSX"));
    Place { own, folder, hidden: own.starts_with('.') || of_macos }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_apart_whatever_separates_them() {
        let cases = [
            ("u.data", "u.data", None, false),
            ("ml-100k/u.data", "u.data", Some("ml-100k"), false),
            ("ml-100k\\u.data", "u.data", Some("ml-100k"), false),
            ("a/b\\c/u.data", "u.data", Some("c"), false),
            ("a\\b/U.DATA ", "U.DATA", Some("b"), false),
            ("C:\\Users\\ann\\ml-1m\\ratings.dat", "ratings.dat", Some("ml-1m"), false),
            ("C:u.data", "u.data", None, false),
            ("D:\\u.data", "u.data", None, false),
            ("ratings: all.csv", "ratings: all.csv", None, false),
            (".\\u.data", "u.data", None, false),
            ("ml\\.\\u.data", "u.data", Some("ml"), false),
            ("\\\\server\\share\\u.data", "u.data", Some("share"), false),
            ("ml-100k\\", "", Some("ml-100k"), false),
            ("ml-100k/", "", Some("ml-100k"), false),
            ("", "", None, false),
            ("ml\\.DS_Store", ".DS_Store", Some("ml"), true),
            ("__MACOSX\\ml\\u.data", "u.data", Some("ml"), true),
            ("ml/__macosx/._u.data", "._u.data", Some("__macosx"), true),
        ];
        for (path, own, folder, hidden) in cases {
            assert_eq!(place(path), Place { own, folder, hidden }, "{path}");
        }
    }
}
