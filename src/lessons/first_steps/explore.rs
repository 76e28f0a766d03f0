//! Exploration and exploitation.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1c=lin_ucb;alpha=0;label=Never%20explores&c=lin_ucb;alpha=3;label=Explores&c=random&seeds=8",
    claims: &[
        Claim::misses_less(policy(1), &[policy(0)], "The agent that explores misses less than a fifth.")
            .times(5.0),
        Claim::misses_less(policy(0), &[policy(2)], "The agent that never explores misses less than chance."),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "explore",
    title: "Why explore at all?",
    path: Path::FirstSteps,
    minutes: 8,
    steps: &[
        Step {
            title: "One film a round",
            text: &[
                "In each [round] a user arrives, an [agent] picks one film, and the user rates it. The rating is the [reward]. The agent never learns what the other films would have earned. This is a [bandit] problem.",
                "So a pick does two things: it earns stars now, and it teaches something about one film.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1))),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Agent “Never explores” always takes the film with its highest [estimate]. Agent “Explores” adds a bonus to films that it knows little about.",
            ],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "How many stars will the agent that never explores have missed after each 1,000 rounds? Draw its curve, pick its shape, or say who ends with less.",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 16_000.0, shape: Shape::Straight }),
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "A film that looked bad once is not picked again, so a wrong first impression is never corrected. The agent misses about as much in the last rounds as in the first.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "Using what you know is exploitation; trying what you don't know is [exploration]. Too little of it leaves the agent with its first favourites.",
            ],
            scene: Some(end_of(&RUN).with(&[0, 1])),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["The number alpha says how much the bonus counts: 0 is no exploration."],
            scene: None,
            task: Task::Change(Change {
                link: "#1c=lin_ucb;alpha=3&seeds=8",
                what: Changed::Policy(0, "alpha"),
                values: &["0", "0.3", "3", "30", "100"],
                question: "What happens to [regret], here the stars missed, as alpha grows?",
                ask: Ask::Trend(0, &REGRET),
                expected: 2,
                why: "Too much exploration costs as well: with a huge bonus the agent picks unknown films although it already knows better ones.",
            }),
        },
        Step {
            title: "What the field says",
            text: &["Every bandit algorithm is an answer to this one question: when is it worth trying?"],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Sutton and Barto 2018",
                    title: "Reinforcement Learning: An Introduction, second edition",
                    section: "sections 2.1 to 2.3",
                },
                Source {
                    authors: "Lattimore and Szepesvári 2020",
                    title: "Bandit Algorithms",
                    section: "chapter 1",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Means. No knowledge of bandits or of linear models.",
        misconceptions: &[
            "“An agent that always takes the best film it knows must do well.” It only knows films that it has picked.",
            "“The more exploration, the better in the long run.” Each exploring pick costs; what matters is that it becomes rarer as knowledge grows.",
        ],
    },
};
