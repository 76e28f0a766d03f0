//! The engine's program: what runs in each of the page's workers. It knows how every part is made, and nothing of the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    bandit_playground::worker::entry::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    eprintln!(
        "This program runs in the workers of the page: build it with scripts/build, or run bandit-playground here."
    );
    std::process::ExitCode::FAILURE
}
