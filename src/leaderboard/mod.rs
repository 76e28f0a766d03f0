//! A ranking of results that people send as links, without a server: each link is run again, and what does not reproduce, or
//! breaks the rules of the task, has no rank.
//!
//! [`entries`] finds the links in any text (a chat, a mail, a column of a spreadsheet), a [`Task`] says what all have to have in
//! common, an [`Outcome`] is what a run here came to, and [`standings`] puts all of it in order.
//!
//! # Examples
//! ```
//! use bandit_playground::leaderboard::{Entry, Outcome, Task, Verdict, entries, standings};
//! use bandit_playground::simulation::{Sources, run};
//!
//! let pasted = "Maren: https://example.org/#1w=bernoulli&c=ucb1&horizon=500&seeds=8\n\
//!               Jun: https://example.org/#1w=bernoulli&c=random&horizon=500&seeds=8\n\
//!               Okan: https://example.org/#1w=bernoulli&c=random&horizon=900&seeds=8";
//! let found: Vec<Entry> = entries(pasted);
//! let task = Task::of(&found[0].link.as_ref().expect("a link").experiment);
//! let outcome = |entry: &Entry| {
//!     let experiment = &entry.link.as_ref().expect("a link").experiment;
//!     Ok(Outcome::of(&run(experiment, Sources::default()).expect("it can be run"), task.metric).expect("it has finished"))
//! };
//! let outcomes: Vec<_> = found.iter().map(|entry| Some(outcome(entry))).collect();
//! let rows = standings(&found, &task, &outcomes);
//! let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
//! assert_eq!(names, ["Maren", "Jun", "Okan"]);
//! assert_eq!((rows[0].rank, rows[1].rank, rows[2].rank), (Some((1, 1)), Some((2, 2)), None));
//! assert!(matches!(&rows[2].verdict, Verdict::BrokeRule(rules) if rules == &["horizon: 900, not 500 rounds"]));
//! ```

mod entries;
mod lines;
mod outcome;
mod standings;
mod task;

pub use entries::{Entry, entries};
pub use lines::{Line, lines, to_csv};
pub use outcome::{Outcome, Result, Verdict};
pub use standings::{Row, standings, summary};
pub use task::Task;
