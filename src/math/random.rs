//! Named random streams: who draws what, so that the same experiment gives the same bits everywhere.
//!
//! A stream is ChaCha with 8 rounds (Bernstein 2008; Aumasson 2019 on the round count), keyed by the master seed, the
//! index of the seed and the name of its purpose. Streams of different purposes are independent: an environment's users,
//! its rewards and each policy's own coin flips never share one, so adding a policy changes no other\'s
//! numbers. Uniform and normal variates are made here from the raw bits, with [`libm`], because a library's own
//! sampling may change between versions or platforms.

#[cfg(target_arch = "wasm32")]
use super::chacha::ChaCha8 as ChaCha8Rng;
#[cfg(not(target_arch = "wasm32"))]
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use xxhash_rust::xxh64::xxh64;

use crate::state::{Blank, State, StateError, StateIo};

/// A random stream with a purpose.
#[derive(Debug, Clone)]
pub struct RngStream {
    generator: ChaCha8Rng,
    /// Second half of the last Box-Muller pair.
    spare_normal: Option<f64>,
}

impl RngStream {
    /// The stream of this purpose, for one seed of an experiment.
    pub fn new(master_seed: u64, seed_index: u32, purpose: &str) -> RngStream {
        let mut key = [0_u8; 32];
        key[0..8].copy_from_slice(&master_seed.to_le_bytes());
        key[8..12].copy_from_slice(&seed_index.to_le_bytes());
        key[16..24].copy_from_slice(&xxh64(purpose.as_bytes(), 0).to_le_bytes());
        key[24..32].copy_from_slice(&xxh64(purpose.as_bytes(), 1).to_le_bytes());
        RngStream { generator: ChaCha8Rng::from_seed(key), spare_normal: None }
    }

