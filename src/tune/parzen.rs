//! A Parzen estimator of one parameter: where values were, as a density.
//!
//! After Bergstra et al. 2011 (section 4.2) with the choices of Optuna 5.0 for independent parameters: a kernel at each value and one, the
//! prior, over the whole range; each normal kernel is as wide as the larger of the distances to the two values beside it, the outermost
//! ones as the only one, clipped to between the range divided by min(100, n + 2) and the range; all are cut at the ends of the range.
//! Whole numbers have the mass of the kernel within half a step. Kernels of options have weight 1 at their option and 1 / (n + 1) for each.

use super::Domain;
use crate::math::random::RngStream;
use crate::math::sorting::sort_indexes;

/// Values that count fully; older ones count less, in even steps down to one over their number.
const FULL: usize = 25;

/// A kernel.
enum Kernel {
    /// A normal density, cut at the ends of the range.
    Normal { mean: f64, deviation: f64 },
    /// A probability for each option.
    Options(Vec<f64>),
}

/// The density of the values of one parameter.
pub struct Parzen<'a> {
    domain: &'a Domain,
    ends: (f64, f64),
    kernels: Vec<Kernel>,
    /// One weight a kernel; they sum to one.
    weights: Vec<f64>,
}

impl<'a> Parzen<'a> {
    /// The density of values at these coordinates, the oldest first.
    pub fn of(domain: &'a Domain, coordinates: &[f64]) -> Parzen<'a> {
        let mut weights = weights(coordinates.len());
        // The prior counts as one value.
        weights.push(1.0);
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        let ends = domain.ends().unwrap_or_default();
        let kernels = match domain {
            Domain::Range { .. } => normal_kernels(coordinates, ends),
            Domain::Options { values } => option_kernels(coordinates, values.len()),
        };
        Parzen { domain, ends, kernels, weights }
    }

    /// A coordinate drawn from the density.
    pub fn draw(&self, stream: &mut RngStream) -> f64 {
        match &self.kernels[drawn(&self.weights, stream)] {
            Kernel::Options(probabilities) => drawn(probabilities, stream) as f64,
            Kernel::Normal { mean, deviation } => loop {
                // The range holds a third of every kernel or more, since none is wider than it and all begin within it.
                let coordinate = mean + deviation * stream.normal();
                if (self.ends.0..=self.ends.1).contains(&coordinate) {
                    return coordinate;
                }
            },
        }
    }

    /// The logarithm of the density at the coordinate of a value, with respect to the coordinate; of whole numbers and options of the
    /// probability.
    pub fn log_density(&self, coordinate: f64) -> f64 {
        let logs = self.kernels.iter().zip(&self.weights);
        let logs: Vec<f64> =
            logs.map(|(kernel, weight)| libm::log(*weight) + self.log_kernel(kernel, coordinate)).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if largest == f64::NEG_INFINITY {
            return largest;
        }
        largest + libm::log(logs.iter().map(|log| libm::exp(log - largest)).sum())
    }

    fn log_kernel(&self, kernel: &Kernel, coordinate: f64) -> f64 {
        let (mean, deviation) = match kernel {
            Kernel::Options(probabilities) => return libm::log(probabilities[coordinate as usize]),
            Kernel::Normal { mean, deviation } => (*mean, *deviation),
        };
        let standard = |coordinate: f64| (coordinate - mean) / deviation;
        let inside = libm::log(mass(standard(self.ends.0), standard(self.ends.1)));
        if let Domain::Range { whole: true, log, .. } = self.domain {
            let number = libm::round(if *log { libm::exp(coordinate) } else { coordinate });
            let [below, above] = [number - 0.5, number + 0.5].map(|end| standard(self.domain.scaled(end)));
            return libm::log(mass(below, above)) - inside;
        }
        let z = standard(coordinate);
        -0.5 * z * z - libm::log(deviation * (2.0 * std::f64::consts::PI).sqrt()) - inside
    }
}

/// The weights of so many values, the oldest first.
fn weights(count: usize) -> Vec<f64> {
    let older = count.saturating_sub(FULL);
    let first = 1.0 / count.max(1) as f64;
    let weight = |place: usize| match older {
        older if place >= older => 1.0,
        1 => first,
        older => first + (1.0 - first) * place as f64 / (older - 1) as f64,
    };
    (0..count).map(weight).collect()
}

fn normal_kernels(means: &[f64], (low, high): (f64, f64)) -> Vec<Kernel> {
    let mut order: Vec<usize> = (0..means.len()).collect();
    sort_indexes(&mut order, &|one, other| means[one].total_cmp(&means[other]));
    let range = high - low;
    let narrowest = range / (means.len() as f64 + 2.0).min(100.0);
    let mut deviations = vec![0.0; means.len()];
    for (rank, place) in order.iter().enumerate() {
        let mean = means[*place];
        let left = rank.checked_sub(1).map(|rank| mean - means[order[rank]]);
        let right = order.get(rank + 1).map(|next| means[*next] - mean);
        let width = match (left, right) {
            (None, None) => (mean - low).max(high - mean),
            (left, right) => left.unwrap_or(0.0).max(right.unwrap_or(0.0)),
        };
        deviations[*place] = width.clamp(narrowest, range);
    }
    let of_values = means.iter().zip(deviations);
    let mut kernels: Vec<Kernel> =
        of_values.map(|(mean, deviation)| Kernel::Normal { mean: *mean, deviation }).collect();
    kernels.push(Kernel::Normal { mean: 0.5 * (low + high), deviation: range });
    kernels
}

fn option_kernels(places: &[f64], options: usize) -> Vec<Kernel> {
    let prior = 1.0 / (places.len() + 1) as f64;
    let sum = 1.0 + prior * options as f64;
    let kernel = |place: &f64| {
        let mut probabilities = vec![prior / sum; options];
        probabilities[*place as usize] = (1.0 + prior) / sum;
        Kernel::Options(probabilities)
    };
    let mut kernels: Vec<Kernel> = places.iter().map(kernel).collect();
    kernels.push(Kernel::Options(vec![1.0 / options as f64; options]));
    kernels
}

/// A place, with these probabilities.
fn drawn(probabilities: &[f64], stream: &mut RngStream) -> usize {
    let mut left = stream.uniform();
    for (place, probability) in probabilities.iter().enumerate() {
        left -= probability;
        if left < 0.0 {
            return place;
        }
    }
    probabilities.len() - 1
}

/// The probability of a standard normal variate between two numbers, from the side on which it keeps its digits.
fn mass(from: f64, to: f64) -> f64 {
    let tail = |z: f64| 0.5 * libm::erfc(z / std::f64::consts::SQRT_2);
    if from > 0.0 { tail(from) - tail(to) } else { tail(-to) - tail(-from) }
}
