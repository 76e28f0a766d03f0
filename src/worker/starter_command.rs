//! What a worker with the starter's program understands: a few numbers. It runs the default experiment and nothing else, so it need
//! not read a [`Command`]; and `index.html`, which begins that run before the page's program is there, can write them.

use std::ops::Range;

use super::protocol::Command;

/// The run that `index.html` begins has this number, which is the first that the page's books give.
pub const FIRST_RUN: u64 = 1;

/// What a starter is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StarterCommand {
    /// Says what the bundled ratings hold, see [`Command::UseData`].
    UseData {
        /// Number of the request.
        request: u64,
    },
    /// See [`Command::Prepare`].
    Prepare {
        /// Number of the run.
        run: u64,
        /// First seed that this worker runs.
        first_seed: u32,
        /// How many seeds from there.
        seed_count: u32,
        /// Whether other workers wait for a word of this one.
        share: bool,
    },
    /// See [`Command::RunUntil`].
    RunUntil {
        /// Number of the run.
        run: u64,
        /// Round to reach.
        round: u64,
        /// Whether the run stays there.
        stays: bool,
    },
    /// From `index.html`: prepares the share that the worker `index` of so many has of the [first run](FIRST_RUN).
    Begin {
        /// Place of the worker among them.
        index: u32,
        /// How many there are.
        workers: u32,
    },
    /// From `index.html`: runs until this round is done, and says how the curves stand there, so that they can be drawn.
    Draw {
        /// Round to reach.
        round: u64,
    },
}

impl StarterCommand {
    /// What a starter is to do to carry out a command; none where it has nothing to do with it.
    pub fn of(command: &Command) -> Option<StarterCommand> {
        match *command {
            Command::UseData { request, .. } => Some(StarterCommand::UseData { request: request? }),
            Command::Prepare { run, first_seed, seed_count, share, .. } => {
                Some(StarterCommand::Prepare { run, first_seed, seed_count, share })
            }
            Command::RunUntil { run, round, stays } => Some(StarterCommand::RunUntil { run, round, stays }),
            _ => None,
        }
    }

    /// As it is sent.
    pub fn numbers(self) -> Vec<f64> {
        let flag = |set: bool| if set { 1.0 } else { 0.0 };
        match self {
            StarterCommand::UseData { request } => vec![0.0, request as f64],
            StarterCommand::Prepare { run, first_seed, seed_count, share } => {
                vec![1.0, run as f64, f64::from(first_seed), f64::from(seed_count), flag(share)]
            }
            StarterCommand::RunUntil { run, round, stays } => {
                vec![2.0, run as f64, round as f64, flag(stays)]
            }
            StarterCommand::Begin { index, workers } => vec![3.0, f64::from(index), f64::from(workers)],
            StarterCommand::Draw { round } => vec![4.0, round as f64],
        }
    }

    /// What was sent; none for other numbers.
    pub fn read(numbers: &[f64]) -> Option<StarterCommand> {
        let (kind, rest) = numbers.split_first()?;
        Some(match (*kind as u64, rest) {
            (0, [request]) => StarterCommand::UseData { request: *request as u64 },
            (1, [run, first_seed, seed_count, share]) => StarterCommand::Prepare {
                run: *run as u64,
                first_seed: *first_seed as u32,
                seed_count: *seed_count as u32,
                share: *share > 0.0,
            },
            (2, [run, round, stays]) => {
                StarterCommand::RunUntil { run: *run as u64, round: *round as u64, stays: *stays > 0.0 }
            }
            (3, [index, workers]) => StarterCommand::Begin { index: *index as u32, workers: *workers as u32 },
            (4, [round]) => StarterCommand::Draw { round: *round as u64 },
            _ => return None,
        })
    }
}

/// The seeds that the worker `index` of so many runs: as many as all others, or one more.
pub fn share(seeds: u32, index: u32, workers: u32) -> Range<u32> {
    let workers = workers.max(1);
    let (each, more) = (seeds / workers, seeds % workers);
    let first = index * each + index.min(more);
    first..first + each + u32::from(index < more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_command() -> impl Strategy<Value = StarterCommand> {
        let rounds = 0_u64..1 << 50;
        prop_oneof![
            rounds.clone().prop_map(|request| StarterCommand::UseData { request }),
            (rounds.clone(), any::<u32>(), any::<u32>(), any::<bool>()).prop_map(
                |(run, first_seed, seed_count, share)| StarterCommand::Prepare {
                    run,
                    first_seed,
                    seed_count,
                    share
                }
            ),
            (rounds.clone(), rounds.clone(), any::<bool>())
                .prop_map(|(run, round, stays)| StarterCommand::RunUntil { run, round, stays }),
            (any::<u32>(), any::<u32>())
                .prop_map(|(index, workers)| StarterCommand::Begin { index, workers }),
            rounds.prop_map(|round| StarterCommand::Draw { round }),
        ]
    }

    proptest! {
        #[test]
        fn they_survive_the_way(command in any_command()) {
            prop_assert_eq!(StarterCommand::read(&command.numbers()), Some(command));
        }

        #[test]
        fn other_numbers_are_none(numbers in proptest::collection::vec(5.0..9.0_f64, 0..6)) {
            prop_assert_eq!(StarterCommand::read(&numbers), None);
        }

        /// Every seed is run by one worker, in their order, and none has two more than another.
        #[test]
        fn shares_are_all_seeds(seeds in 0_u32..200, workers in 1_u32..9) {
            let shares: Vec<Range<u32>> = (0..workers).map(|index| share(seeds, index, workers)).collect();
            let all: Vec<u32> = shares.iter().cloned().flatten().collect();
            prop_assert_eq!(all, (0..seeds).collect::<Vec<_>>());
            prop_assert!(shares[0].len() - shares[workers as usize - 1].len() <= 1);
        }
    }
}
