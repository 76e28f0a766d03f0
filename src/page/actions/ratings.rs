//! Ratings: what is said of them.

use super::page_kind::PageKind;
use crate::chart::numbers::counted;
use crate::data::kinds::ratings::DESCRIPTOR;
use crate::data::{DataSummary, Summary};

pub(super) static PAGE: PageKind = PageKind { kind: &DESCRIPTOR, held, ask: None };

/// "100,836 ratings by 610 users".
fn held(summary: &DataSummary) -> Option<String> {
    let own: Summary = summary.own()?;
    let (ratings, users) =
        (counted(own.ratings as u64, "rating", "ratings"), counted(own.users as u64, "user", "users"));
    Some(format!("{ratings} by {users}"))
}
