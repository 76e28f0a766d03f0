//! How far a read has come.

use std::fmt;

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Looking into archives.
    Unpacking,
    /// Reading the lines of the ratings.
    ReadingRatings,
    /// Reading the lines of movies and users.
    ReadingMovies,
    /// Putting ratings in order.
    Arranging,
    /// Reading the rows of a table.
    ReadingTable,
}

/// How far a read has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadProgress {
    /// What is being done.
    pub stage: Stage,
    /// How much of the whole read is done, 0 to 1, never falling.
    pub fraction: f64,
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Stage::Unpacking => "Unpacking",
            Stage::ReadingRatings => "Reading ratings",
            Stage::ReadingMovies => "Reading movies",
            Stage::Arranging => "Arranging",
            Stage::ReadingTable => "Reading the table",
        })
    }
}

/// Turns the progress of one stage into that of the whole.
pub(super) struct Meter<'a> {
    report: &'a mut dyn FnMut(ReadProgress),
    stage: Stage,
    start: f64,
    end: f64,
    reached: f64,
}

impl<'a> Meter<'a> {
    /// A meter that stands at 0.
    pub fn new(report: &'a mut dyn FnMut(ReadProgress)) -> Meter<'a> {
        Meter { report, stage: Stage::Unpacking, start: 0.0, end: 0.0, reached: 0.0 }
    }

    /// Begins a stage which, when done, brings the whole to `end`.
    pub fn begin(&mut self, stage: Stage, end: f64) {
        (self.stage, self.start, self.end) = (stage, self.end, end);
        self.reach(0.0);
    }

    /// So much of the stage is done, 0 to 1.
    pub fn reach(&mut self, part: f64) {
        // Neither a forged size nor a second file in the same stage may move the bar past its end or back.
        let fraction = self.start + (self.end - self.start) * part.clamp(0.0, 1.0);
        self.reached = self.reached.max(fraction);
        (self.report)(ReadProgress { stage: self.stage, fraction: self.reached });
    }
}
