//! Rankers with the right and with the wrong model of clicks.

use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::{line, solid};
use crate::stories::story::Story;

const CASCADE_UCB1: Side = policy(0);
const CASCADE_TS: Side = policy(1);
const PBM_UCB: Side = policy(2);
const PBM_TS: Side = policy(3);

/// The story.
pub static STORY: Story = Story {
    id: "click_models",
    title: "Cascade versus position-based",
    label: "Cascade",
    question: "What if users don't read lists as we assume?",
    watch: "These users may look anywhere. Two rankers assume that all read from the top until the first click, two know better. Watch each pair.",
    takeaway: "In both pairs, the ranker that knows how these users read misses less: PBM-UCB less than CascadeUCB1, and PBM-TS less than CascadeTS.",
    link: "#1w=drawn_slates;attractions=uniform;items=20&c=cascade_ucb1&c=cascade_ts&c=pbm_ucb&c=pbm_ts&k=position_based",
    claims: &[
        Claim::misses_less(PBM_UCB, &[CASCADE_UCB1], "PBM-UCB misses less than CascadeUCB1."),
        Claim::misses_less(PBM_TS, &[CASCADE_TS], "PBM-TS misses less than CascadeTS."),
    ],
    picture: &[
        solid("M4 3h14v5h-14z"),
        solid("M4 11h14v5h-14z"),
        line("M5 20h12v4h-12z"),
        line("M5 28h12v4h-12z"),
        solid("M26 3h14v5h-14z"),
        solid("M26 11h10.5v5h-10.5z"),
        solid("M26 19h7v5h-7z"),
        solid("M26 27h4v5h-4z"),
    ],
};
