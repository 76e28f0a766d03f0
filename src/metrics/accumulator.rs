//! What is kept of metrics while a run is under way.

use super::{Accumulation, METRICS, Metric, RoundOutcome, values_of_round};

/// The metrics of one policy under one seed: where they stand, and where they stood at the checkpoints.
#[derive(Debug, Clone)]
pub struct MetricAccumulator {
    metrics: Vec<&'static Metric>,
    /// Of every metric there is, in the order of [`METRICS`]: adding to all is faster than looking up which are kept.
    sums: [Sum; METRICS.len()],
    /// Places in `sums` of those that are kept.
    places: Vec<usize>,
    /// Kept metric x checkpoint.
    kept: Vec<Vec<f64>>,
}

/// One metric so far.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    /// The sum of its values, by their weights; of [`Accumulation::Latest`] the last one.
    sum: f64,
    /// The sum of the weights; zero where nothing is divided by it.
    weight: f64,
}

impl MetricAccumulator {
    /// No rounds yet of these metrics, of which those that are not in [`METRICS`] are left out; room for `checkpoints`, so that
    /// recording does not allocate.
    pub fn new(metrics: Vec<&'static Metric>, checkpoints: usize) -> MetricAccumulator {
        let place = |metric: &&Metric| METRICS.iter().position(|known| known == metric);
        let (metrics, places): (Vec<_>, Vec<_>) =
            metrics.into_iter().filter_map(|metric| Some((metric, place(&metric)?))).unzip();
        let kept = metrics.iter().map(|_| Vec::with_capacity(checkpoints)).collect();
        MetricAccumulator { metrics, sums: [Sum::default(); METRICS.len()], places, kept }
    }

    /// Adds a round.
    #[inline]
    pub fn add(&mut self, outcome: &RoundOutcome<'_>) {
        let weight = outcome.weight;
        values_of_round(outcome, &mut self.sums, |sum, accumulation, value| {
            sum.add(accumulation, value, weight);
        });
    }

    /// Keeps all values at a checkpoint.
    pub fn keep(&mut self) {
        for (kept, place) in self.kept.iter_mut().zip(&self.places) {
            kept.push(self.sums[*place].value());
        }
    }

    /// What is measured, in the order of the numbers.
    pub fn metrics(&self) -> impl Iterator<Item = &'static Metric> {
        self.metrics.iter().copied()
    }

    /// The values now, zero before the first round.
    pub fn now(&self) -> Vec<f64> {
        self.places.iter().map(|place| self.sums[*place].value()).collect()
    }

    /// The values at the checkpoints so far, a row a metric.
    pub fn kept(&self) -> &[Vec<f64>] {
        &self.kept
    }
}

impl Sum {
    /// Adds the value of a round, which stands for so many in a sampled mean, or is not in the sample.
    #[inline(always)]
    fn add(&mut self, accumulation: Accumulation, value: f64, weight: Option<f64>) {
        match accumulation {
            Accumulation::Sum | Accumulation::SumPerRound => self.sum += value,
            Accumulation::Mean => {
                self.sum += value;
                self.weight += 1.0;
            }
            Accumulation::SampledMean => {
                if let Some(weight) = weight {
                    self.sum += weight * value;
                    self.weight += weight;
                }
            }
            Accumulation::Latest => self.sum = value,
        }
    }

    fn value(&self) -> f64 {
        if self.weight > 0.0 { self.sum / self.weight } else { self.sum }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AVERAGE_REWARD, CLICKS, COVERAGE, NDCG, REGRET, SUBOPTIMAL_RATE, SlateOutcome};
    use super::*;
    use crate::ranking::metrics::SlateMetrics;

    /// One round of each kind of accumulation, by hand; a metric that is not measured is not there.
    #[test]
    fn means_are_weighted_and_states_are_not_means() {
        let mut measured = MetricAccumulator::new(vec![&REGRET, &NDCG, &COVERAGE], 2);
        assert_eq!(measured.now(), [0.0, 0.0, 0.0]);
        let slate = |ndcg: f64| SlateMetrics {
            ndcg,
            recall: 0.0,
            reciprocal_rank: 0.0,
            coverage: 0.0,
            diversity: None,
        };
        for (ndcg, weight, coverage) in [(0.5, Some(1.0), 0.25), (0.0, None, 0.5), (1.0, Some(3.0), 0.75)] {
            let metrics = slate(ndcg);
            let slate = SlateOutcome { clicks: 1, coverage, metrics: Some(&metrics) };
            let outcome =
                RoundOutcome { reward: 1.0, regret: 0.5, objectives: &[], slate: Some(slate), weight };
            measured.add(&outcome);
            if weight.is_some() {
                measured.keep();
            }
        }
        assert_eq!(measured.kept(), [[0.5, 1.5], [0.5, 0.875], [0.25, 0.75]]);
        assert_eq!(measured.now(), [1.5, 0.875, 0.75]);
        assert!(measured.metrics().all(|metric| *metric != CLICKS));
    }

    #[test]
    fn a_rounding_error_is_not_a_suboptimal_choice() {
        let mut measured = MetricAccumulator::new(vec![&AVERAGE_REWARD, &REGRET, &SUBOPTIMAL_RATE], 0);
        for (reward, regret) in [(5.0, 1e-14), (3.0, 2.0)] {
            measured.add(&RoundOutcome { reward, regret, objectives: &[], slate: None, weight: None });
        }
        assert_eq!(measured.now(), [8.0, 2.0 + 1e-14, 1.0]);
    }
}
