//! The fields of a line, and the values in them.

use std::borrow::Cow;
use std::ops::Range;

use csv::{ByteRecord, ReaderBuilder};

/// What stands between the fields of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `::`, as in ml-1m and ml-10m.
    Colons,
    /// One character, and quotation marks are characters as any other.
    Plain(char),
    /// One ASCII character, and fields may stand in quotation marks.
    Quoting(u8),
}

/// The fields of one line. Made once and filled for every line, because there are millions.
#[derive(Debug, Default)]
pub struct Fields {
    text: String,
    places: Vec<Range<usize>>,
}

impl Fields {
    /// Takes the fields of a line.
    ///
    /// # Errors
    /// A sentence, for a quotation mark without its partner.
    pub fn split(&mut self, line: &[u8], separator: Separator) -> Result<(), String> {
        let line = decoded(line);
        self.text.clear();
        self.places.clear();
        match separator {
            Separator::Colons => line.split("::").for_each(|field| self.push(field)),
            Separator::Plain(separator) => line.split(separator).for_each(|field| self.push(field)),
            Separator::Quoting(separator) if line.contains('"') => self.split_quoted(&line, separator)?,
            Separator::Quoting(separator) => {
                line.split(char::from(separator)).for_each(|field| self.push(field));
            }
        }
        Ok(())
    }

    fn split_quoted(&mut self, line: &str, separator: u8) -> Result<(), String> {
        if line.matches('"').count() % 2 == 1 {
            return Err("a quotation mark is opened and not closed on the same line".to_owned());
        }
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .delimiter(separator)
            .buffer_capacity(line.len().max(1))
            .from_reader(line.as_bytes());
        let mut record = ByteRecord::new();
        // Reading from memory does not fail, and fields of UTF-8 cut at ASCII are UTF-8.
        let _ = reader.read_byte_record(&mut record);
        record.iter().for_each(|field| self.push(&String::from_utf8_lossy(field)));
        Ok(())
    }

    fn push(&mut self, field: &str) {
        let start = self.text.len();
        self.text.push_str(field);
        self.places.push(start..self.text.len());
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Field `index` as it stands; empty when there is none.
    pub fn text(&self, index: usize) -> &str {
        self.places.get(index).map_or("", |place| &self.text[place.clone()])
    }

    /// Field `index` without spaces around it; empty when there is none.
    pub fn get(&self, index: usize) -> &str {
        self.text(index).trim()
    }
}

/// UTF-8, or else Windows-1252, in which every byte means something.
fn decoded(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(line.iter().map(|byte| windows_1252(*byte)).collect()),
    }
}

/// What the bytes from 0x80 to 0x9f mean in Windows-1252, by the WHATWG Encoding Standard, index-windows-1252.
const HIGH_CONTROLS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A byte of Windows-1252; all but 32 are the character of the same number. A library would bring the tables of all
/// encodings, a quarter of the engine's program.
fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH_CONTROLS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// A value as it goes into a sentence.
pub fn shown(value: &str) -> String {
    const LONGEST: usize = 30;
    if value.is_empty() {
        "empty".to_owned()
    } else if value.parse::<f64>().is_ok() && value.len() <= LONGEST {
        value.to_owned()
    } else {
        let end = if value.chars().count() > LONGEST { "…" } else { "" };
        format!("\"{}{end}\"", value.chars().take(LONGEST).collect::<String>())
    }
}

/// An id. Names it as `what` in the sentence that says what is wrong.
pub fn id(value: &str, what: &str) -> Result<u32, String> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| value.parse().ok()).flatten().ok_or_else(|| {
        format!("the {what} is {}, but must be a whole number from 0 to {}", shown(value), u32::MAX)
    })
}

/// A rating in half stars, 1 to 10.
pub fn half_stars(value: &str) -> Result<u8, String> {
    let doubled = value.parse::<f64>().map_or(f64::NAN, |stars| stars * 2.0);
    if (1.0..=10.0).contains(&doubled) && doubled.fract() == 0.0 {
        Ok(doubled as u8)
    } else {
        Err(format!("the rating is {}, but must lie between 0.5 and 5 in half stars", shown(value)))
    }
}

