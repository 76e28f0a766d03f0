//! What a log holds, before any policy is evaluated on it.

use serde::{Deserialize, Serialize};

use crate::evaluation::traps::{Trap, traps};
use crate::interactions::InteractionLog;
use crate::interactions::reading::ReadLog;

/// Most refused rows that are listed; all are counted.
const LISTED: usize = 20;

/// A row of a file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLine {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// What was chosen how often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmSummary {
    /// Its name.
    pub name: String,
    /// How often it was chosen, in any slot.
    pub chosen: u64,
    /// Mean of its known rewards; none where there are none.
    pub reward: Option<f64>,
}

/// What a log holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LogSummary {
    /// Title of the format of the file; empty where it came from none.
    pub format: String,
    /// Rows.
    pub rows: u64,
    /// Every arm, in the order of the log.
    pub arms: Vec<ArmSummary>,
    /// Most arms on offer in a row.
    pub offered: u64,
    /// Names of the context features.
    pub context: Vec<String>,
    /// Number of features of an arm.
    pub arm_features: u64,
    /// Slots of a decision.
    pub slots: u64,
    /// Mean of the known rewards of rows, and its standard error; none where none is known.
    pub reward: Option<(f64, f64)>,
    /// The least and the greatest known reward.
    pub reward_range: Option<(f64, f64)>,
    /// Rows with a reward above 0.
    pub positive: u64,
    /// Rows whose reward is not known.
    pub missing: u64,
    /// The least and the greatest probability; none where none is known.
    pub probabilities: Option<(f64, f64)>,
    /// Rows that say the probability of their action.
    pub with_probability: u64,
    /// Rows that say the probabilities of all arms on offer.
    pub with_all_probabilities: u64,
    /// Groups: users, segments.
    pub groups: u64,
    /// Milliseconds since 1970 of the first and the last row that have a time.
    pub times: Option<(i64, i64)>,
    /// Rows of the file that could not be read, and are left out.
    pub refused_rows: u64,
    /// The first of them.
    pub refused: Vec<RefusedLine>,
    /// What was assumed, and what of the file is not in the log, as sentences.
    pub notes: Vec<String>,
    /// What is to be known before estimates are believed, as sentences.
    pub traps: Vec<String>,
}

/// The ends of what lies between numbers.
fn range<T: Copy + PartialOrd>(range: Option<(T, T)>, value: T) -> Option<(T, T)> {
    let (low, high) = range.unwrap_or((value, value));
    Some((if value < low { value } else { low }, if value > high { value } else { high }))
}

/// What a log holds; `read` is the file that it came from, with the title of its format.
pub fn summary(log: &InteractionLog, read: Option<(&ReadLog, &str)>) -> LogSummary {
    let schema = log.schema();
    let mut summary = LogSummary {
        rows: log.len() as u64,
        context: schema.context.clone(),
        arm_features: schema.arm_features.len() as u64,
        slots: schema.slots as u64,
        groups: schema.groups.len() as u64,
        traps: traps(log).iter().map(Trap::sentence).collect(),
        ..LogSummary::default()
    };
    // Of each arm, how often it was chosen, how many of its rewards are known, and their sum.
    let mut arms = vec![(0_u64, 0_u64, 0.0); schema.arms.len()];
    let (mut known, mut sum, mut squares) = (0_u64, 0.0, 0.0);
    for index in 0..log.len() {
        let row = log.row(index);
        for (action, reward) in row.actions.iter().zip(row.rewards) {
            let Some(arm) = arms.get_mut(*action as usize) else { continue };
            arm.0 += 1;
            if !reward.is_nan() {
                arm.1 += 1;
                arm.2 += reward;
            }
        }
        let reward = row.reward();
        if reward.is_nan() {
            summary.missing += 1;
        } else {
            known += 1;
            sum += reward;
            squares += reward * reward;
            summary.positive += u64::from(reward > 0.0);
            summary.reward_range = range(summary.reward_range, reward);
        }
        if let Some(probability) = row.probability {
            summary.with_probability += 1;
            summary.probabilities = range(summary.probabilities, probability);
        }
        summary.with_all_probabilities += u64::from(!row.arm_probabilities.is_empty());
        summary.offered = summary.offered.max(log.offered(index).count() as u64);
        if let Some(time) = row.origin.time {
            summary.times = range(summary.times, time);
        }
    }
    if known > 0 {
        let count = known as f64;
        let mean = sum / count;
        let variance = (squares / count - mean * mean).max(0.0);
        summary.reward = Some((mean, (variance / count).sqrt()));
    }
    let of_arm = |(name, (chosen, known, sum)): (&String, (u64, u64, f64))| ArmSummary {
        name: name.clone(),
        chosen,
        reward: (known > 0).then(|| sum / known as f64),
    };
    summary.arms = schema.arms.iter().zip(arms).map(of_arm).collect();
    if let Some((read, format)) = read {
        summary.format = format.to_owned();
        summary.refused_rows = read.refused_rows;
        let line = |row: &crate::interactions::reading::RefusedRow| RefusedLine {
            file: row.file.clone(),
            line: row.line,
            reason: row.reason.clone(),
        };
        summary.refused = read.refused.iter().take(LISTED).map(line).collect();
        summary.notes.clone_from(&read.notes);
    }
    summary
}
