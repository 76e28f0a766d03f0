//! The plotted numbers as one tidy table: policy, seed, round, metric, value.

use crate::chart::curves::{Curves, most_chosen};
use crate::data::csv_text::{CsvValue, push_row};
use crate::math::sorting::sort_indexes;
use crate::results::{RunLog, distinct_names};

/// Most items of a policy that have counts in the table: of thousands there would be millions of lines.
const MOST_COUNTED: usize = 500;

/// The numbers of a run so far, as CSV, with the counts of each policy's most chosen items: all of them, or 500. The seed column holds a seed's number, or `mean`, `low` and `high` for the
/// curve and its 95 % band. Numbers have all the digits that they have. Of agents of one name each has its number behind it.
pub fn tidy_csv(log: &RunLog, curves: &Curves) -> String {
    let mut text = String::from("contender,seed,round,metric,value\n");
    let mut row = |label: &str, seed: &str, round: u64, metric: &str, value: f64| {
        let [label, seed, metric] = [label, seed, metric].map(CsvValue::Text);
        push_row(&mut text, &[label, seed, CsvValue::Count(round), metric, CsvValue::Number(value)]);
    };
    let names = distinct_names(log.policies.iter().map(|policy| policy.label.as_str()));
    for (index, (policy, label)) in log.policies.iter().zip(&names).enumerate() {
        for (_, metric) in log.known_metrics() {
            for (band, round) in curves.bands(index, metric).iter().zip(&log.rounds) {
                for (seed, value) in [("mean", band.mean), ("low", band.low), ("high", band.high)] {
                    row(label, seed, *round, metric.id, value);
                }
            }
            for seed in 0..policy.seeds.len() {
                for (value, round) in log.shown(index, seed, metric).iter().zip(&log.rounds) {
                    row(label, &seed.to_string(), *round, metric.id, *value);
                }
            }
        }
        let mut counted: Vec<usize> = (0..log.items.len()).collect();
        if counted.len() > MOST_COUNTED {
            counted = most_chosen(log, index, MOST_COUNTED).0;
            sort_indexes(&mut counted, &|one, other| one.cmp(&other));
        }
        for (counts, round) in policy.arm_counts.iter().zip(&log.share_rounds).take(log.common_shares()) {
            for (count, item) in counted.iter().filter_map(|item| counts.get(*item).zip(log.items.get(*item)))
            {
                row(label, "all", *round, &format!("chosen: {item}"), *count as f64);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::curves::tests::small_log;

    #[test]
    fn every_plotted_number_is_there_once() {
        let log = small_log(2);
        let mut curves = Curves::new(1);
        curves.catch_up(&log);
        let text = tidy_csv(&log, &curves);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("reads")).collect();
        // 2 rounds x 3 metrics x (mean, low, high, two seeds), and two items at one share checkpoint.
        assert_eq!(rows.len(), 2 * 3 * 5 + 2);
        let last = rows.last().expect("has rows");
        assert_eq!((&last[1], &last[2], &last[3], &last[4]), ("all", "2", "chosen: Two", "1.0"));
        let has = |seed: &str, metric: &str, value: &str| {
            rows.iter().any(|row| &row[1] == seed && &row[2] == "2" && &row[3] == metric && &row[4] == value)
        };
        assert!(
            has("mean", "regret", "3.0")
                && has("1", "average_reward", "6.0")
                && has("0", "suboptimal_rate", "1.0")
        );
    }

    #[test]
    fn of_a_large_catalogue_the_most_chosen_are_counted() {
        let mut log = small_log(2);
        log.items = (0..2_000).map(|item| format!("Item {item}")).collect();
        log.policies[0].arm_counts = vec![(0..2_000).collect()];
        let text = tidy_csv(&log, &Curves::new(1));
        let counted: Vec<&str> = text.lines().filter(|line| line.contains("chosen: ")).collect();
        assert_eq!(counted.len(), MOST_COUNTED);
        assert!(counted[0].ends_with(",\"all\",2,\"chosen: Item 1500\",1500.0"), "{}", counted[0]);
    }

    #[test]
    fn metrics_of_some_runs_are_rows_like_others() {
        let mut log = small_log(2);
        log.metrics.extend(["of a newer version".to_owned(), "ndcg".to_owned()]);
        for (seed, series) in log.policies[0].seeds.iter_mut().enumerate() {
            series.rows.extend([vec![9.0, 9.0], vec![0.5, 0.25 + 0.5 * seed as f64]]);
        }
        let mut curves = Curves::new(1);
        curves.catch_up(&log);
        let text = tidy_csv(&log, &curves);
        let found: Vec<&str> = text.lines().filter(|line| line.contains(",\"ndcg\",")).collect();
        assert_eq!(found.len(), 2 * 5);
        let has = |seed: &str, value: &str| {
            found.iter().any(|line| line.ends_with(&format!(",\"{seed}\",2,\"ndcg\",{value}")))
        };
        assert!(has("mean", "0.5") && has("0", "0.25") && has("1", "0.75"), "{found:#?}");
        assert!(!text.contains("newer"));
    }

    #[test]
    fn nothing_is_left_to_guess() {
        let mut log = small_log(2);
        log.policies[0].label = "=1+1".to_owned();
        log.policies.push(log.policies[0].clone());
        let mut curves = Curves::new(2);
        curves.catch_up(&log);
        let text = tidy_csv(&log, &curves);
        assert!(text.contains("\n\"'=1+1 (1)\",\"0\",2,\"suboptimal_rate\",1.0\n"), "{text}");
        assert!(text.contains("\n\"'=1+1 (2)\",\"all\",2,\"chosen: Two\",1.0\n"), "{text}");
    }
}
