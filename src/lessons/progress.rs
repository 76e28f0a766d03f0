//! What a person has done of the lessons: plain data, which the page keeps in the browser as a short text.
//!
//! Two tabs may have gone on from the same state, so two states are merged: what is done in one of them is done, and of two
//! records of one step the later one counts, which is the one with more tries. Merging is commutative, associative and
//! idempotent, so tabs agree whatever the order in which they hear of each other.

use std::collections::{BTreeMap, BTreeSet};

/// What is done of all lessons.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    lessons: BTreeMap<String, BTreeMap<u8, Record>>,
}

/// What is done of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Record {
    /// How often a prediction or an answer was given; 0 where the step was read or skipped.
    pub tries: u16,
    /// The score of the last one, from 0 to 100; a right answer has 100.
    pub score: u8,
    /// What was said then.
    pub said: Said,
}

/// A prediction or an answer, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Said {
    /// Nothing: the step was read or skipped.
    #[default]
    Nothing,
    /// The option at this place: a winner, a shape or an answer.
    Option(u8),
    /// A sketch, rounded to whole numbers.
    Sketch([i32; super::curve::POINTS]),
}

impl Progress {
    /// The steps that are done of a lesson.
    pub fn done(&self, lesson: &str) -> BTreeSet<u8> {
        self.lessons.get(lesson).into_iter().flatten().map(|(step, _)| *step).collect()
    }

    /// Whether so many steps of a lesson are done, from the first on.
    pub fn is_done(&self, lesson: &str, steps: usize) -> bool {
        (0..steps).all(|step| u8::try_from(step).is_ok_and(|step| self.record(lesson, step).is_some()))
    }

    /// What is done of a step.
    pub fn record(&self, lesson: &str, step: u8) -> Option<Record> {
        self.lessons.get(lesson)?.get(&step).copied()
    }

    /// Marks a step as read or skipped; what was said before stays.
    pub fn read(&mut self, lesson: &str, step: u8) {
        self.lessons.entry(lesson.to_owned()).or_default().entry(step).or_default();
    }

    /// Keeps a prediction or an answer with its score.
    pub fn say(&mut self, lesson: &str, step: u8, said: Said, score: u8) {
        if said == Said::Nothing {
            return self.read(lesson, step);
        }
        let record = self.lessons.entry(lesson.to_owned()).or_default().entry(step).or_default();
        *record = Record { tries: record.tries.saturating_add(1), score: score.min(100), said };
    }

    /// Keeps the score of what was said last, once it is known.
    pub fn score(&mut self, lesson: &str, step: u8, score: u8) {
        let record = self.lessons.get_mut(lesson).and_then(|steps| steps.get_mut(&step));
        if let Some(record) = record.filter(|record| record.said != Said::Nothing) {
            record.score = score.min(100);
        }
    }

    /// Forgets a lesson.
    pub fn forget(&mut self, lesson: &str) {
        self.lessons.remove(lesson);
    }

    /// Takes over what another tab has done.
    pub fn merge(&mut self, other: &Progress) {
        for (lesson, steps) in &other.lessons {
            let own = self.lessons.entry(lesson.clone()).or_default();
            for (step, record) in steps {
                let kept = own.entry(*step).or_default();
                *kept = (*kept).max(*record);
            }
        }
    }

    /// As a text: `regret:0,1-1-100-2,2-3-64-10/20/30/40/50;optimism:0`.
    pub fn encode(&self) -> String {
        let lessons = self.lessons.iter().map(|(id, steps)| {
            let steps: Vec<String> = steps.iter().map(|(step, record)| record.encode(*step)).collect();
            format!("{id}:{}", steps.join(","))
        });
        lessons.collect::<Vec<String>>().join(";")
    }

