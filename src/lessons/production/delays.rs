//! Delays and batches.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1c=lin_ts&c=random&f=delay=300&horizon=3000&seeds=8",
    claims: &[
        Claim::misses_less(
            policy(0).after(600),
            &[policy(0).up_to(600)],
            "The agent misses less than a half in the last 2,400 rounds of what it missed in the first 600.",
        )
        .times(2.0),
        Claim::misses_less(
            policy(0),
            &[policy(1)],
            "Even so it misses less than a quarter of what chance misses.",
        )
        .times(4.0),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "delays",
    title: "Feedback comes late",
    path: Path::Production,
    minutes: 8,
    steps: &[
        Step {
            title: "A film takes two hours",
            text: &[
                "A [reward] is rarely there at once: a film has to be watched, a purchase made. Until then the agent chooses for other users without it. With a delay of 300 [rounds|round] it learns in round 301 what it did in round 1.",
                "Batches are similar: rewards are collected and handed over together, for instance once a night. In a batch of 300 the first reward waits 299 rounds, the last not at all.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(301)).with(&[0])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Linear [Thompson sampling] on twenty films, 3,000 users, a delay of 300 rounds. A random agent loses about 3.1 stars in each round.",
            ],
            scene: Some(end_of(&RUN).at(At::Start)),
            task: Task::Predict(Prediction {
                question: "How much [regret] has it after 600, 1,200, ... 3,000 rounds?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 4_000.0, shape: Shape::Flattens }),
                winner: None,
                why: "In the first 300 rounds it knows nothing: about $300 cdot 3.1$ stars. Then it learns as fast as ever, only 300 rounds behind.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "A constant delay is paid once, at the start. Its price is about the delay times what not knowing costs.",
            ],
            scene: Some(end_of(&RUN)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["No delay now, but batches."],
            scene: None,
            task: Task::Change(Change {
                link: "#1c=lin_ts&horizon=3000&seeds=16",
                what: Changed::Setting("feedback", "batch"),
                values: &["1", "10", "100", "1000"],
                question: "What happens to regret as batches grow from 1 to 1,000 rounds?",
                ask: Ask::Trend(0, &REGRET),
                expected: 0,
                why: "Within a batch the agent can't learn from its own mistakes. From 1 to 10 rounds regret hardly changes; with 1,000, a third of the run passes before it knows anything.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "While it waits, a fixed rule takes one arm again and again, unless it counts choices under way, as here. Agents that draw at random vary by themselves.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Joulani, György and Szepesvári 2013",
                    title: "Online Learning under Delayed Feedback",
                    section: "the introduction, and the black-box algorithms for stochastic problems",
                },
                Source {
                    authors: "Chapelle and Li 2011",
                    title: "An Empirical Evaluation of Thompson Sampling",
                    section: "section 3, on delay",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "The lesson on context; nothing of probability beyond means.",
        misconceptions: &[
            "“A delay slows learning down in proportion.” It shifts it; the loss is added once.",
            "“Late feedback gets lost.” It arrives and counts for the user and film to which it belongs.",
        ],
    },
};
