//! Sliders: from a value to a place on the track and back, evenly or by ratios.

use crate::descriptor::{Kind, Scale};

/// Places on a track.
pub const STEPS: u32 = 1_000;

/// Ranges with more whole numbers than this have an exact field only: one place would be thousands of values.
const MOST_WHOLE_NUMBERS: f64 = 1e9;

/// The track of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Track {
    minimum: f64,
    maximum: f64,
    scale: Scale,
    whole: bool,
}

impl Track {
    /// The track of a parameter; none for switches, choices and ranges too wide for a slider.
    pub fn new(kind: &Kind) -> Option<Track> {
        match *kind {
            Kind::Number { minimum, maximum, scale, .. } | Kind::Schedule { minimum, maximum, scale, .. } => {
                Some(Track { minimum, maximum, scale, whole: false })
            }
            Kind::Integer { minimum, maximum, scale, .. } => {
                let (minimum, maximum) = (minimum as f64, maximum as f64);
                (maximum - minimum <= MOST_WHOLE_NUMBERS).then_some(Track {
                    minimum,
                    maximum,
                    scale,
                    whole: true,
                })
            }
            Kind::Switch { .. }
            | Kind::Choice { .. }
            | Kind::Layers { .. }
            | Kind::Settings
            | Kind::Code { .. } => None,
        }
    }

    /// Number of places: a small range of whole numbers has one for each.
    pub fn steps(&self) -> u32 {
        let range = self.maximum - self.minimum;
        if self.whole && self.scale == Scale::Linear && range <= f64::from(STEPS) {
            range as u32
        } else {
            STEPS
        }
    }

    /// The place of a value.
    pub fn place(&self, value: f64) -> u32 {
        let value = value.clamp(self.minimum, self.maximum);
        let steps = f64::from(self.steps());
        let fraction = match self.scale {
            Scale::Linear => (value - self.minimum) / (self.maximum - self.minimum).max(f64::MIN_POSITIVE),
            Scale::Logarithmic if value <= self.lowest() => f64::from(u8::from(value > self.minimum)) / steps,
            Scale::Logarithmic => (value / self.lowest()).ln() / (self.maximum / self.lowest()).ln(),
        };
        (fraction * steps).round() as u32
    }

    /// The value when the handle goes from a value to a place: where rounding would give the same value again, the
    /// next one in that direction, so that a single step of a key is never lost.
    pub fn moved(&self, from: f64, to: u32) -> f64 {
        let start = self.place(from);
        let mut place = to.min(self.steps());
        loop {
            let value = self.value(place);
            if value != from || place == start || place == 0 || place == self.steps() {
                return value;
            }
            place = if place > start { place + 1 } else { place - 1 };
        }
    }

    /// The value at a place, rounded to what a person would type.
    pub fn value(&self, place: u32) -> f64 {
        let steps = self.steps();
        if place == 0 {
            return self.minimum;
        }
        if place >= steps {
            return self.maximum;
        }
        let fraction = f64::from(place) / f64::from(steps.max(1));
        let exact = match self.scale {
            Scale::Linear => self.minimum + fraction * (self.maximum - self.minimum),
            Scale::Logarithmic => self.lowest() * (self.maximum / self.lowest()).powf(fraction),
        };
        let digits = if self.scale == Scale::Linear { self.digits_of_a_step() } else { two_digits(exact) };
        let rounded = if self.whole { rounded(exact, digits.min(0)) } else { rounded(exact, digits) };
        rounded.clamp(self.minimum, self.maximum)
    }

    /// Where the ratios begin.
    fn lowest(&self) -> f64 {
        Scale::first_ratio(self.minimum, self.maximum, self.whole)
    }

    fn digits_of_a_step(&self) -> i32 {
        let step = (self.maximum - self.minimum) / f64::from(self.steps().max(1));
        (-step.log10()).ceil() as i32
    }
}

/// How many decimals leave two digits that count.
fn two_digits(number: f64) -> i32 {
    1 - number.abs().log10().floor() as i32
}

