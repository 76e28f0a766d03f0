//! One ranker knows how often positions are looked at, one ignores it.

use crate::metrics::NDCG;
use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::solid;
use crate::stories::story::Story;

const KNOWS: Side = policy(0);
const IGNORES: Side = policy(1);

/// The story.
pub static STORY: Story = Story {
    id: "position_bias",
    title: "Position bias",
    label: "Position",
    question: "Is an item bad because few people looked at it?",
    watch: "Fewer people look further down. One ranker knows how much fewer, the other takes every missing click for dislike. Watch their NDCG.",
    takeaway: "A missing click says little where few people look: the ranker that knows this orders its lists better and misses less.",
    link: "#1w=drawn_slates;attractions=uniform;items=20;scale=1&c=pbm_ts&c=pbm_ts;ignores_positions=on;label=PBM-TS%20%28ignores%20positions%29&k=position_based&seeds=20",
    claims: &[
        Claim::misses_less(
            KNOWS,
            &[IGNORES],
            "The ranker that knows how often positions are looked at misses less.",
        ),
        Claim::misses_less(KNOWS, &[IGNORES], "It orders its lists better.").by(&NDCG),
    ],
    picture: &[
        solid("M5 3h34v5h-34z"),
        solid("M5 11h23v5h-23z"),
        solid("M5 19h14v5h-14z"),
        solid("M5 27h7v5h-7z"),
    ],
};
