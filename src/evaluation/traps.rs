//! What is easily overlooked in a log, and makes its estimates wrong.

use std::collections::BTreeMap;

use xxhash_rust::xxh64::xxh64;

use super::verdict::counted;
use crate::interactions::InteractionLog;

/// Standard errors by which shares of missing rewards may differ between arms.
const DEVIATION: f64 = 4.0;

/// Fewest rows of an arm whose share of missing rewards is looked at.
const FEWEST: usize = 30;

/// Something that is to be known before estimates of a log are believed.
#[derive(Debug, Clone, PartialEq)]
pub enum Trap {
    /// The policy learned from its log.
    Learned,
    /// The same decision has another probability in a later row; rows from 1.
    Changing {
        /// The earlier row.
        first: usize,
        /// The later row.
        later: usize,
    },
    /// Several policies chose.
    SeveralPolicies {
        /// How many.
        policies: usize,
    },
    /// Events that are there more than once.
    Duplicates {
        /// Rows beyond the first of each.
        rows: usize,
        /// The first of them, from 1.
        first: usize,
    },
    /// Rewards are missing, of some arms more than of others.
    MissingNotAtRandom {
        /// Rows without a reward.
        rows: usize,
        /// Name of the arm of which the largest share is missing, and that share.
        most: (String, f64),
        /// The same of the smallest.
        least: (String, f64),
    },
    /// Rewards are missing, of all arms alike.
    Missing {
        /// Rows without a reward.
        rows: usize,
    },
}

impl Trap {
    /// What is to be known, and what to do.
    pub fn sentence(&self) -> String {
        match self {
            Trap::Learned => "The probabilities of this log depend on earlier rewards, since its policy learned while it was written: sample means of arms are biased, and plain intervals cover too little. Take stable-variance weights or the confidence sequence.".to_owned(),
            Trap::Changing { first, later } => format!(
                "The same action in the same context has another probability in row {later} than in row {first}: the policy learned from this log, or changed while it was written, so that plain intervals may cover too little. Take stable-variance weights or the confidence sequence."
            ),
            Trap::SeveralPolicies { policies } => format!(
                "{policies} policies chose in this log: a row's probability must be that of the policy that chose it, and what the log earned is an average over all of them."
            ),
            Trap::Duplicates { rows: 1, first } => format!(
                "Row {first} repeats an earlier event: it counts twice and makes intervals too narrow. Remove it, unless the same event really happened again."
            ),
            Trap::Duplicates { rows, first } => format!(
                "{rows} rows repeat an earlier event, the first is row {first}: they count twice and make intervals too narrow. Remove them, unless the same event really happened again."
            ),
            Trap::MissingNotAtRandom { rows, most: (most, largest), least: (least, smallest) } => format!(
                "The rewards of {} are missing, and not at random: {:.0} % of {most}, but {:.0} % of {least}. Estimates from the other rows are biased, unless what is missing says nothing of the reward.",
                counted(*rows, "row"),
                100.0 * largest,
                100.0 * smallest
            ),
            Trap::Missing { rows } => format!(
                "The rewards of {} are missing: they are left out, which is right where it does not depend on the reward whether it is missing (and wrong where only clicks come late).",
                counted(*rows, "row")
            ),
        }
    }
}

/// What of all this is in a log.
pub fn traps(log: &InteractionLog) -> Vec<Trap> {
    let mut traps = Vec::new();
    match log.schema().learned {
        Some(true) => traps.push(Trap::Learned),
        Some(false) => {}
        None => traps.extend(changing(log)),
    }
    let policies: std::collections::BTreeSet<u32> = log.rows().filter_map(|row| row.origin.policy).collect();
    if policies.len() > 1 {
        traps.push(Trap::SeveralPolicies { policies: policies.len() });
    }
    traps.extend(duplicates(log));
    traps.extend(missing(log));
    traps
}

