//! What a file is taken for: ratings, a list of films or a table, by all that it holds and all that lies beside it.

use bandit_playground::data::kinds::{ratings, table};
use bandit_playground::data::table::Table;
use bandit_playground::data::{
    Data, DataDescriptor, DataKind, Dataset, FileError, Limits, NamedFile, ReadData, ambiguous_file, known,
    read_any, read_as,
};
use proptest::prelude::*;

use crate::files::{file, zip};

fn read(files: &[NamedFile], wanted: Option<&'static DataDescriptor>) -> Result<ReadData, FileError> {
    read_as(files, wanted.map(DataKind), &Limits::default(), &mut |_| {})
}

/// Whether files are read as data of this type.
fn is<Known: Data>(files: &[NamedFile], wanted: Option<&'static DataDescriptor>) -> bool {
    read(files, wanted).is_ok_and(|read| known::<Known>(&*read.data).is_some())
}

/// What files are taken for, in a word.
fn taken(files: &[NamedFile]) -> &'static str {
    if let Some(ambiguity) = ambiguous_file(files, &Limits::default()) {
        assert_eq!(ambiguity.kinds, [DataKind(&ratings::DESCRIPTOR), DataKind(&table::DESCRIPTOR)]);
        return "asks";
    }
    match read_any(files, &Limits::default(), &mut |_| {}) {
        Ok(read) => read.data.kind().id(),
        Err(error) if error.to_string().contains("holds no ratings") => "films",
        Err(error) => panic!("{error}"),
    }
}

/// A table with this header and rows that such columns usually have; some are ids, ratings, titles or classes.
fn rows(header: &str, separator: char) -> String {
    let names: Vec<String> = header
        .trim_start_matches('\u{feff}')
        .split(separator)
        .map(|name| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase())
        .collect();
    let mut text = format!("{header}\n");
    for row in 0..12_usize {
        let entries = names.iter().map(|name| match name.as_str() {
            "userid" | "user" => (row / 3 + 1).to_string(),
            "movieid" | "itemid" | "movie" | "item" | "book" | "id" => (row % 6 + 1).to_string(),
            "rating" | "stars" => (row % 5 + 1).to_string(),
            "timestamp" => (964_982_703 + row).to_string(),
            "year" => (1990 + row).to_string(),
            "title" | "movietitle" | "author" => format!("Name {}", row % 6),
            "genres" | "genre" => ["War", "Drama", "Comedy"][row % 3].to_owned(),
            "label" | "class" | "target" => ["good", "bad"][row % 2].to_owned(),
            _ => format!("0.{row}"),
        });
        text.push_str(&entries.collect::<Vec<_>>().join(&separator.to_string()));
        text.push('\n');
    }
    text
}

#[test]
fn names_of_columns_and_rows_decide() {
    let cases = [
        ("movie,title,score,label", "table"),
        ("movieId,title,score,label", "table"),
        ("movieId,title,label", "table"),
        ("title,score,label", "table"),
        ("item,title,price,class", "table"),
        ("book,title,author,label", "table"),
        ("movie,rating,label", "table"),
        ("user,rating,label", "table"),
        ("movieId,title,rating,label", "table"),
        ("movieId,title,genres,target", "table"),
        ("userId,movieId,rating", "ratings"),
        ("userId,movieId,rating,timestamp", "ratings"),
        ("user,item,rating", "ratings"),
        ("user_id,item_id,rating,timestamp", "ratings"),
        ("User ID,Movie ID,Stars", "ratings"),
        ("USERID,MOVIEID,RATING,TIMESTAMP", "ratings"),
        ("userId,movieId,title,year,genres,rating", "ratings"),
        ("userId,movieId,rating,age,gender,occupation,zip_code", "ratings"),
        ("userId,movieId,rating,label", "asks"),
        ("user,item,rating,price", "asks"),
        ("userId,movieId,title,rating,score,label", "asks"),
        ("movieId,title,genres", "films"),
        ("movieId,title", "films"),
        ("item_id,movie title,year", "films"),
    ];
    for (header, expected) in cases {
        for separator in [',', ';', '\t'] {
            let header = header.replace(',', &separator.to_string());
            let plain = rows(&header, separator);
            assert_eq!(taken(&[file("films.csv", &plain)]), expected, "{header}");
            assert_eq!(taken(&[file("any", &format!("\u{feff}{plain}"))]), expected, "with a mark: {header}");
            let ends = plain.replace('\n', "\r\n");
            assert_eq!(
                taken(&[zip("all.zip", &[("a\\b.csv", ends.as_bytes())])]),
                expected,
                "zipped: {header}"
            );
            let quoted: Vec<String> = header.split(separator).map(|name| format!("\"{name}\"")).collect();
            let (_, body) = plain.split_once('\n').expect("a header");
            let quoted = format!("{}\n{body}", quoted.join(&separator.to_string()));
            assert_eq!(taken(&[file("films.csv", &quoted)]), expected, "quoted: {header}");
        }
    }
}

