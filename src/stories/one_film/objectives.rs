//! Agents where novelty and diversity count beside the rating.

use crate::metrics::CHOICE_NOVELTY;
use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::{solid, thin};
use crate::stories::story::Story;

const SUM: Side = policy(0);
const EACH: Side = policy(1);
const NOVELTY: Side = policy(2);
const RANDOM: Side = policy(3);

/// The story.
pub static STORY: Story = Story {
    id: "objectives",
    title: "Rating, novelty, diversity",
    label: "Novelty",
    question: "Should a good pick also be new and different?",
    watch: "Films that few rated and genres that the user doesn't know count, too. Watch who earns most in all, and whose picks are least known.",
    takeaway: "A network with a prediction for each goal misses less than LinUCB, whose linear model predicts only their sum. Insisting on novelty gives lesser-known films, at a price in the total.",
    link: "#1w=movielens_features&c=lin_ucb;model=shared;label=LinUCB%20on%20the%20sum&c=neural_multi_objective;diversity_weight=0.5;epsilon=0.05;network=common_tower;novelty_weight=0.5;train_every=3;width=16;label=A%20network%20per%20goal&c=neural_multi_objective;diversity_weight=0.5;epsilon=0.05;least_novelty=0.3;network=common_tower;novelty_weight=0.5;train_every=3;width=16;label=Networks%20insisting%20on%20novelty&c=random&o=diversity_weight=0.5;novelty_weight=0.5&horizon=1200&seeds=8",
    claims: &[
        Claim::misses_less(
            EACH,
            &[SUM, NOVELTY, RANDOM],
            "A network for each goal misses less than LinUCB on the sum, less than the same insisting on novelty, and less than chance.",
        ),
        Claim::misses_less(NOVELTY, &[EACH], "Insisting on novelty gives lesser-known films.")
            .by(&CHOICE_NOVELTY),
        Claim::misses_less(NOVELTY, &[RANDOM], "Even so it misses less than chance."),
    ],
    picture: &[
        thin("M22 5 38 30H6z"),
        solid("M19 5a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"),
        solid("M35 30a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"),
        solid("M3 30a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"),
        solid("M16.9 20a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0z"),
    ],
};
