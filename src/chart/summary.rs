//! What the regret chart shows, in words written from the data.

use super::curves::Curves;
use super::numbers::{counted, readable, whole};
use crate::agent;
use crate::math::sorting::sort_indexes;
use crate::metrics::REGRET;
use crate::results::{Band, RunLog, paired};

/// A curve is flat when the second half of the rounds adds less than this part of its regret.
const FLAT: f64 = 0.1;

/// Fewest checkpoints of which it can be said that a curve is flat.
const FEW_CHECKPOINTS: usize = 10;

/// A few sentences: who has the lowest regret and whether that is more than chance, whose curve has become flat and
/// from which round on, and who is no better than chance. For screen readers and for everybody else.
///
/// Policies that know the expected rewards, as the oracle does, take no part.
pub fn summary(log: &RunLog, curves: &Curves) -> String {
    let Some(last) = curves.checkpoints().min(log.common_checkpoints()).checked_sub(1) else {
        return "Nothing to compare yet: the run has not reached its first checkpoint.".to_owned();
    };
    let round = log.rounds[last];
    let mut sentences = Vec::new();
    if round < log.experiment.horizon {
        sentences.push(format!(
            "So far, after {} of {}:",
            whole(round),
            counted(log.experiment.horizon, "round", "rounds")
        ));
    }
    let ranked = ranked(log, curves, last);
    match ranked[..] {
        [] => sentences.push("All agents know the expected rewards; there is nothing to learn.".to_owned()),
        [(only, band)] => {
            sentences.push(format!("{} has a regret of {}.", label(log, only), with_unit(log, band.mean)))
        }
        [best, second, ..] => sentences.push(comparison(log, best, second)),
    }
    sentences.extend(flat(log, curves, last, &ranked));
    sentences.extend(no_better_than_chance(log, &ranked));
    sentences.join(" ")
}

/// The policies with their regret at a checkpoint, the least first, without those that know the expected rewards.
pub(super) fn ranked(log: &RunLog, curves: &Curves, checkpoint: usize) -> Vec<(usize, Band)> {
    let regret = |policy: usize| curves.bands(policy, &REGRET)[checkpoint];
    let mut ranked: Vec<usize> = (0..log.policies.len()).filter(|index| !knows_all(log, *index)).collect();
    sort_indexes(&mut ranked, &|a, b| regret(a).mean.total_cmp(&regret(b).mean).then(a.cmp(&b)));
    ranked.into_iter().map(|index| (index, regret(index))).collect()
}

fn label(log: &RunLog, policy: usize) -> &str {
    &log.policies[policy].label
}

fn knows_all(log: &RunLog, policy: usize) -> bool {
    let descriptor = log.experiment.policies.get(policy).and_then(|policy| policy.descriptor());
    descriptor.is_some_and(|descriptor| descriptor.sees_expectations)
}

fn with_unit(log: &RunLog, regret: f64) -> String {
    let unit = log.experiment.reward_unit();
    format!("{} {unit}", readable(regret)).trim_end().to_owned()
}

/// The best one against the second one, and how much of it may be chance.
fn comparison(log: &RunLog, (best, low): (usize, Band), (second, high): (usize, Band)) -> String {
    let (winner, other) = (label(log, best), label(log, second));
    let pair = paired(log, best, second);
    if pair.seeds > 0 && pair.ties == pair.seeds {
        return format!("{winner} and {other} have the same regret, {}.", with_unit(log, low.mean));
    }
    let lead = format!(
        "{winner} has the lowest regret, {}: {} less than {other}",
        with_unit(log, low.mean),
        readable(high.mean - low.mean)
    );
    let verdict = if pair.seeds < 2 {
        "with one seed this may be chance; more seeds can tell".to_owned()
    } else if !pair.is_better() {
        let needed = pair.seeds_to_tell().map(|seeds| format!("; about {seeds} seeds would tell"));
        format!(
            "with {} the two can't be told apart ({winner} is {}{})",
            counted(pair.seeds as u64, "seed", "seeds"),
            pair.ahead(),
            needed.unwrap_or_default()
        )
    } else if low.high >= high.low {
        format!(
            "their bands overlap, but on the same seeds {winner} is {}, more than chance explains",
            pair.ahead()
        )
    } else {
        "their bands don't overlap".to_owned()
    };
    format!("{lead}; {verdict}.")
}

