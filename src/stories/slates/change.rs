//! Rankers with and without memory where attractions are reshuffled once.

use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::{dotted, line};
use crate::stories::story::Story;

const TS: Side = policy(0);
const REMEMBERS: Side = policy(1);
const FORGETS: Side = policy(2);
const WINDOW: Side = policy(3);

/// The story.
pub static STORY: Story = Story {
    id: "change",
    title: "Tastes change at round 10,000",
    label: "Change",
    question: "What if all we learned is suddenly wrong?",
    watch: "At round 10,000 other items become the attractive ones. Watch which ranker misses least before the change, and which after it.",
    takeaway: "Memory helps until the change and hurts after it: of two rankers that differ only in this, the one that remembers everything misses less before round 10,000, more after it, and more in the end.",
    link: "#1w=gap_slates;change=breakpoints;segment=10000&c=cascade_ts&c=cascade_ducb;gamma=1;xi=0.02;label=CascadeDUCB%20%28remembers%29&c=cascade_ducb;gamma=0.9998;xi=0.02;label=CascadeDUCB%20%28forgets%29&c=cascade_swucb;window=3000;xi=0.02&horizon=20000&seeds=20",
    claims: &[
        Claim::misses_less(
            REMEMBERS.up_to(10_000),
            &[FORGETS.up_to(10_000)],
            "Before the change, the ranker that remembers everything misses less than the same ranker that forgets.",
        ),
        Claim::misses_less(
            FORGETS.after(10_000),
            &[REMEMBERS.after(10_000), TS.after(10_000)],
            "After the change, the ranker that forgets misses less than those that remember everything.",
        ),
        Claim::misses_less(
            WINDOW.after(10_000),
            &[REMEMBERS.after(10_000), TS.after(10_000)],
            "So does the ranker that looks at the last 3,000 rounds only.",
        ),
        Claim::misses_less(
            FORGETS,
            &[REMEMBERS, TS],
            "In the end, the ranker that forgets has missed less than those that remember everything.",
        ),
    ],
    picture: &[line("M4 10H18"), line("M26 26H40"), dotted("M22 4V32")],
};
