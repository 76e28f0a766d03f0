//! ChaCha with 8 rounds for WebAssembly: the bits of [`rand_chacha`], which natively computes them with vectors and in WebAssembly
//! number by number, so that draws would take a quarter of the time of a Thompson sampler.
//!
//! A block is four rows of four words: constants, twice four words of the key, and a counter of 64 bits with a stream of
//! zero (Bernstein 2008, ChaCha, a variant of Salsa20). Two blocks are made at a time.
#![cfg_attr(not(any(test, target_arch = "wasm32")), allow(dead_code))]

use row::{Row, add, down, left, of, pair, turn_7, turn_8, turn_12, turn_16, up, xor};

const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// Numbers of 64 bits in the blocks that are made at a time.
const NUMBERS: usize = 16;

/// The generator.
#[derive(Debug, Clone)]
pub struct ChaCha8 {
    seed: [u8; 32],
    /// Two blocks of four rows.
    made: [Row; 8],
    /// Numbers taken of them.
    taken: usize,
    /// Number of the block that is made next.
    next: u64,
}

impl ChaCha8 {
    /// With this key, at the beginning.
    pub fn from_seed(seed: [u8; 32]) -> ChaCha8 {
        ChaCha8 { seed, made: [of([0; 4]); 8], taken: NUMBERS, next: 0 }
    }

    /// The next 64 bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        if self.taken == NUMBERS {
            self.make();
        }
        let pair = pair(self.made[self.taken / 2 % 8]);
        let number = pair[self.taken % 2];
        self.taken += 1;
        number
    }

    /// The key.
    pub fn get_seed(&self) -> [u8; 32] {
        self.seed
    }

    /// How many words of 32 bits were taken.
    pub fn get_word_pos(&self) -> u128 {
        (16 * u128::from(self.next)).wrapping_sub(2 * (NUMBERS - self.taken) as u128) % (1 << 68)
    }

    /// Goes on after so many words, which are whole numbers of 64 bits.
    pub fn set_word_pos(&mut self, words: u128) {
        self.next = (words >> 4) as u64;
        self.make();
        self.taken = (words % 16 / 2) as usize;
    }

    #[inline(never)]
    fn make(&mut self) {
        let word = |index: usize| {
            let bytes = [0, 1, 2, 3].map(|byte| self.seed[4 * index + byte]);
            u32::from_le_bytes(bytes)
        };
        let counter = |block: u64| of([block as u32, (block >> 32) as u32, 0, 0]);
        let begin = |block: u64| {
            [of(CONSTANTS), of([0, 1, 2, 3].map(word)), of([4, 5, 6, 7].map(word)), counter(block)]
        };
        let begins = [begin(self.next), begin(self.next.wrapping_add(1))];
        let [mut one, mut other] = begins;
        for _ in 0..4 {
            (one, other) = (round(one), round(other));
            (one, other) = (diagonals(one), diagonals(other));
            (one, other) = (round(one), round(other));
            (one, other) = (columns(one), columns(other));
        }
        for (place, row) in self.made.iter_mut().enumerate() {
            let mixed = if place < 4 { one[place] } else { other[place - 4] };
            *row = add(mixed, begins[place / 4][place % 4]);
        }
        self.next = self.next.wrapping_add(2);
        self.taken = 0;
    }
}

/// A quarter round of each column.
#[inline(always)]
fn round([mut a, mut b, mut c, mut d]: [Row; 4]) -> [Row; 4] {
    a = add(a, b);
    d = turn_16(xor(d, a));
    c = add(c, d);
    b = turn_12(xor(b, c));
    a = add(a, b);
    d = turn_8(xor(d, a));
    c = add(c, d);
    b = turn_7(xor(b, c));
    [a, b, c, d]
}

/// Diagonals become columns.
#[inline(always)]
fn diagonals([a, b, c, d]: [Row; 4]) -> [Row; 4] {
    [a, left(b), up(c), down(d)]
}

/// And back.
#[inline(always)]
fn columns([a, b, c, d]: [Row; 4]) -> [Row; 4] {
    [a, down(b), up(c), left(d)]
}

