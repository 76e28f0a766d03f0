//! How unevenly ratings are spread over users, or over films.

use serde::{Deserialize, Serialize};

/// So many steps a curve has, each of the same share of the units.
const STEPS: usize = 100;

/// Units with as many ratings as lie between two round numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bin {
    /// Fewest ratings.
    pub from: u64,
    /// One more than the most ratings.
    pub to: u64,
    /// How many units have so many.
    pub units: u64,
}

/// How ratings are spread over units: users, or films. Units without ratings don't count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// How many units have a rating.
    pub units: u64,
    /// Fewest ratings of a unit.
    pub least: u64,
    /// Most ratings of a unit.
    pub most: u64,
    /// Ratings of the unit in the middle; of an even number of units the mean of two.
    pub median: f64,
    /// Ratings a unit.
    pub mean: f64,
    /// How many units have a single rating.
    pub single: u64,
    /// How many of the busiest units together hold at least half of the ratings.
    pub half: u64,
    /// The share of the ratings that the busiest tenth of the units holds, rounded up to whole units, 0 to 1.
    pub tenth: f64,
    /// Lorenz curve with the busiest units first: of the busiest 0 %, 1 %, … 100 % of the units, interpolated between units,
    /// the share of the ratings, 0 to 1.
    pub lorenz: Vec<f64>,
    /// Units by their number of ratings, in bins whose bounds are 1, 2 and 5 times powers of ten; the first and the last are not
    /// empty.
    pub bins: Vec<Bin>,
    /// Ratings of the busiest unit, the second, … at ranks that are 1, 2 and 5 times powers of ten, and of the last.
    pub ranks: Vec<(u64, u64)>,
}

impl Activity {
    /// From the number of ratings of each unit.
    pub(super) fn of(counts: impl Iterator<Item = u64>) -> Activity {
        let mut counts: Vec<u64> = counts.filter(|count| *count > 0).collect();
        counts.sort_unstable_by(|one, other| other.cmp(one));
        let all: u64 = counts.iter().sum();
        let units = counts.len();
        let at = |rank: usize| counts.get(rank).copied().unwrap_or(0);
        let median = (at(units / 2) + at(units.saturating_sub(1) / 2)) as f64 / 2.0;
        let (mut half, mut held) = (0, 0);
        while held * 2 < all {
            held += at(half);
            half += 1;
        }
        let tenth: u64 = counts.iter().take(units.div_ceil(10)).sum();
        let share = |ratings: f64| ratings / all.max(1) as f64;
        Activity {
            units: units as u64,
            least: counts.last().copied().unwrap_or(0),
            most: at(0),
            median,
            mean: all as f64 / units.max(1) as f64,
            single: counts.iter().rev().take_while(|count| **count == 1).count() as u64,
            half: half as u64,
            tenth: share(tenth as f64),
            lorenz: lorenz(&counts).into_iter().map(share).collect(),
            bins: bins(&counts),
            ranks: ranks(&counts),
        }
    }

    /// The share of the ratings that the busiest units hold, of which this is the share, both 0 to 1.
    pub fn held_by(&self, share: f64) -> f64 {
        let place = share.clamp(0.0, 1.0) * STEPS as f64;
        let below = libm::floor(place) as usize;
        let at = |step: usize| self.lorenz.get(step.min(STEPS)).copied().unwrap_or(0.0);
        at(below) + (place - below as f64) * (at(below + 1) - at(below))
    }
}

/// Ratings of the busiest 0 %, 1 %, … 100 % of the units.
fn lorenz(descending: &[u64]) -> Vec<f64> {
    let (mut sum, mut taken) = (0_u64, 0_usize);
    let mut points = Vec::with_capacity(STEPS + 1);
    for step in 0..=STEPS {
        // So many hundredths of units.
        let hundredths = step * descending.len();
        let (whole, rest) = (hundredths / STEPS, hundredths % STEPS);
        sum += descending[taken..whole].iter().sum::<u64>();
        taken = whole;
        let next = descending.get(whole).map_or(0.0, |next| *next as f64);
        points.push(sum as f64 + next * rest as f64 / STEPS as f64);
    }
    points
}

/// 1, 2, 5, 10, 20, … without end.
fn round_numbers() -> impl Iterator<Item = u64> {
    (0..19).flat_map(|power| [1, 2, 5].map(move |factor| factor * 10_u64.pow(power)))
}

fn bins(descending: &[u64]) -> Vec<Bin> {
    let bounds: Vec<u64> = round_numbers().collect();
    let at_least = |bound: u64| descending.partition_point(|count| *count >= bound);
    let bin = |pair: &[u64]| Bin {
        from: pair[0],
        to: pair[1],
        units: (at_least(pair[0]) - at_least(pair[1])) as u64,
    };
    let bins: Vec<Bin> = bounds.windows(2).map(bin).collect();
    let is_used = |bin: &Bin| bin.units > 0;
    match (bins.iter().position(is_used), bins.iter().rposition(is_used)) {
        (Some(first), Some(last)) => bins[first..=last].to_vec(),
        _ => Vec::new(),
    }
}

fn ranks(descending: &[u64]) -> Vec<(u64, u64)> {
    let last = descending.len() as u64;
    let ranks = round_numbers().take_while(|rank| *rank < last).chain((last > 0).then_some(last));
    ranks.map(|rank| (rank, descending[rank as usize - 1])).collect()
}
