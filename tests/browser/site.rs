//! The built page, served below a folder as GitHub Pages does.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tiny_http::{Header, Request, Response, Server};

/// The folder that the page is served below.
const FOLDER: &str = "/playground/";

/// A small server on a free port; it stops when it is dropped.
pub struct Site {
    server: Arc<Server>,
    unplugged: Arc<AtomicBool>,
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
        let unplugged = Arc::new(AtomicBool::new(false));
        for _ in 0..4 {
            let (server, unplugged, root) = (Arc::clone(&server), Arc::clone(&unplugged), root.clone());
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    answer(request, &root, unplugged.load(Ordering::Relaxed));
                }
            });
        }
        Self { server, unplugged }
    }

    /// The address of a path in the page's folder.
    pub fn address(&self, path: &str) -> String {
        let port = self.server.server_addr().to_ip().expect("an IP address").port();
        format!("http://localhost:{port}{FOLDER}{path}")
    }

    /// Refuses every request from now on, or answers again.
    pub fn unplug(&self, unplugged: bool) {
        self.unplugged.store(unplugged, Ordering::Relaxed);
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        for _ in 0..4 {
            self.server.unblock();
        }
    }
}

fn answer(request: Request, root: &Path, unplugged: bool) {
    let response = if unplugged {
        Response::from_data("unplugged").with_status_code(503)
    } else {
        match find(request.url(), root) {
            Some((kind, bytes)) => Response::from_data(bytes)
                .with_header(Header::from_bytes("Content-Type", kind).expect("a plain header")),
            None => Response::from_data("not found").with_status_code(404),
        }
    };
    let _ = request.respond(response); // the browser may have gone meanwhile
}

/// The type and content of the file that an address names.
fn find(url: &str, root: &Path) -> Option<(&'static str, Vec<u8>)> {
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
