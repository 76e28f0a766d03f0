//! What a person can do, and what happens by itself: methods of the page's state, one file a concern.

mod address;
mod data;
mod editing;
mod events;
mod frames;
mod keeping;
mod kept_runs;
mod kinds;
mod notices;
mod offline;
mod page_kind;
mod ratings;
mod session;
mod sharing;
mod stories;
mod table;
mod view;
mod views;

pub use data::reading_id;
pub use table::LABEL_ID;