fn rounded(number: f64, decimals: i32) -> f64 {
    // Dividing by a whole power of ten gives the number nearest to what a person would write; multiplying by 0.1
    // would give 0.30000000000000004.
    let power = 10_f64.powi(decimals.abs());
    if decimals >= 0 { (number * power).round() / power } else { (number / power).round() * power }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::task::TASKS;
    use proptest::prelude::*;

    #[test]
    fn the_headline_of_every_policy_has_a_slider() {
        let groups = TASKS.into_iter().flat_map(|task| task.policies());
        for parameter in groups.flat_map(|group| group.parts).filter_map(|part| part.headline()) {
            assert!(Track::new(&parameter.kind).is_some(), "{}", parameter.name);
        }
    }

    const ALPHA: Kind =
        Kind::Number { minimum: 0.0, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic };
    const HORIZON: Kind =
        Kind::Integer { minimum: 1, maximum: 1_000_000, default: 1, scale: Scale::Logarithmic };
    const EPSILON: Kind = Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.1, scale: Scale::Linear };
    const FEW: Kind = Kind::Integer { minimum: 2, maximum: 9, default: 3, scale: Scale::Linear };

    fn track(kind: Kind) -> Track {
        Track::new(&kind).expect("has a track")
    }

    #[test]
    fn the_ends_are_the_ends() {
        for (kind, minimum, maximum) in
            [(ALPHA, 0.0, 100.0), (HORIZON, 1.0, 1e6), (EPSILON, 0.0, 1.0), (FEW, 2.0, 9.0)]
        {
            let track = track(kind);
            assert_eq!((track.value(0), track.value(track.steps())), (minimum, maximum));
            assert_eq!((track.place(minimum), track.place(maximum)), (0, track.steps()));
        }
    }

    #[test]
    fn values_are_what_a_person_would_type() {
        assert_eq!(track(EPSILON).value(123), 0.123);
        assert_eq!(track(ALPHA).value(500), 0.32);
        assert_eq!(track(HORIZON).value(500), 1_000.0);
        assert_eq!(track(FEW).value(3), 5.0);
    }

    #[test]
    fn what_has_no_track() {
        assert_eq!(Track::new(&Kind::Switch { default: true }), None);
        let seed =
            Kind::Integer { minimum: 0, maximum: 999_999_999_999_999, default: 42, scale: Scale::Linear };
        assert_eq!(Track::new(&seed), None);
    }

    proptest! {
        /// A place gives a value at (nearly) the same place, in range and whole where it must be.
        #[test]
        fn there_and_back(place in 0_u32..=STEPS, which in 0_usize..4) {
            let track = track([ALPHA, HORIZON, EPSILON, FEW][which]);
            let place = place.min(track.steps());
            let value = track.value(place);
            prop_assert!(value >= track.minimum && value <= track.maximum);
            prop_assert!(!track.whole || value.fract() == 0.0);
            if !(track.whole && value < 20.0) {
                prop_assert!(track.place(value).abs_diff(place) <= 5, "{place} {value} {}", track.place(value));
            }
        }

        /// A step of the arrow keys changes the value, in the right direction, unless it is at the end.
        #[test]
        fn a_step_is_never_lost(place in 1_u32..STEPS, which in 0_usize..4, up: bool) {
            let track = track([ALPHA, HORIZON, EPSILON, FEW][which]);
            let from = track.value(place.min(track.steps() - 1));
            let here = track.place(from);
            prop_assume!(here > 0 && here < track.steps());
            let to = track.moved(from, if up { here + 1 } else { here - 1 });
            prop_assert!(if up { to > from } else { to < from }, "{from} to {to}");
        }

        #[test]
        fn values_never_fall(place in 0_u32..STEPS, which in 0_usize..4) {
            let track = track([ALPHA, HORIZON, EPSILON, FEW][which]);
            prop_assert!(track.value(place) <= track.value(place + 1));
        }
    }
}
