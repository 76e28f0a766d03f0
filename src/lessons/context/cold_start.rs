//! Global and arm features, and the cold start.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=movielens_features&c=lin_ucb;model=shared;label=One%20model%20for%20all&c=lin_ucb;label=A%20model%20for%20each%20film&c=random&f=item_turnover=1500;items=0.2&horizon=1500&seeds=8",
    claims: &[
        Claim::misses_less(
            policy(0),
            &[policy(1)],
            "Where films come and go, one model for all misses less than a model for each film.",
        ),
        Claim::misses_less(policy(0), &[policy(2)], "One model for all misses less than chance."),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "cold_start",
    title: "A film without a single rating",
    path: Path::Context,
    minutes: 9,
    steps: &[
        Step {
            title: "Two kinds of features",
            text: &[
                "Features of the user are the same for all [arms|arm] of a round; they are called global. Arm features describe a film: genres, year, popularity.",
                "With a model for each film, weights $theta_a$ of its own are learned for every film from its own ratings. One model for all films has one vector $theta$ for the features of user and film together, so each rating teaches something about every film.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Of 200 films a fifth is there at a time. Over the 1,500 rounds every film has its turn: all the time new ones come, cold, without a rating, and others leave.",
            ],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "Which of the two ends with less [regret]?",
                metric: &REGRET,
                curve: None,
                winner: Some(Contest { policies: &[0, 1], expected: 0 }),
                why: "A new film has genres and a year from its first round on. The shared model can rank it; a model of its own knows nothing of it.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "Sharing is also a restriction: two films with equal features have equal estimates, however differently they are rated.",
            ],
            scene: Some(end_of(&RUN).with(&[0, 1])),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &[
                "Hybrid LinUCB has both: shared weights, and for each film weights for what is particular to it. All films stay on offer now.",
            ],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=movielens_features&c=lin_ucb;model=shared;label=One%20model%20for%20all&c=hybrid_lin_ucb&horizon=1000&seeds=8",
                what: Changed::Environment("movies"),
                values: &["20", "100", "500"],
                question: "From how many films on does one model for all miss less than the hybrid?",
                ask: Ask::From(Claim::misses_less(policy(0), &[policy(1)], "One model for all misses less.")),
                expected: 1,
                why: "With twenty films each is picked often enough to learn what is particular to it. With hundreds, those many weights only add uncertainty.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "A model for each article and the hybrid are from one paper on news. TF-Agents takes one model for all wherever arms have features.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Li, Chu, Langford and Schapire 2010",
                    title: "A Contextual-Bandit Approach to Personalized News Article Recommendation",
                    section: "sections 3.1 and 3.2",
                },
                Source {
                    authors: "Chu, Li, Reyzin and Schapire 2011",
                    title: "Contextual Bandits with Linear Payoff Functions",
                    section: "the algorithm LinUCB, with one vector of weights for all arms",
                },
                Source {
                    authors: "Schein, Popescul, Ungar and Pennock 2002",
                    title: "Methods and Metrics for Cold-Start Recommendations",
                    section: "the introduction",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "The lesson on context.",
        misconceptions: &[
            "“A model for each film is more exact, so it is better.” It is more flexible, and needs many ratings of each film before that pays.",
            "“The cold start is a matter of the first rounds.” Wherever films come and go it never ends.",
        ],
    },
};
