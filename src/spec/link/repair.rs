//! What other programs do to a link as a whole, undone: line breaks, invisible characters, entities of HTML, a second
//! percent-encoding, and what stands around a link in a text.

use percent_encoding::percent_decode_str;

use super::read::WRONG;
use super::text::{LONGEST_LINK, is_foreign, is_invisible};

/// What it counts to cut a link at a space or a bracket: more than any spaces in a label, less than a value that is wrong.
const CUT: u32 = WRONG / 2;

/// How many times a link may have been percent-encoded besides our own.
const DEEPEST: usize = 3;

/// How many times entities may have been encoded.
const ENTITIES_DEEPEST: usize = 6;

/// Longest entity with its semicolon, in bytes.
const LONGEST_ENTITY: usize = 20;

/// What a link in a text may be followed by: punctuation, closing brackets and quotes, marks of emphasis.
const BEHIND: &str = ".,;:!?'\")]}>*_~`|&=-<([{\\…»”’«“‘。，、）」』】》！？；：";

/// Entities that stand for a character of a link, or for one that is left out.
const ENTITIES: [(&str, char); 24] = [
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("nbsp", '\u{a0}'),
    ("semi", ';'),
    ("equals", '='),
    ("num", '#'),
    ("percnt", '%'),
    ("plus", '+'),
    ("period", '.'),
    ("comma", ','),
    ("colon", ':'),
    ("lowbar", '_'),
    ("hyphen", '-'),
    ("lpar", '('),
    ("rpar", ')'),
    ("NewLine", '\n'),
    ("shy", '\u{ad}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("ZeroWidthSpace", '\u{200b}'),
    ("NoBreak", '\u{2060}'),
];

/// What a link's fragment may have been before other programs changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// What follows the `#`.
    pub fragment: String,
    /// How many faults it takes to be believed, because something was cut away that may have been part of the link.
    pub faults: u32,
}

/// What the link's fragment may have been before other programs changed it, the mildest change first.
pub(crate) fn texts(link: &str) -> Vec<Text> {
    let first_line = link.trim().lines().next().unwrap_or_default();
    let mut layer: Vec<Text> = Vec::new();
    for (link, soft, faults) in [(link, true, 0), (link, false, 0), (first_line, false, CUT)] {
        let fragments = fragments(&plain(link, soft)).into_iter();
        layer.extend(fragments.flat_map(|fragment| with_ends(Text { fragment, faults })));
    }
    let mut texts: Vec<Text> = Vec::new();
    for _ in 0..=DEEPEST {
        let begin = texts.len();
        for text in layer {
            let is_new = texts.iter().all(|other| other.fragment != text.fragment);
            if is_new && text.fragment.len() <= LONGEST_LINK {
                texts.push(text);
            }
        }
        layer = texts[begin..].iter().flat_map(decoded).flat_map(with_ends).collect();
    }
    texts
}

/// The text itself, and with what may stand behind the link taken away: as little as possible, all, and all from where the
/// link must have ended.
fn with_ends(text: Text) -> Vec<Text> {
    let Text { fragment, faults } = text;
    let mut ends = Vec::new();
    for plain in [Some(fragment.clone()), unquoted_printable(&fragment)].into_iter().flatten() {
        let all = trimmed(&plain);
        // From the first character on that we would have encoded.
        let internals = &plain[all.len()..];
        let foreign = internals.char_indices().find(|(place, c)| is_foreign(internals, *place, *c));
        let few = foreign.map(|(place, _)| plain[..all.len() + place].to_owned());
        let all = all.to_owned();
        ends.push(plain);
        ends.extend(few);
        ends.push(all);
    }
    let mut ends: Vec<Text> = ends.into_iter().map(|fragment| Text { fragment, faults }).collect();
    if let Some((cut, _)) = fragment.split_once(|c: char| c.is_whitespace() || "\"<>`|".contains(c)) {
        ends.push(Text { fragment: trimmed(cut).to_owned(), faults: faults + CUT });
    }
    ends
}

/// The parts of an address that may be its fragment: after its last `#`, its first, or an encoded one.
fn fragments(link: &str) -> Vec<String> {
    let after_code = |text: &str| {
        let place = (0..text.len()).find_map(|place| Some(place + hash_code(text.get(place..)?)?));
        place.map(|place| text[place..].to_owned())
    };
    let parts = [link.rsplit_once('#'), link.split_once('#')];
    let mut found: Vec<String> = parts.iter().flatten().map(|(_, fragment)| (*fragment).to_owned()).collect();
    if found.is_empty() {
        found.push(after_code(link).unwrap_or_else(|| link.to_owned()));
    }
    found.dedup();
    for fragment in &mut found {
        if let Some(width) = hash_code(fragment) {
            fragment.drain(..width);
        }
    }
    found
}

/// How long the encoded `#` is with which a text begins, however many times it was encoded.
fn hash_code(text: &str) -> Option<usize> {
    let code = text.strip_prefix('%')?.trim_start_matches("25").strip_prefix("23")?;
    Some(text.len() - code.len())
}

/// Without line breaks, invisible characters, entities and backslashes. `soft` says that an equals sign before a line
/// break belongs to the break, as in a mail.
fn plain(text: &str, soft: bool) -> String {
    let mut plain = text.to_owned();
    for _ in 0..ENTITIES_DEEPEST {
        let next = without_entities(&unbroken(&plain, soft));
        if next == plain {
            break;
        }
        plain = next;
    }
    unescaped(plain.trim())
}

