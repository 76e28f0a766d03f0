//! `serve` on the folder of a pipeline: it takes what is promoted while it answers, and outlives what is damaged.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bandit_playground::policy::save_policy;
use serde_json::{Value, json};

use super::endpoint::policy;
use crate::program::{path, program};

const EXPERIMENT: &str = r#"{"world": {"id": "stationary_linear", "parameters": {"arms": 4, "dimension": 3}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 300, "seeds": 1}"#;

/// Puts bytes into a place as `pipeline` does: as a whole.
fn put(folder: &Path, name: &str, bytes: &[u8]) {
    let beside = folder.join("beside");
    std::fs::write(&beside, bytes).expect("it is written");
    std::fs::rename(beside, folder.join(name)).expect("it takes its place");
}

fn deploy(folder: &Path, version: u32, policy: &[u8]) {
    let name = format!("v{version}.policy");
    put(folder, &name, policy);
    let deployment = json!({"champion": {"version": version, "policy": name}});
    put(folder, "deployment.json", deployment.to_string().as_bytes());
}

/// A connection that is kept, and the next request on it: the version that answered.
fn ask(stream: &mut TcpStream) -> Option<u32> {
    let body = r#"{"instances": [{"context": [1, 0, -1]}]}"#;
    let length = body.len();
    let request = format!("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).ok()?;
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?.to_lowercase();
    let of = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u32>().ok());
    let mut answer = vec![0; of("content-length:")? as usize];
    stream.read_exact(&mut answer).ok()?;
    head.starts_with("http/1.1 200").then(|| of("x-policy-version:"))?
}

fn get(address: &str, path: &str) -> Value {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it takes it");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it is UTF-8");
    serde_json::from_str(answer.split_once("\r\n\r\n").expect("a body").1).expect("it is JSON")
}

/// The program, ended with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn next_line(said: &mut BufReader<ChildStderr>) -> String {
    let mut line = String::new();
    said.read_line(&mut line).expect("it says something");
    line
}

#[test]
fn what_is_promoted_answers_without_a_restart_or_a_lost_request_and_what_is_damaged_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let (own, policy) = (folder.path(), save_policy(&policy(EXPERIMENT, 100)));
    deploy(own, 1, &policy);
    let mut serving = Serving(program(&["serve", &path(own, ""), "--port", "0"]).spawn().expect("it starts"));
    let mut line = String::new();
    BufReader::new(serving.0.stdout.take().expect("it is piped")).read_line(&mut line).expect("where");
    let address =
        line.trim().trim_start_matches("Serving at http://").trim_end_matches("/predict").to_owned();
    let mut said = BufReader::new(serving.0.stderr.take().expect("it is piped"));

    let is_over = AtomicBool::new(false);
    let seen = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut stream = TcpStream::connect(&address).expect("it listens");
                    let mut seen = Vec::new();
                    while !is_over.load(Ordering::Relaxed) {
                        let version = ask(&mut stream).expect("every request is answered with a prediction");
                        if seen.last() != Some(&version) {
                            seen.push(version);
                        }
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    seen
                })
            })
            .collect();
        deploy(own, 2, &policy);
        assert_eq!(next_line(&mut said), "v2 answers requests.\n");
        // Half of a file, as a copy that was stopped leaves it: said once, and version 2 goes on.
        deploy(own, 3, &policy[..policy.len() / 2]);
        let sentence = next_line(&mut said);
        assert!(sentence.contains("v3.policy"), "{sentence}");
        assert!(sentence.ends_with("; the version before goes on answering.\n"), "{sentence}");
        put(own, "deployment.json", b"{\"champion\": ");
        assert!(next_line(&mut said).contains("deployment.json"));
        std::thread::sleep(Duration::from_millis(600));
        // What is mended answers.
        deploy(own, 4, &policy);
        assert_eq!(next_line(&mut said), "v4 answers requests.\n", "the failure was said once");
        let end = Instant::now() + Duration::from_secs(20);
        while get(&address, "/stats")["champion"] != 4 && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_millis(50));
        is_over.store(true, Ordering::Relaxed);
        clients.into_iter().map(|client| client.join().expect("it ends")).collect::<Vec<_>>()
    });
    for seen in &seen {
        assert_eq!(seen.as_slice(), [1, 2, 4], "{seen:?}");
    }

    // What was measured is counted over all copies.
    let stats = get(&address, "/stats");
    let number = |name: &str| stats[name].as_f64().expect("a number");
    let latency = |name: &str| stats["latency_ms"][name].as_f64().expect("a number");
    assert!(number("requests") > 100.0 && number("requests_per_second") > 0.0, "{stats}");
    assert!(
        0.0 < latency("p50") && latency("p50") <= latency("p95") && latency("p99") <= latency("max"),
        "{stats}"
    );
    assert_eq!(
        (&stats["errors"], &stats["changes"], &stats["challenger"]),
        (&json!(0), &json!(2), &Value::Null)
    );
    #[cfg(unix)]
    {
        let sent = std::process::Command::new("kill").args(["-INT", &serving.0.id().to_string()]).status();
        assert!(sent.expect("it is sent").success());
        let last = next_line(&mut said);
        assert!(last.contains(" requests were answered in ") && last.contains("99 % within"), "{last}");
        assert!(serving.0.wait().expect("it ends").success());
    }
}
