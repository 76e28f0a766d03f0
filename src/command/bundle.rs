//! `bundle`: MovieLens files packed into the compact form that the page loads.

use std::path::{Path, PathBuf};

use super::data::{LimitArguments, ReadingArguments, described, read, write_whole};
use super::{Failure, files, output};
use crate::data::{Dataset, bundle as codec, known};

/// `bundle`
pub fn bundle(paths: &[PathBuf], limits: &LimitArguments, out: &Path) -> Result<(), Failure> {
    files::check_file(out)?;
    let read = read(paths, limits, &ReadingArguments::default(), None)?;
    let Some(ratings) = known::<Dataset>(&*read.data) else {
        let (name, kind) = (&read.name, read.data.kind());
        return Err(Failure::Input(format!(
            "{name} is {}, and only MovieLens ratings can be packed",
            kind.words.a
        )));
    };
    let bytes = codec::encode_smallest(ratings);
    write_whole(out, &bytes)?;
    output::print(&format!("{}: {} bytes; {}", out.display(), bytes.len(), described(&read, false)))
}
