//! `bundle`: MovieLens files packed into the compact form that the page loads.

use std::path::{Path, PathBuf};

use super::data::{LimitArguments, ReadingArguments, described, read, write_whole};
use super::{Failure, files, output};
use crate::data::{Dataset, bundle as codec, known};

/// `bundle`. The times go with the ratings, or into a file of their own.
pub fn bundle(
    paths: &[PathBuf],
    limits: &LimitArguments,
    out: &Path,
    times: Option<&Path>,
) -> Result<(), Failure> {
    files::check_file(out)?;
    times.map(files::check_file).transpose()?;
    let read = read(paths, limits, &ReadingArguments::default(), None)?;
    let Some(ratings) = known::<Dataset>(&*read.data) else {
        let (name, kind) = (&read.name, read.data.kind());
        return Err(Failure::Input(format!(
            "{name} is {}, and only MovieLens ratings can be packed",
            kind.words.a
        )));
    };
    let bytes = match times {
        None => codec::encode_smallest(ratings),
        Some(_) if !ratings.has_times() => {
            return Err(Failure::Input(format!(
                "{} does not say when its ratings were given, so that --times has nothing to write",
                read.name
            )));
        }
        Some(_) => codec::encode_smallest(&ratings.clone().without_times()),
    };
    write_whole(out, &bytes)?;
    output::print(&format!("{}: {} bytes; {}", out.display(), bytes.len(), described(&read, false)))?;
    if let Some(times) = times {
        let bytes = codec::times::encode(ratings);
        write_whole(times, &bytes)?;
        output::print(&format!("{}: {} bytes; their times", times.display(), bytes.len()))?;
    }
    Ok(())
}
