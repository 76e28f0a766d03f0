//! Slow preparations, reported as workers would report them.

use proptest::prelude::*;

use super::*;

fn preparing(run: u64, fraction: f64) -> Report {
    Report::Preparing { run, task: "thinking".to_owned(), fraction }
}

fn ready(run: u64, remark: &str) -> Report {
    let remarks = if remark.is_empty() { Vec::new() } else { vec![remark.to_owned()] };
    Report::Ready { run, items: vec!["item".to_owned()], remarks }
}

fn shares(outcome: &Outcome) -> Vec<f64> {
    let share = |event: &PoolEvent| match event {
        PoolEvent::Preparing { fraction, .. } => Some(*fraction),
        _ => None,
    };
    outcome.events.iter().filter_map(share).collect()
}

fn run_of(outcome: &Outcome, index: usize) -> Option<u64> {
    outcome.commands.iter().find_map(|(of, command)| match command {
        Command::Prepare { run, .. } if *of == index => Some(*run),
        _ => None,
    })
}

fn experiment(seeds: u32) -> Experiment {
    Experiment { seeds, ..Experiment::default() }
}

#[test]
fn the_slowest_worker_says_how_far_it_is_and_the_first_what_must_be_said() {
    let mut books = Bookkeeping::new(3);
    books.prepare(7, &experiment(2));
    assert_eq!(shares(&books.heard(0, preparing(1, 0.3))), [0.0]);
    assert_eq!(shares(&books.heard(1, preparing(1, 0.2))), [0.2]);
    assert_eq!(shares(&books.heard(1, preparing(1, 0.9))), [0.3]);
    assert_eq!(books.heard(1, ready(1, "")).events, []);
    assert_eq!(shares(&books.heard(0, preparing(1, 0.8))), [0.8]);
    let expected =
        PoolEvent::Prepared { run: 7, items: vec!["item".to_owned()], remarks: vec!["remark".to_owned()] };
    assert_eq!(books.heard(0, ready(1, "remark")).events, std::slice::from_ref(&expected));
    // What is prepared can't be cancelled.
    assert_eq!(books.cancel(), Outcome::default());
    // The first may be through before the others.
    books.prepare(7, &experiment(2));
    assert_eq!(books.heard(0, ready(2, "remark")).events, []);
    assert_eq!(books.heard(1, ready(2, "")).events, [expected]);
}

#[test]
fn a_cancelled_preparation_replaces_those_who_are_at_it() {
    let mut books = Bookkeeping::new(3);
    books.prepare(7, &experiment(2));
    books.heard(0, preparing(1, 0.3));
    books.heard(1, ready(1, ""));
    // The third has nothing to do, the second is through.
    assert_eq!(books.cancel(), Outcome { replaced: vec![0], ..Outcome::default() });
    assert_eq!(books.cancel(), Outcome::default());
    assert_eq!(books.heard(0, preparing(1, 0.4)), Outcome::default());
    assert_eq!(books.heard(0, ready(1, "")), Outcome::default());
    let next = books.prepare(7, &experiment(3));
    assert!(next.replaced.is_empty());
    assert_eq!((0..3).map(|index| run_of(&next, index)).collect::<Vec<_>>(), [Some(3); 3]);
}

#[test]
fn a_newer_run_does_not_wait_for_a_slow_older_one() {
    let mut books = Bookkeeping::new(3);
    books.prepare(7, &experiment(3));
    // Known to be slow: replaced when another run is wanted.
    books.heard(0, preparing(1, 0.1));
    let second = books.prepare(7, &experiment(3));
    assert_eq!(second.replaced, [0]);
    assert_eq!((0..3).map(|index| run_of(&second, index)).collect::<Vec<_>>(), [Some(2); 3]);
    // Not known to be slow then: replaced when it says so, and given what it is wanted for.
    let late = Report::Preparing { run: 1, task: "thinking".to_owned(), fraction: 0.1 };
    assert_eq!(books.heard(1, ready(1, "")), Outcome::default());
    let replaced = books.heard(2, late);
    assert_eq!((replaced.replaced.clone(), run_of(&replaced, 2)), (vec![2], Some(2)));
    assert_eq!(replaced.events, []);
    for index in 0..2 {
        assert_eq!(books.heard(index, ready(2, "")).events, []);
    }
    assert!(matches!(books.heard(2, ready(2, "")).events[..], [PoolEvent::Prepared { .. }]));
}

proptest! {
    /// Whatever the workers say of any runs, in whatever order: what the page receives of one run never falls.
    #[test]
    fn shares_never_fall(
        steps in proptest::collection::vec((0_usize..3, 0.0_f64..0.2, 0_u8..20), 1..80), seeds in 1_u32..5,
    ) {
        let mut books = Bookkeeping::new(3);
        books.prepare(7, &experiment(seeds));
        let (mut run, mut at, mut heard) = (1, [0.0_f64; 3], 0.0);
        for (index, more, what) in steps {
            at[index] = (at[index] + more).min(1.0);
            let outcome = match what {
                0 => {
                    run += 1;
                    (at, heard) = ([0.0; 3], 0.0);
                    books.prepare(7, &experiment(seeds))
                }
                1 => books.heard(index, preparing(run - 1, at[index])),
                2 => books.heard(index, ready(run, "")),
                _ => books.heard(index, preparing(run, at[index])),
            };
            for share in shares(&outcome) {
                prop_assert!((heard..=1.0).contains(&share), "{share} after {heard}");
                heard = share;
            }
        }
    }
}
