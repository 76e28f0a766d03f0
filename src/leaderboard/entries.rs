//! Links in a text that was pasted.

use crate::session::without_names;
use crate::spec::Experiment;
use crate::spec::link::{self, Decoded, LinkError};

/// A link that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The line in which it stands, from 1.
    pub line: usize,
    /// Whose it is, as far as the text says: the words before the link in its line, else those behind it, else a line of its own
    /// before, else the title in the link, else the number of the line.
    pub name: String,
    /// The link as it was found.
    pub text: String,
    /// What it holds.
    pub link: Result<Decoded, LinkError>,
}

impl Entry {
    /// What the link is run as: its experiment without names, on which no result depends; none where it can't be read.
    pub fn played(&self) -> Option<Experiment> {
        self.link.as_ref().ok().map(|link| without_names(&link.experiment))
    }
}

/// What stands around names and links: separators of spreadsheets and chats, brackets and quotation marks.
const AROUND: &[char] =
    &[',', ';', ':', '-', '–', '—', '|', '=', '>', '<', '(', ')', '[', ']', '"', '\'', '*', '`', '•'];

/// Longest name, in characters.
const LONGEST_NAME: usize = 60;

/// The links in a text, in their order. A line may have several; what is no link is passed over, and what looks like one but can't be
/// read is an entry that says why.
pub fn entries(text: &str) -> Vec<Entry> {
    let lines: Vec<(usize, &str, Vec<&str>)> =
        text.lines().enumerate().map(|(index, line)| (index + 1, line, links_in(line))).collect();
    let mut found = Vec::new();
    for (place, (number, line, links)) in lines.iter().enumerate() {
        // A name of its own line stands over one link: over several it is a heading.
        let next_has_link = lines.get(place + 1).is_some_and(|(_, _, links)| !links.is_empty());
        let before = place.checked_sub(1).and_then(|before| lines.get(before));
        let above =
            before.filter(|(_, _, links)| links.is_empty() && !next_has_link).map(|(_, line, _)| *line);
        let mut from = 0;
        for link in links {
            let start = from + line[from..].find(link).unwrap_or(0);
            let words_before = &line[from..start];
            from = start + link.len();
            let is_last = links_in(&line[from..]).is_empty();
            let behind = if is_last { &line[from..] } else { "" };
            let decoded = decode(link);
            let title = decoded.as_ref().map_or("", |decoded| decoded.view.title.as_str());
            let name = [words_before, behind, above.unwrap_or_default(), title]
                .into_iter()
                .map(tidy)
                .find(|name| !name.is_empty())
                .unwrap_or_else(|| format!("Line {number}"));
            found.push(Entry { line: *number, name, text: (*link).to_owned(), link: decoded });
        }
    }
    found
}

/// The words of a line that look like links: an address with the number of our schema behind its `#`, or that part alone.
fn links_in(line: &str) -> Vec<&str> {
    let words = line.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`'));
    words.filter_map(link_in).collect()
}

/// The link within a word, which may begin with the field before it and its separator.
fn link_in(word: &str) -> Option<&str> {
    // A bare #1 may be a number of anything: the default experiment has an address before it.
    let mark = word.match_indices('#').map(|(place, _)| place).find(|place| {
        let (before, schema) = (&word[..*place], &word[place + 1..]);
        let is_number = schema.starts_with(|c: char| c.is_ascii_digit());
        is_number && (schema.contains('=') || before.contains("://"))
    })?;
    let address =
        ["https://", "http://", "file://"].iter().filter_map(|scheme| word[..mark].rfind(scheme)).max();
    // Without a scheme an address begins behind the last separator.
    let start = address.or_else(|| {
        let mut separators =
            word[..mark].char_indices().filter(|(_, c)| matches!(c, ',' | ';' | '|' | '(' | '[' | '\''));
        separators.next_back().map(|(place, c)| place + c.len_utf8())
    });
    let link = &word[start.unwrap_or(0)..];
    Some(link.trim_end_matches([')', ']', '\'', '*']))
}

/// Reads a link, and where fields of a table stand behind it, without them.
fn decode(text: &str) -> Result<Decoded, LinkError> {
    let whole = link::decode(text);
    let is_whole = |read: &Result<Decoded, LinkError>| read.as_ref().is_ok_and(|read| read.digest.is_some());
    if is_whole(&whole) {
        return whole;
    }
    let cuts = text.char_indices().filter(|(_, c)| matches!(c, ',' | ';' | '|')).map(|(place, _)| place);
    // A piece of a link is a link of another experiment: only one with its digest is sure to be whole.
    cuts.rev().map(|place| link::decode(&text[..place])).find(is_whole).unwrap_or(whole)
}

/// A name without what separates it from the link, on one line and not too long.
fn tidy(text: &str) -> String {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || AROUND.contains(&c));
    let words: Vec<&str> = trimmed.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str =
        "https://example.org/play/#1w=bernoulli&c=ucb1;alpha=0.5&horizon=500&seeds=8&d=2-0123456789abcdef";

    fn names(text: &str) -> Vec<String> {
        entries(text).into_iter().map(|entry| entry.name).collect()
    }

    #[test]
    fn links_are_found_wherever_they_were_pasted_from() {
        let expected = link::decode(LINK).expect("a link");
        for (text, name) in [
            (format!("Maren: {LINK}"), "Maren"),
            (format!("[14:02] Maren: {LINK} !!"), "14:02] Maren"),
            (format!("Maren\t{LINK}\t12.5"), "Maren"),
            (format!("Maren,{LINK},yes"), "Maren"),
            (format!("\"Maren\",\"{LINK}\",\"yes\""), "Maren"),
            (format!("* Maren - <{LINK}>"), "Maren"),
            (format!("[Maren]({LINK})"), "Maren"),
            (format!("{LINK} Maren"), "Maren"),
            (format!("Maren\n{LINK}\n\nnext week: more"), "Maren"),
            (LINK.to_owned(), "Line 1"),
            (format!("{LINK}&title=My%20best"), "My best"),
            (LINK.replace("https://example.org/play/", ""), "Line 1"),
            (LINK.replace("https://example.org/play/", "Maren;"), "Maren"),
        ] {
            let found = entries(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].name, name, "{text}");
            let read = found[0].link.as_ref().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((&read.experiment, &read.digest), (&expected.experiment, &expected.digest), "{text}");
        }
    }

    #[test]
    fn a_heading_is_nobodys_name() {
        let text = format!("Results\n{LINK}\n{LINK}\n");
        assert_eq!(names(&text), ["Line 2", "Line 3"]);
        assert_eq!(names(&format!("A {LINK} B {LINK}")), ["A", "B"]);
    }

    #[test]
    fn what_can_not_be_read_says_why_and_what_is_no_link_is_passed_over() {
        let found =
            entries("see issue #12 and https://example.org/#top\nPavel: https://example.org/#1w=bern");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].line, found[0].name.as_str()), (2, "Pavel"));
        assert!(found[0].link.is_err(), "{found:?}");
        assert_eq!(entries(""), []);
    }
}
