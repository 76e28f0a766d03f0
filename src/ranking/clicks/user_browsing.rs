//! The user browsing model: a user looks on where they have just clicked.
//!
//! Position k is looked at with probability gamma(k, d), where d is the distance to the last click above, or to the top
//! where there is none; the reward is the number of clicks (Dupret and Piwowarski 2008). Here gamma(k, d) = k^-eta d^-delta.
//!
//! The K most attractive items make the best slate: a likelier click adds one click and, as gamma falls with the distance,
//! never lowers what follows. Their order is another matter, since a click further down may bring more with it than one at
//! the top; up to 8 slots the best order is found exactly, by branch and bound; with more, the slate falls with the
//! attractions, which is best for certain only with a delta of 0, where the last click does not matter and the model is
//! position-based.

use super::{Builder, ClickModel, ClickModelDescriptor, CommonRandomNumbers, Optimum, Outcome};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, words};
use crate::ranking::environments::SlateRound;
use crate::ranking::order::{Ties, largest};

/// Most slots for which the best order is looked for: 2^K K states.
const EXACT: usize = 8;

const ETA: Parameter = Parameter {
    name: "eta",
    title: "Eta",
    kind: Kind::Number { minimum: 0.0, maximum: 5.0, default: 0.25, scale: Scale::Linear },
    unit: "",
    help: words("How fast users stop looking with the position, wherever they clicked: 0 is not at all."),
};

const DISTANCE: Parameter = Parameter {
    name: "distance",
    title: "Distance",
    kind: Kind::Number { minimum: 0.0, maximum: 5.0, default: 1.0, scale: Scale::Linear },
    unit: "",
    help: words("How fast users stop looking with the distance to their last click: 0 is not at all."),
};

/// The user browsing model.
pub static DESCRIPTOR: ClickModelDescriptor = ClickModelDescriptor {
    part: Descriptor {
        id: "user_browsing",
        title: "User browsing",
        sentence: words(
            "The user is the likelier to look at a position the nearer it is to the top and to their last click, and clicks what attracts.",
        ),
        citation: words(
            "Dupret and Piwowarski 2008, A User Browsing Model to Predict Search Engine Click Data from Past Observations",
        ),
        facts: &[],
        parameters: &[ETA, DISTANCE],
    },
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    build: |values, shape| {
        let (eta, delta) = (values.number(&ETA), values.number(&DISTANCE));
        let slots = shape.slots;
        let of = |position: usize, distance: usize| {
            libm::pow(position as f64, -eta) * libm::pow(distance as f64, -delta)
        };
        let gamma = (1..=slots).flat_map(|position| {
            // By the last click, from none (the top) to the position before.
            (0..slots).map(move |last| if last < position { of(position, position - last) } else { 0.0 })
        });
        Ok(Box::new(UserBrowsing { slots, gamma: gamma.collect(), forgets: delta == 0.0 }))
    },
};

struct UserBrowsing {
    slots: usize,
    /// Positions x last clicks, each from 1 with 0 for none.
    gamma: Vec<f64>,
    /// Whether the last click does not matter.
    forgets: bool,
}

impl UserBrowsing {
    /// Probability to look at the position at `index` (from 0) after a click at position `last` (from 1, 0 for none).
    fn gamma(&self, index: usize, last: usize) -> f64 {
        self.gamma[index * self.slots + last]
    }

    /// Puts the items of the slate into the best order.
    ///
    /// First what every set of items left would be worth if the next item could be chosen after each click, from the last
    /// position up. It can't, since the slate is shown before any click, so that bounds the worth of every order; a
    /// search over orders leaves out what these bounds rule out.
    fn order(&self, round: &SlateRound, slate: &mut [u32]) {
        let slots = slate.len();
        let attraction: Vec<f64> = slate.iter().map(|item| round.attractions[*item as usize]).collect();
        // Value of a set of items left, by the last click; the position is how many are not left.
        let mut values = vec![0.0; (1 << slots) * (slots + 1)];
        for left in 1_usize..1 << slots {
            let index = slots - left.count_ones() as usize;
            for last in 0..=index {
                let here = |item: usize| self.value(&values, &attraction, left, index, last, item);
                let items = (0..slots).filter(|item| left & (1 << item) != 0);
                values[left * (slots + 1) + last] = items.map(here).fold(f64::NEG_INFINITY, f64::max);
            }
        }
        let bound = values[((1 << slots) - 1) * (slots + 1)];
        let items = slate.to_vec();
        let mut search =
            Search { model: self, attraction: &attraction, values: &values, bound, best: 0.0, found: vec![] };
        search.begin(slots);
        for (place, item) in slate.iter_mut().zip(&search.found) {
            *place = items[*item];
        }
    }

