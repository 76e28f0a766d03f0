//! The metrics of a run: one descriptor a file, one list of all of them.
//!
//! Recorders, logs, summaries, tables, files and charts go through [`METRICS`]; regret and reward are two of its entries.
//! To add a metric, write a file with one static [`Metric`] and add one line to the list of [`METRICS`], which declares the file
//! too: it says which runs have it, what a round gives it and how rounds are put together, and it is recorded, saved, exported
//! and charted.
//!
//! # Which rounds
//! Most metrics of slates would cost a cheap ranker a good part of its speed if they were taken each round, so they are
//! taken of a sample of the rounds, the same for every run: all up to the 64th, then one of each eight, which counts for
//! eight ([`sampled`]).

mod accumulator;
mod interface;
mod sample;

pub use accumulator::MetricAccumulator;
pub use interface::{Accumulation, Metric, RoundOutcome, RunKind, SlateOutcome, Unit};
pub use sample::sampled;

/// Declares the file of every metric and lists them: a line a metric. `cargo fmt` does not look for files inside a macro, so
/// `scripts/test` formats those of this folder by name.
macro_rules! metrics {
    ($(#[$about:meta])* static $metrics:ident; $($file:ident::$metric:ident),+ $(,)?) => {
        $(mod $file; pub use $file::$metric;)+
        $(#[$about])*
        pub static $metrics: &[&Metric] = &[$(&$file::$metric),+];

        /// Gives `add` the value of each metric that this round has one of, with the metric's place in `sums`, which are in the
        /// order of the list. Nothing is looked up while it runs: each metric is known where it is asked, so that the compiler
        /// leaves of it what there is to do.
        #[inline(always)]
        fn values_of_round<Sum>(
            outcome: &RoundOutcome<'_>,
            sums: &mut [Sum; METRICS.len()],
            mut add: impl FnMut(&mut Sum, Accumulation, f64),
        ) {
            let [$($file),+] = sums;
            $(if let Some(value) = ($file::$metric.of_round)(outcome) {
                add($file, $file::$metric.accumulation, value);
            })+
        }
    };
}

metrics! {
    /// Every metric, in the order in which people read them. Those that every run has come first.
    static METRICS;
    regret::REGRET,
    average_reward::AVERAGE_REWARD,
    suboptimal_rate::SUBOPTIMAL_RATE,
    ndcg::NDCG,
    recall::RECALL,
    mean_reciprocal_rank::MEAN_RECIPROCAL_RANK,
    clicks::CLICKS,
    abandonment_rate::ABANDONMENT_RATE,
    coverage::COVERAGE,
    diversity::DIVERSITY,
    own_reward::OWN_REWARD,
    choice_novelty::CHOICE_NOVELTY,
    choice_diversity::CHOICE_DIVERSITY,
}

/// The metrics that every run has: the first rows of every log, in this order. Version 1 of the schema names each of them in
/// its own field and lists all others as "measures"; its digest covers these alone.
pub static IN_EVERY_RUN: [&Metric; 3] = [&REGRET, &AVERAGE_REWARD, &SUBOPTIMAL_RATE];

/// The metrics that people read first: what was lost, what was earned, and how good the choices were. Whether a choice was the best
/// says little of slates, nearly all of which could be a little better, so NDCG takes that place where the run has it.
pub fn read_first(has_ndcg: bool) -> [&'static Metric; 3] {
    [&REGRET, &AVERAGE_REWARD, if has_ndcg { &NDCG } else { &SUBOPTIMAL_RATE }]
}

/// The metric of that id.
pub fn find(id: &str) -> Option<&'static Metric> {
    METRICS.iter().copied().find(|metric| metric.id == id)
}

impl Metric {
    /// Whether every run has it.
    pub fn is_in_every_run(&self) -> bool {
        IN_EVERY_RUN.contains(&self)
    }
}

impl RunKind {
    /// The metrics of such runs, in the order of [`METRICS`].
    pub fn metrics(self) -> Vec<&'static Metric> {
        METRICS.iter().copied().filter(|metric| (metric.is_of)(self)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_all_different_and_every_sentence_is_one() {
        let ids: BTreeSet<&str> = METRICS.iter().map(|metric| metric.id).collect();
        assert_eq!(ids.len(), METRICS.len());
        for metric in METRICS {
            assert_eq!(find(metric.id), Some(*metric));
            assert!(metric.sentence.ends_with('.') && !metric.title.is_empty() && !metric.heading.is_empty());
            assert_ne!(metric.unit, Unit::Named(""), "{}", metric.id);
        }
        assert_eq!(find("no metric"), None);
    }

    /// The rows of version 1 of the schema are in place for every kind of run.
    #[test]
    fn every_run_begins_with_what_every_run_has() {
        for kind in [
            RunKind::Bandit { several_objectives: false },
            RunKind::Bandit { several_objectives: true },
            RunKind::Ranking { comparable_items: false },
            RunKind::Ranking { comparable_items: true },
        ] {
            let metrics = kind.metrics();
            assert_eq!(metrics[..3], IN_EVERY_RUN, "{kind:?}");
            assert!(metrics[3..].iter().all(|metric| !metric.is_in_every_run()), "{kind:?}");
        }
    }

    #[test]
    fn only_sums_of_each_round_are_divided() {
        assert_eq!((REGRET.shown(6.0, 3), AVERAGE_REWARD.shown(6.0, 3), NDCG.shown(0.5, 3)), (6.0, 2.0, 0.5));
        assert_eq!(
            (REGRET.unit_in("stars"), AVERAGE_REWARD.unit_in("stars")),
            ("stars".to_owned(), "stars per round".to_owned())
        );
        assert_eq!((REGRET.unit_in(""), AVERAGE_REWARD.unit_in("")), (String::new(), "per round".to_owned()));
    }
}
