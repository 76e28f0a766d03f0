//! What the rows of a file without a schema say of it.

use std::collections::BTreeSet;

use super::super::schema::LogSchema;
use super::record::RowRecord;

/// Largest number of an arm in a file without a schema, so that one wrong number does not make a billion arms.
pub const MOST_ARMS: u32 = 1 << 20;

/// Up to so many arms, numbers are numbers however few of them occur.
const FEW: usize = 64;

/// Beyond that, numbers are ids where the largest is so many times as large as the count of those that occur.
const SPARSE: usize = 4;

/// As many arms as the largest number and one more, or as ids that occur where numbers are far apart; and contexts and slates as long as those
/// of the first row.
#[derive(Debug, Default)]
pub struct Survey {
    arms: u32,
    groups: u32,
    policies: u32,
    first: Option<(usize, usize)>,
    /// Whether a number below [`MOST_ARMS`] occurs.
    seen: Vec<bool>,
    /// Those that are not below.
    beyond: BTreeSet<u32>,
    rows: usize,
    rows_beyond: usize,
    /// Whether a row lists the probabilities of all arms, which are then numbered by their places.
    is_listed: bool,
}

impl Survey {
    /// Looks at a row.
    pub fn look(&mut self, row: &RowRecord) {
        let most = |most: u32, codes: &mut dyn Iterator<Item = u32>| {
            codes.filter(|code| *code < MOST_ARMS).map(|code| code + 1).fold(most, u32::max)
        };
        let codes = || row.actions.iter().chain(&row.arms).copied();
        self.arms = most(self.arms, &mut codes());
        if row.arms.is_empty() && !row.arm_probabilities.is_empty() {
            self.arms = self.arms.max(row.arm_probabilities.len() as u32);
            self.is_listed = true;
        }
        if self.seen.len() < self.arms as usize {
            self.seen.resize(self.arms as usize, false);
        }
        let mut is_beyond = false;
        for code in codes() {
            match self.seen.get_mut(code as usize) {
                Some(seen) => *seen = true,
                None => {
                    is_beyond = true;
                    if self.beyond.len() < MOST_ARMS as usize {
                        self.beyond.insert(code);
                    }
                }
            }
        }
        self.rows += 1;
        self.rows_beyond += usize::from(is_beyond);
        self.groups = most(self.groups, &mut row.group.into_iter());
        self.policies = most(self.policies, &mut row.policy.into_iter());
        self.first.get_or_insert((row.context.len(), row.actions.len()));
    }

    /// The numbers that occur, in their order, where they are ids and no places: far apart, or most of them beyond what there may be.
    pub fn ids(&self) -> Option<Ids> {
        let occurring = self.seen.iter().filter(|seen| **seen).count();
        let is_sparse = self.arms as usize > FEW && self.arms as usize > SPARSE * occurring;
        if self.is_listed || !is_sparse && 2 * self.rows_beyond <= self.rows {
            return None;
        }
        let below = self.seen.iter().zip(0..).filter(|(seen, _)| **seen).map(|(_, code)| code);
        let ids: Vec<u32> = below.chain(self.beyond.iter().copied()).take(MOST_ARMS as usize).collect();
        Some(Ids(ids)).filter(|ids| !ids.0.is_empty())
    }

    /// The schema, with numbers as names.
    pub fn schema(&self) -> LogSchema {
        let (context, slots) = self.first.unwrap_or((0, 1));
        let context = LogSchema::numbered("x", context);
        let arms = match self.ids() {
            Some(ids) => ids.0.iter().map(u32::to_string).collect(),
            None => LogSchema::numbered("arm ", self.arms as usize).collect::<Vec<String>>(),
        };
        LogSchema {
            groups: LogSchema::numbered("group ", self.groups as usize).collect(),
            policies: LogSchema::numbered("policy ", self.policies as usize).collect(),
            ..LogSchema::of_slates(arms, context, slots)
        }
    }
}

/// Numbers of arms in a file that are ids: arms are called by them.
#[derive(Debug, Clone, PartialEq)]
pub struct Ids(Vec<u32>);

impl Ids {
    /// Puts places in the order of ids in the place of ids.
    pub fn replace(&self, row: &mut RowRecord) {
        for code in row.actions.iter_mut().chain(&mut row.arms) {
            *code = self.0.binary_search(code).map_or(u32::MAX, |place| place as u32);
        }
    }

    /// What is to be said of it.
    pub fn note(&self) -> String {
        let (count, largest) = (self.0.len(), self.0.last().copied().unwrap_or_default());
        format!(
            "Actions are numbers up to {largest}, of which {count} occur: they are taken for ids, and each arm is called by its own."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(actions: &[u32]) -> Survey {
        let mut survey = Survey::default();
        for action in actions {
            survey.look(&RowRecord { actions: vec![*action], rewards: vec![None], ..RowRecord::default() });
        }
        survey
    }

    #[test]
    fn numbers_that_are_far_apart_are_ids() {
        assert_eq!(survey(&[0, 3, 63]).ids(), None, "a few arms may not have been chosen");
        assert_eq!(survey(&[0, 3, 63]).schema().arms.len(), 64);
        let ids = survey(&[90_001, 17, 4_021, 17]);
        assert_eq!(ids.schema().arms, ["17", "4021", "90001"]);
        let mut row = RowRecord { actions: vec![4_021], arms: vec![17, 90_001], ..RowRecord::default() };
        ids.ids().expect("they are far apart").replace(&mut row);
        assert_eq!((row.actions, row.arms), (vec![1], vec![0, 2]));
        // One wrong number among many is no id, and large ones alone are.
        assert_eq!(survey(&[0, 1, 1, u32::MAX]).schema().arms.len(), 2);
        assert_eq!(survey(&[3_000_000_000, 2_000_000]).schema().arms, ["2000000", "3000000000"]);
    }
}
