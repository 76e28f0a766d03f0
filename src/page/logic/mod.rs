//! The page's plain reasoning: pacing, sliders, "why not that one?". Knows no browser.

pub mod arms;
pub mod choices;
pub mod families;
pub mod floor;
pub mod glossary;
pub mod goals;
pub mod hearing;
pub mod item_estimates;
pub mod numbers_field;
pub mod own_table;
pub mod pacing;
pub mod phases;
pub mod pick_words;
pub mod policies;
pub mod position_bias;
pub mod quality;
pub mod search;
pub mod slate_words;
pub mod slider;
pub mod small_charts;
pub mod story;
pub mod things;
pub mod tidy_csv;
pub mod ties;
pub mod verdict;
pub mod why;
