//! The question which kind of data a file is.

use crate::chart::numbers::capital;
use crate::data::DataKind;

/// "Ratings or a table?"
pub fn title(kinds: &[DataKind]) -> String {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.0.words.a).collect();
    capital(&format!("{}?", words.join(" or ")))
}

/// After the name of the file: what it has that makes it one of these, and what each would be for.
pub fn question(kinds: &[DataKind]) -> String {
    let typical = kinds.first().map_or("", |kind| kind.0.words.typical);
    let purposes: Vec<String> =
        kinds.iter().map(|kind| format!("as {} {}", kind.words.a, kind.words.purpose)).collect();
    format!(" {typical}. Read it {}.", purposes.join(", or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_names_what_each_reading_is_for() {
        let kinds: Vec<DataKind> = DataKind::all().collect();
        assert_eq!(title(&kinds), "Ratings or a table?");
        assert_eq!(
            question(&kinds),
            " names a user, a movie and a rating, and other columns beside them. Read it as ratings to run on its users and \
             films, or as a table to classify its rows by one of the columns."
        );
    }
}