/// Without line breaks, what stands around them, and invisible characters. Joiners stay between characters of scripts that
/// are written with them.
fn unbroken(text: &str, soft: bool) -> String {
    let is_break =
        |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let mut lines = text.split(is_break);
    let mut joined = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        joined.truncate(joined.trim_end().len());
        if soft && joined.ends_with('=') && !line.is_empty() {
            joined.pop();
        }
        joined.push_str(line.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c) || c == '>'));
    }
    let mut kept = String::with_capacity(joined.len());
    let mut following = joined.chars().peekable();
    while let Some(c) = following.next() {
        let joins = matches!(c, '\u{200c}' | '\u{200d}')
            && kept.chars().next_back().is_some_and(|before| !before.is_ascii())
            && following.peek().is_some_and(|after| !after.is_ascii());
        if joins || !(is_invisible(c) || matches!(c, '\t' | '\u{a0}' | '\u{2007}' | '\u{202f}')) {
            kept.push(c);
        }
    }
    kept
}

/// Each entity of HTML as its character, once.
fn without_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('&') {
        plain.push_str(&rest[..place]);
        rest = &rest[place + 1..];
        let end = rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&rest[..end])?, end))) {
            Some((c, end)) => {
                plain.push(c);
                rest = &rest[end + 1..];
            }
            None => match BARE_ENTITIES.iter().find_map(|(name, c)| Some((rest.strip_prefix(name)?, *c))) {
                Some((internals, c)) => {
                    plain.push(c);
                    rest = internals;
                }
                None => plain.push('&'),
            },
        }
    }
    plain.push_str(rest);
    plain
}

/// Entities that browsers read without their semicolon, too, and with which no key of a link begins.
const BARE_ENTITIES: [(&str, char); 8] = [
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("LT", '<'),
    ("gt", '>'),
    ("GT", '>'),
    ("quot", '"'),
    ("QUOT", '"'),
];

fn entity(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        let is = |(known, _): &&(&str, char)| name == *known || name == known.to_ascii_uppercase();
        return ENTITIES.iter().find(is).map(|(_, c)| *c);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?)
}

/// Without the backslashes that Markdown puts before punctuation, and with the characters that JSON writes as `\u0026`.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut following = text.chars().peekable();
    while let Some(c) = following.next() {
        if c == '\\'
            && let Some(written) = of_json(following.clone())
        {
            plain.push(written);
            following.nth(4);
            continue;
        }
        if c != '\\' || !following.peek().is_some_and(char::is_ascii_punctuation) {
            plain.push(c);
        }
    }
    plain
}

/// The character whose code follows as `u` and four hexadecimal digits; none where something else does.
fn of_json(mut following: impl Iterator<Item = char>) -> Option<char> {
    following.next().filter(|c| *c == 'u')?;
    let digits: String = following.take(4).filter(char::is_ascii_hexdigit).collect();
    if digits.len() < 4 { None } else { char::from_u32(u32::from_str_radix(&digits, 16).ok()?) }
}

/// What a mail wrote with `=3D` for every equals sign; none where it did not.
fn unquoted_printable(text: &str) -> Option<String> {
    let mut pieces = text.split('=');
    let mut plain = pieces.next()?.to_owned();
    for piece in pieces {
        let rest = piece.strip_prefix("3D").or_else(|| piece.strip_prefix("3d"))?;
        plain.push('=');
        plain.push_str(rest);
    }
    (plain.len() < text.len()).then_some(plain)
}

/// With one percent-encoding less; empty where there is none. Where the semicolon before every text is encoded, a plus is a
/// space: a program that encodes the one encodes the other. Entities and backslashes may now be of a label, so that it
/// takes a fault to believe that they are not.
fn decoded(text: &Text) -> Vec<Text> {
    let Text { fragment, faults } = text;
    if !fragment.contains('%') {
        return Vec::new();
    }
    let spaced = if fragment.contains(';') { fragment.clone() } else { fragment.replace('+', " ") };
    let Ok(decoded) = percent_decode_str(&spaced).decode_utf8() else { return Vec::new() };
    let fragment = |text: &str| text.strip_prefix('#').unwrap_or(text).to_owned();
    vec![
        Text { fragment: fragment(unbroken(&decoded, true).trim()), faults: *faults },
        Text { fragment: fragment(&plain(&decoded, true)), faults: faults + 1 },
    ]
}

/// Without what may stand behind the link, encoded or not. A bracket that is opened within the link stays.
fn trimmed(text: &str) -> &str {
    let mut kept = text;
    while let Some(shorter) = without_last(kept) {
        kept = shorter;
    }
    kept
}

fn without_last(text: &str) -> Option<&str> {
    let last = text.chars().next_back()?;
    let opening =
        [(')', '('), (']', '['), ('}', '{'), ('>', '<')].into_iter().find(|(close, _)| *close == last);
    if stands_behind(last) && !opening.is_some_and(|(_, open)| text.contains(open)) {
        return text.strip_suffix(last);
    }
    without_last_code(text)
}

fn stands_behind(c: char) -> bool {
    BEHIND.contains(c) || c.is_whitespace() || is_invisible(c) || c.is_control()
}

/// Without an encoded character at the end that may stand behind a link; none where there is none.
fn without_last_code(text: &str) -> Option<&str> {
    (1..=4).find_map(|bytes| {
        let place = text.len().checked_sub(3 * bytes)?;
        let code = text.get(place..)?;
        let decoded = percent_decode_str(code).decode_utf8().ok()?;
        let mut characters = decoded.chars();
        let one = characters.next().filter(|_| characters.next().is_none() && code.starts_with('%'))?;
        stands_behind(one).then(|| &text[..place])
    })
}
