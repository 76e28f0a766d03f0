//! Why naive averages of what was chosen mislead.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=adversarial&c=mean_epsilon_greedy;label=Averages&c=exp3;learning_rate=0.02;label=Weights&c=random&seeds=40",
    claims: &[
        Claim::misses_less(policy(1), &[policy(0)], "The agent that weights rewards misses less."),
        Claim::misses_less(policy(1), &[policy(2)], "It misses much less than chance.").times(1.8),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "averages",
    title: "Why averages of a log lie",
    path: Path::Production,
    minutes: 9,
    steps: &[
        Step {
            title: "Chosen when?",
            text: &[
                "An average over the rounds in which an [arm] was taken mixes two things: how good it is, and when it was taken. If it was mostly taken in good times, it looks good.",
                "Importance weighting repairs that. An arm taken with probability $p$ counts with weight $1/p$: it stands for the $1/p$ rounds in which it could have been seen. For every arm, the weighted reward $r/p$ in rounds where it was taken, and 0 elsewhere, has the right expectation.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(60)).with(&[0, 1])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "In each round one arm is better than the nine others by 0.125, always the same. But poor phases (0.125 against 0) and rich ones (1 against 0.875) take turns. “Averages” is epsilon-greedy on means; “Weights” is EXP3, which draws arms by weighted rewards.",
            ],
            scene: Some(end_of(&RUN).at(At::Start).with(&[0, 1])),
            task: Task::Predict(Prediction {
                question: "What shape has the [regret] of “Averages”, and who ends with less?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 800.0, shape: Shape::Straight }),
                winner: Some(Contest { policies: &[0, 1], expected: 1 }),
                why: "The best arm carries the memory of poor phases in its mean. An arm first tried in a rich phase has a higher one, is taken, and keeps it.",
            }),
        },
        Step {
            title: "Compare",
            text: &["No single reward was false. The average compared rounds that can't be compared."],
            scene: Some(end_of(&RUN)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &["The learning rate of “Weights” says how fast it trusts what it has seen."],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=adversarial&c=exp3&seeds=40",
                what: Changed::Policy(0, "learning_rate"),
                values: &["0.005", "0.02", "1"],
                question: "What happens to regret as the learning rate grows?",
                ask: Ask::Trend(0, &REGRET),
                expected: 2,
                why: "Weights of $1/p$ are right on average but vary much when $p$ is small. Trusting them too fast is chance, too slowly is no learning.",
            }),
        },
        Step {
            title: "What the field says",
            text: &["The same weights correct logs, if the probability of each choice was logged."],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Auer, Cesa-Bianchi, Freund and Schapire 2002",
                    title: "The Nonstochastic Multiarmed Bandit Problem",
                    section: "section 3 and figure 1, EXP3",
                },
                Source {
                    authors: "Bottou et al. 2013",
                    title: "Counterfactual Reasoning and Learning Systems: The Example of Computational Advertising",
                    section: "the parts on confounding and on importance sampling",
                },
                Source {
                    authors: "Zimmert and Seldin 2021",
                    title: "Tsallis-INF: An Optimal Algorithm for Stochastic and Adversarial Bandits",
                    section: "the experiments, for the phases",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Expectation of a product with an indicator; the lesson on epsilon. Simpson's paradox helps.",
        misconceptions: &[
            "“More data makes the average right.” It makes it precise, about the wrong thing.",
            "“Weighting is always better.” It removes bias and adds variance; with small probabilities very much of it.",
        ],
    },
};
