//! A wrong model of how users read.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=drawn_slates;attractions=uniform&c=cascade_ts&c=pbm_ts&c=random_slate&k=position_based;eta=0&horizon=1500",
    claims: &[
        Claim::misses_less(
            policy(1),
            &[policy(0)],
            "The ranker with the right model of reading misses less.",
        ),
        Claim::misses_less(
            policy(0),
            &[policy(2)],
            "Even with the wrong model, CascadeTS misses less than a half of what chance misses.",
        )
        .times(2.0),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "cascades",
    title: "Who reads to the end?",
    path: Path::Slates,
    minutes: 8,
    steps: &[
        Step {
            title: "An assumption about people",
            text: &[
                "A ranker never sees eyes, only clicks. It needs a [click model]: an assumption about how users read. CascadeTS assumes the [cascade]: below the click nothing was seen, so it learns nothing from there.",
                "PBM-TS assumes that each place is looked at with a known probability, whatever was clicked above; several clicks are possible.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &["These users look at all four places, always, and click whatever attracts."],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "Which of the two ends with less [regret]?",
                metric: &REGRET,
                curve: None,
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "After a click at the top, CascadeTS throws away what users did at the three places below. PBM-TS learns from all four.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "The wrong model learns more slowly here, but it does learn: what it counts is true, it only counts less.",
            ],
            scene: Some(end_of(&RUN).with(&[0, 1])),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Make the slate shorter or longer than four places."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=drawn_slates;attractions=uniform&c=cascade_ts&c=pbm_ts&k=position_based;eta=0&horizon=1500",
                what: Changed::Environment("slots"),
                values: &["1", "4", "8"],
                question: "From how many places on does the right model, PBM-TS, miss less?",
                ask: Ask::From(Claim::misses_less(policy(1), &[policy(0)], "PBM-TS misses less.")),
                expected: 1,
                why: "With one place there is nothing below a click, and both models say the same. With more places the cascade throws more away.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "Some rankers need no particular click model: what TopRank assumes holds in both of these. They pay with more rounds.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Chuklin, Markov and de Rijke 2015",
                    title: "Click Models for Web Search",
                    section: "chapter 3",
                },
                Source {
                    authors: "Lattimore, Kveton, Li and Szepesvári 2018",
                    title: "TopRank: A Practical Algorithm for Online Stochastic Ranking",
                    section: "the assumptions on clicks, and the algorithm",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "The lessons on clicks and on position bias.",
        misconceptions: &[
            "“A wrong model learns nothing.” It depends on what it gets wrong: here it discards evidence, in the lesson on position bias it miscounts it.",
            "“Clicks show what users saw.” They show what was clicked; what was seen is an assumption.",
        ],
    },
};
