//! Results in order, with ranks that say where chance can't tell.

use std::cmp::Ordering;

use super::entries::Entry;
use super::outcome::{Outcome, Result as AgentResult, Verdict};
use super::task::Task;
use crate::chart::numbers::counted;
use crate::results::significance::{holm, paired_difference};
use crate::results::{Band, band};

/// Two results are told apart where chance would do so less often than this.
const ERROR: f64 = 0.05;

/// A line of the ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which of the entries.
    pub entry: usize,
    /// Whose it is.
    pub name: String,
    /// The agent that counts: the best one of the link; empty where nothing was run.
    pub agent: String,
    /// How many agents the link has.
    pub agents: usize,
    /// The metric over seeds; none where nothing was run.
    pub band: Option<Band>,
    /// Best and worst rank that it can have, from 1: results that can't be told apart share ranks. None where it does not count.
    pub rank: Option<(usize, usize)>,
    /// Whether the target is reached; none where there is none, or nothing was run.
    pub reaches_target: Option<bool>,
    /// Whether it counts, and if not, why.
    pub verdict: Verdict,
}

/// All entries in order: those that count by their means, the best first, then the others as they came. `outcomes` has one an entry:
/// none where it was not run yet, else what it came to or why it can't be run.
///
/// Two results are told apart by Student's t test on pairs of seeds, since all have the same, with Holm's correction for all pairs
/// (5 % for all of them together); a rank is one more than how many are surely better.
pub fn standings(
    entries: &[Entry],
    task: &Task,
    outcomes: &[Option<std::result::Result<Outcome, String>>],
) -> Vec<Row> {
    let mut rows: Vec<(Row, Option<&AgentResult>)> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| row(index, entry, entries, task, outcomes.get(index).and_then(Option::as_ref)))
        .collect();
    let counting: Vec<usize> = (0..rows.len()).filter(|place| rows[*place].0.verdict.counts()).collect();
    let finals = |place: usize| rows[place].1.map_or(&[][..], |result| &result.finals);
    let pairs: Vec<(usize, usize)> = counting
        .iter()
        .enumerate()
        .flat_map(|(place, one)| counting[place + 1..].iter().map(move |other| (*one, *other)))
        .collect();
    let tests: Vec<_> =
        pairs.iter().map(|(one, other)| paired_difference(finals(*one), finals(*other))).collect();
    let p_values: Vec<f64> = tests.iter().map(|test| test.map_or(1.0, |test| test.p)).collect();
    let (mut better, mut worse) = (vec![0; rows.len()], vec![0; rows.len()]);
    for (((one, other), test), p) in pairs.iter().zip(&tests).zip(holm(&p_values)) {
        let Some(test) = test.filter(|_| p < ERROR) else { continue };
        let first_is_better = (test.difference < 0.0) == task.metric.lower_is_better;
        let (winner, loser) = if first_is_better { (*one, *other) } else { (*other, *one) };
        better[loser] += 1;
        worse[winner] += 1;
    }
    for place in &counting {
        rows[*place].0.rank = Some((1 + better[*place], counting.len() - worse[*place]));
    }
    let mut rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
    rows.sort_by(|one, other| order(one, other, task.metric.lower_is_better));
    rows
}

fn order(one: &Row, other: &Row, lower_is_better: bool) -> Ordering {
    let mean = |row: &Row| row.band.map_or(f64::NAN, |band| band.mean);
    match (one.verdict.counts(), other.verdict.counts()) {
        (true, true) if lower_is_better => mean(one).total_cmp(&mean(other)),
        (true, true) => mean(other).total_cmp(&mean(one)),
        (false, false) => Ordering::Equal,
        (first, _) => {
            if first {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
    }
    .then(one.entry.cmp(&other.entry))
}

fn row<'a>(
    index: usize,
    entry: &Entry,
    entries: &[Entry],
    task: &Task,
    outcome: Option<&'a std::result::Result<Outcome, String>>,
) -> (Row, Option<&'a AgentResult>) {
    let same = || {
        let own = entry.played()?;
        entries[..index]
            .iter()
            .find(|earlier| earlier.played().as_ref() == Some(&own))
            .map(|earlier| earlier.line)
    };
    let verdict = match (&entry.link, outcome) {
        (Err(error), _) => Verdict::NotALink(error.to_string()),
        (Ok(link), outcome) => match (task.broken_by(&link.experiment), same(), outcome) {
            (rules, _, _) if !rules.is_empty() => Verdict::BrokeRule(rules),
            (_, Some(line), _) => Verdict::SameAs(line),
            (_, _, None) => Verdict::Waiting,
            (_, _, Some(Err(sentence))) => Verdict::CanNotRun(sentence.clone()),
            (_, _, Some(Ok(outcome))) => outcome.checked(link.digest.as_ref()),
        },
    };
    let outcome = outcome.and_then(|outcome| outcome.as_ref().ok());
    let best = outcome.and_then(|outcome| outcome.best(task.metric));
    let band = best.map(|best| band(&best.finals));
    let row = Row {
        entry: index,
        name: entry.name.clone(),
        agent: best.map(|best| best.label.clone()).unwrap_or_default(),
        agents: entry.link.as_ref().map_or(0, |link| link.experiment.policies.len()),
        reaches_target: band.and_then(|band| task.is_reached_by(band.mean)),
        band,
        rank: None,
        verdict,
    };
    (row, best)
}

/// What the ranking says, in a sentence or two: how many count, and who leads, or that the first can't be told apart.
pub fn summary(rows: &[Row]) -> String {
    let counting: Vec<&Row> = rows.iter().filter(|row| row.rank.is_some()).collect();
    let links = counted(rows.len() as u64, "link", "links");
    let leaders = counting.iter().filter(|row| row.rank.is_some_and(|(best, _)| best == 1)).count();
    match (counting.as_slice(), leaders) {
        ([], _) => format!("{links}, none with a rank."),
        ([only], _) => format!("{links}, one with a rank: {}.", only.name),
        ([first, ..], 1) => {
            format!("{links}, {} with a rank. {} is ahead of all others.", counting.len(), first.name)
        }
        (all, leaders) if leaders == all.len() => {
            format!("{links}, {leaders} with a rank. None can be told apart from the best.")
        }
        (all, leaders) => {
            format!("{links}, {} with a rank. The first {leaders} can't be told apart.", all.len())
        }
    }
}

#[cfg(test)]
mod tests;
