//! The digest: 64 bits that are the same exactly when two runs gave the same bits.

use std::fmt;
use std::str::FromStr;

use xxhash_rust::xxh64::Xxh64;

/// Version of the engine's numerics: two programs with the same one give the same bits for the same experiment.
///
/// Raise it by one, once a release, whenever a change gives any published experiment other results: another formula, another
/// order of sums, another use of a random stream. Parts that are added, and anything that is only shown, leave it as it is.
/// Links made before are then answered with "made with an earlier version" instead of "differs".
pub const NUMERICS: u32 = 2;

/// Numerics of the links and logs that were written before there was a number.
pub const FIRST_NUMERICS: u32 = 1;

/// The numerics of a log that names none.
pub fn first_numerics() -> u32 {
    FIRST_NUMERICS
}

/// The digest of a finished run and the numerics that gave it.
///
/// As text `2-0123456789abcdef`; a digest of the first numerics is the 16 digits alone, as it was written then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDigest {
    /// Version of the numerics, see [`NUMERICS`].
    pub numerics: u32,
    /// 16 hexadecimal digits in lower case.
    pub digest: String,
}

/// A text that is no digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 16 hexadecimal digits, after the number of its numerics and a hyphen")]
pub struct NoDigest;

impl fmt::Display for RunDigest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.numerics {
            FIRST_NUMERICS => formatter.write_str(&self.digest),
            numerics => write!(formatter, "{numerics}-{}", self.digest),
        }
    }
}

impl FromStr for RunDigest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<RunDigest, NoDigest> {
        let (numerics, digest) = match text.split_once('-') {
            Some((numerics, digest)) => (read_numerics(numerics).ok_or(NoDigest)?, digest),
            None => (FIRST_NUMERICS, text),
        };
        let whole = digest.len() == 16 && digest.chars().all(|c| c.is_ascii_hexdigit());
        whole.then(|| RunDigest { numerics, digest: digest.to_ascii_lowercase() }).ok_or(NoDigest)
    }
}

/// A number of digits alone: `parse` would take a sign as well.
fn read_numerics(text: &str) -> Option<u32> {
    let digits = text.chars().all(|c| c.is_ascii_digit());
    text.parse().ok().filter(|numerics| digits && *numerics >= FIRST_NUMERICS)
}

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
    fn a_digest_says_by_which_numerics_it_was_made() {
        let of = |numerics, digest: &str| RunDigest { numerics, digest: digest.to_owned() };
        for (text, digest) in [
            ("00ff00ff00ff00ff", of(1, "00ff00ff00ff00ff")),
            ("2-00ff00ff00ff00ff", of(2, "00ff00ff00ff00ff")),
            ("4000000000-0123456789abcdef", of(4_000_000_000, "0123456789abcdef")),
        ] {
            assert_eq!(text.parse(), Ok(digest.clone()));
            assert_eq!(digest.to_string(), text);
        }
        assert_eq!("1-00FF00FF00FF00FF".parse(), Ok(of(1, "00ff00ff00ff00ff")));
        for wrong in
            ["", "-", "2-", "00ff", "0-00ff00ff00ff00ff", "+2-00ff00ff00ff00ff", "2-00ff00ff00ff00fg"]
        {
            assert_eq!(wrong.parse::<RunDigest>(), Err(NoDigest), "{wrong}");
        }
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
