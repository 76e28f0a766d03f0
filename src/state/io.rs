//! Writing and reading with the same code.

/// A round after which none comes: what a file may hold as the number of a round, so that counting on from there stays
/// in range.
pub const LATEST_ROUND: u64 = 1 << 53;

/// Why bytes can't be read into a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// The bytes end before the state does.
    #[error("the state ends too early")]
    TooShort,
    /// There are bytes after the end of the state.
    #[error("the state is longer than this policy's")]
    TooLong,
    /// A list has another length than the one it is read into.
    #[error("a list of the state has {found} entries, but this policy's has {expected}")]
    Length {
        /// Entries in the bytes.
        found: u64,
        /// Entries that there must be, or may be at most.
        expected: u64,
    },
    /// Something that no policy can have come to: an index that runs over, a flag that is neither on nor off.
    #[error("the state holds a value that this policy can't have")]
    Impossible,
}

/// Where a state is written to or read from: see the [module](crate::state).
#[derive(Debug)]
pub struct StateIo<'a> {
    way: Way<'a>,
}

#[derive(Debug)]
enum Way<'a> {
    Write(&'a mut Vec<u8>),
    Read(&'a [u8]),
}

impl<'a> StateIo<'a> {
    /// Appends a state to these bytes.
    pub fn writing(bytes: &'a mut Vec<u8>) -> StateIo<'a> {
        StateIo { way: Way::Write(bytes) }
    }

    /// Reads a state from these bytes.
    pub fn reading(bytes: &'a [u8]) -> StateIo<'a> {
        StateIo { way: Way::Read(bytes) }
    }

    /// Whether values are replaced by what the bytes hold.
    pub fn is_reading(&self) -> bool {
        matches!(self.way, Way::Read(_))
    }

    /// Writes these bytes, or fills them.
    ///
    /// # Errors
    /// Fewer bytes are left.
    pub fn bytes(&mut self, bytes: &mut [u8]) -> Result<(), StateError> {
        match &mut self.way {
            Way::Write(all) => all.extend_from_slice(bytes),
            Way::Read(left) => {
                let (own, rest) = left.split_at_checked(bytes.len()).ok_or(StateError::TooShort)?;
                bytes.copy_from_slice(own);
                *left = rest;
            }
        }
        Ok(())
    }

    /// Fails where what was read is not as it must be. What is written is, so that it is not looked at.
    ///
    /// # Errors
    /// [`StateError::Impossible`].
    pub fn check(&self, valid: impl FnOnce() -> bool) -> Result<(), StateError> {
        if self.is_reading() && !valid() { Err(StateError::Impossible) } else { Ok(()) }
    }

    /// A list whose length is part of the state: at most `most` entries. No more room is made than the bytes fill.
    ///
    /// # Errors
    /// More entries than `most`, or whatever is wrong with one.
    #[cfg(policies)]
    pub fn list<T: State + Blank>(&mut self, list: &mut Vec<T>, most: usize) -> Result<(), StateError> {
        let mut length = list.len() as u64;
        length.state(self)?;
        if length > most as u64 {
            return Err(StateError::Length { found: length, expected: most as u64 });
        }
        if !self.is_reading() {
            return list.iter_mut().try_for_each(|entry| entry.state(self));
        }
        list.clear();
        for _ in 0..length {
            let mut entry = T::blank();
            entry.state(self)?;
            list.push(entry);
        }
        Ok(())
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Bytes are left over.
    pub fn end(self) -> Result<(), StateError> {
        match self.way {
            Way::Read(left) if !left.is_empty() => Err(StateError::TooLong),
            _ => Ok(()),
        }
    }
}

/// What changes while a value runs: see the [module](crate::state).
///
/// # Examples
/// What changes while a value runs is named once, for writing and reading alike.
/// ```
/// use bandit_playground::state::{State, StateError, StateIo};
///
/// struct Mean {
///     count: u64,
///     sum: f64,
/// }
///
/// impl State for Mean {
///     fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
///         self.count.state(io)?;
///         self.sum.state(io)
///     }
/// }
///
/// let mut bytes = Vec::new();
/// Mean { count: 3, sum: 4.5 }.state(&mut StateIo::writing(&mut bytes))?;
/// let mut read = Mean { count: 0, sum: 0.0 };
/// let mut io = StateIo::reading(&bytes);
/// read.state(&mut io)?;
/// io.end()?;
/// assert_eq!((read.count, read.sum), (3, 4.5));
/// # Ok::<(), StateError>(())
/// ```
pub trait State {
    /// Writes everything that changes, or replaces it by what is read, always in the same order.
    ///
    /// # Errors
    /// Bytes that don't fit this value, which is then in no usable state. Writing never fails.
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError>;
}

/// A value into which another can be read, where there may be none.
///
/// # Examples
/// ```
/// use bandit_playground::state::{Blank, State, StateError, StateIo};
///
/// let mut bytes = Vec::new();
/// Some((3_u64, 4.5_f64)).state(&mut StateIo::writing(&mut bytes))?;
/// // What stands there is replaced; where there is none, a blank value is read into.
/// let mut read: Option<(u64, f64)> = None;
/// read.state(&mut StateIo::reading(&bytes))?;
/// assert_eq!((read, u64::blank()), (Some((3, 4.5)), 0));
/// # Ok::<(), StateError>(())
/// ```
pub trait Blank {
    /// Some value.
    fn blank() -> Self;
}

macro_rules! numbers {
    ($($number:ident),*) => {$(
        impl State for $number {
            #[cfg(policies)]
            fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
                let mut bytes = self.to_le_bytes();
                io.bytes(&mut bytes)?;
                *self = $number::from_le_bytes(bytes);
                Ok(())
            }
        }

        impl Blank for $number {
            fn blank() -> $number {
                $number::default()
            }
        }
    )*};
}

// A number's bytes are its bits, whatever they mean.
numbers!(u8, u32, u64, f64);

impl State for usize {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let mut number = *self as u64;
        number.state(io)?;
        *self = usize::try_from(number).map_err(|_| StateError::Impossible)?;
        Ok(())
    }
}

impl Blank for usize {
    fn blank() -> usize {
        0
    }
}

impl State for bool {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let mut flag = u8::from(*self);
        flag.state(io)?;
        *self = match flag {
            0 => false,
            1 => true,
            _ => return Err(StateError::Impossible),
        };
        Ok(())
    }
}

impl Blank for bool {
    fn blank() -> bool {
        false
    }
}

impl<T: State + Blank> State for Option<T> {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let mut is_some = self.is_some();
        is_some.state(io)?;
        if is_some {
            return self.get_or_insert_with(T::blank).state(io);
        }
        *self = None;
        Ok(())
    }
}

