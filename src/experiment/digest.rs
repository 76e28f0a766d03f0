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
