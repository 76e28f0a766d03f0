//! How often each item was chosen, with or without feedback yet.
//!
//! An arm counts as tried when it is chosen. Where feedback is late or missing, an agent that waited for feedback on an arm
//! would choose the same one until then. So arms come before others that were never chosen, then those that were chosen but
//! without feedback: nothing is known of either (as in Joulani, Gyorgy and Szepesvari 2013, Online Learning under
//! Delayed Feedback, whose index of an arm without feedback is infinite, too). Among equals chance decides.

use crate::agent::{View, draw_one};
use crate::math::random::RngStream;

/// Choices of all items.
#[derive(Debug, Clone)]
pub struct Choices {
    /// How often each item was chosen, and how often feedback arrived on it: an agent may be taught without having been
    /// asked.
    counts: Vec<(u32, u32)>,
    /// The last choice, which counts as soon as the next round begins or feedback arrives: an explanation of the choice
    /// is one of what was known before it.
    last: Option<u32>,
}

crate::state::state_fields! {
    Choices { counts, last }
    valid(choices) { choices.last.is_none_or(|item| (item as usize) < choices.counts.len()) }
}

impl Choices {
    /// None of `items` items was chosen.
    pub fn new(items: usize) -> Choices {
        Choices { counts: vec![(0, 0); items], last: None }
    }

    /// Bytes that they take.
    pub fn memory(items: usize) -> u64 {
        8 * items as u64
    }

    /// A round begins; the last choice counts from now on.
    pub fn begin(&mut self) {
        if let Some(item) = self.last.take() {
            let (chosen, _) = &mut self.counts[item as usize];
            *chosen = chosen.saturating_add(1);
        }
    }

    /// The arm at index `slot` is chosen.
    pub fn chose(&mut self, view: &View<'_>, slot: usize) {
        self.last = Some(view.items[slot]);
    }

    /// Feedback arrives on an item.
    pub fn heard(&mut self, item: u32) {
        self.begin();
        let (_, heard) = &mut self.counts[item as usize];
        *heard = heard.saturating_add(1);
    }

    /// How often the arm at index `slot` of a view was tried: chosen, or taught if that was more often.
    pub fn tries(&self, view: &View<'_>, slot: usize) -> u32 {
        let (chosen, heard) = self.counts[view.items[slot] as usize];
        chosen.max(heard)
    }

    /// Whether an arm is unknown, and if so whether one of them was never tried: then only such arms come first.
    fn any_untried(&self, view: &View<'_>, unknown: &impl Fn(usize) -> bool) -> Option<bool> {
        let mut any = (0..view.items.len()).filter(|slot| unknown(*slot)).peekable();
        any.peek()?;
        Some(any.any(|slot| self.tries(view, slot) == 0))
    }

    /// Draws one of the arms that come first, `unknown` telling of which slots nothing is known; none where all are known.
    pub fn draw_first(
        &self,
        view: &View<'_>,
        unknown: impl Fn(usize) -> bool,
        stream: &mut RngStream,
    ) -> Option<usize> {
        let untried = self.any_untried(view, &unknown)?;
        let first = |slot: usize| unknown(slot) && (!untried || self.tries(view, slot) == 0);
        draw_one(view.items.len(), first, stream)
    }

    /// Writes the probabilities with which [`Choices::draw_first`] draws, and whether it draws one at all.
    pub fn first(&self, view: &View<'_>, unknown: impl Fn(usize) -> bool, probabilities: &mut [f64]) -> bool {
        let Some(untried) = self.any_untried(view, &unknown) else { return false };
        let first = |slot: usize| unknown(slot) && (!untried || self.tries(view, slot) == 0);
        let count = (0..probabilities.len()).filter(|slot| first(*slot)).count();
        for (slot, probability) in probabilities.iter_mut().enumerate() {
            *probability = if first(slot) { 1.0 / count as f64 } else { 0.0 };
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(items: &[u32]) -> View<'_> {
        View { round: 1, context: &[], items, arm_features: &[], expectations: &[] }
    }

    /// Arms that were never chosen come first, then those without feedback, each as often as the others; a choice
    /// counts from the next round on.
    #[test]
    fn the_unknown_come_first() {
        let view = view(&[3, 1, 0]);
        let mut choices = Choices::new(4);
        let mut stream = RngStream::new(1, 0, "test");
        let mut chances = [0.0; 3];
        let mut first = |choices: &Choices, unknown: [bool; 3]| {
            choices.first(&view, |slot| unknown[slot], &mut chances).then_some(chances)
        };
        choices.chose(&view, 0);
        assert_eq!(first(&choices, [true; 3]), Some([1.0 / 3.0; 3]));
        choices.begin();
        assert_eq!(first(&choices, [true; 3]), Some([0.0, 0.5, 0.5]));
        choices.chose(&view, 2);
        choices.heard(1);
        // Item 1 has feedback without having been chosen.
        assert_eq!([0, 1, 2].map(|slot| choices.tries(&view, slot)), [1, 1, 1]);
        assert_eq!(first(&choices, [true, false, true]), Some([0.5, 0.0, 0.5]));
        assert_eq!(first(&choices, [false; 3]), None);
        let drawn: Vec<_> =
            (0..100).map(|_| choices.draw_first(&view, |slot| slot != 1, &mut stream)).collect();
        assert!(drawn.contains(&Some(0)) && drawn.contains(&Some(2)) && !drawn.contains(&Some(1)));
        let mut twin = stream.clone();
        assert_eq!(choices.draw_first(&view, |slot| slot == 1, &mut stream), Some(1));
        assert_eq!(choices.draw_first(&view, |_| false, &mut stream), None);
        assert_eq!(stream.bits(), twin.bits());
    }
}
