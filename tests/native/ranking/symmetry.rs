//! Where all items are equally attractive, a ranker has no reason to show one of them more often than another, or higher up.

use bandit_playground::descriptor::Value;
use bandit_playground::ranking::rankers::RANKERS;

use crate::claims::driver::Driver;

const ITEMS: usize = 6;
const SLOTS: usize = 3;
const SEEDS: u32 = 100;
const ROUNDS: u64 = 120;

/// Rankers that have a reason, and settings with which a ranker has none.
fn settings(id: &str) -> Option<Vec<(&'static str, Value)>> {
    let choice = |name: &str| Value::Choice(name.to_owned());
    match id {
        // It is told the best slate, and draws among items that nothing tells apart, which these have features for.
        "oracle_slate" => None,
        // The order of the environment's list is where it starts by default.
        "bubble_rank" => Some(vec![("base", choice("random")), ("below", choice("any"))]),
        // Stages and phases that end within the rounds of the test.
        "batch_rank" | "recur_rank" | "top_rank" => Some(vec![("rounds", Value::Number(10.0))]),
        _ => Some(Vec::new()),
    }
}

/// How often each item stood at each position in the second half of the rounds, as a share, a row a seed.
fn shares(id: &str, of: &[(&'static str, Value)], clicks: &str, heard: bool) -> Vec<Vec<f64>> {
    let row = |seed| {
        let mut driver = Driver::new(id, of, clicks, &[0.3; ITEMS], SLOTS, seed);
        let mut counts = vec![0.0; ITEMS * SLOTS];
        for round in 1..=ROUNDS {
            driver.step(heard);
            if 2 * round > ROUNDS {
                for (position, item) in driver.slate.iter().enumerate() {
                    counts[position * ITEMS + *item as usize] += 2.0 / ROUNDS as f64;
                }
            }
        }
        counts
    };
    (0..SEEDS).map(row).collect()
}

/// Fails where a share is further from 1 / L than five standard errors of its mean over the seeds, as estimated from them, and
/// a thousandth. Of all the shares that are looked at, about 1,500, five standard errors are passed once in a thousand tests.
fn assert_even(name: &str, rows: &[Vec<f64>]) {
    let (count, even) = (rows.len() as f64, 1.0 / ITEMS as f64);
    for place in 0..ITEMS * SLOTS {
        let mean = rows.iter().map(|row| row[place]).sum::<f64>() / count;
        let squares: f64 = rows.iter().map(|row| (row[place] - mean) * (row[place] - mean)).sum();
        let error = (squares / (count - 1.0) / count).sqrt();
        let (item, position) = (place % ITEMS, place / ITEMS);
        assert!(
            (mean - even).abs() <= 5.0 * error + 1e-3,
            "{name}: item {item} has {mean:.3} +- {error:.3} of position {position}"
        );
    }
}

/// Every ranker, whether it hears of everything or of nothing: with all that it hears of, and with nothing to work with, as before
/// the first late feedback.
#[test]
fn equal_items_are_shown_equally_often_in_each_position() {
    for descriptor in RANKERS {
        let id = descriptor.part.id;
        let Some(of) = settings(id) else { continue };
        let clicks = if id.starts_with("pbm") { "position_based" } else { "cascade" };
        for heard in [true, false] {
            let name = format!("{id}, {}", if heard { "all heard" } else { "nothing heard" });
            assert_even(&name, &shares(id, &of, clicks, heard));
        }
    }
}

/// Before anything is heard, no ranker shows some of the items only: within one run, each of six is shown in at least a fifth
/// of the rounds in which chance would show it.
#[test]
fn nothing_heard_is_no_reason_to_sit_on_some_items() {
    for descriptor in RANKERS {
        let id = descriptor.part.id;
        // Their slates are of a plan, not of what was heard: from the list that it starts with, and told.
        if ["oracle_slate", "bubble_rank"].contains(&id) {
            continue;
        }
        let clicks = if id.starts_with("pbm") { "position_based" } else { "cascade" };
        for row in shares(id, &settings(id).unwrap_or_default(), clicks, false).iter().take(5) {
            for item in 0..ITEMS {
                let shown: f64 = (0..SLOTS).map(|position| row[position * ITEMS + item]).sum();
                assert!(
                    shown >= 0.2 * SLOTS as f64 / ITEMS as f64,
                    "{id}: item {item} in {shown} of the rounds"
                );
            }
        }
    }
}
