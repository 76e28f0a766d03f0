//! The loop of training and serving, and stale policies.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1c=lin_ucb;alpha=3;gamma=0.998;label=Retrained%20every%20500&c=random&f=batch=500;taste_drift=1000&horizon=3000&seeds=6",
    claims: &[Claim::misses_less(
        policy(0),
        &[policy(1)],
        "The agent that is retrained after every 500 rounds misses less than chance.",
    )],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "serving",
    title: "Train, serve, log, train again",
    path: Path::Production,
    minutes: 8,
    steps: &[
        Step {
            title: "The loop",
            text: &[
                "In production an agent is seldom updated after each [round]. A version serves users; what happens is logged; from the log the next version is trained, tested and put in place. Until then the old one serves: it is stale.",
                "Here all rewards of 500 rounds are handed over together: that is one turn of the loop. Meanwhile taste drifts, within 1,000 rounds to something else entirely.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(501)).with(&[0])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "The agent is LinUCB with a memory of about 500 rounds. Its first version knows nothing; the second has learned from the 500 rounds of the first.",
            ],
            scene: Some(end_of(&RUN).at(At::Start)),
            task: Task::Predict(Prediction {
                question: "What shape has its [regret]? Does it flatten, as without drift?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 8_000.0, shape: Shape::Straight }),
                winner: None,
                why: "Each version is right on the day it is trained and wrong a little more with each round, until the next one comes. That never ends, so the loss never ends.",
            }),
        },
        Step {
            title: "Compare",
            text: &["Without drift a stale policy is merely late. With drift it is wrong again and again."],
            scene: Some(end_of(&RUN)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Turn the loop faster or more slowly: after 1, 100, 300 or 1,000 rounds."],
            scene: None,
            task: Task::Change(Change {
                link: "#1c=lin_ucb;alpha=3;gamma=0.998&f=taste_drift=1000&horizon=3000&seeds=6",
                what: Changed::Setting("feedback", "batch"),
                values: &["1", "100", "300", "1000"],
                question: "What happens to regret as more rounds pass between two versions?",
                ask: Ask::Trend(0, &REGRET),
                expected: 0,
                why: "The loop must turn fast beside the drift. Going from 1,000 rounds to 100 gains far more than going from 100 to 1.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "Two classics: log the features and probabilities at the time of the choice, and watch what is served, not only what is trained.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Agarwal et al. 2017",
                    title: "Making Contextual Decisions with Low Technical Debt",
                    section: "the loop of exploring, logging, learning and deploying",
                },
                Source {
                    authors: "Sculley et al. 2015",
                    title: "Hidden Technical Debt in Machine Learning Systems",
                    section: "section 4, feedback loops; section 7, changes in the external world",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "The lessons on delays and on change.",
        misconceptions: &[
            "“A good offline score means that the model is good now.” It was good when the log was written.",
            "“Retraining more often is always worth it.” Once the loop is fast beside the drift, it gains little.",
        ],
    },
};
