//! Values of the parameters of another part in one text: `alpha:0.1,gamma:0.98`.
//!
//! A piece without a name belongs to the value before it, so that lists of widths need no marks of their own:
//! `context_layers:32,16,8,epsilon:0.05`.

/// What it looks like, for sentences that say what would be right.
pub const EXPECTED: &str = "values by name, such as alpha:0.1,gamma:0.98";

/// Longest such text, in bytes.
const LONGEST: usize = 400;

/// Reads it as names and texts of values; none where it is something else. An empty text has none.
pub fn read(text: &str) -> Option<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    if cfg!(feature = "starter") {
        return None; // the default experiment has none
    }
    // Links have no blanks, and no value needs one.
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if plain.is_empty() {
        return Some(pairs);
    }
    if plain.len() > LONGEST {
        return None;
    }
    for piece in plain.split(',') {
        match (piece.split_once([':', '=']), pairs.last_mut()) {
            (Some((name, value)), _) => {
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                if name.is_empty() || value.is_empty() || !name.chars().all(is_name) {
                    return None;
                }
                if pairs.iter().any(|(other, _)| other == name) {
                    return None;
                }
                pairs.push((name.to_owned(), value.to_owned()));
            }
            (None, Some((_, value))) if !piece.is_empty() => {
                value.push(',');
                value.push_str(piece);
            }
            (None, _) => return None,
        }
    }
    Some(pairs)
}

/// The same as one text.
pub fn write(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}:{value}")).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_written() {
        let of = |text| read(text).map(|pairs| write(&pairs));
        assert_eq!(of(" alpha : 0.1 , gamma=0.98"), Some("alpha:0.1,gamma:0.98".to_owned()));
        assert_eq!(
            of("context_layers:32,16,8,epsilon:0.05"),
            Some("context_layers:32,16,8,epsilon:0.05".to_owned())
        );
        assert_eq!(
            read("context_layers:32,16,8").map(|pairs| pairs[0].1.clone()),
            Some("32,16,8".to_owned())
        );
        assert_eq!(of("epsilon:1 to 0.1 in 50"), Some("epsilon:1to0.1in50".to_owned()));
        assert_eq!(of(""), Some(String::new()));
        for wrong in ["alpha", ":1", "alpha:", "alpha:1,,", "alpha:1,alpha:2", "a-b:1", "1,alpha:2"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
