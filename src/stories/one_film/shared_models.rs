//! One model for all films, one for each film, and both.

use crate::stories::claim::{Claim, Side, policy};
use crate::stories::picture::{solid, thin};
use crate::stories::story::Story;

const SHARED: Side = policy(0);
const HYBRID: Side = policy(1);
const DISJOINT: Side = policy(2);
const RANDOM: Side = policy(3);

/// The story.
pub static STORY: Story = Story {
    id: "shared_models",
    title: "One model for all films",
    label: "One model",
    question: "What can one film's ratings say about another film?",
    watch: "Each round offers other films. One agent learns each film by itself, one learns from all films together, one does both. Watch who learns.",
    takeaway: "In 3,000 rounds, what all films say together is worth more than a model for each film by itself, and more than both at once.",
    link: "#1w=movielens_features&c=lin_ucb;model=shared;label=One%20model%20for%20all&c=hybrid_lin_ucb;label=Both%20at%20once&c=lin_ucb;label=A%20model%20for%20each%20film&c=random&horizon=3000",
    claims: &[
        Claim::misses_less(
            SHARED,
            &[HYBRID, DISJOINT],
            "One model for all films misses less than a model for each film, and less than both at once.",
        ),
        Claim::misses_less(HYBRID, &[DISJOINT], "Both at once miss less than a model for each film."),
        Claim::misses_less(DISJOINT, &[RANDOM], "A model for each film misses less than chance."),
    ],
    picture: &[
        solid("M4.5 18a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z"),
        thin("M12 18 34 5"),
        thin("M12 18 38 13.5"),
        thin("M12 18 38 22.5"),
        thin("M12 18 34 31"),
        solid("M31.4 5a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z"),
        solid("M35.4 13.5a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z"),
        solid("M35.4 22.5a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z"),
        solid("M31.4 31a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z"),
    ],
};
