//! The program: the page or one of its workers in a browser, the command line everywhere else.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    bandit_playground::command::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
