//! Linear and neural models.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=nonlinear;arms=4;dimension=5;noise=0.2&c=lin_ucb;alpha=0.5;label=Linear&c=neural_linear_ts;alpha=0.3;train_every=8;label=Network&c=random&horizon=2000&seeds=6",
    claims: &[
        Claim::misses_less(policy(1), &[policy(0)], "Over all rounds, the network misses less."),
        Claim::misses_less(
            policy(1).after(1_000),
            &[policy(0).after(1_000)],
            "In the second half the network misses less than half of what the linear model misses.",
        )
        .times(2.0),
        Claim::misses_less(policy(0), &[policy(2)], "Even the linear model misses less than chance."),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "nonlinear",
    title: "When a straight line is not enough",
    path: Path::Context,
    minutes: 9,
    steps: &[
        Step {
            title: "A reward that bends",
            text: &[
                "In these made-up data an [arm] earns $(a' x)^2$ on average, where $x$ is the [context] and $a$ a direction of the arm's own. A context that points along $a$, or against it, is good; one across it is bad.",
                "“Linear” estimates $theta_a' x$. “Network” has a hidden layer of 32 units: each computes the larger of 0 and a weighted sum of $x$, and the [estimate] is a weighted sum of the units.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Both agents explore. The network has many more weights to learn, from the same 2,000 rounds.",
            ],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "What shape has the [regret] of “Network”, and who ends with less?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 1, top: 2_000.0, shape: Shape::Flattens }),
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "The best line through a parabola is flat: it can't tell good contexts from bad ones. The network bends, once it has enough data.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "Look at the first 400 rounds, too: there the network is no better. Flexibility is paid for at the start.",
            ],
            scene: Some(end_of(&RUN).with(&[0, 1])),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Give the hidden layer fewer units."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=nonlinear;arms=4;dimension=5;noise=0.2&c=neural_linear_ts;alpha=0.3;train_every=8&horizon=2000&seeds=6",
                what: Changed::Policy(0, "width"),
                values: &["2", "8", "32"],
                question: "What happens to regret as the layer grows from 2 to 32 units?",
                ask: Ask::Trend(0, &REGRET),
                expected: 1,
                why: "Four arms with a direction each need several units an arm, one for each side of the parabola. Two units can't say it.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "Where rewards are nearly linear, linear agents win: they need less data and their uncertainty is exact. Try the simple model first.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Zhou, Li and Gu 2020",
                    title: "Neural Contextual Bandits with UCB-based Exploration",
                    section: "section 7.1, on synthetic data",
                },
                Source {
                    authors: "Riquelme, Tucker and Snoek 2018",
                    title: "Deep Bayesian Bandits Showdown",
                    section: "the linear and neural algorithms, and the experiments",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "What a neural network computes; the lesson on context.",
        misconceptions: &[
            "“A network is always better.” Choose “a small random network” as reward on Play: there the linear agent is ahead.",
            "“A linear model fails completely on other rewards.” It finds what is linear in them, and that is often enough to beat chance.",
        ],
    },
};
