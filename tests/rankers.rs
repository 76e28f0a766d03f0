//! Rankers that don't believe in the cascade, and those that fill slates for variety.

#[path = "rankers/any_clicks.rs"]
mod any_clicks;
#[path = "rankers/bench.rs"]
mod bench;
#[path = "rankers/diverse.rs"]
mod diverse;
#[path = "rankers/general.rs"]
mod general;
#[path = "rankers/position_based.rs"]
mod position_based;
#[path = "rankers/ranked.rs"]
mod ranked;
#[path = "rankers/recur_rank.rs"]
mod recur_rank;
