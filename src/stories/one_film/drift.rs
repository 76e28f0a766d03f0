//! Agents that remember everything and one that forgets, while preferences drift.

use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::line;
use crate::stories::story::Story;

const LIN_UCB: Side = policy(0);
const D_LIN_UCB: Side = policy(1);
const LIN_TS: Side = policy(2);
const RANDOM: Side = policy(3);

/// The story.
pub static STORY: Story = Story {
    id: "drift",
    title: "Preferences drift",
    label: "Drift",
    question: "What if users' taste never stops changing?",
    watch: "Little by little, each user comes to like other films, over and over. Watch D-LinUCB, which trusts recent ratings more than old ones.",
    takeaway: "The agents that remember every rating miss more than D-LinUCB, which trusts recent ones more. LinUCB misses more in the second half than in the first, and D-LinUCB less.",
    link: "#1c=lin_ucb&c=d_lin_ucb;gamma=0.998&c=lin_ts&c=random&f=taste_drift=2500",
    claims: &[
        Claim::misses_less(
            D_LIN_UCB,
            &[LIN_UCB, LIN_TS, RANDOM],
            "D-LinUCB misses less than the agents that remember everything, and less than chance.",
        ),
        Claim::misses_less(
            LIN_UCB.up_to(2_500),
            &[LIN_UCB.after(2_500)],
            "LinUCB misses more in the second half than in the first.",
        ),
        Claim::misses_less(
            D_LIN_UCB.after(2_500),
            &[D_LIN_UCB.up_to(2_500)],
            "D-LinUCB misses less in the second half than in the first.",
        ),
    ],
    picture: &[line("M4 12C13 0 18 34 28 27C33 23 35 16 40 10"), line("M32.5 11 40 10 40.5 17.5")],
};
