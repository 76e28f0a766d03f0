//! Lessons: a few minutes each, with a prediction before a run, one thing to change and questions that runs answer.
//!
//! A lesson is plain data, one file each. Its paragraphs hold terms and formulas ([`text`]); its steps set a scene (an
//! experiment, a round, policies in front) and ask for a [`Prediction`] or a [`Change`]. What the texts say of outcomes stands
//! in [`Claim`](crate::stories::Claim)s and in the `expected` fields of predictions and changes: `tests/native/lessons.rs` runs
//! all of them and fails where one does not hold by several standard errors. What a person is told after a run is made from
//! that run ([`Score`], [`Mark`], [`Finding`](crate::stories::Finding)).
//!
//! What a person has done is a [`Progress`].

mod change;
mod context;
pub mod curve;
mod first_steps;
mod formula;
mod lesson;
mod prediction;
mod production;
mod progress;
mod slates;
pub mod text;

pub use change::{Answer, Ask, Change, Changed, Mark, TRENDS, Trend};
pub use curve::{POINTS, SHAPES, Shape, rounds};
pub use formula::{Formula, FormulaError, MathNode};
pub use lesson::{At, Lesson, PATHS, Path, Run, Scene, Source, Step, Task, Teacher};
pub use prediction::{Contest, Guess, Prediction, Score, Sketched};
pub use progress::{Progress, Record, Said};

/// All lessons, in the order in which they are taken: path by path.
pub static LESSONS: &[&Lesson] = &[
    &first_steps::explore::LESSON,
    &first_steps::regret::LESSON,
    &first_steps::optimism::LESSON,
    &first_steps::posterior::LESSON,
    &first_steps::epsilon::LESSON,
    &first_steps::seeds::LESSON,
    &context::context_matters::LESSON,
    &context::cold_start::LESSON,
    &context::interactions::LESSON,
    &context::nonlinear::LESSON,
    &context::representation::LESSON,
    &context::wheel::LESSON,
    &slates::clicks::LESSON,
    &slates::position_bias::LESSON,
    &slates::cascades::LESSON,
    &slates::diversity::LESSON,
    &slates::popularity::LESSON,
    &production::logs::LESSON,
    &production::averages::LESSON,
    &production::change::LESSON,
    &production::delays::LESSON,
    &production::serving::LESSON,
    &production::reinforce::LESSON,
];

/// The lesson of that id.
pub fn find(id: &str) -> Option<&'static Lesson> {
    LESSONS.iter().copied().find(|lesson| lesson.id == id)
}

/// The lessons of a path, in order.
pub fn of_path(path: Path) -> impl Iterator<Item = &'static Lesson> {
    LESSONS.iter().copied().filter(move |lesson| lesson.path == path)
}

#[cfg(test)]
mod tests;