    /// Reads such a text. What can't be read in it is left out: it may have been written by a later version.
    pub fn decode(text: &str) -> Progress {
        let mut progress = Progress::default();
        let lessons = text.split(';').filter_map(|lesson| lesson.split_once(':'));
        for (id, steps) in lessons.filter(|(id, _)| is_id(id)) {
            let steps: BTreeMap<u8, Record> = steps.split(',').filter_map(Record::decode).collect();
            if !steps.is_empty() {
                progress.merge(&Progress { lessons: [(id.to_owned(), steps)].into() });
            }
        }
        progress
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

impl Record {
    fn encode(self, step: u8) -> String {
        let Record { tries, score, said } = self;
        match said {
            Said::Nothing => step.to_string(),
            Said::Option(option) => format!("{step}-{tries}-{score}-{option}"),
            Said::Sketch(points) => {
                let points = points.map(|point| point.to_string()).join("/");
                format!("{step}-{tries}-{score}-{points}")
            }
        }
    }

    fn decode(text: &str) -> Option<(u8, Record)> {
        let mut pieces = text.splitn(4, '-');
        let step = pieces.next()?.parse().ok()?;
        let Some(tries) = pieces.next() else { return Some((step, Record::default())) };
        let tries = tries.parse().ok().filter(|tries| *tries > 0)?;
        let score = pieces.next()?.parse().ok().filter(|score| *score <= 100)?;
        let said = pieces.next()?;
        let said = if said.contains('/') {
            let points: Option<Vec<i32>> = said.split('/').map(|point| point.parse().ok()).collect();
            Said::Sketch(points?.try_into().ok()?)
        } else {
            Said::Option(said.parse().ok()?)
        };
        Some((step, Record { tries, score, said }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said() -> impl Strategy<Value = Said> {
        prop_oneof![
            Just(Said::Nothing),
            any::<u8>().prop_map(Said::Option),
            proptest::array::uniform5(any::<i32>()).prop_map(Said::Sketch),
        ]
    }

    fn progress() -> impl Strategy<Value = Progress> {
        proptest::collection::vec(("[a-c]", 0..4_u8, said(), 0..=100_u8), 0..12).prop_map(|events| {
            let mut progress = Progress::default();
            for (lesson, step, said, score) in events {
                match said {
                    Said::Nothing => progress.read(&lesson, step),
                    said => progress.say(&lesson, step, said, score),
                }
            }
            progress
        })
    }

    fn merged(one: &Progress, other: &Progress) -> Progress {
        let mut merged = one.clone();
        merged.merge(other);
        merged
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(progress in progress()) {
            prop_assert_eq!(Progress::decode(&progress.encode()), progress);
        }

        #[test]
        fn tabs_agree_whatever_the_order(a in progress(), b in progress(), c in progress()) {
            prop_assert_eq!(merged(&a, &b), merged(&b, &a));
            prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
            prop_assert_eq!(merged(&a, &a), a.clone());
            for lesson in ["a", "b", "c"] {
                let both: BTreeSet<u8> = a.done(lesson).union(&b.done(lesson)).copied().collect();
                prop_assert_eq!(merged(&a, &b).done(lesson), both);
            }
        }

        /// Any text is read as something, and what was read is written as it is read again.
        #[test]
        fn any_text_can_be_read(text in "[a-c:;,/0-9-]{0,40}|.{0,40}") {
            let progress = Progress::decode(&text);
            prop_assert_eq!(Progress::decode(&progress.encode()), progress);
        }
    }

    #[test]
    fn the_later_answer_of_a_step_counts() {
        let mut first = Progress::default();
        first.say("regret", 1, Said::Option(0), 0);
        let mut second = first.clone();
        second.say("regret", 1, Said::Option(2), 100);
        first.read("regret", 0);
        first.merge(&second);
        assert_eq!(first.record("regret", 1), Some(Record { tries: 2, score: 100, said: Said::Option(2) }));
        first.read("regret", 1);
        assert_eq!(first.record("regret", 1).map(|record| record.tries), Some(2), "reading keeps it");
        first.score("regret", 1, 40);
        first.score("regret", 0, 40);
        assert_eq!(first.record("regret", 1).map(|record| (record.tries, record.score)), Some((2, 40)));
        assert_eq!(first.record("regret", 0), Some(Record::default()), "what was only read has no score");
        assert!(first.is_done("regret", 2) && !first.is_done("regret", 3) && !first.is_done("optimism", 1));
        first.forget("regret");
        assert_eq!(first, Progress::default());
    }
}
