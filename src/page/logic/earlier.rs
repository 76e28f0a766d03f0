//! The runs that the page keeps, in words.

use crate::chart::numbers::{counted, whole};
use crate::session::{Question, Session};

/// Each run that is kept, the last first: who took part, for how long, and what became of it.
pub fn earlier(session: &Session) -> Vec<String> {
    let words = session.earlier().map(|(experiment, rounds, digest)| {
        let more = match experiment.policies.len() {
            0 | 1 => String::new(),
            all => format!(" and {} more", all - 1),
        };
        let fate = match digest {
            Some(digest) => format!("digest {}", digest.digest.get(..8).unwrap_or(&digest.digest)),
            None => format!("stopped at round {}", whole(rounds)),
        };
        format!("{}{more}, {}, {fate}", experiment.label(0), counted(experiment.horizon, "round", "rounds"))
    });
    words.collect()
}

/// What is asked where a long run, in milliseconds of computing, would end.
pub fn question_words(question: Question, worked: f64) -> String {
    let what = match question {
        Question::Replay(_) => "Start again from round 0?",
        Question::Change => "Start again with the changed settings?",
        Question::Earlier(_) => "Stop it and show the earlier run?",
    };
    format!("This run has computed for {} seconds. {what}", (worked / 1_000.0) as u64)
}

/// What is offered after the page was closed during a long run.
pub fn unfinished_words(unfinished: &Unfinished, horizon: u64) -> String {
    format!("The run was at round {} of {} when the page closed.", whole(unfinished.round), whole(horizon))
}

/// A run that was under way when the page closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfinished {
    /// The round that it stood at.
    pub round: u64,
    /// Seconds that it had computed.
    pub seconds: u64,
    /// The link of its experiment.
    pub link: String,
}

impl Unfinished {
    /// In a line, to be remembered.
    pub fn line(&self) -> String {
        format!("{} {} {}", self.round, self.seconds, self.link)
    }

    /// Reads such a line; none where it is another.
    pub fn read(line: &str) -> Option<Unfinished> {
        let mut parts = line.splitn(3, ' ');
        let mut number = || parts.next()?.parse().ok();
        let (round, seconds) = (number()?, number()?);
        Some(Unfinished { round, seconds, link: parts.next().filter(|link| !link.is_empty())?.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_remembered_is_read_again(round: u64, seconds: u64, link in "#1[a-z=;& ]{0,30}") {
            let unfinished = Unfinished { round, seconds, link };
            prop_assert_eq!(Unfinished::read(&unfinished.line()), Some(unfinished));
        }

        #[test]
        fn anything_else_is_no_run(line in "[a-z0-9 ]{0,20}") {
            if let Some(read) = Unfinished::read(&line) {
                prop_assert_eq!(Unfinished::read(&read.line()), Some(read));
            }
        }
    }

    #[test]
    fn a_line_that_is_cut_is_none() {
        for line in ["", "12", "12 40", "12 40 ", "a b #1"] {
            assert_eq!(Unfinished::read(line), None, "{line}");
        }
    }
}
