//! The digest: 64 bits that are the same exactly when two runs gave the same bits.

use xxhash_rust::xxh64::Xxh64;

/// A digest under way (XXH64 over little-endian bytes).
pub struct Digest(Xxh64);

impl Digest {
    /// An empty one.
    pub fn new() -> Digest {
        Digest(Xxh64::new(0))
    }

    /// Adds a whole number.
    pub fn whole(&mut self, number: u64) {
        self.0.update(&number.to_le_bytes());
    }

    /// Adds whole numbers, one after the other. Of a large catalogue there are millions: many at a time are quicker.
    pub fn wholes(&mut self, numbers: &[u64]) {
        let mut bytes = [0; 8 * 64];
        for numbers in numbers.chunks(64) {
            for (number, bytes) in numbers.iter().zip(bytes.chunks_exact_mut(8)) {
                bytes.copy_from_slice(&number.to_le_bytes());
            }
            self.0.update(&bytes[..8 * numbers.len()]);
        }
    }

    /// Adds a number by its bits. Every NaN counts as the same one: its bits are the only thing in WebAssembly that
    /// may differ between machines.
    pub fn number(&mut self, number: f64) {
        let bits = if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() };
        self.whole(bits);
    }

    /// The digest so far, as 16 hexadecimal digits.
    pub fn text(&self) -> String {
        format!("{:016x}", self.0.digest())
    }
}

impl Default for Digest {
    fn default() -> Digest {
        Digest::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_numbers_are_as_one_by_one() {
        let numbers: Vec<u64> =
            (0..200_u64).map(|number| number.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
        let (mut one, mut many) = (Digest::new(), Digest::new());
        numbers.iter().for_each(|number| one.whole(*number));
        many.wholes(&numbers);
        assert_eq!(one.text(), many.text());
    }

    #[test]
    fn one_bit_changes_it() {
        let of = |number: f64| {
            let mut digest = Digest::new();
            digest.number(number);
            digest.text()
        };
        assert_eq!(of(1.0), of(1.0));
        assert_ne!(of(1.0), of(1.0 + f64::EPSILON));
        assert_ne!(of(0.0), of(-0.0));
        assert_eq!(of(f64::NAN), of(-f64::NAN));
    }
}
