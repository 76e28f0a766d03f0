//! Ranking: a ranker shows a slate of K of L items, and a user clicks on some of them, or none.
//!
//! Three families of parts, one file a part with one descriptor each: environments say which items there are and how
//! attractive each is ([`SLATE_ENVIRONMENTS`]), click models say what a user does with a slate ([`CLICK_MODELS`]), and rankers
//! choose slates and learn from clicks ([`RANKERS`]). To add one is to add a file and a line in its list.
//!
//! All policies meet the same random numbers: whether item e attracts the user of round t is one coin of that item and round,
//! whichever policy shows it, wherever (see [`clicks::CommonRandomNumbers`]).

pub mod clicks;
pub mod environments;
mod interface;
pub mod meter;
pub mod metrics;
pub mod order;
pub mod rankers;

pub use clicks::CLICK_MODELS;
pub use environments::SLATE_ENVIRONMENTS;
pub use interface::{
    CloneRanker, Feedback, MOST_WITHOUT_FEATURES, Ranker, RankerExplanation, RankingReason, SlateShape,
    SlateView, by_asking,
};
pub use rankers::RANKERS;
