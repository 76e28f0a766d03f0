//! Position bias.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction};
use crate::metrics::{NDCG, REGRET};
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=drawn_slates;attractions=uniform;items=20;scale=1&c=pbm_ts;label=Knows%20positions&c=pbm_ts;ignores_positions=on;label=Ignores%20positions&k=position_based&horizon=1500&seeds=16",
    claims: &[
        Claim::misses_less(
            policy(0),
            &[policy(1)],
            "The ranker that knows how positions are looked at misses less.",
        ),
        Claim::misses_less(policy(0), &[policy(1)], "Its lists are better ordered.").by(&NDCG),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "position_bias",
    title: "The top place is clicked because it is the top",
    path: Path::Slates,
    minutes: 8,
    steps: &[
        Step {
            title: "Fewer look further down",
            text: &[
                "In the position-based model each place $k$ is looked at with a probability of its own, here $1/k^{eta}$. A film of [attraction] $a$ at place $k$ is clicked with probability $a/k^{eta}$. So clicks mix two things: the film and the place. This is [position bias].",
                "The larger $eta$, the fewer look further down: with $eta = 1$ a film at place 4 has a quarter of the clicks that it would have at the top.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Two rankers, the same but for one thing. “Knows positions” counts a missing click at place 4 as a quarter of a look. “Ignores positions” counts each as a full one.",
            ],
            scene: Some(end_of(&RUN).at(At::Start)),
            task: Task::Predict(Prediction {
                question: "Who ends with less [regret]?",
                metric: &REGRET,
                curve: None,
                winner: Some(Contest { policies: &[0, 1], expected: 0 }),
                why: "A good film that starts at the bottom looks bad to the second ranker, so it stays at the bottom and goes on looking bad.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "[NDCG] says how near a list is to the best one, upper places counting more; 1 is the best.",
            ],
            scene: Some(end_of(&RUN).by(&NDCG)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &[
                "With $eta = 0$ every place is looked at; with 2 the fourth place in one round of sixteen.",
            ],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=drawn_slates;attractions=uniform;items=20;scale=1&c=pbm_ts;label=Knows%20positions&c=pbm_ts;ignores_positions=on;label=Ignores%20positions&k=position_based&horizon=1500&seeds=16",
                what: Changed::Clicks("eta"),
                values: &["0", "1", "2"],
                question: "From which eta on does knowing the positions pay?",
                ask: Ask::From(Claim::misses_less(policy(0), &[policy(1)], "Knowing pays.")),
                expected: 1,
                why: "With 0 there is nothing to know: both rankers do the same. The steeper looks fall, the more the other one is misled.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "How often places are looked at has to be measured: with an eye tracker, or by swapping films at random and comparing their clicks.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Joachims, Granka, Pan, Hembrooke and Gay 2005",
                    title: "Accurately Interpreting Clickthrough Data as Implicit Feedback",
                    section: "the eye tracking, and the parts on trust bias and quality bias",
                },
                Source {
                    authors: "Joachims, Swaminathan and Schnabel 2017",
                    title: "Unbiased Learning-to-Rank with Biased Feedback",
                    section: "the part on estimating how often places are looked at by swapping",
                },
                Source {
                    authors: "Lagrée, Vernade and Cappé 2016",
                    title: "Multiple-Play Bandits in the Position-Based Model",
                    section: "the model, and how its parameters are estimated",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Products of independent probabilities; the lesson on clicks.",
        misconceptions: &[
            "“More data removes the bias.” Both rankers have the same data; the wrong count stays wrong.",
            "“The top place makes a film good.” It makes it seen; the attraction is the same.",
        ],
    },
};
