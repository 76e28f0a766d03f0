//! What KL-UCB needs of the mean of each item, worked out when its counts change.

use crate::math::indexes::KlMean;

/// The means of some items, each with the counts that it was made of: where they are others, it is made again. It follows
/// from the counts alone, so that a loaded ranker needs none of it.
#[derive(Debug, Clone)]
pub struct KlMeans {
    known: Vec<Known>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    tries: f64,
    clicks: f64,
    mean: KlMean,
}

impl KlMeans {
    /// Of so many items.
    pub fn new(items: usize) -> KlMeans {
        KlMeans { known: vec![Known { tries: 0.0, clicks: 0.0, mean: KlMean::new(0.0) }; items] }
    }

    /// Bytes that they take.
    pub fn memory(items: usize) -> u64 {
        (items * size_of::<Known>()) as u64
    }

    /// The mean of an item that was clicked so often in so many tries; of one without a try it is zero.
    #[inline]
    pub fn of(&mut self, item: usize, clicks: f64, tries: f64) -> KlMean {
        let known = &mut self.known[item];
        if known.tries != tries || known.clicks != clicks {
            let mean = if tries > 0.0 { clicks / tries } else { 0.0 };
            *known = Known { tries, clicks, mean: KlMean::new(mean) };
        }
        known.mean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_that_of_its_counts() {
        let mut means = KlMeans::new(2);
        for (clicks, tries, mean) in
            [(0.0, 0.0, 0.0), (1.0, 4.0, 0.25), (2.0, 4.0, 0.5), (2.0, 8.0, 0.25), (0.0, 0.0, 0.0)]
        {
            for _ in 0..2 {
                assert_eq!(means.of(1, clicks, tries), KlMean::new(mean));
            }
        }
        assert_eq!(means.of(0, 0.0, 3.0), KlMean::new(0.0));
    }
}
