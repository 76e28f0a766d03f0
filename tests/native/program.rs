//! The program as a person starts it, for the tests of its commands.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program with these arguments, and nothing to read.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bandit-playground"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What it answers.
pub fn ask(arguments: &[&str]) -> Output {
    program(arguments).output().expect("the program starts")
}

/// What it writes to standard output, where it does what it is asked.
pub fn text(arguments: &[&str]) -> String {
    let answer = ask(arguments);
    assert!(answer.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&answer.stderr));
    String::from_utf8(answer.stdout).expect("it is UTF-8")
}

/// The same as JSON.
pub fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&text(arguments)).expect("standard output is JSON and nothing else")
}

/// The one line in which it says why it does not.
pub fn refused(arguments: &[&str]) -> String {
    let answer = ask(arguments);
    assert_eq!(answer.status.code(), Some(2), "{arguments:?}");
    let errors = String::from_utf8(answer.stderr).expect("it is UTF-8");
    assert_eq!(errors.trim_end().lines().count(), 1, "{errors}");
    errors
}

/// A file of a folder, as an argument.
pub fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().expect("it is UTF-8").to_owned()
}
