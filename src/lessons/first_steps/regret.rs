//! Regret.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=bernoulli;arms=3;base=0.4;gap=0.2;probabilities=one_better&c=random&c=bernoulli_thompson&c=oracle&horizon=2000&seeds=40",
    claims: &[
        Claim::misses_less(
            policy(1).after(1_000),
            &[policy(1).up_to(1_000)],
            "The agent that learns misses less than a third in the second half of what it missed in the first.",
        )
        .times(3.0),
        Claim::misses_less(policy(2), &[policy(1)], "The oracle misses less than the agent that learns."),
        Claim::misses_less(
            policy(1),
            &[policy(0)],
            "The agent that learns misses less than a fifth of what chance misses.",
        )
        .times(5.0),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "regret",
    title: "What is regret?",
    path: Path::FirstSteps,
    minutes: 8,
    steps: &[
        Step {
            title: "Three machines",
            text: &[
                "Now the simplest bandit. Each of three [arms|arm] pays 1 with a fixed probability and 0 otherwise: one with 0.6, the other two with 0.4. No agent knows which is which.",
                "[Regret] compares an agent with an [oracle] that knows. The best true mean is $mu^*$, here 0.6. In round $t$ the agent takes arm $a_t$, whose true mean is $mu_{a_t}$; the difference is what that costs. After $T$ rounds this adds up to $R_T = sum_{t=1}^T (mu^* - mu_{a_t})$.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1))),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &["The agent “Random” takes each arm with probability 1/3, in all 2,000 rounds."],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0])),
            task: Task::Predict(Prediction {
                question: "What is its regret after 400, 800, ... 2,000 rounds? It can be computed.",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 500.0, shape: Shape::Straight }),
                winner: None,
                why: "Each round costs 0.2 with probability 2/3. That is the same in every round, so the curve is a straight line through $2000 cdot 0.2 cdot 2 / 3$.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "A straight curve has learned nothing. The agent “Bernoulli Thompson sampling” learns: its curve flattens. The oracle's stays at zero.",
            ],
            scene: Some(end_of(&RUN)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["The gap is how much better the good arm is, so far 0.2. Make it smaller or larger."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=bernoulli;arms=3;base=0.4;gap=0.2;probabilities=one_better&c=bernoulli_thompson&horizon=2000&seeds=40",
                what: Changed::Environment("gap"),
                values: &["0.01", "0.05", "0.2", "0.5"],
                question: "How does the learning agent's regret change as the gap grows?",
                ask: Ask::Trend(0, &REGRET),
                expected: 3,
                why: "A small gap is hard to find but costs little; a large one is found at once. Most is lost in between.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "No agent that learns in every such problem can do better than a regret which grows with the logarithm of $T$.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Lai and Robbins 1985",
                    title: "Asymptotically Efficient Adaptive Allocation Rules",
                    section: "the asymptotic lower bound for the regret",
                },
                Source {
                    authors: "Lattimore and Szepesvári 2020",
                    title: "Bandit Algorithms",
                    section: "sections 4.4 and 4.5; lower bounds in chapter 16",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Expectation of a random variable that is 0 or 1.",
        misconceptions: &[
            "“Regret is bad luck.” It compares true means, so an unlucky payout of the best arm costs nothing, and it can't be computed by the agent itself.",
            "“A small gap is the hardest problem, so it has the largest regret.” It is hard to find, but what is missed is small.",
        ],
    },
};
