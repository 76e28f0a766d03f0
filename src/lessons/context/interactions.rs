//! What a linear model can express: u'Sv with and without interactions.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=movielens_per_arm;rank=8&c=lin_ucb;model=shared;label=Sum&c=lin_ucb;interactions=on;model=shared;label=Sum%20and%20products&c=random&horizon=1500&seeds=6",
    claims: &[
        Claim::misses_less(
            policy(1),
            &[policy(0)],
            "With products the agent misses less than a fifth of what it misses without.",
        )
        .times(5.0),
        Claim::misses_less(policy(0), &[policy(2)], "Without products it still misses less than chance."),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "interactions",
    title: "What can a linear model say?",
    path: Path::Context,
    minutes: 9,
    steps: &[
        Step {
            title: "Taste times film",
            text: &[
                "Let $u$ describe a user and $v$ a film. In these data a rating is $u' S v = sum_{i} s_i u_i v_i$: taste and film are multiplied, feature by feature, each with a weight $s_i$.",
                "Agent “Sum” has one model for all films and estimates $theta_u' u + theta_v' v$. The first part is the same for all films of a [round], so it can't change their order: “Sum” ranks the films alike for every user.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(1)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &["“Sum and products” is the same agent; its features are also all products $u_i v_j$."],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "What shape has the [regret] of “Sum”, and who ends with less?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 4_000.0, shape: Shape::Straight }),
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "No weights turn a sum into a product, however many ratings there are. This error is called bias or misspecification; more data don't reduce it.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "A model that is linear in its weights may use any features. With products, $u' S v$ is linear in the weights.",
            ],
            scene: Some(end_of(&RUN).with(&[0, 1])),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &[
                "Now rewards are made up, and really a sum: $theta_u' u + theta_v' v$ plus noise. Switch the agent's products on or off.",
            ],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=per_arm_linear&c=lin_ucb;model=shared&horizon=1500&seeds=20",
                what: Changed::Policy(0, "interactions"),
                values: &["off", "on"],
                question: "With which setting is regret least?",
                ask: Ask::Best(0, &REGRET),
                expected: 0,
                why: "Products that are not needed are weights that must be learned to be zero. That costs rounds, but ends; bias does not.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "Matrix factorization describes users and films by vectors (embeddings) whose product is the rating. That is why a sum of the vectors is not enough.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Koren, Bell and Volinsky 2009",
                    title: "Matrix Factorization Techniques for Recommender Systems",
                    section: "section on a basic matrix factorization model",
                },
                Source {
                    authors: "Lattimore and Szepesvári 2020",
                    title: "Bandit Algorithms",
                    section: "section 19.1; misspecified models in chapter 24",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Scalar products; the lessons on context and on the cold start.",
        misconceptions: &[
            "“With enough data any model gets there.” A misspecified one goes on losing the same amount each round.",
            "“A linear model can only learn straight lines.” Linear means linear in the weights; features can be products or anything else.",
        ],
    },
};
