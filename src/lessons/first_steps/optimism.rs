//! Optimism in the face of uncertainty.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::{REGRET, SUBOPTIMAL_RATE};
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=bernoulli;arms=5;base=0.4;gap=0.2;probabilities=one_better&c=ucb1;alpha=0;label=Greedy&c=ucb1;alpha=1;label=Optimist&c=random&horizon=3000&seeds=40",
    claims: &[
        Claim::misses_less(
            policy(1),
            &[policy(0)],
            "Over all seeds, the optimist misses less than the greedy agent.",
        ),
        Claim::misses_less(
            policy(1).after(1_500),
            &[policy(1).up_to(1_500)],
            "The optimist misses less than half in the second half of what it missed in the first.",
        )
        .times(2.0),
        Claim::misses_less(policy(1), &[policy(0)], "The optimist takes the best arm more often.")
            .by(&SUBOPTIMAL_RATE),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "optimism",
    title: "Be an optimist",
    path: Path::FirstSteps,
    minutes: 8,
    steps: &[
        Step {
            title: "The best it could be",
            text: &[
                "After a few payouts a mean $hat{mu}_a$ says little: the true one may be higher or lower. An optimist reckons with the highest value that is still plausible, and takes the [arm] for which this is largest.",
                "UCB1 makes that a formula: $hat{mu}_a + sqrt{{alpha log t} / {2 n_a}}$, where $n_a$ counts how often the arm was taken in the $t$ rounds so far. The second part is a bonus for uncertainty: it shrinks with every try, and alpha sets its size.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(6))),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Five arms; one pays with probability 0.6, the others with 0.4. “Greedy” takes the largest mean, without a bonus. “Optimist” has alpha 1.",
            ],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "What shape has the optimist's [regret], and who ends with less of it?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 1, top: 200.0, shape: Shape::Flattens }),
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "Either the arm is as good as hoped, or the next tries show that it is not and the bonus shrinks. Both ways the optimist wins something.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "In some seeds Greedy is lucky; in others one bad start of the best arm is enough, and it is never taken again.",
            ],
            scene: Some(end_of(&RUN).with(&[0, 1])),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Alpha 4 is UCB1 as in its paper and theorem; 0 is Greedy."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=bernoulli;arms=5;base=0.4;gap=0.2;probabilities=one_better&c=ucb1;alpha=1&horizon=3000&seeds=40",
                what: Changed::Policy(0, "alpha"),
                values: &["0", "0.25", "1", "4", "16"],
                question: "With which alpha is regret least?",
                ask: Ask::Best(0, &REGRET),
                expected: 1,
                why: "The theorem must hold for every distribution on 0 to 1, so its bonus is larger than these coins need.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "With alpha 4, regret is at most of the order of $log T$ in every problem with fixed arms that pay between 0 and 1.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Auer, Cesa-Bianchi and Fischer 2002",
                    title: "Finite-time Analysis of the Multiarmed Bandit Problem",
                    section: "theorem 1",
                },
                Source {
                    authors: "Lattimore and Szepesvári 2020",
                    title: "Bandit Algorithms",
                    section: "chapter 7",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Means of coin flips, and that they vary less with more flips. The lesson on regret.",
        misconceptions: &[
            "“The bonus is random exploration.” Nothing is random in it: the same counts and means give the same pick.",
            "“An arm that was taken often has the largest bonus.” The bonus falls with the number of tries, and only grows slowly with time.",
        ],
    },
};
