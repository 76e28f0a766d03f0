//! CSV as everything here writes it, so that no reader takes a value for something else.
//!
//! Readers guess what a column holds by its first rows, each in its own way. Found by running pandas 3.1.1, polars 2.1.0 and DuckDB 2.0.1:
//! - DuckDB takes a column that begins with whole numbers for whole numbers and rounds what follows: a float always has a point or an exponent.
//! - DuckDB drops a row that begins with `#1` as a comment, and all of them take text of digits for numbers: text is always in quotation marks.
//! - A spreadsheet takes a text that begins with `=`, `+`, `-` or `@` for a formula, and names are a person's own: an apostrophe stands
//!   before those.

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CsvValue<'a> {
    /// None.
    Missing,
    /// A text for people and their programs.
    Text(&'a str),
    /// A text that is read back by ours: it stands there as it is.
    Exact(&'a str),
    /// A whole number.
    Whole(i64),
    /// A number of things.
    Count(u64),
    /// A number; one that is not finite is `NaN`, `inf` or `-inf`.
    Number(f64),
    /// True or false.
    Switch(bool),
}

impl CsvValue<'_> {
    /// Writes it at the end of a text.
    pub fn push(self, text: &mut String) {
        match self {
            CsvValue::Missing => {}
            CsvValue::Text(value) => {
                let is_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
                push_quoted(text, if is_formula { "'" } else { "" }, value);
            }
            CsvValue::Exact(value) => push_quoted(text, "", value),
            CsvValue::Whole(number) => text.push_str(&number.to_string()),
            CsvValue::Count(number) => text.push_str(&number.to_string()),
            CsvValue::Number(number) => text.push_str(&format!("{number:?}")),
            CsvValue::Switch(is_on) => text.push_str(if is_on { "true" } else { "false" }),
        }
    }
}

fn push_quoted(text: &mut String, guard: &str, value: &str) {
    text.push('"');
    text.push_str(guard);
    text.push_str(&value.replace('"', "\"\""));
    text.push('"');
}

/// Writes a row at the end of a text.
pub fn push_row(text: &mut String, row: &[CsvValue<'_>]) {
    for (place, value) in row.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        value.push(text);
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(values: &[CsvValue<'_>]) -> String {
        let mut text = String::new();
        push_row(&mut text, values);
        text
    }

    #[test]
    fn nothing_is_left_to_guess() {
        use CsvValue::*;
        assert_eq!(
            row(&[Number(3.0), Number(0.1), Count(7), Whole(-7), Switch(true)]),
            "3.0,0.1,7,-7,true\n"
        );
        assert_eq!(
            row(&[Number(f64::NAN), Number(f64::INFINITY), Missing, Number(1e300)]),
            "NaN,inf,,1e300\n"
        );
        assert_eq!(
            row(&[Text("#1"), Text("a \"b\", c"), Text("0012")]),
            "\"#1\",\"a \"\"b\"\", c\",\"0012\"\n"
        );
        assert_eq!(row(&[Text("=1+1"), Text("-x"), Exact("=1+1")]), "\"'=1+1\",\"'-x\",\"=1+1\"\n");
    }

    proptest! {
        /// Whatever a text is, a reader gets it back; one that begins as a formula has its apostrophe.
        #[test]
        fn any_text_is_one_field(one in any::<String>(), other in "[=+@\"\n,-]{0,4}") {
            let text = row(&[CsvValue::Exact(&one), CsvValue::Text(&other), CsvValue::Number(0.5)]);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let read: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
            prop_assert_eq!(read.len(), 1);
            prop_assert_eq!(&read[0][0], one.as_str());
            prop_assert_eq!(read[0][1].trim_start_matches('\''), other.as_str());
            prop_assert!(!read[0][1].starts_with(['=', '+', '-', '@']));
        }

        /// Any number is the same bits when it is read, and has a point or an exponent.
        #[test]
        fn any_number_is_read_as_a_float(bits in any::<u64>()) {
            let number = f64::from_bits(bits);
            let text = row(&[CsvValue::Number(number)]);
            let text = text.trim_end();
            let read: f64 = text.parse().expect("a number");
            prop_assert!(read == number || number.is_nan() && read.is_nan());
            prop_assert!(!number.is_finite() || text.contains(['.', 'e']), "{}", text);
        }
    }
}
