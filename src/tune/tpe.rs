//! Tree-structured Parzen estimators (Bergstra et al. 2011, section 4), each parameter by itself.
//!
//! The trials so far are split into the best ceil(gamma n), at most 25, and the others. Of each parameter candidates are drawn from the
//! density l of the good ones, and the one with the largest l / g is taken, g being the density of the others: by equation 8 of the
//! paper expected improvement grows with it.

use super::parzen::Parzen;
use super::{Domain, Space};
use crate::descriptor::Value;
use crate::math::random::RngStream;
use crate::math::sorting::sort_indexes;

/// Most trials that count as good, as in Optuna and Hyperopt.
const MOST_GOOD: usize = 25;

/// What TPE depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TpeSettings {
    /// Share of good trials.
    pub gamma: f64,
    /// Candidates of each parameter.
    pub candidates: usize,
}

/// A trial that TPE learns from.
#[derive(Debug, Clone, Copy)]
pub struct Observation<'a> {
    /// One value a parameter, in the order of the space.
    pub setting: &'a [Value],
    /// What it came to; less is better.
    pub loss: f64,
}

/// Which of these losses count as good, one a loss: the lowest ceil(gamma n), at most 25; of equal ones the earlier.
pub fn good(losses: &[f64], gamma: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..losses.len()).collect();
    sort_indexes(&mut order, &|one, other| losses[one].total_cmp(&losses[other]));
    let count = (libm::ceil(gamma * losses.len() as f64) as usize).min(MOST_GOOD);
    let mut good = vec![false; losses.len()];
    order.into_iter().take(count).for_each(|place| good[place] = true);
    good
}

/// ln l - ln g of a parameter's values at these coordinates, from where the good trials and the others were.
pub fn log_ratios(domain: &Domain, good: &[f64], others: &[f64], coordinates: &[f64]) -> Vec<f64> {
    let (l, g) = (Parzen::of(domain, good), Parzen::of(domain, others));
    coordinates.iter().map(|coordinate| l.log_density(*coordinate) - g.log_density(*coordinate)).collect()
}

/// The next setting after these trials, the oldest first, and beside those that run at the same time, which count among the others
/// without a loss of their own (as Optuna's `constant_liar` has it): they would else be drawn at one and the same place.
pub fn propose(
    space: &Space,
    observations: &[Observation<'_>],
    beside: &[&[Value]],
    settings: TpeSettings,
    stream: &mut RngStream,
) -> Vec<Value> {
    let losses: Vec<f64> = observations.iter().map(|observation| observation.loss).collect();
    let is_good = good(&losses, settings.gamma);
    let dimensions = space.dimensions.iter().enumerate();
    let pick = |(place, dimension): (usize, &super::Dimension)| {
        let domain = &dimension.domain;
        let of = |wanted: bool| {
            let chosen = observations.iter().zip(&is_good).filter(|(_, good)| **good == wanted);
            chosen.filter_map(|(trial, _)| domain.coordinate(trial.setting.get(place)?)).collect()
        };
        let (good, mut others): (Vec<f64>, Vec<f64>) = (of(true), of(false));
        others.extend(beside.iter().filter_map(|setting| domain.coordinate(setting.get(place)?)));
        let l = Parzen::of(domain, &good);
        let drawn: Vec<Value> =
            (0..settings.candidates.max(1)).map(|_| domain.value_at(l.draw(stream))).collect();
        let coordinates: Vec<f64> = drawn.iter().filter_map(|value| domain.coordinate(value)).collect();
        let ratios = log_ratios(domain, &good, &others, &coordinates);
        let best = crate::agent::first_largest(&ratios);
        drawn[best].clone()
    };
    dimensions.map(pick).collect()
}
