//! Ctrl-C, and a request to end from outside: the first one lets a command keep what it has, the second one ends it at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a program that was interrupted, as shells have it.
pub const CODE: u8 = 130;

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C is for [`asked`] to tell.
pub fn listen() -> Result<(), ctrlc::Error> {
    let heard = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(CODE.into());
        }
    });
    match heard {
        Err(ctrlc::Error::MultipleHandlers) => Ok(()),
        heard => heard,
    }
}

/// Whether Ctrl-C was pressed.
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
