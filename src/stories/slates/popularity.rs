//! A ranker that knows taste against rankers that show everyone the same.

use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::{line, solid, thin};
use crate::stories::story::Story;

const TASTE: Side = policy(0);
const TS: Side = policy(1);
const MOST_CLICKED: Side = policy(2);
const RANDOM: Side = policy(3);

/// The story.
pub static STORY: Story = Story {
    id: "popularity",
    title: "Popularity is not personal",
    label: "Personal",
    question: "Is the most popular film the right one for you?",
    watch: "CascadeLinUCB knows each user's taste. CascadeTS and Most clicked know what most users like. Watch how far apart they end.",
    takeaway: "The ranker that knows each user's taste misses less than a tenth of what each of the other three misses.",
    link: "#1w=movielens_taste_slates&c=cascade_lin_ucb&c=cascade_ts&c=popular_slate&c=random_slate&horizon=3000&seeds=5",
    claims: &[
        Claim::misses_less(
            TASTE,
            &[TS, MOST_CLICKED, RANDOM],
            "CascadeLinUCB misses less than a tenth of what the other three miss.",
        )
        .times(10.0),
        Claim::misses_less(TS, &[RANDOM], "CascadeTS misses less than chance."),
    ],
    picture: &[
        line("M8 10a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"),
        line("M4 32C4 18 22 18 22 32"),
        thin("M26 6h3.5v25.5h-3.5z"),
        thin("M32 14h3.5v17.5h-3.5z"),
        solid("M37.5 22h5v10.3h-5z"),
    ],
};
