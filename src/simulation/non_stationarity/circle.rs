//! Who is there at a time: a window that turns over a circle.

use crate::math::random::RngStream;
use crate::math::rounding::share_of;
use crate::math::sampling::shuffle;

/// Users or items on a circle, in a random order, and a window over a part of it that turns evenly, once in so many
/// rounds. Anyone who is within the window is there; so who is there changes little by little.
#[derive(Clone)]
pub struct Circle {
    /// Each one's place on the circle.
    places: Vec<usize>,
    /// How many places the window has, at least one.
    window: usize,
    turnover: u64,
}

impl Circle {
    /// So many on a circle, of whom a share is there at a time: rounded (see [`share_of`]), at least one. None where all are, or there is only one.
    pub fn drawn(count: usize, share: f64, turnover: usize, stream: &mut RngStream) -> Option<Circle> {
        if count < 2 || share >= 1.0 {
            return None;
        }
        let mut places: Vec<usize> = (0..count).collect();
        shuffle(&mut places, stream);
        let window = share_of(count, share).max(1);
        Some(Circle { places, window, turnover: turnover.max(1) as u64 })
    }

    /// The place where the window begins in this round, counted from zero.
    pub fn start(&self, round: u64) -> usize {
        // In whole numbers: a product of floats may fall short of the place that is reached in just this round.
        let (turned, places) = (round % self.turnover, self.places.len() as u64);
        (turned * places / self.turnover) as usize
    }

    /// How many places after the window's beginning this one stands: of those that are not there, the fewer the sooner
    /// they come.
    pub fn distance(&self, start: usize, one: usize) -> usize {
        let count = self.places.len();
        let place = self.places.get(one).copied().unwrap_or_default();
        (place + count - start) % count
    }

    /// Whether this one is there when the window begins at that place.
    pub fn is_there(&self, start: usize, one: usize) -> bool {
        self.distance(start, one) < self.window
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(count: usize, share: f64, turnover: usize) -> Circle {
        Circle::drawn(count, share, turnover, &mut RngStream::new(1, 0, "circle")).expect("not all at a time")
    }

    #[test]
    fn as_many_are_there_as_a_person_would_say() {
        let cases = [
            (100, 0.29, 29),
            (100, 0.57, 57),
            (50, 0.58, 29),
            (100, 0.285, 29),
            (10, 0.05, 1),
            (2, 0.05, 1),
            (943, 0.07, 66),
            (9_066, 0.35, 3_173),
        ];
        for (count, share, expected) in cases {
            let circle = circle(count, share, 500);
            for round in [0, 1, 77, 499, 500] {
                let start = circle.start(round);
                let there = (0..count).filter(|one| circle.is_there(start, *one)).count();
                assert_eq!(there, expected, "{share} of {count} in round {round}");
            }
        }
    }

    /// In round k turnover / count of a turn, the window is k places on.
    #[test]
    fn the_window_is_where_it_should_be_in_every_round() {
        for count in 2..=120_usize {
            for rounds_a_place in [1, 3, 7] {
                let circle = circle(count, 0.5, count * rounds_a_place);
                for round in 0..2 * count * rounds_a_place {
                    assert_eq!(
                        circle.start(round as u64),
                        round / rounds_a_place % count,
                        "{round} of {count}"
                    );
                }
            }
        }
    }
}
