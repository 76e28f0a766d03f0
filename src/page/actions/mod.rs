//! What a person can do, and what happens by itself: methods of the page's state, one file a concern.

mod address;
mod editing;
mod events;
mod notices;
mod ratings;
mod session;
mod sharing;
mod stories;
mod table;

pub use ratings::AS_RATINGS_ID;
pub use table::LABEL_ID;
