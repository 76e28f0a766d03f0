//! Rankers that vary their slates where more of the same attracts less.

use crate::metrics::DIVERSITY;
use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::{line, solid};
use crate::stories::story::Story;

const LSB: Side = policy(0);
const HYBRID: Side = policy(1);
const KL_UCB: Side = policy(2);
const RANDOM: Side = policy(3);

/// The story.
pub static STORY: Story = Story {
    id: "diversity",
    title: "Diversity",
    label: "Diversity",
    question: "Should a list hold four films of one kind?",
    watch: "For this user, a second film of one genre adds little. CascadeLSB and CascadeHybrid choose films by what they add. Watch their lists.",
    takeaway: "The rankers that choose films by what they add to the list show more varied lists, and miss less than half of what CascadeKL-UCB misses, which knows no genres and learns each film by itself.",
    link: "#1w=movielens_genre_slates&c=cascade_lsb&c=cascade_hybrid&c=cascade_kl_ucb&c=random_slate&k=coverage_cascade&seeds=5",
    claims: &[
        Claim::misses_less(LSB, &[KL_UCB], "CascadeLSB misses less than half of what CascadeKL-UCB misses.")
            .times(2.0),
        Claim::misses_less(
            HYBRID,
            &[KL_UCB],
            "CascadeHybrid misses less than half of what CascadeKL-UCB misses.",
        )
        .times(2.0),
        Claim::misses_less(LSB, &[KL_UCB], "CascadeLSB shows more varied lists than CascadeKL-UCB.")
            .by(&DIVERSITY),
        Claim::misses_less(HYBRID, &[KL_UCB], "CascadeHybrid shows more varied lists than CascadeKL-UCB.")
            .by(&DIVERSITY),
        Claim::misses_less(KL_UCB, &[RANDOM], "CascadeKL-UCB misses less than chance."),
    ],
    picture: &[
        solid("M4 4h10v10h-10z"),
        line("M17 9a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"),
        solid("M35 3.5 41 14H29z"),
        solid("M3.6 26.5a5.4 5.4 0 1 0 10.8 0a5.4 5.4 0 1 0 -10.8 0z"),
        line("M22 21 27.5 31H16.5z"),
        line("M30.5 22h9v9h-9z"),
    ],
};
