//! One running server: a process of its own, started on a free port and ended with the value.

use std::io::{ErrorKind, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::shell::app::App;
use crate::shell::failure::{Failure, Outcome};
use crate::shell::problem::{Problem, Speaker};
use crate::shell::report;
use crate::shell::tee::Tee;

/// How often it is looked whether a server is still there.
pub(super) const LOOK: Duration = Duration::from_millis(500);

// Migrations run before it listens.
const START: Duration = Duration::from_secs(60);

// It finishes its calls first.
const STOP: Duration = Duration::from_secs(5);

// Of what a server wrote before it ended: enough for a panic with its backtrace.
const LAST_LINES: usize = 40;

/// A running server; dropping it ends the process.
#[derive(Debug)]
pub(super) struct Server {
    process: Child,
    port: u16,
    told: Option<Sender<Value>>,
    wrote: Vec<Tee>,
}

impl Server {
    /// Starts a program and waits until it listens.
    pub(super) fn start(app: &App, program: &Path) -> Outcome<Self> {
        let port = free_port()?;
        let mut command = Command::new(program);
        command
            .current_dir(app.root())
            .env("APP_ENV", "dev")
            .env("HOST", Ipv4Addr::LOCALHOST.to_string())
            .env("PORT", port.to_string())
            .env("RALLY_DEV_BUILD", build_id())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if report::has_colours() {
            // It sees a pipe, and would write without: https://bixense.com/clicolors
            command.env("CLICOLOR_FORCE", "1");
        }
        let mut process = command
            .spawn()
            .map_err(|error| Failure::file("start", program, &error))?;
        let told = process.stdin.take().map(write_lines);
        let wrote = tee(&mut process);
        let mut server = Self {
            process,
            port,
            told,
            wrote,
        };
        server.wait_until_it_listens()?;
        Ok(server)
    }

    /// The port of this machine that it listens on.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Has it tell open pages what is wrong with a newer build than its own; `null` where nothing is.
    pub(super) fn tell(&self, problems: Value) {
        // A server that has just ended has nobody to tell it to.
        let _ended = self.told.as_ref().map(|told| told.send(problems));
    }

    /// Why it is not there any more, where it has ended.
    pub(super) fn failure(&mut self) -> Option<Failure> {
        let status = self.ended()?;
        let message = format!("the server ended ({status}); it starts again at the next change");
        Some(self.failed(message))
    }

    fn ended(&mut self) -> Option<ExitStatus> {
        self.process.try_wait().ok().flatten()
    }

    fn failed(&self, message: String) -> Failure {
        let wrote: Vec<String> = self
            .wrote
            .iter()
            .map(|output| output.last_lines(LAST_LINES))
            .filter(|lines| !lines.is_empty())
            .collect();
        let problem = Problem::error(Speaker::Server, message.clone()).text(wrote.join("\n"));
        Failure::new(message).because(vec![problem])
    }

    fn wait_until_it_listens(&mut self) -> Outcome<()> {
        let began = Instant::now();
        while began.elapsed() < START {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.ended() {
                let message = format!("the server ended before it listened ({status})");
                return Err(self
                    .failed(message)
                    .help("what it said stands above; it starts again at the next change"));
            }
            thread::sleep(Duration::from_millis(10));
        }
        let seconds = START.as_secs();
        Err(self.failed(format!(
            "the server does not listen after {seconds} seconds"
        )))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        terminate(&self.process);
        let began = Instant::now();
        while began.elapsed() < STOP {
            if self.ended().is_some() {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        match self.process.kill() {
            Err(error) if error.kind() != ErrorKind::InvalidInput => {
                report::warn(format!("the old server cannot be ended: {error}"));
            }
            // Reaps it; it has been killed.
            _ => drop(self.process.wait()),
        }
    }
}

// The id is that of a child that was not waited for yet, so it cannot have been given to another process.
#[cfg(unix)]
fn terminate(process: &Child) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    if let Ok(id) = i32::try_from(process.id()) {
        // One that has just ended by itself needs no signal.
        let _ended = kill(Pid::from_raw(id), Signal::SIGTERM);
    }
}

#[cfg(not(unix))]
fn terminate(_process: &Child) {}

// The thread ends with the server or with the value. It may block: a server that hangs does not read.
fn write_lines(mut server: ChildStdin) -> Sender<Value> {
    let (told, values) = mpsc::channel::<Value>();
    thread::spawn(move || {
        for value in values {
            if writeln!(server, "{value}").is_err() {
                return;
            }
        }
    });
    told
}

fn tee(process: &mut Child) -> Vec<Tee> {
    let errors = process.stderr.take();
    let output = process.stdout.take();
    let errors = errors.map(|errors| Tee::start(errors, std::io::stderr()));
    let output = output.map(|output| Tee::start(output, std::io::stdout()));
    output.into_iter().chain(errors).collect()
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address
        .map(|address| address.port())
        .map_err(|error| Failure::new(format!("no port is free: {error}")))
}

// Differs from start to start, so that a page of the server before loads itself again.
fn build_id() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or_else(|_| "0".to_owned(), |now| now.as_nanos().to_string())
}
