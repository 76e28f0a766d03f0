//! Something for some of the kinds of data.

use serde::{Deserialize, Serialize};

use super::kind::DataKind;

/// A value for each of some kinds of data, in the order of their ids.
///
/// A list, since there are few kinds: each type of value in a tree would cost the page's program kilobytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindMap<Value>(Vec<(DataKind, Value)>);

impl<Value> Default for KindMap<Value> {
    fn default() -> Self {
        KindMap::NEW
    }
}

impl<Value> KindMap<Value> {
    /// Nothing for any kind.
    pub const NEW: KindMap<Value> = KindMap(Vec::new());

    fn place(&self, kind: DataKind) -> Option<usize> {
        self.0.iter().position(|(known, _)| *known == kind)
    }

    /// The value of a kind.
    pub fn get(&self, kind: DataKind) -> Option<&Value> {
        self.place(kind).map(|place| &self.0[place].1)
    }

    /// The value of a kind, to be changed.
    pub fn get_mut(&mut self, kind: DataKind) -> Option<&mut Value> {
        self.place(kind).map(|place| &mut self.0[place].1)
    }

    /// The value of a kind, to be changed; the default one where there is none.
    pub fn or_default(&mut self, kind: DataKind) -> &mut Value
    where
        Value: Default,
    {
        let place = match self.place(kind) {
            Some(place) => place,
            None => self.add(kind, Value::default()),
        };
        &mut self.0[place].1
    }

    /// Adds the value of a kind that has none, at its place.
    fn add(&mut self, kind: DataKind, value: Value) -> usize {
        let place = self.0.iter().filter(|(known, _)| *known < kind).count();
        self.0.insert(place, (kind, value));
        place
    }

    /// Sets the value of a kind, or takes it away; gives the one before.
    pub fn set(&mut self, kind: DataKind, value: Option<Value>) -> Option<Value> {
        match (self.place(kind), value) {
            (Some(place), Some(value)) => Some(std::mem::replace(&mut self.0[place].1, value)),
            (Some(place), None) => Some(self.0.remove(place).1),
            (None, Some(value)) => {
                self.add(kind, value);
                None
            }
            (None, None) => None,
        }
    }

    /// Sets the value of a kind.
    pub fn insert(&mut self, kind: DataKind, value: Value) {
        self.set(kind, Some(value));
    }

    /// Takes the value of a kind.
    pub fn remove(&mut self, kind: DataKind) -> Option<Value> {
        self.set(kind, None)
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (DataKind, &Value)> {
        self.0.iter().map(|(kind, value)| (*kind, value))
    }

    /// All values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// Keeps only those of which this is true.
    pub fn retain(&mut self, mut keep: impl FnMut(DataKind, &Value) -> bool) {
        self.0.retain(|(kind, value)| keep(*kind, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_set_and_taken_in_any_order() {
        let mut kinds: Vec<DataKind> = DataKind::all().collect();
        for _ in 0..2 {
            kinds.reverse();
            let mut map = KindMap::default();
            for (place, kind) in kinds.iter().enumerate() {
                assert_eq!(map.set(*kind, Some(place)), None);
                assert_eq!((map.get(*kind), map.iter().len()), (Some(&place), place + 1));
            }
            assert!(map.iter().map(|(kind, _)| kind.id()).is_sorted());
            assert_eq!(map.set(kinds[0], Some(7)), Some(0));
            map.values_mut().for_each(|value| *value += 1);
            assert_eq!([map.remove(kinds[0]), map.remove(kinds[0])], [Some(8), None]);
            assert_eq!(map.get(kinds[1]), Some(&2));
            map.retain(|_, value| *value > 2);
            assert_eq!(map, KindMap::NEW);
        }
    }
}