    /// A stream of its own for someone's further purpose: keyed by the next 256 bits of this one, the purpose mixed
    /// in. An agent takes one at its first choice for what it draws outside of choices; what it draws there then
    /// never shifts this stream.
    pub fn fork(&mut self, purpose: &str) -> RngStream {
        let mut key = [0_u8; 32];
        for (word, salt) in key.chunks_exact_mut(8).zip(0..) {
            let mixed = self.generator.next_u64() ^ xxh64(purpose.as_bytes(), salt);
            word.copy_from_slice(&mixed.to_le_bytes());
        }
        RngStream { generator: ChaCha8Rng::from_seed(key), spare_normal: None }
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    pub fn uniform(&mut self) -> f64 {
        (self.generator.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// 64 random bits: the key of a [`IndexedRandom`].
    pub fn bits(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// Uniform in 0..count (`count` of zero gives zero), without bias (Lemire 2019, ACM TOMACS 29(1), algorithm 5).
    #[inline]
    pub fn below(&mut self, count: usize) -> usize {
        let (mut whole, mut rest) = product(self.generator.next_u64(), count);
        if rest < count as u64 {
            let threshold = (count as u64).wrapping_neg() % count as u64;
            while rest < threshold {
                (whole, rest) = product(self.generator.next_u64(), count);
            }
        }
        whole
    }

    /// Standard normal (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        // 1 - uniform lies in (0, 1], so the logarithm is finite.
        let radius = f64::sqrt(-2.0 * libm::log(1.0 - self.uniform()));
        let (sine, cosine) = libm::sincos(2.0 * std::f64::consts::PI * self.uniform());
        self.spare_normal = Some(radius * sine);
        radius * cosine
    }

    /// Fills a list with standard normals: the same numbers as so many calls of [`RngStream::normal`], in less time, since a
    /// processor works at several logarithms, and then at several sines, at once where none waits for the other kind.
    pub fn normals(&mut self, normals: &mut [f64]) {
        let mut rest = normals;
        if let Some(spare) = self.spare_normal.take_if(|_| !rest.is_empty()) {
            rest[0] = spare;
            rest = &mut rest[1..];
        }
        let (pairs, last) = rest.as_chunks_mut::<2>();
        for pair in &mut *pairs {
            *pair = [1.0 - self.uniform(), self.uniform()];
        }
        for [radius, _] in &mut *pairs {
            *radius = f64::sqrt(-2.0 * libm::log(*radius));
        }
        for pair in pairs {
            let [radius, turns] = *pair;
            let (sine, cosine) = libm::sincos(2.0 * std::f64::consts::PI * turns);
            *pair = [radius * cosine, radius * sine];
        }
        if let [last] = last {
            *last = self.normal();
        }
    }
}

/// `bits` x `count` in units of 2^64, and what is left below that.
#[inline]
fn product(bits: u64, count: usize) -> (usize, u64) {
    // Where sizes have 32 bits, so have the factors of a product of 64: WebAssembly has none of 128 bits.
    #[cfg(target_pointer_width = "32")]
    {
        let (count, low) = (count as u64, bits & 0xFFFF_FFFF);
        let upper = (bits >> 32) * count + ((low * count) >> 32);
        ((upper >> 32) as usize, bits.wrapping_mul(count))
    }
    #[cfg(not(target_pointer_width = "32"))]
    {
        let product = u128::from(bits) * count as u128;
        ((product >> 64) as usize, product as u64)
    }
}

/// What decides what is drawn next: the key, the place in the generator's output, and the spare variate.
impl State for RngStream {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let (mut key, place) = (self.generator.get_seed(), self.generator.get_word_pos());
        let (mut low, mut high) = (place as u64, (place >> 64) as u64);
        io.bytes(&mut key)?;
        low.state(io)?;
        high.state(io)?;
        self.spare_normal.state(io)?;
        if io.is_reading() {
            // The generator counts 2^64 blocks of 16 words.
            io.check(|| high < 16)?;
            self.generator = ChaCha8Rng::from_seed(key);
            self.generator.set_word_pos(u128::from(high) << 64 | u128::from(low));
        }
        Ok(())
    }
}

impl Blank for RngStream {
    fn blank() -> RngStream {
        RngStream { generator: ChaCha8Rng::from_seed([0; 32]), spare_normal: None }
    }
}

/// As many coins as there are indexes, each of which can be looked at without the others: what an item brings in a round
/// then does not depend on who shows it, or beside what.
///
/// The coin of index i is the output number i + 1 of SplitMix64 seeded with the key (Steele, Lea and Flood 2014, Fast
/// Splittable Pseudorandom Number Generators), which is a function of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IndexedRandom {
    key: u64,
}

impl IndexedRandom {
    /// The coins of a key, which is [`RngStream::bits`] of someone's stream.
    pub fn new(key: u64) -> IndexedRandom {
        IndexedRandom { key }
    }

