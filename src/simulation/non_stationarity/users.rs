//! Users who come and go: a wrapper around the episode of an environment with users.

use super::circle::Circle;
use crate::descriptor::Values;
use crate::environment::{Episode, Round};
use crate::math::random::RngStream;
use crate::spec::feedback::{POPULATION, TURNOVER};

/// Most rounds of the environment that are passed over for one; a user who is always drawn would else never be released.
const MOST_PASSED_OVER: usize = 10_000;

/// An episode in which only some of the users arrive at a time.
///
/// Users stand on a [`Circle`], drawn once a seed; rounds of users who are not there are passed over. So the population
/// changes little by little, and within the window users are as likely as the environment has them.
#[derive(Clone)]
struct UsersComeAndGo {
    episode: Box<dyn Episode>,
    circle: Circle,
    /// Rounds done.
    round: u64,
}

/// The episode with these values of [`crate::spec::feedback::FEEDBACK`]; the same one where all users come at a
/// time, and in an environment without users.
pub fn wrap(
    episode: Box<dyn Episode>,
    users: usize,
    values: &Values,
    master_seed: u64,
    seed: u32,
) -> Box<dyn Episode> {
    let mut stream = RngStream::new(master_seed, seed, "population");
    match Circle::drawn(users, values.number(&POPULATION), values.count(&TURNOVER), &mut stream) {
        Some(circle) => Box::new(UsersComeAndGo { episode, circle, round: 0 }),
        None => episode,
    }
}

impl Episode for UsersComeAndGo {
    fn next(&mut self, round: &mut Round) {
        let start = self.circle.start(self.round);
        for _ in 0..MOST_PASSED_OVER {
            self.episode.next(round);
            if self.circle.is_there(start, round.user) {
                break;
            }
        }
        self.round += 1;
    }

    fn expectation_off_offer(&self, round: &Round, item: u32) -> Option<f64> {
        self.episode.expectation_off_offer(round, item)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::descriptor::Value;
    use crate::environment::Shape;

    /// Draws one of so many users.
    #[derive(Clone)]
    struct Users(usize, RngStream);

    impl Episode for Users {
        fn next(&mut self, round: &mut Round) {
            round.user = self.1.below(self.0);
        }
    }

    fn wrapped(users: usize, share: f64, turnover: f64) -> Box<dyn Episode> {
        let mut values = Values::default();
        values.set(&POPULATION, Value::Number(share));
        values.set(&TURNOVER, Value::Number(turnover));
        wrap(Box::new(Users(users, RngStream::new(3, 0, "users"))), users, &values, 3, 0)
    }

    fn seen(episode: &mut dyn Episode, rounds: usize) -> Vec<usize> {
        let shape = Shape { context: 0, arm_features: 0, arms: 1, items: 1, rewards: (0.0, 1.0) };
        let mut round = Round::new(&shape);
        let next = |_| {
            episode.next(&mut round);
            round.user
        };
        (0..rounds).map(next).collect()
    }

    /// A fifth of 100 users, turning once in 10,000 rounds: in 100 rounds the window moves by one, so at most 21 come;
    /// half a turn later they are all others; after a whole turn it is who it was; and in between everybody came.
    #[test]
    fn users_come_and_go() {
        let mut episode = wrapped(100, 0.2, 10_000.0);
        let all = seen(&mut *episode, 10_200);
        let of = |from: usize| all[from..from + 100].iter().copied().collect::<BTreeSet<usize>>();
        assert!(of(0).len() > 15 && of(0).len() <= 21, "{:?}", of(0));
        assert!(of(0).is_disjoint(&of(5_000)));
        let together: BTreeSet<usize> = of(0).union(&of(10_000)).copied().collect();
        assert!(together.len() <= 21, "{together:?}");
        assert_eq!(all.iter().copied().collect::<BTreeSet<usize>>().len(), 100);
    }

    #[test]
    fn everybody_at_a_time_changes_nothing() {
        let plain = seen(&mut Users(50, RngStream::new(3, 0, "users")), 200);
        assert_eq!(seen(&mut *wrapped(50, 1.0, 10.0), 200), plain);
        assert_eq!(seen(&mut *wrapped(1, 0.05, 10.0), 5), [0; 5]);
    }
}
