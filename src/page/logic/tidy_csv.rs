//! The plotted numbers as one tidy table: policy, seed, round, metric, value.

use crate::chart::curves::{Curves, most_chosen};
use crate::math::sorting::sort_indexes;
use crate::results::RunLog;

/// Most items of a policy that have counts in the table: of thousands there would be millions of lines.
const MOST_COUNTED: usize = 500;

/// The numbers of a run so far, as CSV, with the counts of each policy's most chosen items: all of them, or 500. The seed column holds a seed's number, or `mean`, `low` and `high` for the
/// curve and its 95 % band. Numbers have all the digits that they have.
pub fn tidy_csv(log: &RunLog, curves: &Curves) -> String {
    let mut text = String::from("contender,seed,round,metric,value\n");
    for (index, policy) in log.policies.iter().enumerate() {
        let label = field(&policy.label);
        for (_, metric) in log.known_metrics() {
            let mut row = |seed: &str, round: u64, value: f64| {
                text.push_str(&format!("{label},{seed},{round},{},{value}\n", metric.id));
            };
            for (band, round) in curves.bands(index, metric).iter().zip(&log.rounds) {
                row("mean", *round, band.mean);
                row("low", *round, band.low);
                row("high", *round, band.high);
            }
            for seed in 0..policy.seeds.len() {
                for (value, round) in log.shown(index, seed, metric).iter().zip(&log.rounds) {
                    row(&seed.to_string(), *round, *value);
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
                let metric = field(&format!("chosen: {item}"));
                text.push_str(&format!("{label},all,{round},{metric},{count}\n"));
            }
        }
    }
    text
}

/// A field, quoted where it must be. A spreadsheet takes a leading `=` for a formula, and names are a person's own.
fn field(text: &str) -> String {
    let guarded = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
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
        assert_eq!((&last[1], &last[2], &last[3], &last[4]), ("all", "2", "chosen: Two", "1"));
        let has = |seed: &str, metric: &str, value: &str| {
            rows.iter().any(|row| &row[1] == seed && &row[2] == "2" && &row[3] == metric && &row[4] == value)
        };
        assert!(
            has("mean", "regret", "3") && has("1", "average_reward", "6") && has("0", "suboptimal_rate", "1")
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
        assert!(counted[0].ends_with(",all,2,chosen: Item 1500,1500"), "{}", counted[0]);
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
        let found: Vec<&str> = text.lines().filter(|line| line.contains(",ndcg,")).collect();
        assert_eq!(found.len(), 2 * 5);
        let has = |seed: &str, value: &str| {
            found.iter().any(|line| line.ends_with(&format!(",{seed},2,ndcg,{value}")))
        };
        assert!(has("mean", "0.5") && has("0", "0.25") && has("1", "0.75"), "{found:#?}");
        assert!(!text.contains("newer"));
    }

    #[test]
    fn names_are_quoted_and_no_formula() {
        assert_eq!(field("plain"), "plain");
        assert_eq!(field("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(field("=1+1"), "'=1+1");
    }
}
