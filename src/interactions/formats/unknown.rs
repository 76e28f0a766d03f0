//! Why a file is no log of any format, in words that say what would be one.

use csv::StringRecord;

use super::format::first_line;
use super::tidy_header::{Column, Header};
use crate::data::content;

/// Characters of a file's words that are repeated.
const SHOWN: usize = 60;

/// What is wrong with a file that begins with these bytes, as the rest of a sentence about it.
pub fn why_unknown(bytes: &[u8]) -> String {
    if bytes.trim_ascii().is_empty() {
        return "it is empty".to_owned();
    }
    if content::kind(bytes) == Some("a web page") {
        return "it is a web page: fetch the file itself, which a link on that page may lead to".to_owned();
    }
    let line = first_line(bytes);
    if line.is_empty() || line.contains('\0') {
        return "it is no text, and none of the binary files that can be read".to_owned();
    }
    if line.starts_with(['{', '[']) {
        return "its first line is JSON, but no object with \"action\" and \"reward\"".to_owned();
    }
    let columns = |separator: char| line.split(separator).count();
    let others = [(';', "semicolons"), ('\t', "tabs")];
    if let Some((_, name)) = others.into_iter().find(|(other, _)| columns(*other) > columns(',')) {
        return format!("its columns are separated by {name}: a log has commas");
    }
    let shown = match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line.to_owned(),
    };
    let names = StringRecord::from_iter(line.split(',').map(|name| name.trim_matches('"')));
    let header = Header::of(&names, None);
    let needed = [("action", Column::Action(0)), ("reward", Column::Reward(0))];
    let missing: Vec<&str> =
        needed.iter().filter(|(_, column)| !header.has(*column)).map(|(name, _)| *name).collect();
    format!("its first line, \"{shown}\", names no column {}", missing.join(" and no column "))
}

#[cfg(test)]
mod tests {
    use super::super::{LogFileError, read};
    use super::*;
    use crate::interactions::reading::File;

    #[test]
    fn each_wrong_file_is_told_what_is_wrong_with_it() {
        for (text, why) in [
            ("", "it is empty"),
            (" \r\n\n", "it is empty"),
            ("\0\u{1}\0", "it is no text"),
            ("<!DOCTYPE html>\n<title>404</title>", "it is a web page: fetch the file itself"),
            ("{\"a\": 1}", "no object with \"action\" and \"reward\""),
            ("[1, 2]", "no object with \"action\" and \"reward\""),
            ("action;reward;probability\n1;0;0.5", "separated by semicolons"),
            ("action\treward\n1\t0", "separated by tabs"),
            ("user,action,probability\n1,2,0.5", "names no column reward"),
            ("movieId,title\n1,2", "names no column action and no column reward"),
            ("some words", "names no column action and no column reward"),
        ] {
            let error = read(File { name: "log.csv", bytes: text.as_bytes() }).err().expect("it is no log");
            assert!(matches!(error, LogFileError::Unknown { .. }), "{text:?}: {error}");
            assert!(error.to_string().contains(why), "{text:?}: {error}");
        }
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        let why = why_unknown("ä".repeat(500).as_bytes());
        assert!(why.contains(&format!("\"{} …\"", "ä".repeat(SHOWN))), "{why}");
    }
}