    /// 64 random bits.
    pub fn bits(&self, index: u64) -> u64 {
        let mut mixed = self.key.wrapping_add(index.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    pub fn uniform(&self, index: u64) -> f64 {
        (self.bits(index) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs of SplitMix64 with the seed 1234567, as published test vectors of other implementations have them.
    #[test]
    fn coins_are_split_mix_64() {
        let coins = IndexedRandom::new(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([0, 1, 2].map(|index| coins.bits(index)), expected);
    }

    /// Coins of the same index under successive keys are as even as those of successive indexes under one key.
    #[test]
    fn coins_are_even_across_rounds_and_indexes() {
        let mut stream = RngStream::new(7, 0, "coins");
        let count = 50_000_u32;
        let across: f64 = (0..count).map(|_| IndexedRandom::new(stream.bits()).uniform(3)).sum();
        let coins = IndexedRandom::new(stream.bits());
        let along: f64 = (0..count).map(|index| coins.uniform(u64::from(index))).sum();
        for sum in [across, along] {
            let mean = sum / f64::from(count);
            assert!((mean - 0.5).abs() < 4.0 / (12.0 * f64::from(count)).sqrt(), "{mean}");
        }
    }

    /// In lists of every length, after an even or an odd number of draws.
    #[test]
    fn lists_of_normals_are_the_normals_one_by_one() {
        let (mut stream, mut twin) = (RngStream::new(9, 0, "lists"), RngStream::new(9, 0, "lists"));
        for length in (0..75).chain([1, 0, 1, 2, 3]) {
            let mut list = vec![f64::NAN; length];
            stream.normals(&mut list);
            let expected: Vec<f64> = (0..length).map(|_| twin.normal()).collect();
            assert_eq!(list, expected);
        }
        assert_eq!(stream.bits(), twin.bits());
    }

    #[test]
    fn purposes_seeds_and_master_seeds_give_different_streams() {
        let first = |master, seed, purpose| RngStream::new(master, seed, purpose).uniform();
        let base = first(1, 0, "users");
        assert_eq!(base, first(1, 0, "users"));
        for other in [first(2, 0, "users"), first(1, 1, "users"), first(1, 0, "rewards")] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn moments_are_right_within_four_standard_errors() {
        let mut stream = RngStream::new(7, 0, "moments");
        let count = 200_000;
        let normals: Vec<f64> = (0..count).map(|_| stream.normal()).collect();
        let mean = normals.iter().sum::<f64>() / f64::from(count);
        let variance = normals.iter().map(|z| z * z).sum::<f64>() / f64::from(count);
        assert!(mean.abs() < 4.0 / f64::from(count).sqrt(), "mean {mean}");
        assert!((variance - 1.0).abs() < 4.0 * (2.0 / f64::from(count)).sqrt(), "variance {variance}");
        let uniforms = (0..count).map(|_| stream.uniform()).sum::<f64>() / f64::from(count);
        assert!((uniforms - 0.5).abs() < 4.0 / (12.0 * f64::from(count)).sqrt(), "uniform {uniforms}");
    }

    #[test]
    fn below_is_even() {
        let mut stream = RngStream::new(7, 0, "below");
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[stream.below(7)] += 1;
        }
        let error = (10_000.0_f64 * 6.0 / 7.0).sqrt();
        for count in counts {
            assert!((f64::from(count) - 10_000.0).abs() < 4.5 * error, "{counts:?}");
        }
        assert_eq!(stream.below(1), 0);
    }

    /// What is drawn from a fork leaves its parent alone; forks of other purposes or later forks are other streams.
    #[test]
    fn forks_are_streams_of_their_own() {
        let mut parent = RngStream::new(1, 0, "fork");
        let mut twin = parent.clone();
        let mut fork = parent.fork("training");
        let mut other = twin.fork("masks");
        let first = fork.uniform();
        assert_ne!(first, other.uniform());
        assert_eq!(first, RngStream::new(1, 0, "fork").fork("training").uniform());
        assert_eq!(parent.uniform(), twin.uniform());
        assert_ne!(first, parent.fork("training").uniform());
    }

    /// A fork and its parent are uncorrelated: the mean product of their normals is zero within four standard errors.
    #[test]
    fn a_fork_is_independent_of_its_parent() {
        let mut parent = RngStream::new(7, 0, "fork");
        let mut fork = parent.fork("other");
        let count = 100_000;
        let product = (0..count).map(|_| parent.normal() * fork.normal()).sum::<f64>() / f64::from(count);
        assert!(product.abs() < 4.0 / f64::from(count).sqrt(), "{product}");
    }

    /// A stored value: if this changes, every published link's digest changes with it.
    #[test]
    fn the_bits_are_golden() {
        let mut stream = RngStream::new(42, 3, "golden");
        let bits: Vec<u64> = vec![stream.uniform().to_bits(), stream.normal().to_bits()];
        assert_eq!(bits, GOLDEN);
    }
    const GOLDEN: [u64; 2] = [4_603_573_200_397_167_761, 13_817_256_717_145_153_656];
}
