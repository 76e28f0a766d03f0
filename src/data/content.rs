//! What a file is by its first bytes, where it is not what it should be, and what is wrong with a zip: in words for people.

use zip::result::ZipError;

/// What a zip or a file of columns that can't be unpacked is.
pub const DAMAGED: &str = "it is cut off or damaged: fetch or write it again";

/// How much of a file is looked at.
pub const LOOKED_AT: usize = 512;

/// What a file that begins with these bytes is, with an article; none where nothing is known of it.
pub fn kind(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let begins = |mark: &[u8]| text.get(..mark.len()).is_some_and(|own| own.eq_ignore_ascii_case(mark));
    let is_text = || {
        let is_odd = |byte: &u8| *byte < b' ' && !byte.is_ascii_whitespace();
        !text.is_empty() && !text.iter().any(is_odd)
    };
    match head {
        [b'P', b'K', 3 | 5 | 7, ..] => Some("a zip"),
        [0x1f, 0x8b, ..] => Some("a gzip file"),
        [b'P', b'A', b'R', b'1', ..] => Some("a Parquet file"),
        _ if begins(b"<!doctype html") || begins(b"<html") => Some("a web page"),
        _ if is_text() => Some("plain text"),
        _ => None,
    }
}

/// Why a file that should be something else can't be read, as the rest of a sentence: it is empty, of another kind, or damaged.
pub fn instead_of(wanted: &str, bytes: &[u8]) -> String {
    match kind(bytes) {
        _ if bytes.is_empty() => "it is empty: fetch or write it again".to_owned(),
        Some("a web page") => {
            format!(
                "it is a web page and not {wanted}: fetch the file itself, which a link on that page may lead to"
            )
        }
        Some(kind) if kind != wanted => format!("it is {kind} and not {wanted}: give {wanted}"),
        _ => DAMAGED.to_owned(),
    }
}

/// What is wrong with a zip, as the rest of a sentence.
pub fn zip_fault(error: &ZipError) -> &'static str {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            "it is locked with a password: pack it without one"
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            "it is packed in a way that can't be read here: pack it as a plain zip (deflate)"
        }
        _ => DAMAGED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_what_they_hold() {
        for (bytes, expected) in [
            (&b"PK\x03\x04..."[..], Some("a zip")),
            (b"\x1f\x8b\x08", Some("a gzip file")),
            (b"PAR1\x15", Some("a Parquet file")),
            (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><title>404", Some("a web page")),
            (b"<html lang=\"en\">", Some("a web page")),
            (b"action,reward\n", Some("plain text")),
            (b"PK, a name\n", Some("plain text")),
            (b"\0\x01", None),
            (b"", None),
        ] {
            assert_eq!(kind(bytes), expected, "{bytes:?}");
        }
        assert_eq!(instead_of("a zip", b"PK\x03\x04"), DAMAGED);
        assert_eq!(instead_of("a zip", b"a,b\n"), "it is plain text and not a zip: give a zip");
        assert!(instead_of("a zip", b"").starts_with("it is empty"));
    }
}
