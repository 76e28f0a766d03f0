//! Rankers learn which films to show in which order.

use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::{line, solid};
use crate::stories::story::Story;

const UCB1: Side = policy(0);
const KL_UCB: Side = policy(1);
const TS: Side = policy(2);
const RANDOM: Side = policy(3);

/// The story.
pub static STORY: Story = Story {
    id: "films",
    title: "A slate of films",
    label: "Films",
    question: "Which four films, and in what order?",
    watch: "The user's eye goes down the list and stops at the first film that attracts. Watch which films each ranker comes to show first.",
    takeaway: "It matters how a ranker judges films that it has seldom shown: CascadeTS misses less than half of what CascadeUCB1 misses, with CascadeKL-UCB between them.",
    link: "#1w=movielens_popular_slates&c=cascade_ucb1&c=cascade_kl_ucb&c=cascade_ts&c=random_slate&seeds=5",
    claims: &[
        Claim::misses_less(TS, &[KL_UCB], "CascadeTS misses less than CascadeKL-UCB."),
        Claim::misses_less(KL_UCB, &[UCB1], "CascadeKL-UCB misses less than CascadeUCB1."),
        Claim::misses_less(TS, &[UCB1], "CascadeTS misses less than half of what CascadeUCB1 misses.")
            .times(2.0),
        Claim::misses_less(UCB1, &[RANDOM], "CascadeUCB1 misses less than chance."),
    ],
    picture: &[
        line("M12 3h20v5h-20z"),
        line("M12 11h20v5h-20z"),
        solid("M11 18h22v7h-22z"),
        line("M12 27h20v5h-20z"),
    ],
};
