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

fn shared(run: u64, factors: &[u8]) -> Report {
    Report::Shared { run, factors: (!factors.is_empty()).then(|| factors.to_vec().into()) }
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

/// Workers that are told to prepare something, with what, and whether what they make is wanted.
fn told(outcome: &Outcome) -> Vec<(usize, Option<Vec<u8>>, bool)> {
    let told = |(index, command): &(usize, Command)| match command {
        Command::Prepare { factors, share, .. } => {
            Some((*index, factors.as_ref().map(Bytes::to_vec), *share))
        }
        _ => None,
    };
    outcome.commands.iter().filter_map(told).collect()
}

fn experiment(seeds: u32) -> Experiment {
    Experiment { seeds, ..Experiment::default() }
}

#[test]
fn the_first_worker_says_how_far_it_is_and_what_must_be_said() {
    let mut books = Bookkeeping::new(3);
    books.prepare(7, &experiment(2));
    assert_eq!(shares(&books.heard(0, preparing(1, 0.3))), [0.3]);
    assert_eq!(shares(&books.heard(0, preparing(1, 0.8))), [0.8]);
    books.heard(0, shared(1, b"factors"));
    assert_eq!(shares(&books.heard(1, preparing(1, 0.2))), [0.0; 0]);
    assert_eq!(books.heard(1, ready(1, "")).events, []);
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
fn others_wait_for_what_the_first_makes_of_the_ratings() {
    let mut books = Bookkeeping::new(4);
    assert_eq!(told(&books.prepare(7, &experiment(3))), [(0, None, true)]);
    let made = books.heard(0, shared(1, b"factors"));
    assert_eq!(told(&made), [(1, Some(b"factors".to_vec()), false), (2, Some(b"factors".to_vec()), false)]);
    // It is said once.
    assert_eq!(books.heard(0, shared(1, b"factors")), Outcome::default());
    for index in 0..3 {
        books.heard(index, ready(1, ""));
    }
    // All of them have the environment: nothing is sent, and nothing waited for. Another agent changes nothing.
    let other = Experiment { policies: vec![], ..experiment(3) };
    assert_eq!(told(&books.prepare(7, &other)), [(0, None, false), (1, None, false), (2, None, false)]);
    // The fourth has it not.
    assert_eq!(
        told(&books.prepare(7, &experiment(4))),
        [(0, None, true), (1, None, false), (2, None, false)]
    );
    assert_eq!(told(&books.heard(0, shared(3, b""))), [(3, None, false)]);
    // Nor has one that was replaced, and after other ratings none has.
    books.lost(2);
    assert_eq!(
        told(&books.prepare(7, &experiment(4))),
        [(0, None, true), (1, None, false), (3, None, false)]
    );
    books.cancel();
    books.give_data(DataKind(&crate::data::kinds::ratings::DESCRIPTOR));
    assert_eq!(told(&books.prepare(7, &experiment(4))), [(0, None, true)]);
    // Nor one that could not make it.
    let failed = Report::Failed { run: Some(books.run), sentence: "no".to_owned() };
    assert_eq!(books.heard(0, failed).events.len(), 1);
    assert_eq!(told(&books.prepare(7, &experiment(1))), [(0, None, false)]);
}

#[test]
fn a_cancelled_preparation_replaces_those_who_are_at_it() {
    let mut books = Bookkeeping::new(4);
    books.prepare(7, &experiment(3));
    books.heard(0, preparing(1, 0.3));
    // The others wait for the first, or have nothing to do.
    assert_eq!(books.cancel(), Outcome { replaced: vec![0], ..Outcome::default() });
    assert_eq!(books.cancel(), Outcome::default());
    assert_eq!(books.heard(0, preparing(1, 0.4)), Outcome::default());
    assert_eq!(books.heard(0, shared(1, b"factors")), Outcome::default());
    assert_eq!(books.heard(0, ready(1, "")), Outcome::default());
    let next = books.prepare(7, &experiment(3));
    assert!(next.replaced.is_empty());
    assert_eq!(run_of(&next, 0), Some(3));
    books.heard(0, shared(3, b"factors"));
    books.heard(1, ready(3, ""));
    // The first and the third are at it, the second is through.
    assert_eq!(books.cancel(), Outcome { replaced: vec![0, 2], ..Outcome::default() });
}

#[test]
fn a_newer_run_does_not_wait_for_a_slow_older_one() {
    let mut books = Bookkeeping::new(3);
    books.prepare(7, &experiment(3));
    books.heard(0, shared(1, b""));
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

#[test]
fn a_worker_that_was_slow_with_an_older_run_waits_for_the_first_like_the_others() {
    let mut books = Bookkeeping::new(2);
    books.prepare(7, &experiment(2));
    books.heard(0, shared(1, b""));
    books.heard(0, ready(1, ""));
    let mut other = experiment(2);
    other.environment.id = "bernoulli".to_owned();
    assert_eq!(told(&books.prepare(8, &other)), [(0, None, true)]);
    let replaced = books.heard(1, preparing(1, 0.1));
    assert_eq!((replaced.replaced.clone(), told(&replaced)), (vec![1], vec![]));
    assert_eq!(told(&books.heard(0, shared(2, b"factors"))), [(1, Some(b"factors".to_vec()), false)]);
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

#[test]
fn workers_that_get_another_program_begin_with_the_next_run() {
    let mut books = Bookkeeping::new(3);
    books.prepare(7, &experiment(6));
    books.heard(0, shared(1, b""));
    (0..3).for_each(|index| drop(books.heard(index, ready(1, ""))));
    let renewed = books.renew();
    assert_eq!((renewed.replaced, renewed.commands, renewed.events), (vec![0, 1, 2], Vec::new(), Vec::new()));
    // What the ended ones had still said of the old run is of no run.
    assert_eq!(books.heard(1, ready(1, "")), Outcome::default());
    let next = books.prepare(8, &experiment(6));
    assert!(next.replaced.is_empty());
    assert!(run_of(&next, 0).is_some_and(|run| run > 2), "{next:?}");
}
