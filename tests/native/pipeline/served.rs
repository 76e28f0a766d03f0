//! `serve` and `simulate`: the program behind an address.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;

use bandit_playground::policy::save_policy;
use serde_json::{Value, json};

use super::endpoint::policy;
use crate::program::{path, program, refused, text};

const EXPERIMENT: &str = r#"{"world": {"id": "stationary_linear", "parameters": {"arms": 4, "dimension": 3}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 300, "seeds": 1}"#;

/// A server, ended with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(policy: &str) -> Server {
        let mut child = program(&["serve", policy, "--port", "0"]).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped"))
            .read_line(&mut line)
            .expect("it says where");
        let url = line.trim().strip_prefix("Serving at http://").expect("it says where");
        Server { child, address: url.trim_end_matches("/predict").to_owned() }
    }

    /// Sends bytes as they are, and gives status and body.
    fn send(&self, request: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.write_all(request).expect("it takes them");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it is UTF-8");
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        (status, answer.split_once("\r\n\r\n").map_or_else(String::new, |(_, body)| body.to_owned()))
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let (status, body) = self.send(request.as_bytes());
        (status, serde_json::from_str(&body).expect("it is JSON"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_policy_answers_over_http() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = path(folder.path(), "lin_ucb.policy");
    std::fs::write(&file, save_policy(&policy(EXPERIMENT, 200))).expect("it is written");
    let server = Server::start(&file);
    assert!(server.address.starts_with("127.0.0.1:"), "only this machine can ask: {}", server.address);
    assert_eq!(server.ask("GET", "/health", ""), (200, json!({})));
    let (status, answer) = server.ask("POST", "/predict", r#"{"instances": [{"context": [1, 0, -1]}]}"#);
    assert_eq!(status, 200);
    let prediction = &answer["predictions"][0];
    assert_eq!(prediction["probabilities"].as_array().map(Vec::len), Some(4));
    let (status, answer) = server.ask("POST", "/predict", "{\"instances\": 3}");
    assert_eq!(
        (status, answer["error"].as_str()),
        (400, Some("\"instances\" must be a list, and is a number"))
    );
    // What is no HTTP, and a body that is said to be too large, end with a status and not with the server.
    assert_eq!(server.send(b"nonsense\r\n\r\n").0, 400);
    let large = b"POST /predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 99999999\r\n\r\n";
    assert_eq!(server.send(large).0, 413);
    assert_eq!(server.ask("GET", "/health", "").0, 200);

    // Users who ask there earn what they earn where the policy answers in the same program: it has no chance in it.
    let experiment = path(folder.path(), "experiment.json");
    std::fs::write(&experiment, EXPERIMENT).expect("it is written");
    let (there, here) = (path(folder.path(), "there.jsonl"), path(folder.path(), "here.jsonl"));
    let url = format!("http://{}/predict", server.address);
    text(&["simulate", &experiment, "--url", &url, "--skip", "200", "--out", &there]);
    text(&["simulate", &experiment, "--policy", &file, "--skip", "200", "--out", &here]);
    let read = |path: &str| std::fs::read_to_string(path).expect("it is written");
    assert_eq!(read(&there), read(&here));
    let rows = read(&here).lines().filter(|line| line.contains("\"e")).count();
    assert_eq!(rows, 300, "{}", read(&here).lines().next().unwrap_or_default());
    #[cfg(unix)]
    {
        let mut server = server;
        let sent = std::process::Command::new("kill").args(["-INT", &server.child.id().to_string()]).status();
        assert!(sent.expect("it is sent").success());
        assert!(server.child.wait().expect("it ends").success(), "Ctrl-C is a graceful end");
    }
}

#[test]
fn what_a_pipeline_deployed_is_served() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, kept) = (path(folder.path(), "pipeline.json"), path(folder.path(), "kept"));
    let experiment = EXPERIMENT.replace("300", "900");
    let pipeline = format!(
        r#"{{"experiment": {experiment}, "steps": {{"generator": {{"rows": 600}}, "deployer": {{"canary": 0}}}}}}"#
    );
    std::fs::write(&file, pipeline).expect("it is written");
    let summary: Value =
        serde_json::from_str(&text(&["pipeline", &file, "--keep", &kept, "--json"])).expect("it is JSON");
    let server = Server::start(&kept);
    let body = r#"{"instances": [{"context": [1, 0, -1]}]}"#;
    let length = body.len();
    let request = format!(
        "POST /predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(&server.address).expect("it listens");
    stream.write_all(request.as_bytes()).expect("it takes them");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it is UTF-8");
    let version = format!("x-policy-version: {}", summary["champion"]);
    assert!(answer.to_lowercase().contains(&version), "{answer}");
    assert!(summary["champion"].as_u64() > Some(0), "{summary}");
}

#[test]
fn what_cannot_be_served_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = path(folder.path(), "");
    assert!(refused(&["serve", &empty]).contains("this folder holds no deployment.json"));
    assert!(refused(&["serve", &path(folder.path(), "missing")]).contains("there is no such file"));
    let experiment = path(folder.path(), "experiment.json");
    std::fs::write(&experiment, EXPERIMENT).expect("it is written");
    let out = path(folder.path(), "log.jsonl");
    let sentence = refused(&["simulate", &experiment, "--url", "https://example.org/predict", "--out", &out]);
    assert!(sentence.contains("must begin with http://"), "{sentence}");
}

/// Rewards come as the experiment's feedback settings say: late, in batches, or never.
#[test]
fn simulated_rewards_come_late_or_never() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = path(folder.path(), "lin_ucb.policy");
    std::fs::write(&file, save_policy(&policy(EXPERIMENT, 200))).expect("it is written");
    let rows = |feedback: &str| {
        let experiment = path(folder.path(), "experiment.json");
        let changed = EXPERIMENT.replace("\"seeds\"", &format!("{feedback} \"seeds\""));
        std::fs::write(&experiment, changed).expect("it is written");
        let out = path(folder.path(), "log.jsonl");
        text(&["simulate", &experiment, "--policy", &file, "--out", &out]);
        let log = std::fs::read_to_string(&out).expect("it is written");
        let row = |line: &str| {
            let row: Value = serde_json::from_str(line).expect("it is JSON");
            let event = row["event"].as_str()?.strip_prefix('e')?.parse::<u64>().ok()?;
            Some((event, row["rewards"][0].as_f64()))
        };
        log.lines().filter_map(row).collect::<Vec<_>>()
    };
    let usual = rows("");
    assert_eq!(usual.len(), 300);
    assert!(usual.is_sorted_by_key(|(event, _)| *event) && usual.iter().all(|(_, reward)| reward.is_some()));
    let late = rows(r#""feedback": {"delay": 20, "delay_kind": "geometric", "missing": 0.2},"#);
    assert_eq!(late.len(), 300);
    let without = late.iter().filter(|(_, reward)| reward.is_none()).count() as f64;
    // Four standard errors around a fifth, and what is still under way at the end: 20 on average.
    assert!((without - 60.0 - 20.0).abs() < 4.0 * (48.0_f64 + 20.0).sqrt(), "{without}");
    let known: Vec<_> = late.iter().filter(|(_, reward)| reward.is_some()).collect();
    assert!(!known.is_sorted_by_key(|(event, _)| *event), "they come out of order");
    let of = |wanted: u64| usual.iter().find(|(event, _)| *event == wanted).map(|(_, reward)| *reward);
    assert!(known.iter().all(|(event, reward)| of(*event) == Some(*reward)), "the same rewards");
}