/// Whose curve has become flat, and where it had nine tenths of its regret.
fn flat(log: &RunLog, curves: &Curves, last: usize, ranked: &[(usize, Band)]) -> Option<String> {
    if last + 1 < FEW_CHECKPOINTS {
        return None;
    }
    let half = log.rounds.partition_point(|round| *round <= log.rounds[last] / 2).checked_sub(1)?;
    let from = |(policy, band): &(usize, Band)| {
        let bands = curves.bands(*policy, &REGRET);
        let flat_from = (1.0 - FLAT) * band.mean;
        let index = bands.iter().position(|band| band.mean >= flat_from)?;
        let name = label(log, *policy);
        if band.mean <= 0.0 {
            return Some(format!("{name} from the first"));
        }
        (bands[half].mean > flat_from)
            .then(|| format!("{name} from about round {}", whole(log.rounds[index])))
    };
    let names: Vec<String> = ranked.iter().filter_map(from).collect();
    let more = format!("(less than {:.0} % of the regret came after it)", FLAT * 100.0);
    match &names[..] {
        [] => None,
        [name] => Some(format!("One curve is flat: {name} {more}.")),
        _ => Some(format!("{} curves are flat: {} {more}.", names.len(), listed(&names))),
    }
}

/// The agents that do no better than the one that chooses at random.
fn no_better_than_chance(log: &RunLog, ranked: &[(usize, Band)]) -> Option<String> {
    let is_chance = |policy: usize| {
        let policy = log.experiment.policies.get(policy);
        policy.is_some_and(|policy| policy.agent.id == agent::random::DESCRIPTOR.part.id)
    };
    let chance = ranked.iter().find(|(policy, _)| is_chance(*policy))?.0;
    let others = ranked.iter().map(|(policy, _)| *policy).filter(|policy| !is_chance(*policy));
    let poor = others.filter(|policy| {
        let pair = paired(log, *policy, chance);
        if pair.seeds > 1 { !pair.is_better() } else { pair.wins == 0 }
    });
    let names: Vec<String> = poor.map(|policy| label(log, policy).to_owned()).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    (!names.is_empty()).then(|| format!("{} {verb} no better than chance.", listed(&names)))
}

