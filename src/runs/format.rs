//! A kept run as bytes.
//!
//! # The file
//! All numbers are little-endian.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 8 | [`MAGIC`] |
//! | 8 | 4 | [`SCHEMA`], the version of this layout |
//! | 12 | 4 | length H of the header |
//! | 16 | 4 | length B of the body |
//! | 20 | H | the header as JSON ([`RunHeader`]) |
//! | 20 + H | 8 | XXH64 of everything before: a header is read and checked without its body |
//! | 28 + H | B | the body ([`packing`](super::packing)), deflated |
//! | 28 + H + B | 8 | XXH64 of the body |

use super::packing::{PackingError, pack, unpack};
use super::{KeptRun, RunHeader};
use xxhash_rust::xxh64::xxh64;

/// What every file begins with. Its line end is lost where a program takes the file for a text.
pub const MAGIC: [u8; 8] = *b"BPRUNS\r\n";

/// Version of the layout. A program reads its own and all earlier ones.
pub const SCHEMA: u32 = 1;

/// Bytes before the header, and of each checksum.
const START: usize = 20;
const CHECKSUM: usize = 8;

/// Longest header.
const LONGEST_HEADER: usize = 1 << 20;

/// Why bytes are no run that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Something else altogether.
    #[error("this is not a kept run: those begin with BPRUNS")]
    Foreign,
    /// Written by a newer program.
    #[error(
        "this run was kept by a newer program (schema {0}, and this one reads up to {SCHEMA}): it is left as it is"
    )]
    Newer(u32),
    /// The end is missing.
    #[error("this run is cut off: {0} of its bytes are missing")]
    CutOff(u64),
    /// A checksum says something else than the bytes.
    #[error("this run is damaged: the checksum of its {0} does not fit")]
    Damaged(&'static str),
    /// More bytes than it says.
    #[error("this run is damaged: {0} bytes stand behind its end")]
    TooLong(u64),
    /// A header that says nothing that can be understood.
    #[error("the header of this run can't be read: {0}")]
    Header(String),
    /// Results that can't be unpacked.
    #[error("the results of this run can't be read: {0}")]
    Results(#[from] PackingError),
    /// A part of it is not there.
    #[error("this run is damaged: there is no part of it with its {0}")]
    Missing(&'static str),
    /// Under another id than its own.
    #[error("this is the run {0}, which must be kept under its own id")]
    Misplaced(String),
    /// A fingerprint of other results.
    #[error("this run is damaged: its results are not those of its fingerprint")]
    OtherContent,
}

/// A run as the bytes of a file; the same run is always the same bytes.
pub fn to_bytes(run: &KeptRun) -> Vec<u8> {
    with_body(&run.header, &pack(&run.spec, &run.results))
}

fn with_body(header: &RunHeader, body: &[u8]) -> Vec<u8> {
    let mut bytes = beginning_of(header, body.len());
    bytes.extend_from_slice(body);
    bytes.extend_from_slice(&xxh64(body, 0).to_le_bytes());
    bytes
}

/// All that stands before a body of this length.
fn beginning_of(header: &RunHeader, body: usize) -> Vec<u8> {
    // Plain data, so that it can always be written.
    let header = serde_json::to_vec(header).unwrap_or_default();
    let mut bytes = Vec::with_capacity(START + header.len() + body + 2 * CHECKSUM);
    bytes.extend_from_slice(&MAGIC);
    for number in [SCHEMA, header.len() as u32, body as u32] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(&xxh64(&bytes, 0).to_le_bytes());
    bytes
}

/// The beginning of the same file, up to its body, with another header: see [`read_beginning`].
///
/// # Errors
/// Those of [`read_beginning`].
pub fn beginning_with(beginning: &[u8], header: &RunHeader) -> Result<Vec<u8>, FormatError> {
    read_beginning(beginning)?;
    Ok(beginning_of(header, lengths(beginning)?.1))
}

/// The same file with another header; the results are not unpacked.
///
/// # Errors
/// Those of [`header_of`].
pub fn with_header(bytes: &[u8], header: &RunHeader) -> Result<Vec<u8>, FormatError> {
    Ok(with_body(header, parts(bytes)?.1))
}

/// The header of a run, of which all bytes must be there: header and body are checked, and the results are not unpacked.
///
/// # Errors
/// Bytes that are no run of this or an earlier schema.
pub fn header_of(bytes: &[u8]) -> Result<RunHeader, FormatError> {
    Ok(parts(bytes)?.0)
}

/// How many bytes from the first hold the whole header; of those that are there, [`START`] must be.
///
/// # Errors
/// The beginning of something else, or of a newer schema.
pub fn header_length(beginning: &[u8]) -> Result<usize, FormatError> {
    Ok(START + lengths(beginning)?.0 + CHECKSUM)
}

/// The header of a run by its first bytes, and how many bytes the whole run has: what a list needs.
///
/// # Errors
/// Bytes that don't begin a run of this or an earlier schema.
pub fn read_beginning(beginning: &[u8]) -> Result<(RunHeader, u64), FormatError> {
    let (header, body) = lengths(beginning)?;
    let end = START + header;
    let checksum = beginning.get(end..end + CHECKSUM);
    let checksum = checksum.ok_or_else(|| FormatError::CutOff((end + CHECKSUM - beginning.len()) as u64))?;
    if xxh64(&beginning[..end], 0).to_le_bytes() != checksum {
        return Err(FormatError::Damaged("header"));
    }
    let read = serde_json::from_slice(&beginning[START..end]);
    let read = read.map_err(|error| FormatError::Header(error.to_string()))?;
    Ok((read, (end + body + 2 * CHECKSUM) as u64))
}

/// The run that a file holds: see [`to_bytes`].
///
/// # Errors
/// Bytes that are no run of this or an earlier schema: one sentence says why. No bytes make it panic or take more memory than
/// a run may.
pub fn from_bytes(bytes: &[u8]) -> Result<KeptRun, FormatError> {
    let (header, body) = parts(bytes)?;
    let (spec, results) = unpack(body)?;
    let run = KeptRun { header, spec, results };
    if run.content() == run.header.content { Ok(run) } else { Err(FormatError::OtherContent) }
}

/// Header and body of bytes that are whole.
fn parts(bytes: &[u8]) -> Result<(RunHeader, &[u8]), FormatError> {
    let (header, whole) = read_beginning(bytes)?;
    let there = bytes.len() as u64;
    if there < whole {
        return Err(FormatError::CutOff(whole - there));
    }
    if there > whole {
        return Err(FormatError::TooLong(there - whole));
    }
    let body = &bytes[header_length(bytes)?..bytes.len() - CHECKSUM];
    if xxh64(body, 0).to_le_bytes() != bytes[bytes.len() - CHECKSUM..] {
        return Err(FormatError::Damaged("results"));
    }
    Ok((header, body))
}

/// Lengths of header and body.
fn lengths(beginning: &[u8]) -> Result<(usize, usize), FormatError> {
    let known = beginning.len().min(MAGIC.len());
    if beginning.is_empty() || beginning[..known] != MAGIC[..known] {
        return Err(FormatError::Foreign);
    }
    let start =
        beginning.get(..START).ok_or_else(|| FormatError::CutOff((START - beginning.len()) as u64))?;
    let number = |at: usize| u32::from_le_bytes([start[at], start[at + 1], start[at + 2], start[at + 3]]);
    let (schema, header, body) = (number(8), number(12) as usize, number(16) as usize);
    match schema {
        1 if header <= LONGEST_HEADER => Ok((header, body)),
        0 | 1 => Err(FormatError::Damaged("header")),
        newer => Err(FormatError::Newer(newer)),
    }
}
