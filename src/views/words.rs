//! How runs are searched, ordered and said in lists.

use crate::chart::numbers::readable;
use crate::math::sorting::sorted;
use crate::runs::{Filter, RunId};
use crate::worker::kept_runs::KeptEntry;

/// Before a tag in the search.
const TAG: [&str; 2] = ["#", "tag:"];

/// In the search: only what is pinned.
const PINNED: &str = "is:pinned";

/// What can be searched for, by examples.
pub const EXAMPLES: &str = "linucb movielens finds runs with both words in name, note, tags, agents or environment, and 4e1f a digest; #class finds a \
    tag, is:pinned what is pinned.";

/// The filter of a search, among runs in the bin or among all others.
pub fn filter_of(search: &str, deleted: bool) -> Filter {
    let mut filter = Filter { deleted, ..Filter::default() };
    let mut words = Vec::new();
    for word in search.split_whitespace() {
        let tag = TAG.iter().find_map(|before| word.strip_prefix(before)).filter(|tag| !tag.is_empty());
        match tag {
            Some(tag) => filter.tags.push(tag.to_owned()),
            None if word == PINNED => filter.pinned = true,
            None => words.push(word),
        }
    }
    filter.words = words.join(" ");
    filter
}

/// How a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The latest first.
    Latest,
    /// The earliest first.
    Earliest,
    /// By name.
    Name,
    /// By environment, in it the latest first.
    Environment,
    /// Most rounds times seeds first.
    Work,
    /// The longest computed first.
    Seconds,
    /// The largest first.
    Size,
}

impl Order {
    /// All of them.
    pub const ALL: [Order; 7] = [
        Order::Latest,
        Order::Earliest,
        Order::Name,
        Order::Environment,
        Order::Work,
        Order::Seconds,
        Order::Size,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Order::Latest => "Latest first",
            Order::Earliest => "Earliest first",
            Order::Name => "Name",
            Order::Environment => "Environment",
            Order::Work => "Most rounds",
            Order::Seconds => "Longest computed",
            Order::Size => "Largest",
        }
    }
}

/// The runs that a search finds, in order; those that are pinned come first.
pub fn found(entries: &[KeptEntry], filter: &Filter, order: Order) -> Vec<KeptEntry> {
    let found: Vec<KeptEntry> =
        entries.iter().filter(|entry| filter.matches(&entry.header)).cloned().collect();
    sorted(found, |one: &KeptEntry, other: &KeptEntry| {
        let (a, b) = (&one.header, &other.header);
        let latest = b.created.cmp(&a.created).then(b.id.cmp(&a.id));
        let work = |entry: &KeptEntry| entry.header.rounds_done.saturating_mul(u64::from(entry.header.seeds));
        let by = match order {
            Order::Latest => latest,
            Order::Earliest => latest.reverse(),
            Order::Name => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
            Order::Environment => a.environment.cmp(&b.environment),
            Order::Work => work(other).cmp(&work(one)),
            Order::Seconds => b.seconds.total_cmp(&a.seconds),
            Order::Size => other.bytes.cmp(&one.bytes),
        };
        b.pinned.cmp(&a.pinned).then(by).then(latest)
    })
}

/// The tags of all runs that are not in the bin, with how many runs have each, the most frequent first.
pub fn tags(entries: &[KeptEntry]) -> Vec<(String, usize)> {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for entry in entries.iter().filter(|entry| !entry.header.is_deleted()) {
        entry.header.tags.iter().for_each(|tag| *counts.entry(tag).or_default() += 1);
    }
    let counts = counts.into_iter().map(|(tag, count)| (tag.to_owned(), count)).collect();
    sorted(counts, |a: &(String, usize), b: &(String, usize)| b.1.cmp(&a.1).then(a.0.cmp(&b.0)))
}

/// The runs from one to another in a list, both included; the second alone where the first is not there.
pub fn range(list: &[RunId], from: Option<&RunId>, to: &RunId) -> Vec<RunId> {
    let place = |id: &RunId| list.iter().position(|other| other == id);
    match (from.and_then(place), place(to)) {
        (Some(from), Some(to)) => list[from.min(to)..=from.max(to)].to_vec(),
        _ => vec![to.clone()],
    }
}

