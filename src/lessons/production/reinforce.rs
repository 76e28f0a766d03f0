//! REINFORCE with off-policy corrections.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction};
use crate::metrics::{NDCG, REGRET};
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=drawn_slates;attractions=uniform;items=10;slots=2&c=reinforce;correction=none;train_every=4;label=Uncorrected&c=reinforce;correction=off_policy;train_every=4;label=Corrected&c=random_slate&f=delay=200&horizon=1500&seeds=12",
    claims: &[
        Claim::misses_less(policy(1), &[policy(0)], "The corrected one misses less."),
        Claim::misses_less(policy(1), &[policy(0)], "Its lists are better ordered.").by(&NDCG),
        Claim::misses_less(policy(0), &[policy(2)], "Uncorrected, it still misses less than chance."),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "reinforce",
    title: "Learning from what another policy showed",
    path: Path::Production,
    minutes: 9,
    steps: &[
        Step {
            title: "A policy that is trained itself",
            text: &[
                "REINFORCE keeps no [estimate] of items. Its policy $pi_{theta}$ gives each item a probability to be shown; after a click, $theta$ is moved so that the clicked item becomes more probable.",
                "That is right for clicks on what $pi_{theta}$ itself showed. But a click that comes 200 [rounds|round] late is on a list of an earlier policy $beta$. What $beta$ showed often has many clicks and is pushed up often. The off-policy correction multiplies each step by $pi_{theta}/beta$.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(201)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &["Ten items, two places, clicks 200 rounds late. Both learn with the same network."],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "Which of the two ends with less [regret]?",
                metric: &REGRET,
                curve: None,
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "With the weight, a click on an item that $beta$ rarely showed counts more, and one that it showed all the time counts less.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "The ratio varies much where $beta$ is small, so it is cut at a cap: a little bias for much less variance.",
            ],
            scene: Some(end_of(&RUN).with(&[0, 1])),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["Let clicks of the uncorrected one come at once, or later and later."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=drawn_slates;attractions=uniform;items=10;slots=2&c=reinforce;correction=none;train_every=4&horizon=1500&seeds=12",
                what: Changed::Setting("feedback", "delay"),
                values: &["0", "200", "500"],
                question: "What happens to its regret as the delay grows?",
                ask: Ask::Trend(0, &REGRET),
                expected: 0,
                why: "The later a click, the more the policy has changed since, and the longer nothing is learned at all.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "YouTube learned from logs of earlier and other recommenders in this way, with a further factor for lists of several videos.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Williams 1992",
                    title: "Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning",
                    section: "the definition of REINFORCE algorithms",
                },
                Source {
                    authors: "Chen, Beutel, Covington, Jain, Belletti and Chi 2019",
                    title: "Top-K Off-Policy Correction for a REINFORCE Recommender System",
                    section: "section 4, the corrections and the cap",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Derivatives and the idea of gradient ascent; the lessons on clicks and on averages.",
        misconceptions: &[
            "“REINFORCE needs on-policy data, so it can't use logs.” It can, with the ratio, if the logged probabilities are known or estimated.",
            "“The correction removes all bias.” The cap puts a little back on purpose.",
        ],
    },
};
