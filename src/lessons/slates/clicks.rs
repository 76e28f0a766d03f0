//! Slates: what a click says, and what no click says.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::{CLICKS, REGRET};
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=movielens_popular_slates;movies=30&c=cascade_ts&c=popular_slate&c=random_slate&horizon=1500",
    claims: &[
        Claim::misses_less(policy(0), &[policy(1)], "CascadeTS misses less than “Most clicked”."),
        Claim::misses_less(policy(0), &[policy(1)], "CascadeTS earns more clicks a round.").by(&CLICKS),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "slates",
    title: "What does a click say?",
    path: Path::Slates,
    minutes: 8,
    steps: &[
        Step {
            title: "A list from the top",
            text: &[
                "Now a ranker shows a [slate] of four films. In the [cascade] model the user reads from the top, clicks the first film that attracts, and leaves. A film's [attraction] is the probability that it is clicked when looked at.",
                "A click on place 3 says three things: films 1 and 2 were looked at and did not attract; film 3 did; film 4 was not seen at all. A missing click says something only of a film that was looked at.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "“Most clicked” shows the four films with most clicks so far, like a list of bestsellers. CascadeTS draws each attraction from its posterior and shows the four largest draws.",
            ],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "What shape has the [regret] of “Most clicked”, and who ends with less?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 1, top: 400.0, shape: Shape::Straight }),
                winner: Some(Contest { policies: &[0, 1], expected: 0 }),
                why: "Whatever is shown collects clicks, and whatever has clicks is shown. Soon four films stay for ever; others can't get a click because no user sees them.",
            }),
        },
        Step {
            title: "Compare",
            text: &["Regret counts clicks: the best slate's probability of a click, minus the shown one's."],
            scene: Some(end_of(&RUN).with(&[0, 1])),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Show fewer or more of the thirty films at once."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=movielens_popular_slates;movies=30&c=cascade_ts&horizon=1000",
                what: Changed::Environment("slots"),
                values: &["1", "2", "4", "8"],
                question: "What happens to the regret of CascadeTS as the slate grows from 1 to 8 places?",
                ask: Ask::Trend(0, &REGRET),
                expected: 1,
                why: "A longer list tests several films in one round, and one good film among them is enough for a click.",
            }),
        },
        Step {
            title: "What the field says",
            text: &["Cascading bandits learn from exactly this evidence."],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Craswell, Zoeter, Taylor and Ramsey 2008",
                    title: "An Experimental Comparison of Click Position-Bias Models",
                    section: "the part on the cascade model",
                },
                Source {
                    authors: "Kveton, Szepesvári, Wen and Ashkan 2015",
                    title: "Cascading Bandits: Learning to Rank in the Cascade Model",
                    section: "the cascade model, and the algorithms CascadeUCB1 and CascadeKL-UCB",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "The first steps, above all posterior sampling.",
        misconceptions: &[
            "“A film without a click is a bad film.” Only if it was looked at.",
            "“The most clicked film is the best.” It may only have been shown most.",
        ],
    },
};