/// A number for what is decided in a row, but for what came of it.
fn decision(log: &InteractionLog, row: usize, bytes: &mut Vec<u8>) -> u64 {
    let (offered, record) = (log.offered(row), log.row(row));
    bytes.clear();
    record.context.iter().for_each(|value| bytes.extend(value.to_bits().to_le_bytes()));
    record.arm_features.iter().for_each(|value| bytes.extend(value.to_bits().to_le_bytes()));
    (0..offered.count()).for_each(|place| bytes.extend(offered.arm(place).to_le_bytes()));
    record.actions.iter().for_each(|action| bytes.extend(action.to_le_bytes()));
    bytes.extend(record.origin.position.unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(record.origin.policy.unwrap_or(u32::MAX).to_le_bytes());
    xxh64(bytes, 0)
}

/// The first decision that is there again with another probability.
fn changing(log: &InteractionLog) -> Option<Trap> {
    let (mut seen, mut bytes) = (BTreeMap::new(), Vec::new());
    for row in 0..log.len() {
        let Some(probability) = log.row_probability(row) else { continue };
        let (first, known) = *seen.entry(decision(log, row, &mut bytes)).or_insert((row, probability));
        // Files keep probabilities with a few digits.
        if (known - probability).abs() > 1e-4 * known.max(probability) {
            return Some(Trap::Changing { first: first + 1, later: row + 1 });
        }
    }
    None
}

/// Events of the same id, or where there are none, rounds that are there again with the same decision and reward.
fn duplicates(log: &InteractionLog) -> Option<Trap> {
    let (mut seen, mut bytes) = (std::collections::BTreeSet::new(), Vec::new());
    let (mut count, mut first) = (0, None);
    for row in 0..log.len() {
        let key = match log.event(row) {
            "" => {
                let decision = decision(log, row, &mut bytes);
                bytes.clear();
                bytes.extend(decision.to_le_bytes());
                bytes.extend(log.rounds()[row].to_le_bytes());
                bytes.extend(log.group(row).unwrap_or(u32::MAX).to_le_bytes());
                log.rewards_of(row).iter().for_each(|reward| bytes.extend(reward.to_bits().to_le_bytes()));
                xxh64(&bytes, 1)
            }
            event => xxh64(event.as_bytes(), 2),
        };
        if !seen.insert(key) {
            count += 1;
            first.get_or_insert(row + 1);
        }
    }
    first.map(|first| Trap::Duplicates { rows: count, first })
}

fn missing(log: &InteractionLog) -> Option<Trap> {
    let arms = &log.schema().arms;
    // Of each arm, rows and rows without a reward.
    let mut counts = vec![(0_usize, 0_usize); arms.len()];
    let mut rows = 0;
    for row in log.rows() {
        let is_missing = row.reward().is_nan();
        rows += usize::from(is_missing);
        if let Some(count) = row.actions.first().and_then(|action| counts.get_mut(*action as usize)) {
            count.0 += 1;
            count.1 += usize::from(is_missing);
        }
    }
    if rows == 0 {
        return None;
    }
    let share = |(all, missing): (usize, usize)| missing as f64 / all as f64;
    let looked_at = counts.iter().copied().zip(arms).filter(|((all, _), _)| *all >= FEWEST);
    let by_share = |one: &((usize, usize), &String), other: &((usize, usize), &String)| {
        share(one.0).total_cmp(&share(other.0))
    };
    let (most, least) = (looked_at.clone().max_by(by_share), looked_at.clone().min_by(by_share));
    let overall = rows as f64 / log.len() as f64;
    if let (Some((most, name)), Some((least, other))) = (most, least) {
        let spread = overall * (1.0 - overall) * (1.0 / most.0 as f64 + 1.0 / least.0 as f64);
        // The two most different of many arms: one standard error more for every tenfold number of pairs is enough.
        let pairs = libm::log10(looked_at.count() as f64).max(0.0);
        if share(most) - share(least) > (DEVIATION + 2.0 * pairs) * spread.sqrt() {
            let (most, least) = ((name.clone(), share(most)), (other.clone(), share(least)));
            return Some(Trap::MissingNotAtRandom { rows, most, least });
        }
    }
    Some(Trap::Missing { rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interactions::{Interaction, LogSchema, Origin};

    /// Rows of round, action, reward, probability and policy.
    fn log(learned: Option<bool>, rows: &[(u64, u32, f64, f64, u32)]) -> InteractionLog {
        let policies = vec!["a".to_owned(), "b".to_owned()];
        let arms = LogSchema::of_arms(["red", "green"], Vec::<String>::new());
        let mut log = InteractionLog::new(LogSchema { learned, policies, ..arms });
        for (round, action, reward, probability, policy) in rows {
            log.push(&Interaction {
                round: *round,
                actions: &[*action],
                rewards: &[*reward],
                probability: Some(*probability),
                origin: Origin { policy: Some(*policy), ..Origin::default() },
                ..Interaction::default()
            })
            .expect("it fits");
        }
        log
    }

    #[test]
    fn a_plain_log_has_no_trap() {
        let rows = [(1, 0, 1.0, 0.25, 0), (2, 1, 0.0, 0.75, 0), (3, 1, 0.0, 0.75, 0)];
        assert_eq!(traps(&log(None, &rows)), []);
        assert_eq!(traps(&log(Some(false), &rows)), []);
    }

    #[test]
    fn traps_are_found() {
        let changing = [(1, 0, 1.0, 0.25, 0), (2, 1, 0.0, 0.75, 0), (3, 1, 0.0, 0.8, 0)];
        assert_eq!(traps(&log(None, &changing)), [Trap::Changing { first: 2, later: 3 }]);
        assert_eq!(traps(&log(Some(true), &changing)), [Trap::Learned]);
        assert_eq!(traps(&log(Some(false), &changing)), [], "it is known that it did not learn");
        let several = [(1, 0, 1.0, 0.25, 0), (2, 1, 0.0, 0.75, 0), (3, 1, 0.0, 0.8, 1)];
        assert_eq!(traps(&log(None, &several)), [Trap::SeveralPolicies { policies: 2 }]);
        let twice = [(1, 0, 1.0, 0.25, 0), (2, 1, 0.0, 0.75, 0), (1, 0, 1.0, 0.25, 0)];
        assert_eq!(traps(&log(None, &twice)), [Trap::Duplicates { rows: 1, first: 3 }]);
    }

    #[test]
    fn rewards_that_are_missing_of_one_arm_are_told_from_those_missing_of_all() {
        let rows = |of_arm: [u64; 2]| -> Vec<(u64, u32, f64, f64, u32)> {
            let reward = |round: u64| match (round / 2).is_multiple_of(of_arm[round as usize % 2]) {
                true => f64::NAN,
                false => 1.0,
            };
            (0..400).map(|round| (round + 1, (round % 2) as u32, reward(round), 0.5, 0)).collect()
        };
        assert_eq!(traps(&log(None, &rows([10, 10]))), [Trap::Missing { rows: 40 }]);
        let found = traps(&log(None, &rows([2, 20])));
        let (most, least) = (("red".to_owned(), 0.5), ("green".to_owned(), 0.05));
        assert_eq!(found, [Trap::MissingNotAtRandom { rows: 110, most, least }]);
        let sentence =
            "The rewards of 110 rows are missing, and not at random: 50 % of red, but 5 % of green.";
        assert!(found[0].sentence().starts_with(sentence), "{}", found[0].sentence());
    }
}
