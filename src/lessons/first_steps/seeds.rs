//! How many seeds are enough.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static FEW: Run = Run {
    link: "#1w=bernoulli;arms=5;base=0.4;gap=0.2;probabilities=one_better&c=bernoulli_thompson&c=ucb1;alpha=1&horizon=2000&seeds=8",
    claims: &[],
};

static MANY: Run = Run {
    link: "#1w=bernoulli;arms=5;base=0.4;gap=0.2;probabilities=one_better&c=bernoulli_thompson&c=ucb1;alpha=1&horizon=2000&seeds=100",
    claims: &[Claim::misses_less(
        policy(0),
        &[policy(1)],
        "Over a hundred seeds, Thompson sampling misses less than UCB1 with alpha 1.",
    )],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "seeds",
    title: "How many seeds are enough?",
    path: Path::FirstSteps,
    minutes: 7,
    steps: &[
        Step {
            title: "Luck",
            text: &[
                "A run depends on chance: which users come, what they rate, which way coins fall. All of it comes from the [seed]. Another seed, another result.",
                "The [band] around a curve is a 95 % interval for the mean over seeds: mean $+- t cdot s / sqrt{n}$, with the standard deviation $s$ of $n$ seeds and $t$ from Student's distribution. Four times as many seeds halve it.",
            ],
            scene: Some(end_of(&FEW)),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &["Two good agents, five arms, eight seeds."],
            scene: Some(end_of(&FEW).at(At::Start)),
            task: Task::Predict(Prediction {
                question: "Can eight seeds tell which of the two has less [regret]?",
                metric: &REGRET,
                curve: None,
                winner: Some(Contest { policies: &[0, 1], expected: 2 }),
                why: "The differences between seeds are larger than the difference between the agents, so the interval of the difference includes zero.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "Now a hundred seeds. Both agents meet the same users under one seed, so differences are taken seed by seed: what both have in common cancels.",
            ],
            scene: Some(end_of(&MANY)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["How many seeds were needed?"],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=bernoulli;arms=5;base=0.4;gap=0.2;probabilities=one_better&c=bernoulli_thompson&c=ucb1;alpha=1&horizon=2000",
                what: Changed::Setting("experiment", "seeds"),
                values: &["4", "8", "32", "100"],
                question: "From how many seeds on is Thompson sampling ahead beyond chance?",
                ask: Ask::From(Claim::misses_less(policy(0), &[policy(1)], "Thompson sampling misses less.")),
                expected: 2,
                why: "The interval narrows with the root of the number of seeds: half the difference needs four times as many.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "In deep reinforcement learning many results rest on a few seeds, and other seeds can change the conclusion.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Henderson et al. 2018",
                    title: "Deep Reinforcement Learning that Matters",
                    section: "section on random seeds and trials",
                },
                Source {
                    authors: "Agarwal et al. 2021",
                    title: "Deep Reinforcement Learning at the Edge of the Statistical Precipice",
                    section: "the case study on Atari 100k, and the recommendations",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Mean, standard deviation, and what a confidence interval is.",
        misconceptions: &[
            "“The bands overlap, so there is no difference.” Seeds are shared, so the interval of the difference counts, and it is narrower.",
            "“I take the seeds that look typical.” Choosing seeds after seeing them makes any interval meaningless.",
        ],
    },
};
