//! How fast a run goes: the speed slider, how many rounds are due, and how long the rest takes.

/// Places on the speed slider; the last is full speed.
pub const PLACES: u32 = 100;

/// The slowest and the fastest limited speed, in rounds a second.
const SLOWEST: f64 = 0.25;
const FASTEST: f64 = 20_000.0;

/// Longest time that is made up for at once, in milliseconds: a page in the background is not asked for frames.
const LONGEST_FRAME: f64 = 200.0;

/// At this speed and below, a person can follow each round.
const READABLE: f64 = 4.0;

/// How fast a run is to go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speed {
    /// So many rounds a second.
    Limited(f64),
    /// As fast as possible.
    Full,
}

impl Speed {
    /// The speed at a place of the slider: one round in four seconds at 0, evenly by ratios up to the fastest. No two places
    /// have the same one.
    pub fn at(place: u32) -> Speed {
        if place >= PLACES {
            return Speed::Full;
        }
        let rate = SLOWEST * (FASTEST / SLOWEST).powf(f64::from(place) / f64::from(PLACES - 1));
        let digits = 10_f64.powf(rate.log10().floor() - 1.0);
        Speed::Limited((rate / digits).round() * digits)
    }

    /// The rounds a second, where a person can follow each round.
    pub fn readable(self) -> Option<f64> {
        match self {
            Speed::Limited(rate) if rate <= READABLE => Some(rate),
            _ => None,
        }
    }

    /// Whether a person can follow each round.
    pub fn is_readable(self) -> bool {
        self.readable().is_some()
    }
}

/// Grows the round to reach with the time that passes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pacer {
    target: f64,
}

impl Pacer {
    /// A pacer for a run that stands at `round`.
    pub fn at(round: u64) -> Pacer {
        Pacer { target: round as f64 }
    }

    /// The round to reach now.
    pub fn round(&self) -> u64 {
        self.target as u64
    }

    /// The round to reach after `elapsed` more milliseconds at `rate` rounds a second. Where the workers can't keep up
    /// (they have done `done`), the target waits for them: otherwise a pause would come seconds late.
    pub fn target(&mut self, elapsed: f64, rate: f64, done: u64) -> u64 {
        let lead = (rate * LONGEST_FRAME / 1_000.0).max(1.0);
        let wanted = self.target + elapsed.clamp(0.0, LONGEST_FRAME) * rate / 1_000.0;
        self.target = wanted.min(done as f64 + lead).max(self.target);
        self.target as u64
    }
}

/// Measures the rounds a second of a run, from what it has done at which time.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Speedometer {
    last: Option<(f64, u64)>,
    rate: Option<f64>,
}

/// Time between two measurements, in milliseconds.
const MEASURE_EVERY: f64 = 250.0;

impl Speedometer {
    /// At `now` (milliseconds) the run has done `rounds`.
    pub fn note(&mut self, now: f64, rounds: u64) {
        let Some((then, before)) = self.last else {
            self.last = Some((now, rounds));
            return;
        };
        if now - then < MEASURE_EVERY {
            return;
        }
        let fresh = rounds.saturating_sub(before) as f64 / (now - then) * 1_000.0;
        self.rate = Some(self.rate.map_or(fresh, |rate| 0.5 * rate + 0.5 * fresh));
        self.last = Some((now, rounds));
    }

    /// The speed reached, and how long the rest takes at it; none before it is measured or while the run stands still.
    pub fn pace(&self, rounds: u64, horizon: u64) -> Option<Pace> {
        let rate = self.rate.filter(|rate| *rate > 0.0)?;
        Some(Pace { rate, left: horizon.saturating_sub(rounds) as f64 / rate })
    }
}

/// The speed that a run reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Rounds a second.
    pub rate: f64,
    /// Seconds until the horizon, at that speed.
    pub left: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_slider_goes_from_one_round_in_four_seconds_to_full_speed() {
        assert_eq!(Speed::at(0), Speed::Limited(SLOWEST));
        assert_eq!(Speed::at(PLACES - 1), Speed::Limited(FASTEST));
        assert_eq!(Speed::at(PLACES), Speed::Full);
        assert!(Speed::at(0).is_readable() && !Speed::Full.is_readable());
    }

    #[test]
    fn every_place_of_the_slider_is_faster_than_the_one_before() {
        for place in 1..PLACES {
            let (Speed::Limited(before), Speed::Limited(here)) = (Speed::at(place - 1), Speed::at(place))
            else {
                panic!("place {place} is not limited");
            };
            assert!(here > before, "place {place}: {here} after {before}");
        }
    }

    #[test]
    fn a_second_brings_as_many_rounds_as_it_should() {
        let mut pacer = Pacer::at(10);
        let mut reached = 10;
        for _ in 0..60 {
            reached = pacer.target(1_000.0 / 60.0, 100.0, reached);
        }
        assert!((109..=110).contains(&reached), "{reached}");
    }

    #[test]
    fn workers_that_lag_hold_the_target_back() {
        let mut pacer = Pacer::at(0);
        for _ in 0..1_000 {
            assert!(pacer.target(16.0, 1_000.0, 5) <= 205);
        }
    }

    #[test]
    fn a_page_from_the_background_does_not_leap() {
        assert!(Pacer::at(0).target(60_000.0, 100.0, 0) <= 20);
    }

    proptest! {
        #[test]
        fn the_target_never_falls(steps in proptest::collection::vec((0.0_f64..500.0, 0_u64..1_000), 1..50)) {
            let mut pacer = Pacer::at(3);
            let mut last = 3;
            for (elapsed, done) in steps {
                let target = pacer.target(elapsed, 77.0, done);
                prop_assert!(target >= last);
                last = target;
            }
        }
    }

    #[test]
    fn the_rest_is_told_from_the_measured_speed() {
        let mut speedometer = Speedometer::default();
        assert_eq!(speedometer.pace(0, 1_000), None);
        speedometer.note(0.0, 0);
        speedometer.note(500.0, 100);
        assert_eq!(speedometer.pace(100, 1_000), Some(Pace { rate: 200.0, left: 4.5 }));
    }
}
