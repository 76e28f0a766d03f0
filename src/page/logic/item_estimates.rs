//! What rankers have learned of all films, found, ordered and put into words.

use super::slate_words::learned;
use super::things::Things;
use crate::chart::numbers::{percent, readable, whole};
use crate::math::sorting::sort_indexes;
use crate::results::ItemEstimates;

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortedBy {
    /// True attraction, the largest first.
    #[default]
    Truth,
    /// What this policy has learned, the largest first; what it knows nothing of comes last.
    Learned(usize),
}

/// Places in the order of [`ItemEstimates::items`] of the films whose name has every word of the query, in any letter case.
pub fn found(
    item_estimates: &ItemEstimates,
    names: &[String],
    query: &str,
    sorted_by: SortedBy,
) -> Vec<usize> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let matches = |place: &usize| {
        words.is_empty() || {
            let name = name(item_estimates, names, *place).to_lowercase();
            words.iter().all(|word| name.contains(word))
        }
    };
    let mut places: Vec<usize> = (0..item_estimates.items.len()).filter(matches).collect();
    if let SortedBy::Learned(policy) = sorted_by {
        let estimate = |place: usize| {
            item_estimates.learned(policy, place).map_or(f64::NEG_INFINITY, |learned| learned.estimate)
        };
        sort_indexes(&mut places, &|a, b| estimate(b).total_cmp(&estimate(a)).then(a.cmp(&b)));
    }
    places
}

/// What the film at a place is called.
pub fn name<'a>(item_estimates: &ItemEstimates, names: &'a [String], place: usize) -> &'a str {
    item_estimates.items.get(place).and_then(|item| names.get(*item as usize)).map_or("?", String::as_str)
}

/// What one policy has learned of the film at a place, and how often it has shown it.
pub fn of_policy(item_estimates: &ItemEstimates, policy: usize, place: usize) -> String {
    let words = item_estimates
        .learned(policy, place)
        .map_or_else(|| "estimates nothing".to_owned(), |known| format!("learned {}", learned(&known)));
    let shown = item_estimates.policies.get(policy).and_then(|known| known.shown.get(place)).copied();
    match shown.unwrap_or(0) {
        0 => format!("{words}, never shown"),
        1 => format!("{words}, shown once"),
        times => format!("{words}, shown {} times", whole(u64::from(times))),
    }
}

/// All that is known of the film at a place, in a sentence.
pub fn of_item(item_estimates: &ItemEstimates, names: &[String], labels: &[String], place: usize) -> String {
    let attraction = item_estimates.attractions.get(place).map_or(f64::NAN, |truth| f64::from(*truth));
    let of =
        |(index, label): (usize, &String)| format!("{label} {}", of_policy(item_estimates, index, place));
    let known: Vec<String> = labels.iter().enumerate().map(of).collect();
    format!(
        "Rank {} of {}, {}: true attraction {}. {}.",
        whole(place as u64 + 1),
        whole(item_estimates.items.len() as u64),
        name(item_estimates, names, place),
        readable(attraction),
        known.join("; ")
    )
}

/// How much of the catalogue each policy has shown, and how far off it is there, in a sentence each.
pub fn summary(item_estimates: &ItemEstimates, labels: &[String], things: Things) -> String {
    let of = |(index, label): (usize, &String)| {
        let Some(known) = item_estimates.policies.get(index) else { return String::new() };
        let count = known.shown.len();
        let seen: Vec<usize> = (0..count).filter(|place| known.shown[*place] > 0).collect();
        let coverage = format!(
            "{label} has shown {} of {} ({})",
            whole(seen.len() as u64),
            things.counted(count),
            percent(seen.len() as f64 / count.max(1) as f64)
        );
        if known.estimates.is_empty() {
            return format!("{coverage} and estimates nothing.");
        }
        let off = |place: &usize| {
            let truth = f64::from(item_estimates.attractions[*place]);
            known.learned(*place).map(|learned| (learned.estimate - truth).abs())
        };
        let off: Vec<f64> = seen.iter().filter_map(off).filter(|off| off.is_finite()).collect();
        if off.is_empty() {
            return format!("{coverage}.");
        }
        let mean = off.iter().sum::<f64>() / off.len() as f64;
        format!("{coverage}; its estimates of those are off by {} on average.", readable(mean))
    };
    labels.iter().enumerate().map(of).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::logic::things::FILMS;
    use crate::ranking::RankerExplanation;

    fn made_up() -> (ItemEstimates, Vec<String>, Vec<String>) {
        let mut item_estimates = ItemEstimates::about(&[0.25, 0.75, 0.5]);
        let thought = RankerExplanation {
            estimates: vec![1.0, 0.5, 0.25],
            low: vec![0.5, 0.25, 0.125],
            high: vec![1.0, 0.75, 0.5],
            ..RankerExplanation::default()
        };
        item_estimates.add(&[0, 1, 1_200], &thought);
        item_estimates.add(&[1, 1, 1], &RankerExplanation::default());
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        (item_estimates, owned(&["Heat", "Ran", "The Rock"]), owned(&["CascadeUCB1", "Random"]))
    }

    #[test]
    fn films_are_found_by_their_words_and_sorted() {
        let (item_estimates, names, _) = made_up();
        let found = |query: &str, by| {
            let places = found(&item_estimates, &names, query, by);
            places.into_iter().map(|place| name(&item_estimates, &names, place)).collect::<Vec<_>>()
        };
        assert_eq!(found("", SortedBy::Truth), ["Ran", "The Rock", "Heat"]);
        assert_eq!(found("", SortedBy::Learned(0)), ["Heat", "Ran", "The Rock"]);
        assert_eq!(found("", SortedBy::Learned(1)), ["Ran", "The Rock", "Heat"]);
        assert_eq!(found(" ROCK the", SortedBy::Truth), ["The Rock"]);
        assert_eq!(found("no such film", SortedBy::Learned(0)), [""; 0]);
    }

    #[test]
    fn a_film_is_told_in_a_sentence() {
        let (item_estimates, names, labels) = made_up();
        assert_eq!(
            of_item(&item_estimates, &names, &labels, 1),
            "Rank 2 of 3, The Rock: true attraction 0.500. CascadeUCB1 learned 0.250 (0.125 to 0.500), shown 1,200 times; \
             Random estimates nothing, shown once."
        );
        assert!(of_policy(&item_estimates, 0, 2).ends_with(", never shown"));
    }

    #[test]
    fn the_summary_says_how_much_was_shown_and_how_far_off_it_is() {
        let (item_estimates, _, labels) = made_up();
        assert_eq!(
            summary(&item_estimates, &labels, FILMS),
            "CascadeUCB1 has shown 2 of 3 films (66.7 %); its estimates of those are off by 0.250 on average. \
             Random has shown 3 of 3 films (100.0 %) and estimates nothing."
        );
    }
}
