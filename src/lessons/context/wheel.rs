//! The wheel bandit: rare large rewards.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::{REGRET, SUBOPTIMAL_RATE};
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=wheel;delta=0.7&c=lin_ucb;label=Linear&c=neural_linear_ts;alpha=1;train_every=8;label=Neural-linear&c=random&horizon=1500&seeds=8",
    claims: &[
        Claim::misses_less(
            policy(1),
            &[policy(0)],
            "The neural-linear agent misses less than half of what the linear one misses.",
        )
        .times(2.0),
        Claim::misses_less(
            policy(1).after(900),
            &[policy(1).up_to(600)],
            "It misses less than a third in the last 600 rounds of what it missed in the first 600.",
        )
        .times(3.0),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "wheel",
    title: "The wheel: rare, large rewards",
    path: Path::Context,
    minutes: 8,
    steps: &[
        Step {
            title: "A disc with a ring",
            text: &[
                "The [context] is a random point of a disc with radius 1. Inside the radius $delta$ the safe [arm] is best: it earns 1.2 everywhere, the four others 1. Outside, in the ring, each quarter belongs to one of the four: there it earns 50. Rewards have a very small noise.",
                "A point lies in the ring with probability $1 - delta^2$. With $delta = 0.7$ that is about a half; with 0.99, one in fifty.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "“Linear” fits a plane to each arm's rewards over the disc. “Neural-linear” learns a representation of the point first.",
            ],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "What shape has the [regret] of “Linear”, and who ends with less?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 40_000.0, shape: Shape::Straight }),
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "An arm that earns 50 in a quarter of the ring and 1 elsewhere is far from a plane. So “Linear” goes on taking wrong arms in the ring, to the end.",
            }),
        },
        Step {
            title: "Compare",
            text: &["One wrong pick in the ring costs 49, as much as hundreds of careless ones inside."],
            scene: Some(end_of(&RUN).with(&[0, 1])),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Make the ring thinner, so that large rewards become rare."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=wheel&c=neural_linear_ts;alpha=1;train_every=8&horizon=1500&seeds=8",
                what: Changed::Environment("delta"),
                values: &["0.3", "0.5", "0.7", "0.9"],
                question: "What happens to the share of wrong picks of the neural-linear agent as delta grows?",
                ask: Ask::Trend(0, &SUBOPTIMAL_RATE),
                expected: 0,
                why: "It keeps trying the four arms where 50 might be. The thinner the ring, the more often such a try is wrong, and the fewer points teach where the ring begins.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "The wheel was invented to tell agents apart by how they explore; delta sets how hard it is.",
            ],
            scene: None,
            task: Task::Sources(&[Source {
                authors: "Riquelme, Tucker and Snoek 2018",
                title: "Deep Bayesian Bandits Showdown",
                section: "section 5.4",
            }]),
        },
    ],
    teacher: Teacher {
        needs: "The area of a circle; the lesson on a network and how sure it is.",
        misconceptions: &[
            "“An agent that is right in 95 % of the rounds is good.” It may miss exactly the rounds that matter.",
            "“Rare contexts can be ignored.” Their weight is frequency times size.",
        ],
    },
};
