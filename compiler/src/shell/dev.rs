//! `rallyc dev`: watches, builds, serves, and does it again at every change.
//!
//! Browsers talk to one port that stays open; the server behind it is replaced after each build that succeeds. What is
//! wrong with a build that fails is shown in the terminal and over the open pages, which go on with the server before.

mod build;
mod database;
mod front;
mod outside;
mod page;
mod problems;
mod server;
mod session;
mod watch;

use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use front::Front;
use server::Server;
use session::Session;
use watch::Watch;

use super::app::App;
use super::command_line::DevArguments;
use super::failure::{Failure, Outcome};
use super::report;

/// What the loop is woken by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wake {
    /// A file of the app changed.
    Changed,
    /// The person asked to end.
    End,
}

/// The server of the moment, which a signal may end at any time.
type Running = Arc<Mutex<Option<Server>>>;

/// Runs until it is interrupted.
///
/// # Errors
/// Where the port is taken, or files cannot be watched. What is wrong in the app itself never ends it.
pub fn dev(app: &App, arguments: &DevArguments) -> Outcome<()> {
    let front = Front::open(arguments.port)?;
    let (wake, woken) = mpsc::channel();
    let running = Running::default();
    end_on_signal(wake.clone(), Arc::clone(&running))?;
    let mut watch = Watch::start(app.root(), move || {
        // The loop has ended where nobody listens.
        let _ended = wake.send(Wake::Changed);
    })?;
    let mut session = Session::new(app, front, running);
    loop {
        session.turn();
        watch.follow_outside(&session.outside());
        if session.wait(&woken) == Wake::End {
            break;
        }
        watch.settle(&woken);
        watch.follow_new_folders();
        report::step("Changed", "building again");
    }
    session.stop();
    Ok(())
}

// A build may run for minutes: the handler ends the process itself rather than wait for it.
fn end_on_signal(wake: mpsc::Sender<Wake>, running: Running) -> Outcome<()> {
    ctrlc::set_handler(move || {
        let _ended = wake.send(Wake::End);
        session::stop(&running);
        std::process::exit(0);
    })
    .map_err(|error| Failure::new(format!("cannot handle signals: {error}")))
}
