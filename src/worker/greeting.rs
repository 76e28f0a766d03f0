//! The first message of a worker: a plain text, which programs of any two builds understand.

use std::fmt;

/// The number of the sources that this program was built from: the page and its engine must have the same.
pub const BUILD: &str = env!("PLAYGROUND_BUILD");

/// What a worker says first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Greeting {
    /// Its program runs, and was built from the sources of this number. Everything that it says from now on is a
    /// [`Report`](super::protocol::Report).
    Build(String),
    /// Its program can't be started.
    Failed(String),
}

/// Before the number of the sources.
const BUILT: &str = "build ";

/// Before the reason why a program can't be started: `index.html` writes it.
const FAILED: &str = "failed ";

impl Greeting {
    /// Reads the text of a worker; none for any other text.
    pub fn read(text: &str) -> Option<Greeting> {
        let build = text.strip_prefix(BUILT).map(|build| Greeting::Build(build.to_owned()));
        build.or_else(|| text.strip_prefix(FAILED).map(|reason| Greeting::Failed(reason.to_owned())))
    }

    /// Why a page can't work with the worker that says this, as one sentence; none where it can.
    pub fn refusal(&self) -> Option<String> {
        match self {
            Greeting::Build(build) if build == BUILD => None,
            Greeting::Build(build) => Some(format!(
                "The engine is of another build ({build}) than this page ({BUILD}), so that nothing can run: reload the page, and clear the browser's cache if that does not help."
            )),
            Greeting::Failed(reason) => Some(refused(reason)),
        }
    }
}

/// That the engine can't be started, with the reason.
pub fn refused(reason: &str) -> String {
    format!("The engine can't be started ({reason}), so that nothing can run: reload the page.")
}

impl fmt::Display for Greeting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Greeting::Build(build) => write!(formatter, "{BUILT}{build}"),
            Greeting::Failed(reason) => write!(formatter, "{FAILED}{reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What is written is read, whatever the build and the reason.
        #[test]
        fn greetings_survive_the_way(word in ".*") {
            for greeting in [Greeting::Build(word.clone()), Greeting::Failed(word.clone())] {
                prop_assert_eq!(Greeting::read(&greeting.to_string()), Some(greeting));
            }
        }
    }

    #[test]
    fn only_the_same_build_is_taken() {
        assert_eq!(Greeting::Build(BUILD.to_owned()).refusal(), None);
        let other = Greeting::Build("0123".to_owned()).refusal().unwrap_or_default();
        assert!(other.contains("another build (0123) than this page"), "{other}");
        let failed = Greeting::Failed("no memory".to_owned()).refusal().unwrap_or_default();
        assert!(failed.contains("can't be started (no memory)"), "{failed}");
        assert_eq!(Greeting::read("hello"), None);
    }
}
