//! How much is read, and whose ratings stay when that is too much.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::error::DataError;

/// How much is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Most ratings. The default is five million: reading so many peaks some 75 MB above the bytes of the file
    /// (measured natively), and the copies in bundle, workers and factorization come on top. With an archive of
    /// 250 MB that is about what a browser on a small machine gives a page.
    pub most_ratings: u64,
    /// Most users; the default is half a million, which is more than any edition has.
    pub most_users: usize,
    /// Most movies; the default is 200,000, which is more than twice what any edition has.
    pub most_movies: usize,
    /// Most unpacked bytes of a file; the default is 2 GB, twice the largest file of any edition.
    pub most_bytes: u64,
    /// Keep only the ratings of so many users: those with the most ratings, and of as many ratings those with the
    /// smaller id.
    pub keep_most_active_users: Option<usize>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            most_ratings: 5_000_000,
            most_users: 500_000,
            most_movies: 200_000,
            most_bytes: 2_000_000_000,
            keep_most_active_users: None,
        }
    }
}

/// How many ratings each user has.
#[derive(Debug, Default)]
pub struct Activity {
    counts: BTreeMap<u32, u64>,
    /// A user and how many of their ratings are not in `counts` yet: they mostly stand together.
    run: (u32, u64),
    ratings: u64,
}

impl Activity {
    /// One more rating by this user.
    pub fn add(&mut self, user: u32) {
        self.ratings += 1;
        if self.run.0 != user {
            self.validate();
            self.run.0 = user;
        }
        self.run.1 += 1;
    }

    fn validate(&mut self) {
        let (user, count) = std::mem::take(&mut self.run);
        if count > 0 {
            *self.counts.entry(user).or_default() += count;
        }
    }

    /// Number of ratings.
    pub fn ratings(&self) -> u64 {
        self.ratings
    }

    /// Number of users.
    pub fn users(&mut self) -> usize {
        self.validate();
        self.counts.len()
    }

    /// Whether the user is among them.
    pub fn contains(&self, user: u32) -> bool {
        self.counts.contains_key(&user)
    }

    fn by_activity(&self) -> Vec<(u32, u64)> {
        let mut users: Vec<(u32, u64)> = self.counts.iter().map(|(user, count)| (*user, *count)).collect();
        users.sort_by_key(|(user, count)| (Reverse(*count), *user));
        users
    }

    /// Only the `wanted` most active users.
    pub fn most_active(mut self, wanted: usize) -> Activity {
        self.validate();
        let counts: BTreeMap<u32, u64> = self.by_activity().into_iter().take(wanted).collect();
        let ratings = counts.values().sum();
        Activity { counts, run: (0, 0), ratings }
    }

    /// An error, with how many users would fit, unless all do.
    pub fn check(&self, file: &str, limits: &Limits) -> Result<(), DataError> {
        if self.ratings <= limits.most_ratings && self.counts.len() <= limits.most_users {
            return Ok(());
        }
        let mut sum = 0;
        let counts = self.by_activity().into_iter().take(limits.most_users);
        let fitting = counts.take_while(|(_, count)| {
            sum += count;
            sum <= limits.most_ratings
        });
        let fitting = fitting.count();
        Err(DataError::TooLarge {
            name: file.to_owned(),
            ratings: self.ratings,
            users: self.counts.len(),
            most_ratings: limits.most_ratings,
            most_users: limits.most_users,
            most_active_users: (fitting > 0).then_some(fitting),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(users: &[u32]) -> Activity {
        let mut activity = Activity::default();
        users.iter().for_each(|user| activity.add(*user));
        activity
    }

    #[test]
    fn ratings_are_counted_in_any_order() {
        let mut mixed = activity(&[0, 7, 0, 0, 7, 3]);
        assert_eq!((mixed.ratings(), mixed.users()), (6, 3));
        assert_eq!(mixed.by_activity(), [(0, 3), (7, 2), (3, 1)]);
    }

    #[test]
    fn of_equally_active_users_the_smaller_id_stays() {
        let kept = activity(&[9, 9, 4, 4, 5, 5, 6]).most_active(2);
        assert_eq!(kept.by_activity(), [(4, 2), (5, 2)]);
        assert_eq!(kept.ratings(), 4);
    }

    #[test]
    fn as_many_of_the_most_active_users_are_offered_as_fit() {
        let limits = |most_ratings, most_users| Limits { most_ratings, most_users, ..Limits::default() };
        let mut three = activity(&[1, 1, 1, 2, 2, 3]);
        assert_eq!(three.users(), 3);
        assert_eq!(three.check("x", &limits(6, 3)), Ok(()));
        let offered = |limits| three.check("x", &limits).unwrap_err().most_active_users();
        assert_eq!(offered(limits(5, 3)), Some(2));
        assert_eq!(offered(limits(4, 3)), Some(1));
        assert_eq!(offered(limits(2, 3)), None);
        assert_eq!(offered(limits(6, 2)), Some(2));
    }
}