/// "A", "A and B", "A, B and C".
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::results::{PolicyUpdate, RunUpdate, SeedSeries, Totals};
    use crate::spec::{Experiment, PolicySpec};

    /// A complete log of 100 rounds and three items in which the regret of a policy, a seed and a round is as
    /// told, the reward is 3 a round, and the choices go from evenly spread to the first item only.
    pub fn made_up(agents: &[&str], seeds: u32, regret: impl Fn(usize, usize, f64) -> f64) -> RunLog {
        let mut log = begun(agents, seeds);
        advance(&mut log, 100, regret);
        log
    }

    /// The same log before its first round.
    pub fn begun(agents: &[&str], seeds: u32) -> RunLog {
        let policies = agents.iter().map(|id| PolicySpec::new(agent::find(id).expect("the agent exists")));
        let policies = policies.collect();
        let experiment = Experiment { policies, horizon: 100, seeds, ..Experiment::default() };
        let items = ["One", "Two", "Three"].map(str::to_owned).to_vec();
        RunLog::new(&experiment, items)
    }

    /// Brings an unbegun log to a round.
    pub fn advance(log: &mut RunLog, done: u64, regret: impl Fn(usize, usize, f64) -> f64) {
        let rounds: Vec<f64> =
            log.rounds.iter().filter(|round| **round <= done).map(|round| *round as f64).collect();
        let seeds = log.experiment.seeds as usize;
        let shares = log.share_rounds.iter().filter(|round| **round <= done);
        let counts = |round: &u64| vec![*round * seeds as u64 + 2, 2, 1];
        let sums = |policy: usize, seed: usize, round: f64| {
            [regret(policy, seed, round), 3.0 * round, (round / 2.0).floor()]
        };
        let part = |policy: usize| PolicyUpdate {
            seeds: (0..seeds)
                .map(|seed| SeedSeries {
                    rows: (0..3)
                        .map(|row| rounds.iter().map(|round| sums(policy, seed, *round)[row]).collect())
                        .collect(),
                })
                .collect(),
            totals: (0..seeds)
                .map(|seed| Totals { values: sums(policy, seed, done as f64).to_vec() })
                .collect(),
            arm_counts: shares.clone().map(counts).collect(),
            ..PolicyUpdate::default()
        };
        let policies = (0..log.policies.len()).map(part).collect();
        let metrics = log.metrics.clone();
        log.apply(&RunUpdate { rounds_done: done, metrics, policies, ..RunUpdate::default() })
            .expect("it fits");
    }

    fn told(log: &RunLog) -> String {
        let mut curves = Curves::new(log.policies.len());
        curves.catch_up(log);
        summary(log, &curves)
    }

    fn noise(seed: usize) -> f64 {
        [0.3, -0.2, 0.1, -0.3, 0.2, -0.1][seed % 6]
    }

    #[test]
    fn a_clear_winner_is_named_with_its_lead_and_its_flat_curve() {
        let log =
            made_up(
                &["lin_ucb", "epsilon_greedy", "random", "oracle"],
                6,
                |policy, seed, round| match policy {
                    0 => round.min(20.0) + noise(seed),
                    1 => 0.5 * round + noise(seed),
                    2 => round + noise(seed),
                    _ => 0.0,
                },
            );
        assert_eq!(
            told(&log),
            "LinUCB has the lowest regret, 20.00 stars: 30.00 less than Epsilon-greedy; their bands don't overlap. \
             One curve is flat: LinUCB from about round 18 (less than 10 % of the regret came after it)."
        );
    }

    #[test]
    fn chance_is_called_chance() {
        let log = made_up(&["lin_ucb", "lin_ts", "random"], 6, |policy, seed, round| {
            round * [0.50 + noise(seed), 0.51 - noise(seed), 0.52 + noise(seed + 2)][policy]
        });
        let told = told(&log);
        assert!(
            told.contains("with 6 seeds the two can't be told apart (LinUCB is ahead in 3 of 6)"),
            "{told}"
        );
        assert!(told.ends_with("LinUCB and Linear Thompson sampling are no better than chance."), "{told}");
    }

    #[test]
    fn the_same_numbers_tell_apart_what_bands_do_not() {
        let log = made_up(&["lin_ucb", "lin_ts"], 6, |policy, seed, round| {
            round * (0.5 + noise(seed) + if policy == 0 { 0.0 } else { 0.05 + 0.01 * noise(seed + 1) })
        });
        let told = told(&log);
        assert!(
            told.contains("their bands overlap, but on the same seeds LinUCB is ahead in 6 of 6"),
            "{told}"
        );
        assert!(!told.contains("flat"), "{told}");
    }

    #[test]
    fn one_seed_is_no_proof_and_no_checkpoint_no_comparison() {
        let one = told(&made_up(&["lin_ucb", "lin_ts"], 1, |policy, _, round| round * (1.0 + policy as f64)));
        assert!(one.contains("with one seed this may be chance"), "{one}");
        let mut log = begun(&["lin_ucb", "lin_ts"], 2);
        assert!(told(&log).starts_with("Nothing to compare yet"));
        advance(&mut log, 50, |_, _, round| round);
        let half = told(&log);
        assert!(
            half.starts_with(
                "So far, after 50 of 100 rounds: LinUCB and Linear Thompson sampling have the same regret"
            ),
            "{half}"
        );
    }
}
