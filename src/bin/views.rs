//! The program of the views, which cover the page when a person asks for one: lessons, games against bandits, the runs that are kept and comparisons of them, searches,
//! profiles and logs. It
//! runs beside the page's own, and is loaded when a view is opened for the first time.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

/// Shows a view in an element of the page, in the present colours. What is shown there already changes to it. `page` says what is on the
/// page: see `src/views/page_now.rs`.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen]
pub fn open(fragment: &str, element: web_sys::HtmlElement, page: js_sys::Function) {
    bandit_playground::views::open(fragment, element, page);
}

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    eprintln!("This program runs in the page: build it with scripts/build, or run bandit-playground here.");
    std::process::ExitCode::FAILURE
}
