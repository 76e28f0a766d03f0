//! The built page, served below a folder as GitHub Pages does.

use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use tiny_http::{Request, Server};

/// The folder that the page is served below.
const FOLDER: &str = "/playground/";

/// A small server on a free port; it stops when it is dropped.
pub struct Site {
    server: Arc<Server>,
    state: Arc<Mutex<State>>,
}

/// What the server does beside serving its folder.
#[derive(Default)]
struct State {
    root: PathBuf,
    /// Hangs up on every request.
    unplugged: bool,
    /// What pages begin with beside their own.
    first: &'static str,
    /// How files whose names begin so are answered, other than with what they are; the last that fits counts.
    rules: Vec<(String, Rule)>,
    /// Requests that wait.
    held: Vec<Request>,
}

/// How a file is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Not before [`Site::let_go`].
    Held,
    /// There is no such file.
    Missing,
    /// With this.
    Replaced(Vec<u8>),
}

impl Site {
    /// Serves the folder that `PLAYGROUND_DIST` names, or `dist`.
    pub fn start() -> Self {
        let root = std::env::var_os("PLAYGROUND_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
        assert!(
            root.join("index.html").is_file(),
            "there is no built page in {}; run scripts/build first",
            root.display()
        );
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let state = Arc::new(Mutex::new(State { root, ..State::default() }));
        for _ in 0..4 {
            let (server, state) = (Arc::clone(&server), Arc::clone(&state));
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    answer(request, &state);
                }
            });
        }
        Self { server, state }
    }

    /// The address of a path in the page's folder.
    pub fn address(&self, path: &str) -> String {
        let port = self.server.server_addr().to_ip().expect("an IP address").port();
        format!("http://localhost:{port}{FOLDER}{path}")
    }

    /// Hangs up on every request from now on, as where there is no network, or answers again.
    pub fn unplug(&self, unplugged: bool) {
        lock(&self.state).unplugged = unplugged;
    }

    /// Puts this at the head of every page, before its own.
    pub fn begin_pages_with(&self, first: &'static str) {
        lock(&self.state).first = first;
    }

    /// Answers files whose names begin so in another way from now on.
    pub fn rule(&self, begin: &str, rule: Rule) {
        lock(&self.state).rules.push((begin.to_owned(), rule));
    }

    /// Serves another folder from now on, as when a new version is published.
    pub fn publish(&self, root: &Path) {
        lock(&self.state).root = root.to_owned();
    }

    /// The folder that is served.
    pub fn root(&self) -> PathBuf {
        lock(&self.state).root.clone()
    }

    /// Serves its folder as it is again, also to those who wait.
    pub fn let_go(&self) {
        let held = {
            let mut state = lock(&self.state);
            state.rules.clear();
            std::mem::take(&mut state.held)
        };
        held.into_iter().for_each(|request| answer(request, &self.state));
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        for _ in 0..4 {
            self.server.unblock();
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(request: Request, state: &Mutex<State>) {
    let found = {
        let mut state = lock(state);
        let name = match request.url().trim_start_matches(FOLDER) {
            "" => "index.html",
            name => name,
        };
        let rule = state.rules.iter().rev().find(|(begin, _)| name.starts_with(begin));
        let found = find(request.url(), &state.root).map(|(kind, bytes)| {
            if kind.starts_with("text/html") && !state.first.is_empty() {
                let page = String::from_utf8_lossy(&bytes);
                (kind, page.replacen("<meta", &format!("{}<meta", state.first), 1).into_bytes())
            } else {
                (kind, bytes)
            }
        });
        match rule.map(|(_, rule)| rule.clone()) {
            _ if state.unplugged => return drop(request.into_writer()),
            Some(Rule::Held) => return state.held.push(request),
            Some(Rule::Missing) => Err("404 Not Found"),
            Some(Rule::Replaced(bytes)) => found.map(|(kind, _)| (kind, bytes)).ok_or("404 Not Found"),
            None => found.ok_or("404 Not Found"),
        }
    };
    let (status, kind, bytes) = match found {
        Ok((kind, bytes)) => ("200 OK", kind, bytes),
        Err(status) => (status, "text/plain", b"there is nothing".to_vec()),
    };
    // One request a connection: tiny_http may leave one of several connections that are opened at once unread for as long
    // as the others are kept.
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        bytes.len()
    );
    let mut writer = request.into_writer();
    // The browser may have gone meanwhile.
    let _ = writer
        .write_all(head.as_bytes())
        .and_then(|()| writer.write_all(&bytes))
        .and_then(|()| writer.flush());
}

/// The type and content of the file that an address names.
fn find(url: &str, root: &Path) -> Option<(&'static str, Vec<u8>)> {
    if url == "/favicon.ico" {
        return Some(("image/x-icon", Vec::new())); // browsers ask for it where they show a file that is no page
    }
    let path = url.split(['?', '#']).next()?.strip_prefix(FOLDER)?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let kind = match path.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    Some((kind, fs::read(root.join(path)).ok()?))
}
