//! What is known of users as numbers, for contexts.

use std::collections::BTreeSet;

use super::{Dataset, Demographics};

/// One row of features a user.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureTable {
    /// What each column means.
    pub names: Vec<String>,
    values: Vec<f64>,
}

impl FeatureTable {
    /// The features of a user of the dataset; empty for an index that is no user.
    pub fn row(&self, user: usize) -> &[f64] {
        let width = self.names.len();
        self.values.get(user * width..(user + 1) * width).unwrap_or_default()
    }
}

/// Age (in hundreds of years), gender and occupation (one column each, 0 or 1) of every user; none where the dataset
/// does not say. A user of whom nothing is known has zeros.
pub fn demographic_features(dataset: &Dataset) -> Option<FeatureTable> {
    let known: Vec<&Demographics> =
        dataset.users().iter().filter_map(|user| user.demographics.as_ref()).collect();
    if known.is_empty() {
        return None;
    }
    let genders: BTreeSet<&str> = known.iter().map(|user| user.gender.as_str()).collect();
    let occupations: BTreeSet<&str> = known.iter().map(|user| user.occupation.as_str()).collect();
    let mut names = vec!["age".to_owned()];
    names.extend(genders.iter().map(|gender| format!("gender {gender}")));
    names.extend(occupations.iter().map(|occupation| format!("occupation {occupation}")));
    let mut values = Vec::with_capacity(names.len() * dataset.users().len());
    let is = |one: bool| if one { 1.0 } else { 0.0 };
    for user in dataset.users() {
        let Some(user) = &user.demographics else {
            values.resize(values.len() + names.len(), 0.0);
            continue;
        };
        values.push(f64::from(user.age) / 100.0);
        values.extend(genders.iter().map(|gender| is(*gender == user.gender)));
        values.extend(occupations.iter().map(|occupation| is(*occupation == user.occupation)));
    }
    Some(FeatureTable { names, values })
}
