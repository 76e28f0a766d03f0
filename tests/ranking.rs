//! Slates as the page and the command line run them: every ranker in every world with every click model.

#[path = "ranking/conformance.rs"]
mod conformance;
#[path = "ranking/declared.rs"]
mod declared;
#[path = "claims/driver.rs"]
mod driver;
#[path = "ranking/engine.rs"]
mod engine;
#[path = "ranking/equal_items.rs"]
mod equal_items;
#[path = "ranking/late.rs"]
mod late;
#[path = "ranking/learning.rs"]
mod learning;
#[path = "ranking/measures.rs"]
mod measures;
#[path = "ranking/movielens.rs"]
mod movielens;
#[path = "ranking/symmetry.rs"]
mod symmetry;
