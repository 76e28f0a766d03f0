//! The driver of a browser of one test.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::browsers::Engine;

/// A driver of this test's own, with a folder for the browser's profile.
///
/// A shell holds both, and clears them away when its standard input ends: that
/// is when this is dropped, and also when the test is killed.
pub struct Driver {
    shell: Child,
    /// Where it listens.
    pub address: String,
}

const HOLD_DRIVER: &str = r#"
    trap : INT TERM HUP # what ends the test ends `cat`, too, and what follows it is done
    TMPDIR=$(mktemp -d) && export TMPDIR || exit
    set -m # the driver and its browser are a group of their own
    "$0" "$@" </dev/null 2>&1 &
    exec >/dev/null 2>&1
    cat
    kill -- -$!
    wait
    for _ in 1 2 3 4 5; do rm -rf "$TMPDIR" && break; sleep 0.2; done
"#;

/// How often a driver is started before it counts as one that does not start.
const ATTEMPTS: usize = 5;

impl Driver {
    /// Starts it on a free port. Where several are started together, one was seen to end at once, before it said its port: then it is
    /// started once more.
    pub fn start(engine: Engine) -> Self {
        let (variable, usual) = engine.driver();
        (0..ATTEMPTS)
            .find_map(|_| Self::try_start(engine, variable, usual))
            .unwrap_or_else(|| panic!("{usual} does not start; set {variable} to it"))
    }

    fn try_start(engine: Engine, variable: &str, usual: &str) -> Option<Self> {
        let program = std::env::var(variable).unwrap_or_else(|_| usual.to_owned());
        let free = free_port();
        let (command, before_port) = engine.command(&program, free);
        let mut shell = Command::new("bash")
            .args(["-c", HOLD_DRIVER])
            .args(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let output = shell.stdout.take().expect("a pipe");
        let mut driver = Self { shell, address: String::new() };
        let mut lines = BufReader::new(output)
            .split(b'\n')
            .map_while(Result::ok)
            .map(|line| String::from_utf8_lossy(&line).into_owned());
        let port = match before_port {
            Some(before) => lines.find_map(|line| {
                let (_, port) = line.split_once(before)?;
                Some(port.trim_end().trim_end_matches('.').to_owned())
            }),
            None => answers(free).then(|| free.to_string()),
        };
        thread::spawn(move || lines.for_each(drop)); // a full pipe would stop it
        driver.address = format!("http://localhost:{}", port?);
        Some(driver)
    }
}

/// A port that nothing listens at.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Does a program listen at this port before long?
fn answers(port: u16) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return true;
        }
        thread::sleep(Duration::from_millis(50));
    }
    false
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
