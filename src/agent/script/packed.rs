//! A source as a text that is short enough for a link: `z1` and the base64url (RFC 4648, section 5) of its deflated bytes.

use std::io::Read;

use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};

/// Most bytes of a packed source, and of one that is not packed.
pub const MOST: usize = 8 * 1024;

/// Most bytes of a source, once it is unpacked.
const MOST_UNPACKED: u64 = 64 * 1024;

/// What a packed source begins with.
const MARK: &str = "z1";

/// The digits, each of which stands for six bits.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Why a source can't be packed or unpacked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// It is too long for a link.
    #[error("the code takes {0} bytes once it is packed, and a link has room for {MOST}: shorten it")]
    TooLong(usize),
    /// It can't be unpacked.
    #[error("the packed code is damaged: copy the whole link or text again")]
    Damaged,
}

/// Packs a source.
///
/// # Errors
/// A source that takes more than 8 KB then.
///
/// # Examples
/// ```
/// use bandit_playground::agent::script::{pack, unpack};
///
/// let packed = pack("fn choose(round) { round.arms[0] }")?;
/// assert!(packed.starts_with("z1"));
/// assert_eq!(unpack(&packed)?, "fn choose(round) { round.arms[0] }");
/// // A text that is not packed stands for itself.
/// assert_eq!(unpack("fn choose(round) { 0 }")?, "fn choose(round) { 0 }");
/// # Ok::<(), bandit_playground::agent::script::PackError>(())
/// ```
pub fn pack(source: &str) -> Result<String, PackError> {
    let mut bytes = Vec::new();
    // To read from memory and to write to it never fails.
    DeflateEncoder::new(source.as_bytes(), Compression::best()).read_to_end(&mut bytes).ok();
    let mut text = MARK.to_owned();
    for three in bytes.chunks(3) {
        let bits =
            three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize]));
        }
    }
    if text.len() > MOST || source.len() as u64 > MOST_UNPACKED {
        return Err(PackError::TooLong(text.len().max(source.len() / 8)));
    }
    Ok(text)
}

/// Whether a text is a packed source, or says so.
pub fn is_packed(text: &str) -> bool {
    text.starts_with(MARK) && !text.contains(char::is_whitespace)
}

/// The source that a text stands for, packed or not.
///
/// # Errors
/// A text that says it is packed and is no whole packed source.
pub fn unpack(text: &str) -> Result<String, PackError> {
    let Some(digits) = text.strip_prefix(MARK).filter(|rest| !rest.contains(char::is_whitespace)) else {
        return Ok(text.to_owned());
    };
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for four in digits.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for digit in four {
            let value = DIGITS.iter().position(|known| known == digit).ok_or(PackError::Damaged)?;
            bits = bits << 6 | value as u32;
        }
        bits <<= 6 * (4 - four.len());
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    let mut source = String::new();
    let mut reader = DeflateDecoder::new(bytes.as_slice());
    reader.by_ref().take(MOST_UNPACKED).read_to_string(&mut source).map_err(|_| PackError::Damaged)?;
    // Neither is anything left to unpack, nor does anything stand behind it.
    if reader.read(&mut [0]).map_or(true, |more| more > 0) || reader.total_in() != bytes.len() as u64 {
        return Err(PackError::Damaged);
    }
    Ok(source)
}