    /// What it is worth to show `item` at `index` when the items in `left` are left and `last` was clicked last.
    fn value(
        &self,
        values: &[f64],
        attraction: &[f64],
        left: usize,
        index: usize,
        last: usize,
        item: usize,
    ) -> f64 {
        let width = attraction.len() + 1;
        let next = (left & !(1 << item)) * width;
        let click = self.gamma(index, last) * attraction[item];
        click * (1.0 + values[next + index + 1]) + (1.0 - click) * values[next + last]
    }
}

/// A search over orders, cut off where even the best continuation, chosen after each click, could not win.
struct Search<'a> {
    model: &'a UserBrowsing,
    attraction: &'a [f64],
    values: &'a [f64],
    /// No order is worth more.
    bound: f64,
    best: f64,
    found: Vec<usize>,
}

impl Search<'_> {
    fn begin(&mut self, slots: usize) {
        // The order from the most attractive down is where the search begins, and what it has to beat.
        self.found = (0..slots).collect();
        self.best = self.worth(&self.found);
        if self.best < self.bound - 1e-15 {
            let mut last = vec![0.0; slots + 1];
            last[0] = 1.0;
            self.descend(&mut Vec::with_capacity(slots), 0.0, &last, (1 << slots) - 1);
        }
    }

    fn worth(&self, order: &[usize]) -> f64 {
        expected_clicks(self.model, order.iter().map(|item| self.attraction[*item]))
    }

    /// `last` holds the probability of each last click so far, `earned` the clicks expected so far.
    fn descend(&mut self, order: &mut Vec<usize>, earned: f64, last: &[f64], left: usize) {
        let (index, width) = (order.len(), self.attraction.len() + 1);
        if left == 0 {
            if earned > self.best + 1e-15 {
                self.best = earned;
                self.found.clone_from(order);
            }
            return;
        }
        let hope: f64 =
            last[..=index].iter().zip(&self.values[left * width..]).map(|(p, value)| p * value).sum();
        if earned + hope <= self.best + 1e-15 {
            return;
        }
        for item in (0..self.attraction.len()).filter(|item| left & (1 << item) != 0) {
            let mut after = last.to_vec();
            let click = move_on(self.model, index, self.attraction[item], &mut after);
            order.push(item);
            self.descend(order, earned + click, &after, left & !(1 << item));
            order.pop();
        }
    }
}

/// Moves the probabilities of the last click past one position; returns the probability of a click there.
fn move_on(model: &UserBrowsing, index: usize, attraction: f64, last: &mut [f64]) -> f64 {
    let mut click = 0.0;
    for (place, probability) in last[..=index].iter_mut().enumerate() {
        let here = *probability * model.gamma(index, place) * attraction;
        *probability -= here;
        click += here;
    }
    if let Some(place) = last.get_mut(index + 1) {
        *place = click;
    }
    click
}

/// Most slots of any environment, for probabilities on the stack.
const MOST_SLOTS: usize = 64;

fn expected_clicks(model: &UserBrowsing, attractions: impl Iterator<Item = f64>) -> f64 {
    let mut last = [0.0; MOST_SLOTS];
    last[0] = 1.0;
    attractions.enumerate().map(|(index, attraction)| move_on(model, index, attraction, &mut last)).sum()
}

impl ClickModel for UserBrowsing {
    fn respond(
        &self,
        round: &SlateRound,
        slate: &[u32],
        numbers_of_round: CommonRandomNumbers,
        outcome: &mut Outcome,
    ) {
        outcome.clear();
        let mut last = 0;
        for (index, item) in slate.iter().enumerate() {
            outcome.examined[index] = numbers_of_round.position(index) < self.gamma(index, last);
            if outcome.examined[index] && numbers_of_round.attracts_user(*item, round) {
                outcome.clicked[index] = true;
                outcome.reward += 1.0;
                last = index + 1;
            }
        }
    }

    fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64 {
        expected_clicks(self, slate.iter().map(|item| round.attractions[*item as usize]))
    }

    fn optimize(&self, round: &SlateRound, slate: &mut [u32]) {
        largest(&round.attractions, Ties::ByIndex, slate);
        if slate.len() <= EXACT {
            self.order(round, slate);
        }
    }

    fn optimum(&self) -> Optimum {
        if self.forgets || self.slots <= EXACT { Optimum::Exact } else { Optimum::Heuristic }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_best, assert_earns_what_is_expected, model};
    use super::*;
    use crate::descriptor::Value;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_best_slate_is_the_best(
            attractions in proptest::collection::vec(0.0_f64..=1.0, 4..7),
            slots in 1_usize..5,
            eta in 0.0_f64..=1.0,
            distance in 0.0_f64..=4.0,
        ) {
            let values = [("eta", Value::Number(eta)), ("distance", Value::Number(distance))];
            let slots = slots.min(attractions.len());
            let (model, round) = model(&DESCRIPTOR, &values, &attractions, slots);
            assert_best(model.as_ref(), &round, slots)?;
        }
    }

    proptest! {
        /// Where the last click does not matter, the most attractive from the top down are best for any number of slots: a
        /// sum of products is largest where both fall, so that exchanging any two never earns more.
        #[test]
        fn without_a_last_click_any_number_of_slots_is_exact(
            attractions in proptest::collection::vec(0.0_f64..=1.0, 14), eta in 0.0_f64..=5.0,
        ) {
            let of = |distance| [("eta", Value::Number(eta)), ("distance", Value::Number(distance))];
            let (found, round) = model(&DESCRIPTOR, &of(0.0), &attractions, 12);
            prop_assert_eq!(found.optimum(), Optimum::Exact);
            let mut best = vec![u32::MAX; 12];
            found.optimize(&round, &mut best);
            let reward = found.expected_reward(&round, &best);
            let rest = (0..14).filter(|item| !best.contains(item)).collect::<Vec<u32>>();
            let all = [&best[..], &rest].concat();
            for (one, other) in (0..12).flat_map(|one| (one + 1..14).map(move |other| (one, other))) {
                let mut slate = all.clone();
                slate.swap(one, other);
                prop_assert!(found.expected_reward(&round, &slate[..12]) <= reward + 1e-12);
            }
            prop_assert_eq!(model(&DESCRIPTOR, &of(0.1), &attractions, 12).0.optimum(), Optimum::Heuristic);
        }
    }

    /// Two slots, gamma(1, 1) = 1, gamma(2, 1) = 1/2 after a click and gamma(2, 2) = 1/4 without one.
    #[test]
    fn a_slate_earns_what_is_expected() {
        let values = [("eta", Value::Number(1.0)), ("distance", Value::Number(1.0))];
        let (model, round) = model(&DESCRIPTOR, &values, &[0.8, 0.4, 0.2], 2);
        let expected = 0.8 + 0.8 * 0.5 * 0.4 + 0.2 * 0.25 * 0.4;
        assert!((model.expected_reward(&round, &[0, 1]) - expected).abs() < 1e-15);
        assert_earns_what_is_expected(model.as_ref(), &round, &[0, 1]);
        assert_earns_what_is_expected(model.as_ref(), &round, &[2, 0]);
    }

    /// It is not always the most attractive one that belongs to the top.
    #[test]
    fn the_best_order_need_not_fall() {
        let values = [("eta", Value::Number(0.0)), ("distance", Value::Number(3.0))];
        let attractions = [0.9, 0.8, 0.1, 0.1];
        let (model, round) = model(&DESCRIPTOR, &values, &attractions, 4);
        let mut best = [0; 4];
        model.optimize(&round, &mut best);
        assert!(model.expected_reward(&round, &best) >= model.expected_reward(&round, &[0, 1, 2, 3]));
    }
}
