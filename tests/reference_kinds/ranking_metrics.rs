//! Ranking metrics as scikit-learn and jurity compute them.

use bandit_playground::ranking::metrics::{
    area_under_curve, average_precision, dcg, expected_reciprocal_rank, ndcg, ndcg_with_ties, precision,
    recall, reciprocal_rank,
};
use serde_json::Value;

use super::bench::assert_within;
use super::numbers;

/// Relevant is a grade of at least this.
const RELEVANT: f64 = 2.0;

/// The largest grade, of which the probabilities of expected reciprocal rank are made.
const LARGEST: f64 = 4.0;

/// One user: grades of all items, best score first.
struct User {
    grades: Vec<f64>,
}

impl User {
    fn new(scores: &Value, grades: &Value) -> User {
        let (scores, grades) = (numbers(scores), numbers(grades));
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        User { grades: order.into_iter().map(|item| grades[item]).collect() }
    }

    fn relevant(&self) -> Vec<bool> {
        self.grades.iter().map(|grade| *grade >= RELEVANT).collect()
    }

    fn count(&self) -> usize {
        self.relevant().iter().filter(|relevant| **relevant).count()
    }

    fn gains(&self, gain: impl Fn(f64) -> f64) -> Vec<f64> {
        self.grades.iter().map(|grade| gain(*grade)).collect()
    }

    /// The metric of that name; none where it is not defined.
    fn metric(&self, name: &str) -> Option<f64> {
        let relevant = self.relevant();
        let (metric, slots) = match name.split_once('@') {
            Some((metric, slots)) => (metric, slots.parse().expect("a number of slots")),
            None => (name, relevant.len()),
        };
        let binary = |grade: f64| if grade >= RELEVANT { 1.0 } else { 0.0 };
        let exponential = |grade: f64| grade.exp2() - 1.0;
        let normalized = |gains: Vec<f64>| Some(ndcg(&gains[..slots], &gains));
        let shown = &relevant[..slots];
        match metric {
            "dcg_linear" => Some(dcg(&self.grades[..slots])),
            "ndcg_linear" => normalized(self.grades.clone()),
            "ndcg_exponential" => normalized(self.gains(exponential)),
            "ndcg_binary" => normalized(self.gains(binary)),
            "precision" => Some(precision(shown)),
            "recall" => recall(shown, self.count()),
            "average_precision" | "average_precision_sklearn" => average_precision(shown, self.count()),
            "hit" => Some(if shown.contains(&true) { 1.0 } else { 0.0 }),
            "err" => {
                let stops = self.gains(|grade| exponential(grade) / LARGEST.exp2());
                Some(expected_reciprocal_rank(&stops[..slots]))
            }
            "reciprocal_rank" => Some(reciprocal_rank(&relevant)),
            "auc" => area_under_curve(&relevant),
            // The ideal is over all relevant items, not cut at the slots.
            "jurity_ndcg" => {
                let best = dcg(&vec![1.0; self.count()]);
                (self.count() > 0).then(|| dcg(&self.gains(binary)[..slots]) / best)
            }
            other => panic!("unknown metric {other}"),
        }
    }
}

/// The mean over those users for whom there is a number.
fn mean(users: &[User], metric: impl Fn(&User) -> Option<f64>) -> f64 {
    let found: Vec<f64> = users.iter().filter_map(metric).collect();
    found.iter().sum::<f64>() / found.len() as f64
}

