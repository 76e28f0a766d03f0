//! How long frames take while a run is played: the profile shows it.

/// Frames that are kept.
const KEPT: usize = 400;

/// Numbers of a frame.
const NUMBERS: usize = 3;

/// The last frames in which a run was played.
#[derive(Default)]
pub struct Frames {
    /// Of each the milliseconds since the one before, those in which the page was busy, and the rounds that it showed. What is kept no
    /// longer is written over.
    kept: Vec<f32>,
    place: usize,
    /// When the last one began, in milliseconds, and the round that it showed; none while nothing is played.
    last: Option<(f64, u64)>,
}

impl Frames {
    /// Notes a frame that began then and kept the page busy for so long.
    pub fn note(&mut self, begun: f64, busy: f64, round: u64, is_played: bool) {
        let last = std::mem::replace(&mut self.last, is_played.then_some((begun, round)));
        let Some((then, before)) = last.filter(|_| is_played) else { return };
        self.kept.resize(NUMBERS * KEPT, 0.0);
        for number in [begun - then, busy, round.saturating_sub(before) as f64] {
            self.kept[self.place % (NUMBERS * KEPT)] = number as f32;
            self.place += 1;
        }
    }

    /// Three numbers a frame, in no order; a frame that is not there yet has zeros.
    pub fn numbers(&self) -> &[f32] {
        &self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_frames_are_kept_and_breaks_are_no_frames() {
        let mut frames = Frames::default();
        frames.note(0.0, 1.0, 5, true);
        assert!(frames.numbers().is_empty(), "how long the first one took is not known");
        frames.note(16.0, 2.0, 8, true);
        frames.note(32.0, 2.0, 8, false);
        frames.note(900.0, 2.0, 9, true);
        frames.note(920.0, 4.0, 2, true);
        let known = |frames: &Frames| frames.numbers().iter().filter(|number| **number > 0.0).count();
        assert_eq!(
            (frames.numbers()[..6].to_vec(), known(&frames)),
            (vec![16.0, 2.0, 3.0, 20.0, 4.0, 0.0], 5)
        );
        (0..1_000_u32).for_each(|frame| {
            frames.note(1_000.0 + 10.0 * f64::from(frame), 1.0, u64::from(2 + frame), true)
        });
        assert_eq!((frames.numbers().len(), frames.numbers()[0]), (NUMBERS * KEPT, 10.0));
    }
}
