//! The speed of a run, in words.

use crate::chart::numbers::{duration, whole};
use crate::session::pace::{PLACES, Pace, Speed};

/// Speeds with a name: places on the slider, from slow to fast.
pub const STOPS: [(&str, u32); 4] = [("Watch", 0), ("Slow", 33), ("Fast", 66), ("Max", PLACES)];

/// The speed asked for: "100 rounds/s".
pub fn speed_text(speed: Speed) -> String {
    match speed {
        Speed::Full => "no limit".to_owned(),
        Speed::Limited(rate) if rate <= 0.5 => format!("a round in {} s", (1.0 / rate).round()),
        Speed::Limited(1.0) => "1 round/s".to_owned(),
        Speed::Limited(rate) if rate < 10.0 => format!("{rate:.1} rounds/s"),
        Speed::Limited(rate) => format!("{} rounds/s", whole(rate.round() as u64)),
    }
}

/// The speed reached: "12,300 rounds/s, 3 s left".
pub fn pace_text(pace: Pace) -> String {
    let Pace { rate, left } = pace;
    let rate = if rate < 10.0 { format!("{rate:.1}") } else { whole(rate.round() as u64) };
    format!("{rate} rounds/s, {} left", duration(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_told_in_rounds_a_second() {
        assert_eq!(speed_text(Speed::at(0)), "a round in 4 s");
        assert_eq!(speed_text(Speed::at(33)), "11 rounds/s");
        assert_eq!(speed_text(Speed::at(PLACES - 1)), "20,000 rounds/s");
        assert_eq!(speed_text(Speed::Full), "no limit");
        assert_eq!(pace_text(Pace { rate: 200.0, left: 4.5 }), "200 rounds/s, 4 s left");
        assert!(pace_text(Pace { rate: 2.04, left: 4.5 }).starts_with("2.0 rounds/s"));
    }
}
