//! What was said of the runs that can be shown again.

use crate::session::MOST_KEPT;

/// What is said of an experiment on the page, beside its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// Place of the story that it is, or came from.
    pub story: usize,
    /// The title that a person gave it.
    pub title: String,
    /// What a person wrote of it.
    pub note: String,
}

/// What was said of the last runs, by the links of their experiments, the last first.
#[derive(Debug, Default)]
pub struct SaidOfRuns(Vec<(String, Said)>);

impl SaidOfRuns {
    /// Remembers it: of as many runs as are shown or kept.
    pub fn remember(&mut self, link: String, said: Said) {
        self.0.retain(|(of, _)| *of != link);
        self.0.insert(0, (link, said));
        self.0.truncate(MOST_KEPT + 1);
    }

    /// What was said of the experiment of this link.
    pub fn of(&self, link: &str) -> Option<&Said> {
        self.0.iter().find(|(of, _)| of == link).map(|(_, said)| said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_of_each_run_are_remembered() {
        let said = |title: &str| Said { title: title.to_owned(), ..Said::default() };
        let mut all = SaidOfRuns::default();
        all.remember("a".to_owned(), said("First"));
        all.remember("b".to_owned(), said("Second"));
        all.remember("a".to_owned(), said("Changed"));
        assert_eq!(
            (all.of("a"), all.of("b"), all.of("c")),
            (Some(&said("Changed")), Some(&said("Second")), None)
        );
        for number in 0..MOST_KEPT {
            all.remember(number.to_string(), said("Another"));
        }
        assert_eq!((all.of("a"), all.of("b")), (Some(&said("Changed")), None), "the oldest goes");
    }
}
