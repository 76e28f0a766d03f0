//! Separators that another program has encoded within a link, found by what follows them: `%26seeds=` begins a piece,
//! because `seeds` is one, while `%26` within a label is a part of the label.

use super::read::{
    LABEL, Reading, STREAM, clicks_part, is_key, is_name, read, source_of, source_texts, split_version,
};
use super::repair::Text;
use super::view::{NAMES, NOTE, TITLE, VIEW};
use crate::descriptor::Descriptor;
use crate::spec::{settings, task};

/// The readings of a text in which some of the separators were encoded, the fewest first.
pub(crate) fn readings(text: &Text) -> impl Iterator<Item = Reading> {
    let of = |ampersand, semicolon, equals| Encoded { ampersand, semicolon, equals };
    let cases = [
        of(false, false, false),
        of(true, false, false),
        of(false, true, false),
        of(false, false, true),
        of(true, true, false),
        of(true, false, true),
        of(false, true, true),
        of(true, true, true),
    ];
    let (version, body) = split_version(&text.fragment);
    cases.into_iter().map(move |encoded| {
        let (body, faults) = encoded.link(body);
        read(&format!("{version}{body}"), true).with_faults(faults + text.faults)
    })
}

/// Which separators may be encoded.
#[derive(Clone, Copy)]
struct Encoded {
    ampersand: bool,
    semicolon: bool,
    equals: bool,
}

/// A separator in a text: its length there, and whether it is encoded.
#[derive(Clone, Copy)]
struct Mark {
    width: usize,
    encoded: bool,
}

/// The separator that a text begins with; `code` is its hexadecimal code.
fn mark(text: &str, plain: char, code: &str, may_be_encoded: bool) -> Option<Mark> {
    if text.starts_with(plain) {
        return Some(Mark { width: 1, encoded: false });
    }
    let rest = text.strip_prefix('%').filter(|_| may_be_encoded)?.trim_start_matches("25");
    let found = rest.get(..code.len())?.eq_ignore_ascii_case(code);
    found.then(|| Mark { width: text.len() - rest.len() + code.len(), encoded: true })
}

/// `name=` at the beginning of a text.
struct Named<'a> {
    name: &'a str,
    equals: Mark,
    value: &'a str,
}

impl Encoded {
    fn named<'a>(&self, text: &'a str) -> Option<Named<'a>> {
        let (name, rest) = text.split_at(text.find(|c| !is_name(c))?);
        let equals = mark(rest, '=', "3D", self.equals).filter(|_| !name.is_empty())?;
        Some(Named { name, equals, value: &rest[equals.width..] })
    }

    /// Cuts a text at the separators that begin something known, or that are not encoded and begin something that a later
    /// playground may know. Each part comes with whether the separator before it was encoded. An encoded separator that
    /// may begin something that only a later playground knows is a fault.
    fn cut<'a>(
        &self,
        text: &'a str,
        separator: impl Fn(&str) -> Option<Mark>,
        known: impl Fn(&str) -> bool,
        faults: &mut u32,
    ) -> Vec<(bool, &'a str)> {
        let mut parts = Vec::new();
        let (mut start, mut encoded) = (0, false);
        for (place, _) in text.match_indices(['&', ';', '%']) {
            let Some(found) = separator(&text[place..]).filter(|_| place >= start) else { continue };
            let after = &text[place + found.width..];
            let named = self.named(after);
            let begins = named
                .as_ref()
                .is_some_and(|named| known(named.name) || !(found.encoded || named.equals.encoded));
            *faults += if named.is_some() && !begins { 2 } else { 0 };
            if begins || (after.is_empty() && !found.encoded) {
                parts.push((encoded, &text[start..place]));
                (start, encoded) = (place + found.width, found.encoded);
            }
        }
        parts.push((encoded, &text[start..]));
        parts
    }

    /// The body of a link with its separators as we write them, and how many characters of texts had to be encoded.
    fn link(&self, body: &str) -> (String, u32) {
        let mut faults = 0;
        let pieces = self.cut(body, |text| mark(text, '&', "26", self.ampersand), is_key, &mut faults);
        let pieces: Vec<String> = pieces.iter().map(|(_, piece)| self.piece(piece, &mut faults)).collect();
        (pieces.join("&"), faults)
    }

    fn piece(&self, piece: &str, faults: &mut u32) -> String {
        let Some(Named { name: key, value: rest, .. }) = self.named(piece) else { return piece.to_owned() };
        let id = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
        let (part, further): (Option<&Descriptor>, Vec<&str>) = match key {
            "w" => (task::environment(id), Vec::new()),
            "k" => (clicks_part(id), Vec::new()),
            "c" => (task::policy(id), vec![STREAM, LABEL]),
            key if key == TITLE.0 || key == NOTE.0 => {
                return format!("{key}={}", text(rest, false, faults));
            }
            VIEW => (None, NAMES.to_vec()),
            _ => match (source_of(key), settings::of_key(key)) {
                (Some(kind), _) => (None, source_texts(kind)),
                (None, Some(group)) => (Some(group.part), Vec::new()),
                (None, None) => return format!("{key}={rest}"),
            },
        };
        let known =
            |name: &str| further.contains(&name) || part.is_some_and(|part| part.parameter(name).is_some());
        let pairs = self.cut(rest, |text| mark(text, ';', "3B", self.semicolon), known, faults);
        let pairs = pairs.iter().map(|(encoded, pair)| match self.named(pair) {
            Some(Named { name, equals, value }) => {
                let is_text = further.contains(&name) && name != STREAM;
                let encoded = *encoded || equals.encoded;
                let value = if is_text { text(value, encoded, faults) } else { value.to_owned() };
                format!("{name}={value}")
            }
            None => (*pair).to_owned(),
        });
        format!("{key}={}", pairs.collect::<Vec<_>>().join(";"))
    }
}

/// A text in which separators are no separators. After an encoded separator a plus is a space: the program that encoded the
/// one would have encoded the other.
fn text(value: &str, after_code: bool, faults: &mut u32) -> String {
    let mut plain = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '+' if after_code => plain.push_str("%20"),
            '&' | ';' | '=' => {
                *faults += 1;
                plain.push_str(match c {
                    '&' => "%26",
                    ';' => "%3B",
                    _ => "%3D",
                });
            }
            c => plain.push(c),
        }
    }
    plain
}
