//! The reader's program: what reads a person's files, in a worker of the page. It is loaded after the page and the engine.

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    bandit_playground::worker::reading::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    eprintln!(
        "This program runs in a worker of the page: build it with scripts/build, or run bandit-playground here."
    );
    std::process::ExitCode::FAILURE
}
