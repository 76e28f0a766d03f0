//! Shows whose feedback may still arrive, for rankers that are optimistic about what they don't know.
//!
//! An item counts as tried when it is shown. If only clicks that have arrived made a bonus smaller, an item would look as
//! promising as before for as long as feedback takes, and be shown again and again. So a bonus counts pending shows too, as if
//! they had been observed and clicked as often as the rest (Desautels, Krause and Burdick 2014, Parallelizing
//! Exploration-Exploitation Tradeoffs in Gaussian Process Bandit Optimization, section 4). That a user may not have looked at
//! a lower slot is left out: as soon as its feedback arrives, only what was observed counts.
//!
//! Pending are the shows of rounds after the latest one with feedback, as long as no feedback ever took longer than they have
//! taken. Other rounds without feedback count as missing, so that no bonus shrinks for clicks that never come; if they
//! come all the same, they are learned as any others.

use crate::state::{State, StateError, StateIo};

/// Most rounds that can be pending; of more, the oldest count as missing.
const MOST: usize = 2_048;

/// A show of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Show {
    /// Round of the slate.
    pub round: u64,
    /// Where the item stood, from 0 at the top.
    pub slot: usize,
    /// The item.
    pub item: usize,
}

/// Pending shows of each item.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Of each item.
    counts: Vec<u32>,
    slots: usize,
    /// Numbers of the pending rounds, the oldest at `first`, in a ring.
    rounds: Vec<u64>,
    /// Their slates, `slots` items a round.
    slates: Vec<u32>,
    first: usize,
    length: usize,
    /// The slate of the present round, which is pending as soon as the next one begins: an explanation of a slate is one of
    /// what was known before it.
    last: Vec<u32>,
    /// The number of that round; zero for none.
    last_round: u64,
    /// The latest round with feedback.
    heard: u64,
    /// How many rounds it took at most until feedback on a slate; none before any feedback.
    longest: Option<u64>,
}

impl State for Pending {
    /// The slates under way, in their order: the counts follow from them, and where the ring starts says nothing.
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let Pending { counts, slots, rounds, slates, first, length, last, last_round, heard, longest } = self;
        let most = rounds.len();
        let places = || (0..*length).map(|place| (*first + place) % most);
        let mut under_way: Vec<u64> = places().map(|place| rounds[place]).collect();
        let of_place = |place: usize| &slates[place * *slots..(place + 1) * *slots];
        let mut shown: Vec<u32> = places().flat_map(of_place).copied().collect();
        io.list(&mut under_way, most)?;
        io.list(&mut shown, under_way.len() * *slots)?;
        last.state(io)?;
        last_round.state(io)?;
        heard.state(io)?;
        longest.state(io)?;
        if !io.is_reading() {
            return Ok(());
        }
        io.check(|| {
            let known = |item: &u32| (*item as usize) < counts.len();
            shown.len() == under_way.len() * *slots && shown.iter().chain(last.iter()).all(known)
        })?;
        counts.fill(0);
        shown.iter().for_each(|item| counts[*item as usize] += 1);
        (*first, *length) = (0, under_way.len());
        rounds[..under_way.len()].copy_from_slice(&under_way);
        slates[..shown.len()].copy_from_slice(&shown);
        Ok(())
    }
}

impl Pending {
    /// No pending show of so many items.
    pub fn new(items: usize, slots: usize) -> Pending {
        Pending::within(MOST, items, slots)
    }

    /// The same, where only the last `rounds` rounds matter.
    pub fn within(rounds: usize, items: usize, slots: usize) -> Pending {
        let most = rounds.clamp(1, MOST);
        Pending {
            counts: vec![0; items],
            slots,
            rounds: vec![0; most],
            slates: vec![0; most * slots],
            first: 0,
            length: 0,
            last: vec![0; slots],
            last_round: 0,
            heard: 0,
            longest: None,
        }
    }

    /// Bytes that they take at most.
    pub fn memory(items: usize, slots: usize) -> u64 {
        (4 * (items + slots) + MOST * (8 + 4 * slots)) as u64
    }

    /// How many shows of an item are pending.
    pub fn of(&self, item: usize) -> f64 {
        f64::from(self.counts[item])
    }

    /// This slate is shown in a round.
    pub fn show(&mut self, round: u64, slate: &[u32]) {
        self.last.copy_from_slice(slate);
        self.last_round = round;
    }

    /// A round begins. `change` is told each show that is pending from now on, with 1, and each that no longer is, with -1; and
    /// how many of the item are pending after that.
    pub fn begin(&mut self, round: u64, mut change: impl FnMut(Show, f64, u32)) {
        let oldest = round.saturating_sub(self.longest.unwrap_or(u64::MAX).min(self.rounds.len() as u64));
        while self.length > 0 && self.rounds[self.first] < oldest {
            self.drop_first(&mut change);
        }
        let shown = std::mem::take(&mut self.last_round);
        if shown <= self.heard || shown < oldest {
            return;
        }
        if self.length == self.rounds.len() {
            self.drop_first(&mut change);
        }
        let place = (self.first + self.length) % self.rounds.len();
        self.rounds[place] = shown;
        self.slates[place * self.slots..(place + 1) * self.slots].copy_from_slice(&self.last);
        self.length += 1;
        for (slot, item) in self.last.iter().enumerate() {
            let item = *item as usize;
            self.counts[item] += 1;
            change(Show { round: shown, slot, item }, 1.0, self.counts[item]);
        }
    }

