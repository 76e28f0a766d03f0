//! What the views know. A handle: copying it copies nothing.

use leptos::prelude::*;

use crate::chart::Theme;
use crate::ui::browser;

/// What all views share.
#[derive(Clone, Copy)]
pub struct Views {
    /// The fragment of the address, which names the view and what is to be seen in it.
    pub fragment: RwSignal<String>,
    /// Colours in use.
    pub theme: RwSignal<Theme>,
    /// What a screen reader announces.
    pub said: RwSignal<String>,
}

impl Views {
    /// Before anything is loaded.
    pub fn new(fragment: String) -> Views {
        Views {
            fragment: RwSignal::new(fragment),
            theme: RwSignal::new(browser::theme()),
            said: RwSignal::new(String::new()),
        }
    }

    /// The page shows a view again, this one or another, maybe in other colours.
    pub fn shown_again(self, fragment: &str) {
        self.fragment.set(fragment.to_owned());
        self.theme.set(browser::theme());
    }

    pub fn begin(self) {}
}
