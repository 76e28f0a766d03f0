//! Other people's tools: they read what we write, and we read what they write. `scripts/test` installs them, pinned by
//! scripts/lib/python.txt, and runs these tests with PLAYGROUND_PYTHON:
//! `cargo test --test native -- --ignored interop::`.

mod csv_files;
mod logs;
mod parquet_files;
mod runs;
mod tables;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What a script of `tests/native/interop` prints, a line of JSON each.
fn python(script: &str, arguments: &[&str]) -> Vec<Value> {
    let python = std::env::var("PLAYGROUND_PYTHON")
        .expect("PLAYGROUND_PYTHON is the Python of scripts/test, .tools/python-tools/bin/python");
    let script = Path::new("tests/native/interop").join(script);
    let answer = Command::new(python).arg("-I").arg(&script).args(arguments).output().expect("Python starts");
    let errors = String::from_utf8_lossy(&answer.stderr);
    assert!(answer.status.success(), "{}: {errors}", script.display());
    let text = String::from_utf8(answer.stdout).expect("it is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
}
