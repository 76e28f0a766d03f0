//! Posterior sampling.

use crate::lessons::change::{Ask, Change, Changed};
use crate::lessons::curve::Shape;
use crate::lessons::lesson::{At, Lesson, Path, Run, Source, Step, Task, Teacher, end_of};
use crate::lessons::prediction::{Contest, Prediction, Sketched};
use crate::metrics::REGRET;
use crate::stories::{Claim, policy};

static RUN: Run = Run {
    link: "#1w=bernoulli;arms=5;base=0.4;gap=0.2;probabilities=one_better&c=bernoulli_thompson&c=ucb1&c=mean_epsilon_greedy&horizon=3000&seeds=40",
    claims: &[
        Claim::misses_less(
            policy(0),
            &[policy(1)],
            "Thompson sampling misses less than a third of what UCB1 misses.",
        )
        .times(3.0),
        Claim::misses_less(policy(0), &[policy(2)], "Thompson sampling misses less than epsilon-greedy."),
    ],
};

/// The lesson.
pub static LESSON: Lesson = Lesson {
    id: "posterior",
    title: "Act on what may be true",
    path: Path::FirstSteps,
    minutes: 8,
    steps: &[
        Step {
            title: "A belief for each arm",
            text: &[
                "An [arm] that paid $s$ times and failed $f$ times may have many true probabilities; some are more plausible than others. Bayes' rule, from a uniform start, gives the distribution Beta$(s + 1, f + 1)$: the posterior.",
                "[Thompson sampling] draws one number from each arm's posterior and takes the arm with the largest draw. So each arm is taken with the probability that it is the best, given what was seen.",
            ],
            scene: Some(end_of(&RUN).at(At::Round(10)).with(&[0])),
            task: Task::Read,
        },
        Step {
            title: "Predict",
            text: &[
                "Five arms again: one pays with 0.6, the others with 0.4. UCB1 is the optimist; epsilon-greedy takes a random arm in a tenth of the rounds.",
            ],
            scene: Some(end_of(&RUN).at(At::Start)),
            task: Task::Predict(Prediction {
                question: "Who ends with the least [regret], and what shape has the curve of Thompson sampling?",
                metric: &REGRET,
                curve: Some(Sketched { policy: 0, top: 120.0, shape: Shape::Flattens }),
                winner: Some(Contest { policies: &[0, 1, 2], expected: 0 }),
                why: "An arm that looks bad has a posterior far below the best one's, so its draw rarely wins: it is tried less and less, but never excluded.",
            }),
        },
        Step {
            title: "Compare",
            text: &[
                "No parameter had to be set for this. UCB1 pays for a guarantee that holds for every distribution.",
            ],
            scene: Some(end_of(&RUN)),
            task: Task::Compare,
        },
        Step {
            title: "Change one thing",
            text: &[
                "The prior is the belief before the first payout, so far uniform. It may also pretend that each arm has already failed several times.",
            ],
            scene: None,
            task: Task::Change(Change {
                link: "#1w=bernoulli;arms=5;base=0.4;gap=0.2;probabilities=one_better&c=bernoulli_thompson&horizon=3000&seeds=40",
                what: Changed::Policy(0, "prior_failures"),
                values: &["1", "10", "100"],
                question: "What happens to regret as the prior counts more failures?",
                ask: Ask::Trend(0, &REGRET),
                expected: 0,
                why: "Whichever arm is taken first soon looks better than the prior says of all others, so these are hardly tried.",
            }),
        },
        Step {
            title: "What the field says",
            text: &[
                "The idea is from 1933; that it is as good as the best methods was measured in 2011 and proved, for such coin flips, in 2012.",
            ],
            scene: None,
            task: Task::Sources(&[
                Source {
                    authors: "Thompson 1933",
                    title: "On the Likelihood that One Unknown Probability Exceeds Another in View of the Evidence of Two Samples",
                    section: "the whole paper",
                },
                Source {
                    authors: "Chapelle and Li 2011",
                    title: "An Empirical Evaluation of Thompson Sampling",
                    section: "sections 2 and 3",
                },
                Source {
                    authors: "Kaufmann, Korda and Munos 2012",
                    title: "Thompson Sampling: An Asymptotically Optimal Finite-Time Analysis",
                    section: "the theorem on its regret",
                },
            ]),
        },
    ],
    teacher: Teacher {
        needs: "Bayes' rule; that a distribution can describe a belief. The lessons on regret and optimism.",
        misconceptions: &[
            "“It draws rewards.” It draws what the mean may be; the reward comes from the environment.",
            "“A prior does no harm, data will correct it.” Only of arms that are tried; a confident low prior keeps them from being tried.",
        ],
    },
};
