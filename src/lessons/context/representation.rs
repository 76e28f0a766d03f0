//! Representation apart from uncertainty: neural-linear.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=wheel;delta=0.5&c=neural_linear_ts;alpha=0;train_every=8;label=Network%20alone&c=neural_linear_ts;alpha=0.3;train_every=8;label=Network%20and%20posterior&c=random&horizon=1500&seeds=8",
    claims: &[
        Claim::misses_less(policy(1), &[policy(0)], "With a posterior on top, the network misses less."),
        Claim::misses_less(policy(0), &[policy(2)], "The network alone misses less than chance."),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "representation",
    title: "A network, and how sure it is",
    path: Path::Context,
    minutes: 9,
    steps: &[
        Step {
            title: "Two jobs",
            text: &[
                "A network turns a [context] $x$ into the outputs $phi(x)$ of its last hidden layer: a representation. A weighted sum of these is its [estimate]. But an estimate does not say how sure it is, and [exploration] needs that.",
                "Neural-linear agents split the two jobs. The network learns $phi$; on top, Bayesian linear regression of the rewards on $phi(x)$ gives each [arm] a posterior. One value is drawn from each, and the arm with the largest is taken.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Contexts are points in a disc. One arm always earns 1.2. Each of four others earns 50 in its own quarter of the outer ring and 1 elsewhere. “Network alone” takes the largest estimate; it is the other agent without draws.",
            ],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "Which of the two ends with less [regret]?",
                metric: &REGRET,
                curve: None,
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "Both learn from what they try. Without draws an agent that has not met the 50 of an arm has no reason to look for it.",
            }),
        },
        Step {
            title: "Compare",
            text: &["The two agents have the same network. The difference is uncertainty alone."],
            scene: Some(end_of(&RUN).with(&[0, 1])),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Alpha multiplies the width of the posterior."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=wheel;delta=0.5&c=neural_linear_ts;alpha=0.3;train_every=8&horizon=1500&seeds=8",
                what: Changed::Policy(0, "alpha"),
                values: &["0", "0.3", "1", "3"],
                question: "What happens to regret as alpha grows?",
                ask: Ask::Trend(0, &REGRET),
                expected: 2,
                why: "The posterior treats the representation as known. Its width is right only up to a factor, which has to be tuned.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "In a comparison of many deep agents this simple split was among the best. Its uncertainty is computed exactly, though only for the last layer.",
            ],
            scene: None,
            task: Task::Sources(&[Source {
                authors: "Riquelme, Tucker and Snoek 2018",
                title: "Deep Bayesian Bandits Showdown",
                section: "the algorithm neural linear, and the experiments",
            }]),
        },
    ],
    teacher: Teacher {
        needs: "The lessons on posterior sampling and on linear and neural models.",
        misconceptions: &[
            "“A network that outputs a probability says how sure it is.” That is what it predicts, not how much data the prediction rests on.",
            "“Retraining the network makes the posterior wrong for ever.” The agent computes it again from what it remembers.",
        ],
    },
};
