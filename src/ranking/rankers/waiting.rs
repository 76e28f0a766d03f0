//! Slates that were shown since anything was last heard.
//!
//! A ranker that shows what it is least sure of is no surer before it hears of it: by widths alone it would show the same items
//! until the first answer comes, and for ever where none does. So an item counts as tried when it is shown.

/// How often each item was shown since anything was last heard.
#[derive(Debug, Clone)]
pub struct Waiting {
    shows: Vec<u32>,
    /// The slate of the last round.
    last: Vec<u32>,
    /// Whether nothing was heard since that was chosen.
    unheard: bool,
    /// Whether any of the shows is not zero.
    any: bool,
}

impl Waiting {
    /// Of so many items, none of which was shown yet.
    pub fn new(items: usize, slots: usize) -> Waiting {
        Waiting { shows: vec![0; items], last: vec![0; slots], unheard: false, any: false }
    }

    /// Bytes that it takes.
    pub fn memory(items: usize, slots: usize) -> u64 {
        4 * (items + slots) as u64
    }

    /// A round begins: the last slate counts as shown, unless something was heard since.
    pub fn begin(&mut self) {
        if self.unheard {
            for item in &self.last {
                let shows = &mut self.shows[*item as usize];
                *shows = shows.saturating_add(1);
            }
            (self.any, self.unheard) = (true, false);
        }
    }

    /// This slate was chosen.
    pub fn choose(&mut self, slate: &[u32]) {
        self.last.copy_from_slice(slate);
        self.unheard = true;
    }

    /// Something was heard, of whichever slate.
    pub fn hear(&mut self) {
        if self.any {
            self.shows.fill(0);
        }
        (self.any, self.unheard) = (false, false);
    }

    /// sqrt(x' M^-1 x) of an item as if its shows had been observations with this precision, so that M had grown by n
    /// precision^2 x x' (Sherman and Morrison's formula); unchanged where there were none. It grows with the deviation.
    pub fn narrowed(&self, item: usize, deviation: f64, precision: f64) -> f64 {
        match self.shows[item] {
            0 => deviation,
            shows => {
                let scaled = precision * deviation;
                deviation / (1.0 + f64::from(shows) * scaled * scaled).sqrt()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::rankers::linear::Ridge;

    /// The width after n observations of x that the regression would have.
    #[test]
    fn shows_count_as_observations() {
        let (x, precision) = ([0.6, -0.3], 2.0);
        let mut ridge = Ridge::new(2);
        ridge.learn(&[0.5, 1.0], 1.0, 1.0);
        let before = ridge.variance(&x).sqrt();
        let mut waiting = Waiting::new(2, 1);
        for shows in 1..4 {
            waiting.choose(&[1]);
            waiting.begin();
            ridge.learn(&x, precision, 0.0);
            let found = waiting.narrowed(1, before, precision);
            assert!((found - ridge.variance(&x).sqrt()).abs() < 1e-12, "{shows}");
        }
        assert_eq!(waiting.narrowed(0, before, precision), before);
        waiting.hear();
        assert_eq!(waiting.narrowed(1, before, precision), before);
        // What is heard in the round of the slate leaves nothing to wait for.
        waiting.choose(&[1]);
        waiting.hear();
        waiting.begin();
        assert_eq!(waiting.narrowed(1, before, precision), before);
    }
}
