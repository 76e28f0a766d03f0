//! What a ranker reads from clicks.

use crate::ranking::Feedback;

/// How far down a slate a ranker believes that a missing click says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As in the cascade: down to the first click, and to the end without one.
    FirstClick,
    /// As in the dependent click model: down to the last click, and to the end without one.
    LastClick,
}

impl Reading {
    /// The items that were observed and whether each was clicked, from the top.
    pub fn observations<'a>(
        self,
        slate: &'a [u32],
        feedback: &'a Feedback<'_>,
    ) -> impl Iterator<Item = (usize, bool)> + 'a {
        let click = match self {
            Reading::FirstClick => feedback.first_click(),
            Reading::LastClick => feedback.last_click(),
        };
        let end = click.map_or(slate.len(), |position| position + 1);
        slate.iter().zip(feedback.clicks).take(end).map(|(item, clicked)| (*item as usize, *clicked))
    }
}

/// A click as a number.
pub fn number(clicked: bool) -> f64 {
    if clicked { 1.0 } else { 0.0 }
}

/// Observations and clicks of every item.
#[derive(Debug, Clone)]
pub struct Counts {
    observations: Vec<f64>,
    clicks: Vec<f64>,
}

crate::state::state_fields! {
    Counts { observations, clicks }
}

impl Counts {
    /// None of so many items yet.
    pub fn new(items: usize) -> Counts {
        Counts { observations: vec![0.0; items], clicks: vec![0.0; items] }
    }

    /// Bytes that they take.
    pub fn memory(items: usize) -> u64 {
        16 * items as u64
    }

    /// Learns one observation.
    pub fn learn(&mut self, item: usize, clicked: bool) {
        self.observations[item] += 1.0;
        self.clicks[item] += number(clicked);
    }

    /// Learns one observation of every item.
    pub fn learn_all(&mut self, clicked: &[bool]) {
        clicked.iter().enumerate().for_each(|(item, clicked)| self.learn(item, *clicked));
    }

    /// How often the item was observed.
    pub fn observations(&self, item: usize) -> f64 {
        self.observations[item]
    }

    /// How often it was clicked.
    pub fn clicks(&self, item: usize) -> f64 {
        self.clicks[item]
    }

    /// Clicks an observation; zero for an item never observed.
    pub fn mean(&self, item: usize) -> f64 {
        if self.observations[item] > 0.0 { self.clicks[item] / self.observations[item] } else { 0.0 }
    }

    /// The means of all items.
    pub fn means(&self) -> Vec<f64> {
        (0..self.clicks.len()).map(|item| self.mean(item)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_ends_at_a_click() {
        let clicks = [false, true, false, true, false];
        let feedback = Feedback { clicks: &clicks, observed: 5, reward: 1.0, now: 1, info: &[] };
        let of = |reading: Reading| reading.observations(&[7, 3, 9, 1, 4], &feedback).collect::<Vec<_>>();
        assert_eq!(of(Reading::FirstClick), [(7, false), (3, true)]);
        assert_eq!(of(Reading::LastClick), [(7, false), (3, true), (9, false), (1, true)]);
        let feedback = Feedback { clicks: &[false; 2], observed: 2, reward: 0.0, now: 1, info: &[] };
        let all: Vec<_> = Reading::FirstClick.observations(&[5, 6], &feedback).collect();
        assert_eq!(all, [(5, false), (6, false)]);
    }
}
