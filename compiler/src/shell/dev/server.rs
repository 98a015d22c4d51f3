//! One running server: a process of its own, started on a free port and ended with the value.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::shell::app::App;
use crate::shell::failure::{Failure, Outcome};
use crate::shell::report;

/// How often it is looked whether a server is still there.
pub(super) const LOOK: Duration = Duration::from_millis(500);

// Migrations run before it listens.
const START: Duration = Duration::from_secs(60);

// It finishes its calls first.
const STOP: Duration = Duration::from_secs(5);

/// A running server; dropping it ends the process.
#[derive(Debug)]
pub(super) struct Server {
    process: Child,
    port: u16,
}

impl Server {
    /// Starts a program and waits until it listens.
    pub(super) fn start(app: &App, program: &Path) -> Outcome<Self> {
        let port = free_port()?;
        let process = Command::new(program)
            .current_dir(app.root())
            .env("APP_ENV", "dev")
            .env("HOST", Ipv4Addr::LOCALHOST.to_string())
            .env("PORT", port.to_string())
            .env("RALLY_DEV_BUILD", build_id())
            .stdin(Stdio::null())
            .spawn()
            .map_err(|error| Failure::file("start", program, &error))?;
        let mut server = Self { process, port };
        server.wait_until_it_listens()?;
        Ok(server)
    }

    /// The port of this machine that it listens on.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// How it ended, where it did.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        self.process.try_wait().ok().flatten()
    }

    fn wait_until_it_listens(&mut self) -> Outcome<()> {
        let began = Instant::now();
        while began.elapsed() < START {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.ended() {
                return Err(Failure::new(format!(
                    "the server ended before it listened ({status})"
                ))
                .help("what it said stands above; it starts again at the next change"));
            }
            thread::sleep(Duration::from_millis(10));
        }
        let seconds = START.as_secs();
        Err(Failure::new(format!(
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