/// A list whose length is settled when it is built.
impl<T: State> State for Vec<T> {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let mut length = self.len() as u64;
        length.state(io)?;
        if length != self.len() as u64 {
            return Err(StateError::Length { found: length, expected: self.len() as u64 });
        }
        self.iter_mut().try_for_each(|entry| entry.state(io))
    }
}

impl<T: State, const COUNT: usize> State for [T; COUNT] {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        self.iter_mut().try_for_each(|entry| entry.state(io))
    }
}

impl<T: Blank, const COUNT: usize> Blank for [T; COUNT] {
    fn blank() -> [T; COUNT] {
        std::array::from_fn(|_| T::blank())
    }
}

impl<A: State, B: State> State for (A, B) {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        self.0.state(io)?;
        self.1.state(io)
    }
}

impl<A: Blank, B: Blank> Blank for (A, B) {
    fn blank() -> (A, B) {
        (A::blank(), B::blank())
    }
}

/// Whether this is each number from zero below its length once, in any order.
pub fn is_order(items: &[u32]) -> bool {
    let mut seen = vec![false; items.len()];
    items.iter().all(|item| seen.get_mut(*item as usize).is_some_and(|seen| !std::mem::replace(seen, true)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::state_fields;
    use proptest::prelude::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Sample {
        count: u64,
        weights: Vec<f64>,
        last: Option<(u32, bool)>,
        size: usize,
    }

    state_fields! { Sample { count, weights, last } fixed { size } valid(sample) { sample.count < 1000 } }

    fn written(sample: &Sample) -> Vec<u8> {
        let mut bytes = Vec::new();
        sample.clone().state(&mut StateIo::writing(&mut bytes)).expect("writing never fails");
        bytes
    }

    fn read(sample: &mut Sample, bytes: &[u8]) -> Result<(), StateError> {
        let mut io = StateIo::reading(bytes);
        sample.state(&mut io)?;
        io.end()
    }

    fn blank(length: usize) -> Sample {
        Sample { count: 0, weights: vec![0.0; length], last: None, size: 7 }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let sample = Sample { count: 3, weights: vec![1.5, f64::NAN], last: Some((2, true)), size: 7 };
        let bytes = written(&sample);
        assert_eq!(read(&mut blank(3), &bytes), Err(StateError::Length { found: 2, expected: 3 }));
        // Whether there is a last one stands after the count and the list.
        let mut neither = bytes.clone();
        neither[8 + 8 + 2 * 8] = 2;
        assert_eq!(read(&mut blank(2), &neither), Err(StateError::Impossible));
        assert_eq!(read(&mut blank(2), &bytes[..bytes.len() - 1]), Err(StateError::TooShort));
        assert_eq!(read(&mut blank(2), &[&bytes[..], &[0]].concat()), Err(StateError::TooLong));
        assert_eq!(
            read(&mut blank(2), &written(&Sample { count: 1000, ..sample })),
            Err(StateError::Impossible)
        );
        let mut list = vec![1_u64; 5];
        let mut bytes = Vec::new();
        StateIo::writing(&mut bytes).list(&mut list, 5).expect("there are no more than that");
        let error = Err(StateError::Length { found: 5, expected: 4 });
        assert_eq!(StateIo::reading(&bytes).list(&mut list, 4), error);
    }

    #[test]
    fn orders_are_told_from_other_lists() {
        assert!(is_order(&[]) && is_order(&[2, 0, 1]));
        assert!(!is_order(&[0, 0, 1]) && !is_order(&[1, 2, 3]));
    }

    proptest! {
        /// What was written is read, to the last bit, into a value of the same size, and written as the same bytes.
        #[test]
        fn what_is_written_is_read(
            count in 0_u64..1000,
            weights in proptest::collection::vec(proptest::num::f64::ANY, 0..20),
            last: Option<(u32, bool)>,
        ) {
            let sample = Sample { count, weights, last, size: 7 };
            let bytes = written(&sample);
            let mut found = blank(sample.weights.len());
            found.last = Some((9, false));
            prop_assert_eq!(read(&mut found, &bytes), Ok(()));
            prop_assert_eq!(written(&found), bytes);
        }
    }
}
