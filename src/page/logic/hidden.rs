//! Which curves are hidden, and which policy the stage looks at, where the list of policies is another one.

use crate::spec::PolicySpec;

/// Where the policy at `index` before is after: wherever it has moved to, or in its place where its settings were changed there. None
/// where it is gone.
pub fn place_after(before: &[PolicySpec], after: &[PolicySpec], index: usize) -> Option<usize> {
    let policy = before.get(index)?;
    let is_there = |place: &usize| after.get(*place) == Some(policy);
    let is_changed = |own: &&PolicySpec| {
        before.len() == after.len() && own.agent.id == policy.agent.id && !before.contains(own)
    };
    let changed = || after.get(index).filter(is_changed).map(|_| index);
    [index].into_iter().chain(0..after.len()).find(is_there).or_else(changed)
}

/// Of `hidden`, in which bit `i` stands for policy `i` before, what is hidden after, each by [`place_after`].
pub fn carried(before: &[PolicySpec], after: &[PolicySpec], hidden: u16) -> u16 {
    (0..before.len())
        .filter(|index| hidden >> index & 1 == 1)
        .filter_map(|index| place_after(before, after, index))
        .fold(0, |bits, place| bits | 1 << place)
}

#[cfg(test)]
mod tests {
    use super::super::policies::{add, duplicate, move_to, remove, replace};
    use super::super::sweep::sweep;
    use super::*;
    use crate::spec::{Experiment, task};
    use crate::stories;

    /// What is hidden after a change, where these are before.
    fn after(experiment: &Experiment, hidden: u16, change: impl FnOnce(&mut Experiment)) -> u16 {
        let mut changed = experiment.clone();
        change(&mut changed);
        carried(&experiment.policies, &changed.policies, hidden)
    }

    #[test]
    fn a_curve_stays_hidden_with_its_agent_also_where_ids_repeat() {
        let five = stories::find("exploration").expect("it is listed").experiment();
        for (hidden, then) in [(0b00001, 0b00010), (0b00010, 0b00100), (0b00100, 0b00001), (0b01000, 0b01000)]
        {
            assert_eq!(after(&five, hidden, |five| move_to(five, 2, 0)), then, "{hidden:b}");
        }
        assert_eq!(after(&five, 0b10010, |five| remove(five, 0)), 0b01001);
        assert_eq!(after(&five, 0b10010, |five| remove(five, 1)), 0b01000);
        assert_eq!(after(&five, 0b10010, |five| add(five, "random")), 0b10010);
        assert_eq!(after(&five, 0b10010, |five| duplicate(five, 0)), 0b100100);
    }

    #[test]
    fn a_policy_is_found_where_it_has_moved_to_and_nowhere_once_it_is_gone() {
        let four = Experiment::default();
        let mut moved = four.clone();
        move_to(&mut moved, 0, 2);
        let places = |after: &Experiment| {
            [0, 1, 2, 3, 4].map(|index| place_after(&four.policies, &after.policies, index))
        };
        assert_eq!(places(&moved), [Some(2), Some(0), Some(1), Some(3), None]);
        remove(&mut moved, 2);
        assert_eq!(places(&moved), [None, Some(0), Some(1), Some(2), None]);
    }

    #[test]
    fn a_changed_setting_or_name_changes_no_curve_and_another_agent_has_its_own() {
        let four = Experiment::default();
        let alpha = task::policy("lin_ucb").expect("an agent").parameter("alpha").expect("its parameter");
        let slide = |four: &mut Experiment| {
            four.policies[0].agent.parameters.set(alpha, crate::descriptor::Value::Number(7.0));
        };
        assert_eq!(after(&four, 0b0011, slide), 0b0011);
        assert_eq!(after(&four, 0b0011, |four| four.policies[1].label = Some("Mine".to_owned())), 0b0011);
        assert_eq!(after(&four, 0b0011, |four| replace(four, 0, "random")), 0b0010);
        assert_eq!(after(&four, 0b0011, |four| four.horizon = 7), 0b0011);
        // Values of a parameter are other curves, but for the one that was there.
        assert_eq!(after(&four, 0b1110, |four| sweep(four, 0, alpha)), 0);
        let slates = stories::find("films").expect("it is listed").experiment();
        assert_eq!(carried(&four.policies, &slates.policies, 0b1111), 0);
    }
}
