//! The engine's program as it comes first: with what the default experiment needs and nothing else (the feature `starter`), so
//! that a first visitor's curve moves sooner. Any other experiment waits for the whole engine, `engine.rs`.

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
