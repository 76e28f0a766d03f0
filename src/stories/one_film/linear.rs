//! Four agents where rewards are exactly linear.

use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::{line, solid};
use crate::stories::story::Story;

const LIN_UCB: Side = policy(0);
const LIN_TS: Side = policy(1);
const EPSILON_GREEDY: Side = policy(2);
const RANDOM: Side = policy(3);

/// The story.
pub static STORY: Story = Story {
    id: "linear",
    title: "A synthetic linear environment",
    label: "Linear",
    question: "What if an agent's assumption is exactly right?",
    watch: "Rewards are made up, exactly as LinUCB assumes. Watch its curve become almost flat, while epsilon-greedy's goes on rising.",
    takeaway: "Where its assumption is right, LinUCB soon knows enough: of all it misses, less than a fifth is in the second half, and no other agent misses as little.",
    link: "#1w=stationary_linear",
    claims: &[
        Claim::misses_less(
            LIN_UCB,
            &[LIN_TS, EPSILON_GREEDY, RANDOM],
            "LinUCB misses less than the other three.",
        ),
        Claim::misses_less(
            LIN_UCB.after(2_500),
            &[LIN_UCB.up_to(2_500)],
            "LinUCB misses less than a fifth in the second half of what it missed in the first.",
        )
        .times(5.0),
        Claim::misses_less(
            LIN_UCB.after(2_500),
            &[EPSILON_GREEDY.after(2_500)],
            "In the second half epsilon-greedy misses more than five times as much as LinUCB.",
        )
        .times(5.0),
    ],
    picture: &[
        line("M4 31 40 6"),
        solid("M6.5 23a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"),
        solid("M11 29.5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"),
        solid("M15 17.5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"),
        solid("M20.5 23a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"),
        solid("M24.5 11.5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"),
        solid("M29 16.5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"),
        solid("M33.5 4.5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"),
        solid("M36.5 12a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"),
    ],
};