/// The issue's own file, and the same with ids that are names or marks that are no stars.
#[test]
fn a_table_about_films_is_a_table() {
    let films =
        file("films.csv", "movie,title,score,label\n1,Alien,0.9,good\n2,Ran,0.8,good\n3,Gigli,0.1,bad\n");
    let read = read(&[films], None).expect("it can be read");
    let table = known::<Table>(&*read.data).expect("it is a table");
    assert_eq!((read.name.as_str(), table.rows(), table.columns().len()), ("films.csv", 3, 4));
    let cases = [
        "movie,title,genre\nAlien,One,War\nRan,Two,War\n",
        "user,movie,rating,label\nann,1,3,a\nbob,2,4,b\n",
        "user,movie,rating,label\n1,1,9.7,a\n2,2,8.8,b\n",
        "1990\t1991\t1992\t1993\n4\t8\t700\t1\n5\t9\t800\t0\n6\t7\t900\t1\n",
        "PK,name,label\n1,a,x\n2,b,y\n",
    ];
    for text in cases {
        assert_eq!(taken(&[file("t.csv", text)]), "table", "{text}");
    }
}

#[test]
fn what_lies_beside_a_file_tells_what_it_is() {
    let ratings = rows("userId,movieId,rating", ',');
    let extended = rows("userId,movieId,rating,label", ',');
    // A list has each film once.
    let list =
        |header: &str| rows(header, ',').lines().take(7).map(|line| format!("{line}\n")).collect::<String>();
    let (movies, scored) = (list("movieId,title,genres"), list("movie,title,score,label"));
    assert_eq!(taken(&[file("r.csv", &extended)]), "asks");
    assert_eq!(taken(&[file("r.csv", &extended), file("movies.csv", &movies)]), "ratings");
    assert_eq!(
        taken(&[zip("all.zip", &[("ml/r.csv", extended.as_bytes()), ("ml/movies.csv", movies.as_bytes())])]),
        "ratings"
    );
    // Beside ratings, the table is the list of their films.
    let both = [file("ratings.csv", &ratings), file("films.csv", &scored)];
    let read_data = read(&both, None).expect("they can be read");
    let dataset = known::<Dataset>(&*read_data.data).expect("they are ratings");
    assert_eq!(dataset.movies()[0].title, "Name 0");
    // Of two lists, the one that is hardly anything else.
    let three = [file("a.csv", &scored), file("b.csv", &ratings), file("c.csv", &movies)];
    let read_data = read(&three, None).expect("they can be read");
    let dataset = known::<Dataset>(&*read_data.data).expect("they are ratings");
    assert_eq!(dataset.genres().len(), 3);
}

#[test]
fn a_wish_is_followed() {
    let extended = [file("r.csv", &rows("userId,movieId,rating,label", ','))];
    assert!(is::<Dataset>(&extended, None));
    assert!(is::<Dataset>(&extended, Some(&ratings::DESCRIPTOR)));
    assert!(is::<Table>(&extended, Some(&table::DESCRIPTOR)));
    let own = [file("ratings.csv", &rows("userId,movieId,rating,timestamp", ','))];
    assert!(is::<Table>(&own, Some(&table::DESCRIPTOR)));
    let films = [file("films.csv", &rows("movieId,title,genres", ','))];
    assert!(is::<Table>(&films, Some(&table::DESCRIPTOR)));
    // Both what is wrong with a reading, and that there is another one.
    let refused = read(&films, None).expect_err("there are no ratings");
    assert!(refused.instead() == [DataKind(&table::DESCRIPTOR)], "{refused}");
    let refused = read(&films, Some(&ratings::DESCRIPTOR)).expect_err("there are no ratings");
    assert!(refused.instead().is_empty(), "{refused}");
    let tens = [file("r.csv", "user,item,rating\n1,1,9\n1,2,8\n")];
    let refused = read(&tens, None).expect_err("these are no stars");
    assert!(
        refused.instead() == [DataKind(&table::DESCRIPTOR)] && refused.to_string().contains("half stars"),
        "{refused}"
    );
    // Without names of columns it is no table.
    let bare = [file("u.data", "1\t1\t9\t1\n1\t2\t8\t1\n")];
    let refused = read(&bare, None).expect_err("these are no stars");
    assert!(refused.instead().is_empty() && refused.to_string().contains("half stars"), "{refused}");
    let plain = [file("t.csv", "a,b\n1,x\n2,y\n")];
    let refused = read(&plain, Some(&ratings::DESCRIPTOR)).expect_err("it is a table");
    assert!(refused.to_string().contains("not a MovieLens file"), "{refused}");
    let utf16: Vec<u8> = "\u{feff}a,b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let refused = read(&[NamedFile { name: "u.csv".to_owned(), bytes: utf16 }], Some(&table::DESCRIPTOR));
    assert_eq!(refused.expect_err("it is UTF-16").to_string(), "u.csv is UTF-16 text: save it as UTF-8");
}

proptest! {
    /// Whatever its columns are called: with a column of labels more, a table is no list of films, and what was a table
    /// stays one.
    #[test]
    fn a_column_of_labels_makes_no_list_of_films(
        names in proptest::sample::subsequence(
            vec![
                "movieId", "movie", "item", "title", "year", "genres", "userId", "rating", "timestamp", "score", "price",
                "age", "imdbId", "width",
            ],
            2..8,
        ).prop_shuffle(),
        label in proptest::sample::select(vec!["label", "Label", "class", "target", "kind", "outcome"]),
        place: prop::sample::Index,
    ) {
        let before = taken(&[file("t.csv", &rows(&names.join(","), ','))]);
        let mut with = names.clone();
        with.insert(place.index(names.len() + 1), label);
        let after = taken(&[file("t.csv", &rows(&with.join(","), ','))]);
        let expected = match before {
            "table" | "films" => "table",
            _ => "asks",
        };
        prop_assert_eq!(after, expected, "{:?} was {}", with, before);
    }
}