    /// Feedback arrives on a round at the end of round `now`. `change` as for [`Pending::begin`].
    pub fn receive(&mut self, round: u64, now: u64, mut change: impl FnMut(Show, f64, u32)) {
        self.heard = self.heard.max(round);
        self.longest = self.longest.max(Some(now.saturating_sub(round)));
        while self.length > 0 && self.rounds[self.first] <= self.heard {
            self.drop_first(&mut change);
        }
    }

    fn drop_first(&mut self, change: &mut impl FnMut(Show, f64, u32)) {
        let (round, place) = (self.rounds[self.first], self.first * self.slots);
        self.first = (self.first + 1) % self.rounds.len();
        self.length -= 1;
        for (slot, item) in self.slates[place..place + self.slots].iter().enumerate() {
            let item = *item as usize;
            self.counts[item] -= 1;
            change(Show { round, slot, item }, -1.0, self.counts[item]);
        }
    }

    /// sqrt(x' M^-1 x) of an item as if its n pending shows had been observations with this precision, so that M had grown by
    /// n precision^2 x x' (Sherman and Morrison's formula); unchanged where there are none. It grows with the deviation.
    pub fn narrowed(&self, item: usize, deviation: f64, precision: f64) -> f64 {
        match self.counts[item] {
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
    use proptest::prelude::*;

    proptest! {
        /// Whatever arrives when: pending are the shows of the last rounds, after the latest one with feedback and no longer ago than
        /// feedback ever took, and changes tell of each of them once.
        #[test]
        fn pending_is_what_came_after_the_last_round_heard_of(
            most in 1_usize..60,
            rounds in proptest::collection::vec(
                (proptest::sample::subsequence(vec![0_u32, 1, 2, 3, 4], 3), proptest::option::weighted(0.3, 0_u64..40), 1_u64..4),
                1..150,
            ),
        ) {
            let mut pending = Pending::within(most, 5, 3);
            let mut told = vec![Vec::new(); 5];
            let (mut now, mut last, mut longest) = (0, 0, None);
            let (mut shown, mut expected) = (Vec::new(), Vec::new());
            for (slate, heard, step) in &rounds {
                now += step;
                let mut tell = |show: Show, by: f64, left: u32| {
                    let of_item: &mut Vec<Show> = &mut told[show.item];
                    if by > 0.0 {
                        of_item.push(show);
                    } else {
                        of_item.retain(|other| *other != show);
                    }
                    assert_eq!(of_item.len(), left as usize);
                };
                pending.begin(now, &mut tell);
                // The slate of the present round counts from the next one on.
                let age = longest.map_or(most as u64, |longest: u64| longest.min(most as u64));
                let may_come = |show: &Show| show.round > last && show.round + age >= now;
                // What counts as missing stays so, also where hearing takes longer later on.
                expected.retain(may_come);
                for (item, told) in told.iter().enumerate() {
                    let of_item: Vec<Show> = expected.iter().copied().filter(|show| show.item == item).collect();
                    prop_assert_eq!(pending.of(item), of_item.len() as f64);
                    prop_assert_eq!(told, &of_item);
                }
                pending.show(now, slate);
                let slate = slate.iter().enumerate();
                let slate = slate.map(|(slot, item)| Show { round: now, slot, item: *item as usize });
                expected.extend(slate.clone());
                shown.extend(slate);
                let mut tell = |show: Show, _: f64, _: u32| told[show.item].retain(|other| *other != show);
                // Only rounds with a slate have feedback.
                if let Some(show) = heard.and_then(|age| shown.iter().rev().find(|show| show.round + age <= now)) {
                    pending.receive(show.round, now, &mut tell);
                    last = last.max(show.round);
                    longest = longest.max(Some(now - show.round));
                }
            }
        }
    }

    #[test]
    fn the_ring_forgets_the_oldest() {
        let mut pending = Pending::new(2, 1);
        for round in 1..=MOST as u64 + 11 {
            pending.begin(round, |_, _, _| {});
            pending.show(round, &[u32::from(round > 10)]);
        }
        assert_eq!((pending.of(0), pending.of(1)), (0.0, MOST as f64));
    }

    /// The width after n observations of x that the regression would have.
    #[test]
    fn shows_count_as_observations() {
        let (x, precision) = ([0.6, -0.3], 2.0);
        let mut ridge = Ridge::new(2);
        ridge.learn(&[0.5, 1.0], 1.0, 1.0);
        let before = ridge.variance(&x).sqrt();
        let mut pending = Pending::new(2, 1);
        for shows in 1..4 {
            pending.show(shows, &[1]);
            pending.begin(shows + 1, |_, _, _| {});
            ridge.learn(&x, precision, 0.0);
            let found = pending.narrowed(1, before, precision);
            assert!((found - ridge.variance(&x).sqrt()).abs() < 1e-12, "{shows}");
        }
        assert_eq!(pending.narrowed(0, before, precision), before);
        pending.receive(3, 3, |_, _, _| {});
        assert_eq!(pending.narrowed(1, before, precision), before);
        // What arrives in the round of the slate leaves nothing to wait for.
        pending.show(4, &[1]);
        pending.receive(4, 4, |_, _, _| {});
        pending.begin(5, |_, _, _| {});
        assert_eq!(pending.narrowed(1, before, precision), before);
    }
}
