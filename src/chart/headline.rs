//! Who is ahead, in one short sentence above the chart.

use super::curves::Curves;
use super::numbers::counted;
use super::summary::ranked;
use crate::results::{RunLog, paired};

/// Who has the least regret and whether the seeds agree; empty before the first checkpoint, and where there is no one to be
/// ahead of. Policies that know the expected rewards take no part.
pub fn headline(log: &RunLog, curves: &Curves) -> String {
    let last = curves.checkpoints().min(log.common_checkpoints()).checked_sub(1);
    let Some(last) = last else { return String::new() };
    let [(best, _), (second, _), ..] = ranked(log, curves, last)[..] else { return String::new() };
    let (winner, other) = (&log.policies[best].label, &log.policies[second].label);
    let pair = paired(log, best, second);
    let so_far = log.rounds[last] < log.experiment.horizon;
    let seeds = counted(pair.seeds as u64, "seed", "seeds");
    if pair.seeds > 0 && pair.ties == pair.seeds {
        return format!("{winner} and {other} have the same regret.");
    }
    if pair.seeds < 2 {
        return format!("{winner} has the least regret, with one seed: that may be chance.");
    }
    if !pair.is_better() {
        let needed = pair.seeds_to_tell().filter(|_| !so_far);
        let needed = needed.map(|seeds| format!("; about {seeds} would tell")).unwrap_or_default();
        return format!("{winner} and {other} can't be told apart with {seeds}{needed}.");
    }
    let verb = if so_far { "has the least regret so far" } else { "has the least regret" };
    if pair.wins == pair.seeds {
        format!("{winner} {verb}, in all {seeds}.")
    } else {
        format!("{winner} {verb}, ahead of {other} in {} of {seeds}.", pair.wins)
    }
}

#[cfg(test)]
mod tests {
    use super::{Curves, RunLog};
    use crate::chart::summary::tests::{advance, begun, made_up};

    fn headline(log: &RunLog) -> String {
        let mut curves = Curves::new(log.policies.len());
        curves.catch_up(log);
        super::headline(log, &curves)
    }

    #[test]
    fn who_is_ahead_by_hand() {
        let agents = ["lin_ucb", "random", "oracle"];
        let clear = made_up(&agents, 5, |policy, seed, round| round * (policy as f64 + 0.01 * seed as f64));
        assert_eq!(headline(&clear), "LinUCB has the least regret, in all 5 seeds.");
        let mut half = begun(&agents, 5);
        advance(&mut half, 50, |policy, seed, round| round * (policy as f64 + 0.01 * seed as f64));
        assert_eq!(headline(&half), "LinUCB has the least regret so far, in all 5 seeds.");
        let tied = made_up(&agents, 5, |policy, seed, round| {
            round * if (policy + seed) % 2 == 0 { 1.0 } else { 1.1 }
        });
        assert_eq!(headline(&tied), "LinUCB and Random can't be told apart with 5 seeds.");
        let equal = made_up(&agents, 5, |_, _, round| round);
        assert_eq!(headline(&equal), "LinUCB and Random have the same regret.");
        let one = made_up(&agents, 1, |policy, _, round| round * policy as f64);
        assert_eq!(headline(&one), "LinUCB has the least regret, with one seed: that may be chance.");
        assert_eq!(headline(&begun(&agents, 5)), "");
    }
}
