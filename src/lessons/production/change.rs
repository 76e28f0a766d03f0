//! Change and forgetting.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=piecewise_bernoulli;arms=5&c=bernoulli_thompson;label=Remembers&c=discounted_thompson;label=Forgets&seeds=40",
    claims: &[
        Claim::misses_less(
            policy(0).up_to(1_000),
            &[policy(1).up_to(1_000)],
            "Before the first change, the agent that remembers misses less.",
        ),
        Claim::misses_less(
            policy(1).after(1_000),
            &[policy(0).after(1_000)],
            "After it, the agent that forgets misses less.",
        ),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "change",
    title: "When the past misleads",
    path: Path::Production,
    minutes: 8,
    steps: &[
        Step {
            title: "The world moves",
            text: &[
                "After every 1,000 rounds all five [arms|arm] get new probabilities. The agents are not told.",
                "“Remembers” is [Thompson sampling] as before: each payout counts for ever. “Forgets” multiplies all its counts by $gamma = 0.995$ in each round, so a payout $n$ rounds ago counts $gamma^n$. Its memory is about $1/(1 - gamma) = 200$ rounds long.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1_001))),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &["There are 5,000 rounds, so four changes."],
            scene: Some(end_of(&RUN).at(At::Start)),
            task: Task::Predict(Prediction {
                question: "What shape has the [regret] of “Remembers”, and who ends with less?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 1_000.0, shape: Shape::Steepens }),
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "The more it has seen, the more it takes to change its mind. After each change the old evidence outweighs the new for longer.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "Up to round 1,000 forgetting costs: the agent must try again what it knew. After that it pays.",
            ],
            scene: Some(end_of(&RUN)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Change the memory: $gamma = 0.9$ is ten rounds, 1 is for ever."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=piecewise_bernoulli;arms=5&c=discounted_thompson&seeds=40",
                what: Changed::Policy(0, "gamma"),
                values: &["0.9", "0.97", "0.995", "1"],
                question: "What happens to regret as gamma grows to 1?",
                ask: Ask::Trend(0, &REGRET),
                expected: 2,
                why: "A memory must be long enough to tell arms apart and short beside the time between changes.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "Discounts, as here, and sliding windows, where only the last rounds count, are the two usual ways; both must be told roughly how often things change.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Garivier and Moulines 2011",
                    title: "On Upper-Confidence Bound Policies for Switching Bandit Problems",
                    section: "the algorithms D-UCB and SW-UCB",
                },
                Source {
                    authors: "Raj and Kalyani 2017",
                    title: "Taming Non-stationary Bandits: A Bayesian Approach",
                    section: "the algorithm discounted Thompson sampling",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Geometric series; the lesson on posterior sampling.",
        misconceptions: &[
            "“More data is always better.” Not when it is about a past that is over.",
            "“The agent sees the change.” It only sees payouts of the arms that it takes; an arm that became better must be tried again.",
        ],
    },
};
