//! What keys do in the text of an editor. Places in it are counted as browsers do: in units of UTF-16.

/// Blanks of a step to the right.
const STEP: usize = 4;

/// The words of the language that may be completed.
const WORDS: [&str; 16] = [
    "fn", "let", "if", "else", "for", "in", "while", "loop", "break", "continue", "return", "true", "false",
    "this", "const", "throw",
];

/// A change: what stands between two places is replaced, and where the caret is then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// What stands there instead.
    pub text: String,
    /// What is selected then.
    pub selected: (u32, u32),
}

/// The byte at a place.
fn byte(text: &str, place: u32) -> usize {
    let mut units = 0;
    let found = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16() as u32;
        units > place
    });
    found.map_or(text.len(), |(byte, _)| byte)
}

/// How many units a text has.
fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

/// The nearest place before it that is between two letters: one beyond the first 65,536 takes two units.
fn between(text: &str, place: u32) -> u32 {
    units(&text[..byte(text, place)])
}

/// What Tab does, or Shift+Tab where `back`: the lines of a selection move a step; without one, blanks up to the next step.
pub fn indented(text: &str, selected: (u32, u32), back: bool) -> Change {
    let selected = (between(text, selected.0), between(text, selected.1));
    let (start, end) = (byte(text, selected.0), byte(text, selected.1));
    let line_start = text[..start].rfind('\n').map_or(0, |place| place + 1);
    if start == end && !back {
        let column = text[line_start..start].chars().count();
        let blanks = " ".repeat(STEP - column % STEP);
        let after = selected.0 + blanks.len() as u32;
        return Change { from: selected.0, to: selected.0, text: blanks, selected: (after, after) };
    }
    let line_end = text[end..].find('\n').map_or(text.len(), |place| end + place);
    let moved = |line: &str| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        if back {
            line[blanks.min(STEP)..].to_owned()
        } else if line.is_empty() {
            String::new()
        } else {
            format!("{}{line}", " ".repeat(STEP))
        }
    };
    let lines: Vec<String> = text[line_start..line_end].split('\n').map(moved).collect();
    let from = units(&text[..line_start]);
    let lines = lines.join("\n");
    let selected = (from, from + units(&lines));
    let selected = if start == end { (selected.1, selected.1) } else { selected };
    Change { from, to: from + units(&text[line_start..line_end]), text: lines, selected }
}

/// What Enter does: the next line begins below the first letter of this one, and a step further behind a bracket.
pub fn next_line(text: &str, selected: (u32, u32)) -> Change {
    let selected = (between(text, selected.0), between(text, selected.1));
    let start = byte(text, selected.0);
    let line = text[..start].rsplit('\n').next().unwrap_or_default();
    let blanks = line.len() - line.trim_start_matches(' ').len();
    let step = if line.trim_end().ends_with(['{', '(', '[']) { STEP } else { 0 };
    let inserted = format!("\n{}", " ".repeat(blanks + step));
    let after = selected.0 + units(&inserted);
    Change { from: selected.0, to: selected.1, text: inserted, selected: (after, after) }
}

/// The names that begin as what stands before the caret, up to six; none where no name has begun.
pub fn completions<'a>(text: &str, caret: u32, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let word = word_before(text, caret);
    if word.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<&str> =
        names.chain(WORDS).filter(|name| name.len() > word.len() && name.starts_with(word)).collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(6);
    found.into_iter().map(str::to_owned).collect()
}

/// The beginning of a name before the caret.
fn word_before(text: &str, caret: u32) -> &str {
    let before = &text[..byte(text, caret)];
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    &before[before.trim_end_matches(is_part).len()..]
}

/// Puts a name in the place of what has begun before the caret.
pub fn completed(text: &str, caret: u32, name: &str) -> Change {
    let caret = between(text, caret);
    let from = caret - units(word_before(text, caret));
    let after = from + units(name);
    Change { from, to: caret, text: name.to_owned(), selected: (after, after) }
}

/// Where a line begins and ends.
pub fn line(text: &str, number: usize) -> (u32, u32) {
    let before: u32 = text.split('\n').take(number.saturating_sub(1)).map(|line| units(line) + 1).sum();
    let length = text.split('\n').nth(number.saturating_sub(1)).map_or(0, units);
    let from = before.min(units(text));
    (from, from + length)
}

/// How many lines there are.
pub fn lines(text: &str) -> usize {
    text.split('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn applied(text: &str, change: &Change) -> String {
        let (from, to) = (byte(text, change.from), byte(text, change.to));
        format!("{}{}{}", &text[..from], change.text, &text[to..])
    }

    #[test]
    fn tab_goes_to_the_next_step_and_moves_selected_lines() {
        let one = indented("ab", (2, 2), false);
        assert_eq!((applied("ab", &one), one.selected), ("ab  ".to_owned(), (4, 4)));
        let text = "a {\n  b\n\n}";
        let lines = indented(text, (1, 7), false);
        assert_eq!(applied(text, &lines), "    a {\n      b\n\n}");
        assert_eq!(lines.selected, (0, 15));
        let back = indented("    a\n  b", (0, 9), true);
        assert_eq!(applied("    a\n  b", &back), "a\nb");
        let back = indented("é\n      a", (5, 5), true);
        assert_eq!(applied("é\n      a", &back), "é\n  a");
    }

    #[test]
    fn a_new_line_begins_where_the_one_before_does() {
        let of = |text: &str| {
            let end = units(text);
            applied(text, &next_line(text, (end, end)))
        };
        assert_eq!(of("  a;"), "  a;\n  ");
        assert_eq!(of("fn a() {"), "fn a() {\n    ");
        assert_eq!(of("😀"), "😀\n");
    }

    #[test]
    fn names_are_completed() {
        let names = ["ridge_update", "round", "argmax"];
        let of = |text: &str| completions(text, units(text), names.into_iter());
        assert_eq!(of("this.r"), ["return", "ridge_update", "round"]);
        assert!(of("this.").is_empty() && of("round").is_empty());
        let change = completed("é = arg", 7, "argmax");
        assert_eq!((applied("é = arg", &change), change.selected), ("é = argmax".to_owned(), (10, 10)));
    }

    #[test]
    fn lines_have_their_places() {
        assert_eq!((line("a\nbc\n", 2), line("a\nbc\n", 1), line("a", 9)), ((2, 4), (0, 1), (1, 1)));
        assert_eq!((lines(""), lines("a\nb")), (1, 2));
    }

    proptest! {
        /// Whatever is in the text and selected, a change is of places that there are.
        #[test]
        fn changes_stay_within_the_text(text in "[a é😀{\n]{0,30}", start in 0_u32..40, length in 0_u32..40, back: bool) {
            let end = units(&text);
            let selected = (start.min(end), (start + length).min(end));
            for change in [indented(&text, selected, back), next_line(&text, selected), completed(&text, selected.1, "x")] {
                prop_assert!(change.from <= change.to && change.to <= end);
                let after = units(&applied(&text, &change));
                prop_assert!(change.selected.0 <= change.selected.1 && change.selected.1 <= after);
            }
        }
    }
}
