//! What policies are called where nothing but their names tells them apart.

/// The names, with its number (from 1) behind each that another one has as well: "UCB1 (1)" and "UCB1 (3)".
pub fn distinct_names<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let is_one = |name: &str| names.clone().filter(|other| *other == name).count() == 1;
    let numbered = |(place, name): (usize, &str)| match is_one(name) {
        true => name.to_owned(),
        false => format!("{name} ({})", place + 1),
    };
    names.clone().enumerate().map(numbered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_are_there_twice_get_a_number() {
        assert_eq!(distinct_names(["a", "b", "a"].into_iter()), ["a (1)", "b", "a (3)"]);
        assert!(distinct_names([].into_iter()).is_empty());
    }
}
