//! The program: the page or one of its workers in a browser, the command line everywhere else.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    bandit_playground::command::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    if bandit_playground::worker::entry::is_worker() {
        bandit_playground::worker::entry::start();
    } else {
        bandit_playground::page::start();
    }
}
