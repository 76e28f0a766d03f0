//! Which runs of the page were begun when, and how far they were when they were last kept in the browser.

/// How many are known: the present one, and those that the session keeps.
const MOST: usize = 5;

/// A run that was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunRun {
    /// Its number.
    pub run: u64,
    /// When it was begun (Unix, milliseconds).
    pub created: u64,
    /// 64 random bits, which tell it apart from others.
    pub random: u64,
    /// Rounds that it had done when it was last kept.
    kept: u64,
}

/// The last runs that were begun.
#[derive(Debug, Clone, Default)]
pub struct BegunRuns(Vec<BegunRun>);

impl BegunRuns {
    /// A run is begun.
    pub fn begin(&mut self, run: u64, created: u64, random: u64) {
        self.0.insert(0, BegunRun { run, created, random, kept: 0 });
        self.0.truncate(MOST);
    }

    /// The run, where it has done more rounds than when it was last kept: from now on it is kept as far as that. None also for
    /// a run that was not begun here, or long ago.
    pub fn keep(&mut self, run: u64, rounds: u64) -> Option<BegunRun> {
        let found = self.0.iter_mut().find(|begun| begun.run == run && begun.kept < rounds)?;
        found.kept = rounds;
        Some(*found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_kept_when_there_is_more_of_it() {
        let mut runs = BegunRuns::default();
        runs.begin(1, 100, 7);
        assert_eq!(runs.keep(1, 0), None);
        let kept = runs.keep(1, 30).map(|begun| (begun.created, begun.random));
        assert_eq!(kept, Some((100, 7)));
        assert_eq!((runs.keep(1, 30), runs.keep(2, 30)), (None, None));
        assert!(runs.keep(1, 31).is_some());
        for run in 2..=MOST as u64 {
            runs.begin(run, 100 + run, run);
        }
        assert!(runs.keep(1, 32).is_some(), "it is still known");
        runs.begin(9, 200, 9);
        assert_eq!(runs.keep(1, 33), None);
    }
}
