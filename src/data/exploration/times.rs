//! Ratings by the time at which they were given.

use serde::{Deserialize, Serialize};

use super::tally::Tally;

const DAY: u32 = 86_400;

/// Years that a time of 32 bits can lie in: 1970 to 2106.
const YEARS: usize = 137;

/// Ratings of one year, one hour or one weekday.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimeRow {
    /// The year; the hour, 0 to 23; or the weekday, 0 (Monday) to 6 (Sunday).
    pub at: u32,
    /// How many ratings there are.
    pub ratings: u64,
    /// Mean in stars; none where there are no ratings.
    pub mean: Option<f64>,
}

/// Ratings by the time at which they were given, in UTC: files say nothing of where users live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// How many ratings have a time.
    pub known: u64,
    /// The first, in seconds since 1970.
    pub first: u32,
    /// The last, in seconds since 1970.
    pub last: u32,
    /// By year, from the first to the last, those without ratings too.
    pub years: Vec<TimeRow>,
    /// By hour of the day, 24 of them.
    pub hours: Vec<TimeRow>,
    /// By weekday, 7 of them.
    pub weekdays: Vec<TimeRow>,
}

/// Ratings by time, as they are counted.
pub(super) struct Clock {
    /// The first second of each year.
    starts: Vec<u64>,
    range: Option<(u32, u32)>,
    years: Vec<Tally>,
    hours: [Tally; 24],
    weekdays: [Tally; 7],
}

impl Default for Clock {
    fn default() -> Clock {
        let is_leap =
            |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let mut start = 0;
        let starts = (1970..1970 + YEARS as u64).map(|year| {
            let days = if is_leap(year) { 366 } else { 365 };
            let next = start + days * u64::from(DAY);
            std::mem::replace(&mut start, next)
        });
        Clock {
            starts: starts.collect(),
            range: None,
            years: vec![Tally::default(); YEARS],
            hours: [Tally::default(); 24],
            weekdays: [Tally::default(); 7],
        }
    }
}

impl Clock {
    /// One more rating; 0 is no time.
    pub fn add(&mut self, time: u32, half_stars: u8) {
        if time == 0 {
            return;
        }
        self.range = Some(self.range.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
        let year = self.starts.partition_point(|start| *start <= u64::from(time)) - 1;
        self.years[year].add(half_stars);
        self.hours[(time % DAY / 3_600) as usize].add(half_stars);
        // 1 January 1970 was a Thursday.
        self.weekdays[((time / DAY + 3) % 7) as usize].add(half_stars);
    }

    /// What was counted; none where no rating has a time.
    pub fn times(self) -> Option<Times> {
        let (first, last) = self.range?;
        let row = |(at, tally): (usize, &Tally)| TimeRow {
            at: at as u32,
            ratings: tally.count,
            mean: tally.mean(),
        };
        let used = |tally: &Tally| tally.count > 0;
        let (from, to) = (self.years.iter().position(used)?, self.years.iter().rposition(used)?);
        let years = self.years[from..=to].iter().enumerate();
        Some(Times {
            known: self.hours.iter().map(|tally| tally.count).sum(),
            first,
            last,
            years: years.map(|(place, tally)| row((1970 + from + place, tally))).collect(),
            hours: self.hours.iter().enumerate().map(row).collect(),
            weekdays: self.weekdays.iter().enumerate().map(row).collect(),
        })
    }
}
