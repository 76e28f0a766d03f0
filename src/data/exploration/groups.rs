//! Ratings by what is known of the users.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tally::Tally;
use crate::data::movielens::AGE_GROUPS;
use crate::data::{Dataset, Demographics};

/// Users who have something in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// What they have in common.
    pub name: String,
    /// How many users there are.
    pub users: u64,
    /// How many ratings they gave.
    pub ratings: u64,
    /// Mean in stars; none where they gave no ratings.
    pub mean: Option<f64>,
}

/// All users, by one thing that is known of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grouping {
    /// By what: "Gender", "Age", "Occupation".
    pub by: String,
    /// The groups: ages ascending, the others with the most ratings first.
    pub rows: Vec<GroupRow>,
}

pub(super) fn groups(dataset: &Dataset, per_user: &[Tally]) -> Vec<Grouping> {
    let known: Vec<(&Demographics, Tally)> = dataset
        .users()
        .iter()
        .zip(per_user)
        .filter_map(|(user, tally)| Some((user.demographics.as_ref()?, *tally)))
        .collect();
    if known.is_empty() {
        return Vec::new();
    }
    vec![
        grouping("Gender", &known, &|who| (0, gender(who)), false),
        grouping("Age", &known, ages(&known), true),
        grouping("Occupation", &known, &|who| (0, who.occupation.clone()), false),
    ]
}

fn gender(who: &Demographics) -> String {
    let name = match who.gender.as_str() {
        "F" => "Women",
        "M" => "Men",
        "" => "not said",
        other => other,
    };
    name.to_owned()
}

/// What groups are ordered by, and called.
type Name = dyn Fn(&Demographics) -> (u8, String);

/// Groups of ml-1m, where all ages are beginnings of those; otherwise ten years each.
fn ages(known: &[(&Demographics, Tally)]) -> &'static Name {
    if known.iter().all(|(who, _)| AGE_GROUPS.contains(&who.age)) {
        &|who| {
            let next = AGE_GROUPS.iter().find(|age| **age > who.age);
            let name = match next {
                Some(next) if who.age == AGE_GROUPS[0] => format!("under {next}"),
                Some(next) => format!("{} to {}", who.age, next - 1),
                None => format!("{} or more", who.age),
            };
            (who.age, name)
        }
    } else {
        &|who| {
            let from = who.age / 10 * 10;
            (from, format!("{from} to {}", u16::from(from) + 9))
        }
    }
}

fn grouping(by: &str, known: &[(&Demographics, Tally)], name: &Name, is_ordered: bool) -> Grouping {
    let mut sums = BTreeMap::<(u8, String), (u64, Tally)>::new();
    for (who, tally) in known {
        let (users, sum) = sums.entry(name(who)).or_default();
        *users += 1;
        sum.merge(*tally);
    }
    let row = |((_, name), (users, sum)): ((u8, String), (u64, Tally))| GroupRow {
        name,
        users,
        ratings: sum.count,
        mean: sum.mean(),
    };
    let mut rows: Vec<GroupRow> = sums.into_iter().map(row).collect();
    if !is_ordered {
        // Stable, so that of equally many the first by name comes first.
        rows.sort_by_key(|row| std::cmp::Reverse(row.ratings));
    }
    Grouping { by: by.to_owned(), rows }
}
