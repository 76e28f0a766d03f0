//! Whether a run reproduces the digest that came with its link, and what is said of it.

use std::cmp::Ordering;

use crate::results::digest::RunDigest;

/// Whether a finished run has the digest that came with its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The same bits.
    Reproduced,
    /// Other bits by the same numerics.
    Differs,
    /// Other bits, as earlier numerics gave them.
    Earlier,
    /// Other bits, as later numerics give them.
    Later,
}

impl Verdict {
    /// Of a run with the digest `found`, by the digest `expected` of its link. Equal bits are reproduced, whichever
    /// numerics gave them.
    pub fn of(found: &RunDigest, expected: &RunDigest) -> Verdict {
        match expected.numerics.cmp(&found.numerics) {
            _ if expected.digest == found.digest => Verdict::Reproduced,
            Ordering::Equal => Verdict::Differs,
            Ordering::Less => Verdict::Earlier,
            Ordering::Greater => Verdict::Later,
        }
    }

    /// What the page says; `engine` is the version of this one.
    pub fn sentence(self, expected: &RunDigest, engine: &str) -> String {
        let digest = &expected.digest;
        match self {
            Verdict::Reproduced => {
                "✓ Reproduced, bit for bit: this run has the digest that came with the link.".to_owned()
            }
            Verdict::Differs => format!(
                "✗ Differs: the link came with {digest}. It may have been edited, or made by another version of the engine (this one is {engine})."
            ),
            Verdict::Earlier => format!(
                "The link came with {digest}, made with an earlier version, whose results this one does not repeat."
            ),
            Verdict::Later => format!(
                "The link came with {digest}, made with a later version: reload the page to get the newest."
            ),
        }
    }
}

/// What is said after the digest of a link before its run is through; `numerics` are those of this version.
pub fn before_the_run(expected: &RunDigest, numerics: u32) -> &'static str {
    match expected.numerics.cmp(&numerics) {
        Ordering::Equal => "and this run will show whether it has that digest.",
        Ordering::Less => "(made with an earlier version, whose results this one may not repeat).",
        Ordering::Greater => "(made with a later version: reload the page to get the newest).",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numerics: u32, digest: &str) -> RunDigest {
        RunDigest { numerics, digest: digest.to_owned() }
    }

    #[test]
    fn only_the_same_numerics_can_differ() {
        let (one, other) = ("00ff00ff00ff00ff", "0123456789abcdef");
        for found in 1..4 {
            for expected in 1..4 {
                let verdict = Verdict::of(&of(found, one), &of(expected, other));
                let sentence = verdict.sentence(&of(expected, other), "0.1.0");
                assert!(sentence.contains(other), "{sentence}");
                assert_eq!(sentence.contains("Differs"), found == expected, "{sentence}");
                assert_eq!(
                    sentence.contains("made with an earlier version, whose results this one does not repeat"),
                    expected < found,
                    "{sentence}"
                );
                let later = "made with a later version: reload the page to get the newest";
                assert_eq!(sentence.contains(later), expected > found, "{sentence}");
                assert_eq!(Verdict::of(&of(found, one), &of(expected, one)), Verdict::Reproduced);
            }
        }
    }

    #[test]
    fn a_promise_is_made_for_the_same_numerics_only() {
        assert!(before_the_run(&of(2, ""), 2).contains("this run will show"));
        assert!(before_the_run(&of(1, ""), 2).contains("earlier version"));
        assert!(before_the_run(&of(3, ""), 2).contains("later version"));
    }
}
