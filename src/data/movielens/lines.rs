//! Lines of a source, read as they are unpacked.

use std::io::{self, BufRead, BufReader, Read};

use super::error::{DataError, Problems};
use super::progress::Meter;
use super::source::Source;

/// Longest line that is read, in bytes; the longest of any MovieLens file has a few hundred.
pub const LONGEST_LINE: usize = 4_096;

/// Bytes of text between two words of progress.
const REPORT_EVERY: u64 = 1 << 17;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What is done with a line: its number from 1, its bytes, and where what is wrong with it goes.
pub type Visit<'a> = dyn FnMut(u64, &[u8], &mut Problems) -> Result<(), DataError> + 'a;

/// Calls `visit` with the number (from 1) and the bytes of every line that is not blank, without its end.
///
/// # Errors
/// What can't be unpacked, or what `visit` says.
pub fn each_line(
    source: &Source<'_>,
    problems: &mut Problems,
    meter: &mut Meter<'_>,
    visit: &mut Visit<'_>,
) -> Result<(), DataError> {
    let failed = |error: &io::Error| DataError::of_reading(&source.given, error, source.most_bytes);
    source.open(&mut |reader| {
        let mut reader = BufReader::with_capacity(1 << 16, reader);
        let (mut line, mut number, mut done, mut reported) = (Vec::new(), 0_u64, 0_u64, 0_u64);
        loop {
            line.clear();
            let limit = LONGEST_LINE as u64 + 1;
            let read = reader.by_ref().take(limit).read_until(b'\n', &mut line).map_err(|e| failed(&e))?;
            if read == 0 {
                meter.reach(1.0);
                return Ok(());
            }
            number += 1;
            if line.len() > LONGEST_LINE {
                // What follows has no lines that could be counted.
                let reason =
                    format!("the line is longer than {LONGEST_LINE} bytes, and none of MovieLens' is");
                problems.add(&source.name, number, reason);
                return Ok(());
            }
            done += read as u64;
            if done - reported >= REPORT_EVERY {
                reported = done;
                meter.reach(done as f64 / source.size.max(1) as f64);
            }
            let text = without_end(&line, number == 1);
            if !text.trim_ascii().is_empty() {
                visit(number, text, problems)?;
            }
        }
    })
}

fn without_end(line: &[u8], first: bool) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if first { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line) } else { line }
}

/// The lines at the beginning of a file of which `head` is the beginning, `whole` says whether it is all of it.
pub fn first_lines(head: &[u8], whole: bool) -> Vec<&[u8]> {
    let mut lines: Vec<&[u8]> = head.split_inclusive(|byte| *byte == b'\n').collect();
    if !whole && lines.len() > 1 {
        lines.pop();
    }
    let ends = lines.into_iter().enumerate().map(|(index, line)| without_end(line, index == 0));
    ends.filter(|line| !line.trim_ascii().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_marks_and_blank_lines_are_taken_off() {
        let lines = first_lines(b"\xef\xbb\xbfa,b\r\n\r\n  \n1,2\ncut", true);
        assert_eq!(lines, [b"a,b".as_slice(), b"1,2", b"cut"]);
        assert_eq!(first_lines(b"a\ncut", false), [b"a"]);
        assert_eq!(first_lines(b"one long line", false), [b"one long line".as_slice()]);
    }
}
