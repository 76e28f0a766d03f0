//! Rankers that don't believe in the cascade, and those that fill slates for variety.

mod any_clicks;
mod bench;
mod diverse;
mod general;
mod position_based;
mod ranked;
mod recur_rank;
