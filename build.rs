//! Gives both programs the number of the sources that they are built from, so that a page can tell whether an engine is
//! of its own build.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a program is made of, and what each of its files changes.
const SOURCES: [&str; 4] = ["src", "static/data", "Cargo.toml", "Cargo.lock"];

/// Whether policies can be asked for their probabilities, recorded, saved and loaded (`cfg(policies)`): everywhere but in the engine
/// that comes first, which would be a tenth larger and has no use for it.
fn has_policies() -> bool {
    std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() != Ok("wasm32")
        || std::env::var_os("CARGO_FEATURE_STARTER").is_none()
}

fn main() -> io::Result<()> {
    println!("cargo::rustc-check-cfg=cfg(policies)");
    if has_policies() {
        println!("cargo::rustc-cfg=policies");
    }
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(Path::new(source), &mut files)?;
    }
    files.sort();
    let mut number = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        let name = file.to_string_lossy().replace('\\', "/");
        for byte in name.bytes().chain(fs::read(&file)?) {
            // FNV-1a
            number = (number ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    println!("cargo::rustc-env=PLAYGROUND_BUILD={number:016x}");
    Ok(())
}

/// The files at this path: itself, or those below it.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    fs::read_dir(path)?.try_for_each(|entry| collect(&entry?.path(), files))
}
