//! How much of a long work is done, from its declared size: no clock is asked.

/// Receives what is being done ("factorizing 671 x 9,066 ratings") and which share of all the work is done, 0 to 1. The share
/// never falls.
pub type Tell<'a> = dyn FnMut(&str, f64) + 'a;

/// Most reports.
const STEPS: u64 = 1000;

/// Counts what is done of a work whose size is known beforehand, and tells of it: at most once in a thousandth of the whole.
pub struct Work<'a> {
    whole: u64,
    done: u64,
    told: u64,
    tell: &'a mut dyn FnMut(f64),
}

impl<'a> Work<'a> {
    /// Nothing of `whole` (in multiplications, or any other unit) is done yet. `tell` gets the share that is done, which
    /// never falls and is 1 at the end.
    pub fn new(whole: u64, tell: &'a mut dyn FnMut(f64)) -> Work<'a> {
        Work { whole: whole.max(1), done: 0, told: 0, tell }
    }

    /// So much more is done. More than the whole counts as the whole.
    pub fn add(&mut self, units: u64) {
        self.done = self.done.saturating_add(units).min(self.whole);
        let step = (u128::from(self.done) * u128::from(STEPS) / u128::from(self.whole)) as u64;
        if step > self.told {
            self.told = step;
            (self.tell)(self.done as f64 / self.whole as f64);
        }
    }

    /// All is done, also where it was less than had been declared.
    pub fn finish(&mut self) {
        self.add(self.whole);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_rise_to_one(parts in proptest::collection::vec(0_u64..1 << 40, 1..60), spare in 0_u64..1 << 40) {
            let mut told = Vec::new();
            let mut tell = |share| told.push(share);
            let mut work = Work::new(parts.iter().sum::<u64>() + spare, &mut tell);
            parts.iter().for_each(|part| work.add(*part));
            work.finish();
            work.finish();
            prop_assert!(told.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", told);
            prop_assert_eq!(told.last(), Some(&1.0));
            prop_assert!(told.len() <= STEPS as usize);
        }
    }
}
