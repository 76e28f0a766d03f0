//! The engine's program as it comes first: it runs the default experiment and nothing else (the feature `starter`), in an environment
//! that it brings along, so that a first visitor's curve moves soon. Any other experiment waits for the whole engine, `engine.rs`.

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    bandit_playground::worker::starter::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    eprintln!(
        "This program runs in the workers of the page: build it with scripts/build, or run bandit-playground here."
    );
    std::process::ExitCode::FAILURE
}