/// A number of bytes: "830 B", "4.10 kB", "1.23 MB".
pub fn size(bytes: u64) -> String {
    let number = bytes as f64;
    match number {
        _ if number >= 1e9 => format!("{} GB", readable(number / 1e9)),
        _ if number >= 1e6 => format!("{} MB", readable(number / 1e6)),
        _ if number >= 1e3 => format!("{} kB", readable(number / 1e3)),
        _ => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::{KeptRun, Made};
    use crate::simulation::{Sources, run};
    use crate::spec::Experiment;
    use proptest::prelude::*;

    fn entries() -> Vec<KeptEntry> {
        let text =
            r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 50, "seeds": 2}"#;
        let experiment = Experiment::from_json(text).expect("an experiment");
        let log = run(&experiment, Sources::default()).expect("a run");
        let entry = |(index, name, tags): (u64, &str, &[&str])| {
            let tags = tags.iter().map(ToString::to_string).collect();
            let made =
                Made { created: index, random: index, name: Some(name.to_owned()), tags, ..Made::default() };
            KeptEntry { header: KeptRun::of(&log, made).header, bytes: 100 * index }
        };
        [(1, "beta", &["class"][..]), (2, "Alpha", &["class", "late"]), (3, "gamma", &[])]
            .into_iter()
            .map(entry)
            .collect()
    }

    fn names(entries: &[KeptEntry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.header.name.as_str()).collect()
    }

    #[test]
    fn a_search_has_words_tags_and_pins() {
        let filter = filter_of("linucb  #class is:pinned tag:late #", true);
        assert_eq!(filter.words, "linucb #");
        assert_eq!(
            (filter.tags, filter.pinned, filter.deleted),
            (vec!["class".into(), "late".into()], true, true)
        );
        let mut all = entries();
        let find = |all: &[KeptEntry], text: &str| found(all, &filter_of(text, false), Order::Latest).len();
        assert_eq!(
            [find(&all, ""), find(&all, "#class"), find(&all, "#late ucb1"), find(&all, "is:pinned")],
            [3, 2, 1, 0]
        );
        let digest = all[0].header.digest.clone().expect("the runs are whole").digest;
        assert_eq!(
            [find(&all, &digest[..8]), find(&all, &digest.to_uppercase()), find(&all, "d:")],
            [3, 3, 3]
        );
        all[1].header.digest = None;
        assert_eq!(find(&all, &digest[..8]), 2);
        all[0].header.deleted = Some(1);
        assert_eq!((find(&all, "#class"), found(&all, &filter_of("", true), Order::Name).len()), (1, 1));
    }

    #[test]
    fn what_is_pinned_comes_first_and_the_rest_in_order() {
        let mut all = entries();
        let in_order = |all: &[KeptEntry], order| found(all, &Filter::default(), order);
        assert_eq!(names(&in_order(&all, Order::Latest)), ["gamma", "Alpha", "beta"]);
        assert_eq!(names(&in_order(&all, Order::Earliest)), ["beta", "Alpha", "gamma"]);
        assert_eq!(names(&in_order(&all, Order::Name)), ["Alpha", "beta", "gamma"]);
        assert_eq!(names(&in_order(&all, Order::Size)), ["gamma", "Alpha", "beta"]);
        all[1].header.pinned = true;
        assert_eq!(names(&in_order(&all, Order::Latest)), ["Alpha", "gamma", "beta"]);
        assert_eq!(tags(&all), [("class".to_owned(), 2), ("late".to_owned(), 1)]);
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!(["830 B", "4.10 kB", "1.23 MB"], [830, 4_100, 1_230_000].map(size));
    }

    proptest! {
        /// A range holds both ends and nothing outside, whichever comes first.
        #[test]
        fn ranges_have_both_ends(count in 1..20_u64, from in 0..20_u64, to in 0..20_u64) {
            let list: Vec<RunId> = (0..count).map(|index| RunId::new(index, 0)).collect();
            let (from, to) = (RunId::new(from % count, 0), RunId::new(to % count, 0));
            let range = range(&list, Some(&from), &to);
            prop_assert!(range.contains(&from) && range.contains(&to));
            prop_assert!(range.iter().all(|id| *id >= from.clone().min(to.clone()) && *id <= from.clone().max(to.clone())));
        }
    }
}
