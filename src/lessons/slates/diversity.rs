//! Diversity of a slate.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction};
use crate::metrics::{CLICKS, DIVERSITY, REGRET};
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=movielens_genre_slates&c=cascade_lin_ucb;label=Film%20by%20film&c=cascade_lsb;label=What%20it%20adds&c=random_slate&k=coverage_cascade&horizon=1000&seeds=8",
    claims: &[
        Claim::misses_less(policy(1), &[policy(0)], "The ranker that counts what a film adds misses less."),
        Claim::misses_less(policy(1), &[policy(0)], "Its lists are more varied.").by(&DIVERSITY),
        Claim::misses_less(policy(0), &[policy(2)], "Film by film still earns more clicks than chance.")
            .by(&CLICKS),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "diversity",
    title: "Four films of one kind?",
    path: Path::Slates,
    minutes: 8,
    steps: &[
        Step {
            title: "More of the same",
            text: &[
                "This user likes some genres. A film covers its genres; a second film of a covered genre adds little. Let $c(S)$ say how much of what the user likes a list $S$ covers. What film $f$ adds to the films $S$ above it is its gain, $c(S + f) - c(S)$, and only this attracts.",
                "Gains get smaller the more is covered. Functions with this property are called submodular.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Both rankers learn what the genres are worth. “Film by film” shows the four films that are best each on its own. “What it adds” fills the [slate] from the top, always with the largest gain.",
            ],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "Which of the two ends with less [regret]?",
                metric: &REGRET,
                curve: None,
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "The best films on their own are often alike. If the first did not attract, the second hardly will; another genre has a chance.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "Diversity is no extra goal here. It follows from earning clicks where users look for one film that suits them.",
            ],
            scene: Some(end_of(&RUN).with(&[0, 1]).by(&DIVERSITY)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Show two, four or eight films."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=movielens_genre_slates&c=cascade_lin_ucb;label=Film%20by%20film&c=cascade_lsb;label=What%20it%20adds&k=coverage_cascade&horizon=800&seeds=8",
                what: Changed::Environment("slots"),
                values: &["2", "4", "8"],
                question: "From how many places on is “What it adds” ahead beyond chance?",
                ask: Ask::From(Claim::misses_less(policy(1), &[policy(0)], "“What it adds” misses less.")),
                expected: 1,
                why: "In a short list two films may differ by chance. The longer it is, the more of it repeats.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "Filling the slate in this way, greedily, with known gains, covers at least $1 - 1/e$ of the most that can be covered, about 63 %.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Nemhauser, Wolsey and Fisher 1978",
                    title: "An Analysis of Approximations for Maximizing Submodular Set Functions I",
                    section: "the bound for the greedy heuristic",
                },
                Source {
                    authors: "Yue and Guestrin 2011",
                    title: "Linear Submodular Bandits and their Application to Diversified Retrieval",
                    section: "the model of coverage, and the algorithm LSBGreedy",
                },
                Source {
                    authors: "Hiranandani et al. 2019",
                    title: "Cascading Linear Submodular Bandits: Accounting for Position Bias and Diversity in Online Learning to Rank",
                    section: "the click model, and the algorithm CascadeLSB",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "The lesson on clicks; linear models help.",
        misconceptions: &[
            "“Diversity always costs clicks.” Not where a user wants one good film and kinds differ.",
            "“The best list is made of the best films.” Only if films don't depend on each other.",
        ],
    },
};
