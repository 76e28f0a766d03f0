//! Names of features in Vowpal Wabbit's text: no spaces, bars or colons, and never only digits, which it takes for an index (5 and 05
//! are then one feature).

use std::fmt::Write;

/// A name with what Vowpal Wabbit would misread as `%XX`.
pub fn encoded(name: &str, out: &mut String) {
    let is_number = name.starts_with(|letter: char| letter.is_ascii_digit());
    for (index, byte) in name.bytes().enumerate() {
        let is_special = byte <= b' ' || matches!(byte, b'|' | b':' | b'%' | b'\'' | b'^' | 0x7f);
        if is_special || index == 0 && is_number {
            // Writing to a string never fails.
            let _ = write!(out, "%{byte:02X}");
        } else if byte.is_ascii() {
            out.push(char::from(byte));
        } else {
            // Of a letter of several bytes, the first brings it whole.
            out.extend(name.get(index..).and_then(|rest| rest.chars().next()));
        }
    }
}

/// The name again.
pub fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn coded(name: &str) -> String {
        let mut out = String::new();
        encoded(name, &mut out);
        out
    }

    #[test]
    fn what_would_be_misread_is_coded() {
        assert_eq!(coded("user 5|a:b"), "user%205%7Ca%3Ab");
        assert_eq!(coded("05"), "%305");
        assert_eq!(coded("Amélie"), "Amélie");
    }

    proptest! {
        #[test]
        fn names_come_back(name in "\\PC{0,8}|[0-9]{1,3}|[ -~]{0,8}") {
            let coded = coded(&name);
            prop_assert!(!coded.contains([' ', '|', ':', '\t', '\n']));
            prop_assert_eq!(decoded(&coded), name);
        }
    }
}
