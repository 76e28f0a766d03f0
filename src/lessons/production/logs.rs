//! Learning from a log of random choices.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1c=lin_ucb;alpha=0;label=Greedy&c=lin_ucb;alpha=3;label=Explores&warm=rounds=300&horizon=3000&seeds=8",
    claims: &[
        Claim::misses_less(
            policy(0).after(300),
            &[policy(0).up_to(300)],
            "After the log, Greedy misses less in 2,700 rounds than a third of what the 300 rounds of the log missed.",
        )
        .times(3.0),
        Claim::misses_less(
            policy(1).after(300),
            &[policy(0).after(300)],
            "After the log, the agent that explores still misses less than Greedy.",
        ),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "logs",
    title: "Learning from a log",
    path: Path::Production,
    minutes: 9,
    steps: &[
        Step {
            title: "Another policy chose",
            text: &[
                "A policy is a rule for choosing. A log holds what happened under one: the [context], which [arm] was taken, what it earned. Here the arm was drawn at random, all alike, in the first 300 rounds, and all agents learn from that. Then each chooses for itself.",
                "Such a log is the best kind: every film was shown to every kind of user, with a known probability, so what it says of films does not depend on who was shown what.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(300))),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "“Greedy” never explores. In the first lesson its [regret] went straight up. Now it starts with the log; the rounds of the log count as well.",
            ],
            scene: Some(end_of(&RUN).at(At::Start)),
            task: Task::Predict(Prediction {
                question: "What shape has Greedy's regret over all 3,000 rounds, and who ends with less?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 4_000.0, shape: Shape::Flattens }),
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "The log has explored for both. What is left to explore is little, so being greedy hardly costs any more.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "Steep while the log is read: random choices cost as much as they ever do. Flat afterwards.",
            ],
            scene: Some(end_of(&RUN)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Make the log shorter or longer, down to none. The run always has 3,000 rounds."],
            scene: None,
            task: Task::Change(Change {
                link: "#1c=lin_ucb;alpha=0;label=Greedy&horizon=3000&seeds=8",
                what: Changed::Setting("warm_start", "rounds"),
                values: &["0", "100", "300", "1000", "3000"],
                question: "What happens to Greedy's regret as the log grows?",
                ask: Ask::Trend(0, &REGRET),
                expected: 2,
                why: "A short log prevents the wrong first impressions. A long one goes on paying for random choices when enough is known.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "A random log also lets you test an agent without serving anyone: where it would have taken the logged arm, its reward is known.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Li, Chu, Langford and Wang 2011",
                    title: "Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation Algorithms",
                    section: "the policy evaluator, which replays a log",
                },
                Source {
                    authors: "Bietti, Agarwal and Langford 2021",
                    title: "A Contextual Bandit Bake-off",
                    section: "the parts on the greedy algorithm and its results",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "The lessons on exploring and on context.",
        misconceptions: &[
            "“Any log is as good as a random one.” A log of a policy that never shows a film says nothing about it; see the next lesson.",
            "“More data is free.” Random choices are made for real users.",
        ],
    },
};
