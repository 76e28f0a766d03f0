//! Why context matters.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1c=lin_ucb;alpha=3&c=ucb1;alpha=1&c=fixed_arm;label=One%20film%20for%20all&c=random&horizon=3000&seeds=8",
    claims: &[
        Claim::misses_less(
            policy(0),
            &[policy(1), policy(2)],
            "The agent with context misses less than a fifth of what agents without it miss.",
        )
        .times(5.0),
        Claim::misses_less(
            policy(1),
            &[policy(3)],
            "Even without context an agent misses a little less than chance.",
        ),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "context",
    title: "Who is asking?",
    path: Path::Context,
    minutes: 8,
    steps: &[
        Step {
            title: "Users differ",
            text: &[
                "So far each [arm] had one mean. Now each [round] brings another user, and what a film earns depends on the user. What is known of the user before the pick is the [context]: here a vector $x$ of numbers that describe taste.",
                "LinUCB estimates a film's [reward] as $theta_a' x$, a weighted sum of these numbers, and adds a bonus for uncertainty. UCB1 knows only each film's mean over all users.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Twenty films, 3,000 users. UCB1 explores and learns, but without context. “One film for all” always shows the film with most ratings.",
            ],
            scene: Some(end_of(&RUN).at(At::Start)),
            task: Task::Predict(Prediction {
                question: "What shape has the [regret] of UCB1, and which of the first three agents ends with least?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 1, top: 12_000.0, shape: Shape::Straight }),
                winner: Some(Contest { policies: &[0, 1, 2], expected: 0 }),
                why: "Regret compares with the best film for each user. The film that is best on average is wrong for most of them, so the loss never ends.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "UCB1 learns which films are liked on average. But the best film is another one for each user, and UCB1 does not ask who is there.",
            ],
            scene: Some(end_of(&RUN)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &[
                "A model of context has more to learn: many weights for each film instead of one mean. Give it less time.",
            ],
            scene: None,
            task: Task::Change(Change {
                link: "#1c=lin_ucb&c=fixed_arm;label=One%20film%20for%20all&horizon=1000&seeds=20",
                what: Changed::Setting("experiment", "horizon"),
                values: &["30", "100", "300", "1000"],
                question: "From how many rounds on does LinUCB miss less than “One film for all”?",
                ask: Ask::From(Claim::misses_less(policy(0), &[policy(1)], "LinUCB misses less.")),
                expected: 1,
                why: "In the first rounds it tries each film for users whom it can't compare yet. Then its knowledge carries over to users whom it has never seen.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "An early large test used a log of Yahoo's front page: articles chosen with context were clicked 12.5 % more often than articles that a bandit chose without.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Li, Chu, Langford and Schapire 2010",
                    title: "A Contextual-Bandit Approach to Personalized News Article Recommendation",
                    section: "algorithm 1, and the experiments in section 5",
                },
                Source {
                    authors: "Lattimore and Szepesvári 2020",
                    title: "Bandit Algorithms",
                    section: "chapters 18 and 19",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Scalar product of two vectors. The lessons on regret and optimism.",
        misconceptions: &[
            "“Without context the agent learns nothing.” It learns the means, and ends a little better than chance; they are just not what is asked.",
            "“More context is always better.” Each feature is a weight to be learned, which costs rounds.",
        ],
    },
};