pub fn check(case: &Value, tolerance: &Value) {
    let tolerance = tolerance["all"].as_f64().expect("a tolerance");
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let rows = |name: &str| inputs[name].as_array().unwrap_or_else(|| panic!("{name}")).iter();
    let users: Vec<User> = rows("scores").zip(rows("graded")).map(|(s, g)| User::new(s, g)).collect();
    let columns = expected["per_user"].as_array().expect("one row a user");
    assert_eq!(users.len(), columns.len());
    for (index, (user, row)) in users.iter().zip(columns).enumerate() {
        for (name, value) in row.as_object().expect("metrics by name") {
            // Null is not defined; so is our none.
            let (ours, theirs) = (user.metric(name), value.as_f64());
            assert_eq!(ours.is_some(), theirs.is_some(), "{name} of user {index}: {ours:?}, {theirs:?}");
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                assert_within(&format!("{name} of user {index}"), &[ours], &[theirs], tolerance);
            }
        }
    }
    check_means(&users, expected, tolerance);
    check_ties(&inputs["ties"], &expected["ties_ndcg_linear"], tolerance);
}

fn check_means(users: &[User], expected: &Value, tolerance: f64) {
    let with = users.iter().filter(|user| user.count() > 0).count();
    assert_eq!(Some(with as u64), expected["users_with_a_relevant_item"].as_u64());
    let aggregates = &expected["aggregates"];
    let near = |what: &str, ours: f64, theirs: &Value| {
        assert_within(what, &[ours], &numbers(theirs), tolerance);
    };
    for (slots, theirs) in aggregates["sklearn_ndcg_linear_mean"].as_object().expect("by slots") {
        near("mean NDCG", mean(users, |user| user.metric(&format!("ndcg_linear@{slots}"))), theirs);
    }
    let whole = |user: &User| Some(user.metric("average_precision").unwrap_or(1.0));
    near("label ranking", mean(users, whole), &aggregates["sklearn_label_ranking_average_precision"]);
    let rank = |user: &User| user.metric("reciprocal_rank");
    near("MRR", mean(users, rank), &aggregates["mean_reciprocal_rank"]);
    let relevant: Vec<&User> = users.iter().filter(|user| user.count() > 0).collect();
    for (slots, theirs) in expected["jurity"].as_object().expect("by slots") {
        let names = [
            ("ndcg", "jurity_ndcg"),
            ("map", "average_precision"),
            ("precision", "precision"),
            ("recall", "recall"),
        ];
        for (name, ours) in names {
            let metric = |user: &&User| user.metric(&format!("{ours}@{slots}"));
            let found: Vec<f64> = relevant.iter().filter_map(metric).collect();
            near(name, found.iter().sum::<f64>() / relevant.len() as f64, &theirs[name]);
        }
    }
}

fn check_ties(inputs: &Value, expected: &Value, tolerance: f64) {
    let (gains, scores) = (numbers(&inputs["true"]), numbers(&inputs["scores"]));
    for (slots, theirs) in expected.as_object().expect("by slots") {
        let slots: usize = slots.parse().expect("a number of slots");
        let averaged = ndcg_with_ties(&gains, &scores, slots);
        assert_within("averaged ties", &[averaged], &numbers(&theirs["averaged"]), tolerance);
        // Which order of the ties an unstable sort takes is the machine's; it is one of them.
        let ignored = theirs["ignore_ties"].as_f64().expect("a number");
        let found = orders(&scores).into_iter().any(|order| {
            let ranked: Vec<f64> = order[..slots].iter().map(|item| gains[*item]).collect();
            (ndcg(&ranked, &gains) - ignored).abs() <= tolerance
        });
        assert!(found, "no order of the ties has an NDCG@{slots} of {ignored}");
    }
}

/// Every order of the items in which no score comes before a larger one.
fn orders(scores: &[f64]) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new()];
    for _ in 0..scores.len() {
        let longer = |order: &Vec<usize>| {
            let left: Vec<usize> = (0..scores.len()).filter(|item| !order.contains(item)).collect();
            let best = left.iter().map(|item| scores[*item]).fold(f64::NEG_INFINITY, f64::max);
            let next = left.into_iter().filter(|item| scores[*item] == best);
            next.map(|item| [&order[..], &[item]].concat()).collect::<Vec<_>>()
        };
        found = found.iter().flat_map(longer).collect();
    }
    found
}
