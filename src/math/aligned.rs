//! Numbers that begin at a multiple of 16 bytes, as vectors of two do.
//!
//! Where a row begins elsewhere, every fourth load of two numbers touches two lines of the cache, and a long sum of products
//! takes a fifth longer. WebAssembly's allocator aligns to 8 bytes only.

use std::ops::{Deref, DerefMut};

use crate::state::{State, StateError, StateIo};

/// Bytes of a vector of two numbers.
const ALIGNMENT: usize = 16;

/// So many numbers at an aligned place.
#[derive(Debug)]
pub struct Aligned {
    /// One more than are asked for.
    numbers: Vec<f64>,
    /// Where they begin: 0 or 1.
    start: usize,
}

impl Aligned {
    /// So many zeros.
    pub fn zeros(length: usize) -> Aligned {
        let numbers = vec![0.0; length + 1];
        let start = numbers.as_ptr().align_offset(ALIGNMENT).min(1);
        Aligned { numbers, start }
    }
}

impl Deref for Aligned {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.numbers[self.start..self.start + self.numbers.len() - 1]
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f64] {
        let length = self.numbers.len() - 1;
        &mut self.numbers[self.start..self.start + length]
    }
}

impl Clone for Aligned {
    fn clone(&self) -> Aligned {
        let mut copy = Aligned::zeros(self.len());
        copy.copy_from_slice(self);
        copy
    }
}

impl State for Aligned {
    /// As a list has it.
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let mut list = self.to_vec();
        list.state(io)?;
        self.copy_from_slice(&list);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_aligned_where_they_are_copied() {
        for length in 0..40 {
            let mut numbers = Aligned::zeros(length);
            numbers.iter_mut().zip(1..).for_each(|(number, value)| *number = f64::from(value));
            let copy = numbers.clone();
            assert_eq!(copy[..], numbers[..]);
            assert_eq!(copy.len(), length);
            assert!([&numbers, &copy].iter().all(|numbers| numbers.as_ptr().align_offset(ALIGNMENT) == 0));
        }
    }
}
