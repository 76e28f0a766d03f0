//! Popularity bias and fairness.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::{CLICKS, COVERAGE, REGRET};
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=movielens_taste_slates&c=popular_slate&c=cascade_lin_ucb&c=random_slate&horizon=1000&seeds=8",
    claims: &[
        Claim::misses_less(
            policy(1),
            &[policy(0)],
            "The ranker that knows taste misses less than a fifth of what “Most clicked” misses.",
        )
        .times(5.0),
        Claim::misses_less(policy(1), &[policy(0)], "It shows at least twice as many different films.")
            .by(&COVERAGE)
            .times(2.0),
        Claim::misses_less(policy(1), &[policy(0)], "It earns more clicks.").by(&CLICKS),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "popularity",
    title: "Popularity feeds on itself",
    path: Path::Slates,
    minutes: 8,
    steps: &[
        Step {
            title: "A list of bestsellers",
            text: &[
                "“Most clicked” shows everyone the films with most clicks. Films that are shown collect clicks, so they are shown again. This is popularity bias: the list depends more on what was shown first than on what users like.",
                "Coverage is the share of the films that were ever shown. A film outside has no chance to prove itself, however good: that is a question of fairness to films, and to users with rare taste.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "CascadeLinUCB knows each user's taste as a vector, and learns what it means for films. A hundred films, four places, 1,000 users.",
            ],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "What shape has the [regret] of “Most clicked”, and who ends with less?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 400.0, shape: Shape::Straight }),
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "What most users click is wrong for many. As the list is the same for all, and hardly changes, the loss is the same in every round.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "Here what is good for users is good for films as well: knowing taste shows more of them.",
            ],
            scene: Some(end_of(&RUN).with(&[0, 1]).by(&COVERAGE)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Offer 30, 100 or 300 films. The slate keeps its four places."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=movielens_taste_slates&c=popular_slate&horizon=1000&seeds=8",
                what: Changed::Environment("movies"),
                values: &["30", "100", "300"],
                question: "What happens to the coverage of “Most clicked” as there are more films?",
                ask: Ask::Trend(0, &COVERAGE),
                expected: 1,
                why: "The list settles on four films after a few rounds, however many there are, so the share that was ever shown falls.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "In simulations where recommendations become the data of the next recommender, what users choose becomes more alike, and they are not served better.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Chaney, Stewart and Engelhardt 2018",
                    title: "How Algorithmic Confounding in Recommendation Systems Increases Homogeneity and Decreases Utility",
                    section: "the simulations and their results",
                },
                Source {
                    authors: "Abdollahpouri, Burke and Mobasher 2019",
                    title: "Managing Popularity Bias in Recommender Systems with Personalized Re-ranking",
                    section: "the introduction",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "The lesson on clicks.",
        misconceptions: &[
            "“Popular films are shown because they are the best.” They are shown because they were clicked, and were clicked because they were shown.",
            "“Fairness costs users something.” Sometimes; here the ranker with more coverage also earns more clicks.",
        ],
    },
};