/// Four words at a time.
#[cfg(target_arch = "wasm32")]
mod row {
    use core::arch::wasm32::{
        i8x16_shuffle, i16x8_shuffle, i32x4_add, i32x4_shl, i32x4_shuffle, u32x4, u32x4_shr,
        u64x2_extract_lane, v128, v128_or, v128_xor,
    };

    pub type Row = v128;

    #[inline(always)]
    pub fn of([a, b, c, d]: [u32; 4]) -> Row {
        u32x4(a, b, c, d)
    }

    #[inline(always)]
    pub fn pair(row: Row) -> [u64; 2] {
        [u64x2_extract_lane::<0>(row), u64x2_extract_lane::<1>(row)]
    }

    #[inline(always)]
    pub fn add(one: Row, other: Row) -> Row {
        i32x4_add(one, other)
    }

    #[inline(always)]
    pub fn xor(one: Row, other: Row) -> Row {
        v128_xor(one, other)
    }

    #[inline(always)]
    pub fn turn_16(row: Row) -> Row {
        i16x8_shuffle::<1, 0, 3, 2, 5, 4, 7, 6>(row, row)
    }

    #[inline(always)]
    pub fn turn_12(row: Row) -> Row {
        v128_or(i32x4_shl(row, 12), u32x4_shr(row, 20))
    }

    #[inline(always)]
    pub fn turn_8(row: Row) -> Row {
        i8x16_shuffle::<3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14>(row, row)
    }

    #[inline(always)]
    pub fn turn_7(row: Row) -> Row {
        v128_or(i32x4_shl(row, 7), u32x4_shr(row, 25))
    }

    /// Every word moves one place towards the first.
    #[inline(always)]
    pub fn left(row: Row) -> Row {
        i32x4_shuffle::<1, 2, 3, 0>(row, row)
    }

    /// Two places.
    #[inline(always)]
    pub fn up(row: Row) -> Row {
        i32x4_shuffle::<2, 3, 0, 1>(row, row)
    }

    /// Three places.
    #[inline(always)]
    pub fn down(row: Row) -> Row {
        i32x4_shuffle::<3, 0, 1, 2>(row, row)
    }
}

/// The same in plain words, so that the rest is tested natively.
#[cfg(not(target_arch = "wasm32"))]
mod row {
    pub type Row = [u32; 4];

    pub fn of(words: [u32; 4]) -> Row {
        words
    }

    pub fn pair([a, b, c, d]: Row) -> [u64; 2] {
        [(a, b), (c, d)].map(|(low, high)| u64::from(high) << 32 | u64::from(low))
    }

    pub fn add(one: Row, other: Row) -> Row {
        std::array::from_fn(|place| one[place].wrapping_add(other[place]))
    }

    pub fn xor(one: Row, other: Row) -> Row {
        std::array::from_fn(|place| one[place] ^ other[place])
    }

    pub fn turn_16(row: Row) -> Row {
        row.map(|word| word.rotate_left(16))
    }

    pub fn turn_12(row: Row) -> Row {
        row.map(|word| word.rotate_left(12))
    }

    pub fn turn_8(row: Row) -> Row {
        row.map(|word| word.rotate_left(8))
    }

    pub fn turn_7(row: Row) -> Row {
        row.map(|word| word.rotate_left(7))
    }

    pub fn left([a, b, c, d]: Row) -> Row {
        [b, c, d, a]
    }

    pub fn up([a, b, c, d]: Row) -> Row {
        [c, d, a, b]
    }

    pub fn down([a, b, c, d]: Row) -> Row {
        [d, a, b, c]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    proptest! {
        /// The bits of the library, from the beginning and from any place, and the same places.
        #[test]
        fn the_bits_are_those_of_the_library(seed: [u8; 32], skipped in 0_u64..1 << 60, count in 0_usize..100) {
            let (mut own, mut library) = (ChaCha8::from_seed(seed), ChaCha8Rng::from_seed(seed));
            for words in [None, Some(2 * u128::from(skipped)), Some((1 << 36) - 10)] {
                if let Some(words) = words {
                    own.set_word_pos(words);
                    library.set_word_pos(words);
                }
                for _ in 0..count {
                    prop_assert_eq!(own.next_u64(), library.next_u64());
                }
                prop_assert_eq!(own.get_word_pos(), library.get_word_pos());
            }
            prop_assert_eq!(own.get_seed(), library.get_seed());
        }
    }
}
