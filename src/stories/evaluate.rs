//! How a run is held against a claim.
//!
//! A claim compares policies seed by seed: under one seed all policies meet the same users and the same noise (common random
//! numbers), so the differences vary less than the numbers themselves. It holds where the whole 95 % confidence interval of
//! the mean difference, by Student's t, is on its side of zero, fails where the whole interval is on the other side, and is
//! undecided otherwise. A claim about several rivals holds where it holds for each of them, which keeps the level of the single
//! test (an intersection-union test: Berger 1982, Multiparameter Hypothesis Testing and Acceptance Sampling).

use super::claim::{Claim, Rounds, Side};
use super::finding::{Finding, Verdict};
use crate::metrics::{Accumulation, Metric};
use crate::results::{Band, RunLog, band};

impl Claim {
    /// What a run says about it: the comparison with the rival that comes nearest to refuting it. None as long as the run has
    /// not reached the rounds, and where it has no such policies, metric or checkpoints.
    pub fn evaluate(&self, log: &RunLog) -> Option<Finding> {
        let findings = self.than.iter().map(|rival| self.compare(*rival, log));
        let findings: Vec<Finding> = findings.collect::<Option<_>>()?;
        findings.into_iter().min_by(|a, b| a.standard_errors().total_cmp(&b.standard_errors()))
    }

    /// The comparison with this rival alone.
    pub fn compare(&self, rival: Side, log: &RunLog) -> Option<Finding> {
        let (own, other) = (self.better.values(self.metric, log)?, rival.values(self.metric, log)?);
        let lower_is_better = self.metric.lower_is_better;
        // What is lost by the worse of two, so that more is always better for the claim.
        let lead = |factor: f64| {
            let pair = |(own, other): (&f64, &f64)| {
                if lower_is_better { other - factor * own } else { own - factor * other }
            };
            own.iter().zip(&other).map(pair).collect::<Vec<f64>>()
        };
        let leads = lead(1.0);
        let margin = band(&lead(self.factor));
        Some(Finding {
            claim: *self,
            rival,
            labels: [self.better, rival].map(|side| log.experiment.label(side.policy)),
            unit: unit(self.metric, log),
            means: [band(&own).mean, band(&other).mean],
            lead: band(&leads),
            ahead: leads.iter().filter(|lead| **lead > 0.0).count(),
            verdict: verdict(&margin),
            margin,
        })
    }
}

impl Side {
    /// The metric, one number a seed; none where the run has no such policy, metric or checkpoint yet, and for a part of the
    /// rounds where the metric's numbers can't be subtracted.
    fn values(self, metric: &Metric, log: &RunLog) -> Option<Vec<f64>> {
        let last = log.common_checkpoints().checked_sub(1)?;
        let checkpoint = |round: u64| log.rounds.binary_search(&round).ok().filter(|index| *index <= last);
        let (start, end) = match self.rounds {
            Rounds::All => (None, log.is_complete().then_some(last)?),
            Rounds::UpTo(round) => (None, checkpoint(round)?),
            Rounds::After(round) => (Some(checkpoint(round)?), log.is_complete().then_some(last)?),
        };
        let first = start.map_or(0, |start| log.rounds[start]);
        let rounds = log.rounds[end].checked_sub(first).filter(|rounds| *rounds > 0)?;
        let summed = matches!(metric.accumulation, Accumulation::Sum | Accumulation::SumPerRound);
        if start.is_some() && !summed {
            return None;
        }
        let value = |seed: usize| {
            let kept = log.kept(self.policy, seed, metric);
            let before = start.map_or(Some(0.0), |start| kept.get(start).copied())?;
            Some(metric.shown(kept.get(end)? - before, rounds))
        };
        (0..log.policies.get(self.policy)?.seeds.len()).map(value).collect()
    }
}

/// What an interval says about its sign. One seed alone says nothing.
fn verdict(margin: &Band) -> Verdict {
    match margin {
        Band { seeds: 0 | 1, .. } => Verdict::Undecided,
        Band { low, .. } if *low > 0.0 => Verdict::Holds,
        Band { high, .. } if *high < 0.0 => Verdict::Fails,
        _ => Verdict::Undecided,
    }
}

/// The unit of a metric in this run: slates earn clicks.
pub fn unit(metric: &Metric, log: &RunLog) -> String {
    let clicks = log.experiment.task().is_some_and(|task| task.has_positions());
    metric.unit_in(if clicks { "clicks" } else { log.experiment.reward_unit() })
}
