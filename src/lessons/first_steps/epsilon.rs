//! Epsilon-greedy and what it costs.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=bernoulli;arms=5;base=0.4;gap=0.2;probabilities=one_better&c=mean_epsilon_greedy;epsilon=0.3;label=Epsilon%200.3&c=mean_epsilon_greedy;c=50;schedule=one_over_t;label=Less%20and%20less&horizon=4000&seeds=40",
    claims: &[
        Claim::misses_less(
            policy(1),
            &[policy(0)],
            "The agent that explores less and less misses less than half of what the other misses.",
        )
        .times(2.0),
        Claim::misses_less(
            policy(1).after(2_000),
            &[policy(0).after(2_000)],
            "In the second half it misses less than a quarter of what the other misses.",
        )
        .times(4.0),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "epsilon",
    title: "Epsilon and its price",
    path: Path::FirstSteps,
    minutes: 8,
    steps: &[
        Step {
            title: "A coin decides",
            text: &[
                "Epsilon-greedy is the simplest way to [explore|exploration]: with probability [epsilon] take any [arm], each equally likely; otherwise take the arm with the largest mean so far.",
                "It is easy to build and needs no model of uncertainty, which is why it is used so much.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(20)).with(&[0])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Five arms: one pays with 0.6, four with 0.4. Agent “Epsilon 0.3” keeps its epsilon for all 4,000 rounds. “Less and less” uses $epsilon = min(1, 50/t)$ in round $t$.",
            ],
            scene: Some(end_of(&RUN).at(At::Start)),
            task: Task::Predict(Prediction {
                question: "What is the [regret] of “Epsilon 0.3” after each 800 rounds, once it knows the best arm? Who ends with less?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 400.0, shape: Shape::Straight }),
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "A random pick is wrong with probability 4/5 and then costs 0.2. So each round costs $0.3 cdot 4/5 cdot 0.2$, for ever: the curve is straight.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "The coin never learns: it tries an arm that lost a hundred times as often as one that is nearly as good as the best.",
            ],
            scene: Some(end_of(&RUN)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Keep epsilon constant and change its value."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=bernoulli;arms=5;base=0.4;gap=0.2;probabilities=one_better&c=mean_epsilon_greedy&horizon=4000&seeds=40",
                what: Changed::Policy(0, "epsilon"),
                values: &["0", "0.03", "0.1", "0.3", "1"],
                question: "What happens to regret as epsilon grows?",
                ask: Ask::Trend(0, &REGRET),
                expected: 2,
                why: "With 0 a bad start is never corrected. With much of it the agent pays for trying although it knows enough.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "An epsilon that falls as $c/t$ has a regret of the order of $log T$, if $c$ is large enough; how large depends on the unknown gap.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Auer, Cesa-Bianchi and Fischer 2002",
                    title: "Finite-time Analysis of the Multiarmed Bandit Problem",
                    section: "theorem 3",
                },
                Source {
                    authors: "Sutton and Barto 2018",
                    title: "Reinforcement Learning: An Introduction, second edition",
                    section: "sections 2.2 and 2.3",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Expectation of a random variable with a few values. The lesson on regret.",
        misconceptions: &[
            "“With epsilon 0.1 a tenth of the picks is wrong.” The random pick can be the best arm, and the others can be wrong while little is known.",
            "“Epsilon-greedy converges to the best arm.” It knows it in the end, but with a constant epsilon it goes on paying.",
        ],
    },
};