/// A year out of a column of its own; "1995.0" is how a table with gaps writes it.
pub fn year(value: &str) -> Result<Option<u16>, String> {
    if value.is_empty() || value.eq_ignore_ascii_case("na") {
        return Ok(None);
    }
    let whole = value.strip_suffix(".0").unwrap_or(value);
    let wrong = || format!("the year is {}, but must be a whole number from 1 to {}", shown(value), u16::MAX);
    whole.parse().ok().filter(|year| *year > 0).map(Some).ok_or_else(wrong)
}

/// "Toy Story (1995)" as title and year; without the year as it stands.
pub fn title_and_year(text: &str) -> (String, Option<u16>) {
    let text = text.trim();
    let cut = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    match cut {
        Some((title, digits)) if digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            // "0000" is no year, and a bundle has no place for it.
            match digits.parse().ok().filter(|year| *year > 0) {
                Some(year) => (title.trim().to_owned(), Some(year)),
                None => (text.to_owned(), None),
            }
        }
        _ => (text.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_means_what_the_standard_says() {
        for byte in 0..=u8::MAX {
            let expected = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned();
            assert_eq!(windows_1252(byte).to_string(), expected, "{byte:#x}");
        }
        assert_eq!(decoded(b"Mis\xe9rables, Les"), "Misérables, Les");
    }

    fn split(line: &[u8], separator: Separator) -> Result<Vec<String>, String> {
        let mut fields = Fields::default();
        fields.split(b"left over,from before", Separator::Quoting(b','))?;
        fields.split(line, separator)?;
        Ok((0..fields.len()).map(|index| fields.get(index).to_owned()).collect())
    }

    #[test]
    fn fields_are_cut_as_their_format_has_it() {
        assert_eq!(
            split(b"1::Ran: A Film (1985)::War", Separator::Colons).unwrap(),
            ["1", "Ran: A Film (1985)", "War"]
        );
        assert_eq!(split(b"1|\"Quoted\"| ", Separator::Plain('|')).unwrap(), ["1", "\"Quoted\"", ""]);
        let quoted = split(br#"1,"One, ""two"", three",x"#, Separator::Quoting(b',')).unwrap();
        assert_eq!(quoted, ["1", r#"One, "two", three"#, "x"]);
        assert!(split(br#"1,"One,x"#, Separator::Quoting(b',')).unwrap_err().contains("quotation mark"));
    }

    #[test]
    fn text_is_utf_8_or_else_windows_1252() {
        assert_eq!(split("Amélie".as_bytes(), Separator::Colons).unwrap(), ["Amélie"]);
        assert_eq!(split(b"Am\xe9lie \x96", Separator::Colons).unwrap(), ["Amélie –"]);
    }

    #[test]
    fn half_stars_from_a_half_to_five() {
        let read: Vec<_> = ["0.5", "1", "3.5", "5.0", "5"].map(|text| half_stars(text).unwrap()).to_vec();
        assert_eq!(read, [1, 2, 7, 10, 10]);
        for wrong in ["0", "5.5", "3.2", "-1", "", "NaN", "inf", "four", "1e999"] {
            assert!(half_stars(wrong).is_err(), "{wrong}");
        }
        let sentence = "the rating is 7, but must lie between 0.5 and 5 in half stars";
        assert_eq!(half_stars("7"), Err(sentence.to_owned()));
    }

    #[test]
    fn ids_are_whole_numbers() {
        assert_eq!(id("4294967295", "user"), Ok(u32::MAX));
        for wrong in ["", "-1", "+1", "1.0", "4294967296", "x"] {
            assert!(id(wrong, "user").is_err(), "{wrong}");
        }
        let long = "x".repeat(99);
        assert!(id(&long, "user").unwrap_err().len() < 150);
    }

    #[test]
    fn years_leave_the_title() {
        let cases = [
            ("Toy Story (1995)", "Toy Story", Some(1995)),
            ("Matrix, The (1999) ", "Matrix, The", Some(1999)),
            ("Se7en (Seven) (1995)", "Se7en (Seven)", Some(1995)),
            ("Fawlty Towers (1975-1979)", "Fawlty Towers (1975-1979)", None),
            ("unknown", "unknown", None),
            ("Nothing (0000)", "Nothing (0000)", None),
        ];
        for (text, title, year) in cases {
            assert_eq!(title_and_year(text), (title.to_owned(), year));
        }
        assert_eq!(year("1995.0"), Ok(Some(1995)));
        assert_eq!(year(""), Ok(None));
        assert!(year("later").is_err());
    }
}
