//! What goes wrong with the browser's database, in words.

use idb::Error;

/// What browsers call it that there is no room.
pub(super) const QUOTA_EXCEEDED: &str = "QuotaExceededError";

/// What browsers call it that a newer page has changed the database.
pub(super) const VERSION_ERROR: &str = "VersionError";

/// The name that the browser has for what went wrong; empty where it has none.
pub(super) fn name_of(error: &Error) -> String {
    match error {
        Error::DomException(exception) => exception.name(),
        _ => String::new(),
    }
}

/// What went wrong, as a clause.
pub(super) fn said(error: &Error) -> String {
    match name_of(error).as_str() {
        QUOTA_EXCEEDED => {
            "the browser leaves no room for it; remove runs or set a limit, and nothing that is kept is changed"
                .to_owned()
        }
        VERSION_ERROR => "a newer version of this page has kept runs here; reload the page".to_owned(),
        "" => format!("the browser's database can't be used ({error})"),
        name => format!("the browser's database can't be used ({name})"),
    }
}
