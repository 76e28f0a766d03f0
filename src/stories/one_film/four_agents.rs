//! Four agents learn which film to recommend to whom; the page opens with them.

use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::{dashed, dotted, line};
use crate::stories::story::Story;

const LIN_UCB: Side = policy(0);
const LIN_TS: Side = policy(1);
const EPSILON_GREEDY: Side = policy(2);
const RANDOM: Side = policy(3);

/// The story.
pub static STORY: Story = Story {
    id: "four_agents",
    title: "Four agents on MovieLens",
    label: "Agents",
    question: "Which film for a user we barely know?",
    watch: "A bandit is an agent that learns only from its own picks. Watch whose regret (stars lost to the best) is least.",
    takeaway: "Trying films where the rating is uncertain beats trying them by coin flips here: Thompson sampling and LinUCB miss less than epsilon-greedy, and all three miss far less than chance.",
    link: "#1",
    claims: &[
        Claim::misses_less(LIN_TS, &[LIN_UCB], "Linear Thompson sampling misses less than LinUCB."),
        Claim::misses_less(LIN_UCB, &[EPSILON_GREEDY], "LinUCB misses less than epsilon-greedy."),
        Claim::misses_less(
            EPSILON_GREEDY,
            &[RANDOM],
            "Epsilon-greedy misses less than a fifth of what chance misses.",
        )
        .times(5.0),
    ],
    picture: &[dotted("M4 32 19 4"), dashed("M4 32C11 20 25 14 40 12"), line("M4 32C10 25 23 23 40 22.5")],
};
