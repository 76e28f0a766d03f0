//! The values of the groups of settings that an experiment holds.

use std::collections::BTreeMap;

use crate::descriptor::{Descriptor, Parameter, Value, Values};

/// The values of every group of settings by the group's id. A group whose values are all the default ones is not there, so
/// that equal settings are equal values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SettingValues(BTreeMap<&'static str, Values>);

static NO_VALUES: Values = Values(BTreeMap::new());

impl SettingValues {
    /// The values of this group.
    pub fn of(&self, group: &Descriptor) -> &Values {
        self.0.get(group.id).unwrap_or(&NO_VALUES)
    }

    /// Gives a group these values instead of all that it has.
    pub fn replace(&mut self, group: &Descriptor, values: Values) {
        if values.0.is_empty() {
            self.0.remove(group.id);
        } else {
            self.0.insert(group.id, values);
        }
    }

    /// Sets one value of a group.
    pub fn set(&mut self, group: &Descriptor, parameter: &Parameter, value: Value) {
        let mut values = self.0.remove(group.id).unwrap_or_default();
        values.set(parameter, value);
        self.replace(group, values);
    }

    /// The groups that have other values than the default ones, in the order of their ids.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&'static str, &Values)> {
        self.0.iter().map(|(id, values)| (*id, values))
    }
}
