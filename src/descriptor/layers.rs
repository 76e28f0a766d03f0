//! Widths of the layers of a tower, as people write them: `48,24,12` or `[48, 24, 12]`.

/// Reads widths of at least 1 and at most `widest`, at most `most` of them; none where the text is something else. An empty text
/// has none.
pub fn read(text: &str, most: usize, widest: usize) -> Option<Vec<usize>> {
    if cfg!(feature = "starter") {
        return None; // the default experiment has none
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let inner = plain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&plain);
    if inner.is_empty() {
        return Some(Vec::new());
    }
    let widths: Option<Vec<usize>> = inner
        .split(',')
        .map(|width| width.parse().ok().filter(|width| (1..=widest).contains(width)))
        .collect();
    widths.filter(|widths| widths.len() <= most)
}

/// The same widths as a text.
pub fn write(widths: &[usize]) -> String {
    widths.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_widths_are_read_as_people_write_them() {
        let of = |text| read(text, 3, 100);
        assert_eq!(of("48,24,12"), Some(vec![48, 24, 12]));
        assert_eq!(of(" [48, 24 ,12] "), Some(vec![48, 24, 12]));
        assert_eq!((of("32"), of(""), of("[]")), (Some(vec![32]), Some(vec![]), Some(vec![])));
        for wrong in ["0", "101", "1,2,3,4", "1,,2", "1,", "a", "1.5", "-1", "[1", "1]", "1;2"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
        assert_eq!(write(&[48, 24, 12]), "48,24,12");
    }
}
