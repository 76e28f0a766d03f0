//! Slates as the page and the command line run them: every ranker in every environment with every click model.

mod conformance;
mod declared;
mod engine;
mod equal_items;
mod late;
mod learning;
mod measures;
mod movielens;
mod pending;
mod symmetry;
