//! One agent with five values of its exploration parameter.

use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::{line, solid};
use crate::stories::story::Story;

const NONE: Side = policy(0);
const LITTLE: Side = policy(1);
const MIDDLE: Side = policy(2);
const MUCH: Side = policy(3);
const MOST: Side = policy(4);

/// The story.
pub static STORY: Story = Story {
    id: "exploration",
    title: "How much to explore?",
    label: "Explore",
    question: "How often should an agent try what it doesn't know?",
    watch: "One agent with five values of alpha: the larger, the more it tries what it doesn't know. Watch which two curves end highest.",
    takeaway: "Too little exploration costs stars, and so does too much: alpha 0 and alpha 100 miss most, and the best of the five lies in the middle.",
    link: "#1c=lin_ucb;alpha=0;label=Alpha%200&c=lin_ucb;alpha=0.3;label=Alpha%200.3&c=lin_ucb;alpha=3;label=Alpha%203&c=lin_ucb;alpha=30;label=Alpha%2030&c=lin_ucb;alpha=100;label=Alpha%20100&seeds=10",
    claims: &[
        Claim::misses_less(
            MIDDLE,
            &[NONE, LITTLE, MUCH, MOST],
            "Alpha 3 misses less than any other of the five.",
        ),
        Claim::misses_less(LITTLE, &[NONE, MOST], "Alpha 0.3 misses less than alpha 0 and alpha 100."),
        Claim::misses_less(MUCH, &[NONE, MOST], "Alpha 30 misses less than alpha 0 and alpha 100."),
    ],
    picture: &[
        line("M5 5C11 35 27 35 39 8"),
        solid("M2.4 5a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z"),
        solid("M9 20.2a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z"),
        solid("M16.9 27.2a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0z"),
        solid("M28.2 21.6a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z"),
        solid("M36.4 8a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z"),
    ],
};
