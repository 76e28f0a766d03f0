//! What there is instead, for the sentence that something is not there.

/// Ids longer than this are compared by their beginning.
const LONGEST: usize = 60;

/// So many are listed where none is near.
const LISTED: usize = 12;

/// What follows the sentence that there is no `wanted`: the id that was probably meant or, where none is near, what there is.
pub fn instead<'a>(wanted: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let ids: Vec<&str> = ids.collect();
    match (nearest(wanted, &ids), ids.len()) {
        (Some(near), _) => format!(" (did you mean \"{near}\"?)"),
        (None, 0) => "; there is none".to_owned(),
        (None, 1..=LISTED) => format!("; there is {}", ids.join(", ")),
        (None, count) => {
            format!("; there are {count}, such as {}: the catalogue lists them", ids[..3].join(", "))
        }
    }
}

/// The id with the fewest letters to change, insert or leave out; none where those are more than a third of it.
pub fn nearest<'a>(wanted: &str, ids: &[&'a str]) -> Option<&'a str> {
    let wanted: Vec<char> = wanted.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let distances = ids.iter().map(|id| (distance(&wanted, id), *id));
    let (changes, near) = distances.min_by_key(|(changes, _)| *changes)?;
    (changes * 3 <= near.len()).then_some(near)
}

/// How many letters must be changed, inserted or left out to turn one into the other (Levenshtein 1966).
fn distance(one: &[char], other: &str) -> usize {
    let mut row: Vec<usize> = (0..=one.len()).collect();
    for (index, letter) in other.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for place in 1..row.len() {
            let changed = diagonal + usize::from(one[place - 1] != letter);
            diagonal = row[place];
            row[place] = changed.min(row[place] + 1).min(row[place - 1] + 1);
        }
    }
    row[one.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keyboard_is_recognised() {
        let ids = ["lin_ucb", "lin_ts", "random"];
        let meant = |wanted| nearest(wanted, &ids);
        assert_eq!(meant("lin_ubc"), Some("lin_ucb"));
        assert_eq!(meant("LinUCB"), Some("lin_ucb"));
        assert_eq!(meant("ranodm"), Some("random"));
        assert_eq!((meant("clairvoyant"), meant("")), (None, None));
        assert_eq!(meant(&"🐈".repeat(10_000)), None);
        assert_eq!(instead("x", ids.into_iter()), "; there is lin_ucb, lin_ts, random");
        assert_eq!(instead("lin_tss", ids.into_iter()), " (did you mean \"lin_ts\"?)");
        assert_eq!(instead("x", [].into_iter()), "; there is none");
        let many = ["lin_ucb"; LISTED + 1];
        assert_eq!(
            instead("x", many.into_iter()),
            "; there are 13, such as lin_ucb, lin_ucb, lin_ucb: the catalogue lists them"
        );
    }

    #[test]
    fn distances_count_changes() {
        let of = |one: &str, other| distance(&one.chars().collect::<Vec<_>>(), other);
        assert_eq!((of("kitten", "sitting"), of("", "abc"), of("abc", ""), of("abc", "abc")), (3, 3, 3, 0));
    }
}
