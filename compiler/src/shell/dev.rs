//! `rallyc dev`: watches, builds, serves, and does it again at every change.
//!
//! Browsers talk to one port that stays open; the server behind it is replaced after each build that succeeds. A build
//! that fails is shown in the terminal, and the server before goes on.

mod build;
mod front;
mod server;
mod watch;

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};

use build::{Builder, Change};
use front::Front;
use server::Server;
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

/// Runs until it is interrupted.
///
/// # Errors
/// Where the port is taken, or files cannot be watched. What is wrong in the app itself never ends it.
pub fn dev(app: &App, arguments: &DevArguments) -> Outcome<()> {
    let front = Front::open(arguments.port)?;
    let (wake, woken) = mpsc::channel();
    let running = Arc::new(Mutex::new(None::<Server>));
    end_on_signal(wake.clone(), Arc::clone(&running))?;
    let mut watch = Watch::start(app.root(), move || {
        // The loop has ended where nobody listens.
        let _ended = wake.send(Wake::Changed);
    })?;
    let mut builder = Builder::new(app);
    loop {
        turn(app, &mut builder, &front, &running);
        if wait(&woken, &running, &front) == Wake::End {
            break;
        }
        watch.settle(&woken);
        watch.follow_new_folders();
        report::step("Changed", "building again");
    }
    stop(&running);
    Ok(())
}

// One build, and a new server where anything came of it.
fn turn(app: &App, builder: &mut Builder<'_>, front: &Front, running: &Mutex<Option<Server>>) {
    let change = match builder.build() {
        Ok(change) => change,
        Err(failure) => {
            report::fail(failure);
            front.say_if_down(
                "The app does not build. The terminal of <code>rallyc dev</code> says why.",
            );
            return;
        }
    };
    let is_running = lock(running).is_some();
    if let (Change::Nothing, true) = (&change, is_running) {
        report::step("Finished", "nothing to serve anew");
        return;
    }
    front.hold();
    stop(running);
    let started = builder
        .program()
        .and_then(|program| Server::start(app, program));
    match started {
        Ok(server) => {
            front.lead_to(server.port());
            *lock(running) = Some(server);
            report::step("Serving", front.address());
        }
        Err(failure) => {
            report::fail(failure);
            front.say_if_down(
                "The server did not start. The terminal of <code>rallyc dev</code> says why.",
            );
        }
    }
}

// Looks now and then whether the server is still there.
fn wait(woken: &Receiver<Wake>, running: &Mutex<Option<Server>>, front: &Front) -> Wake {
    loop {
        match woken.recv_timeout(server::LOOK) {
            Ok(wake) => return wake,
            Err(mpsc::RecvTimeoutError::Disconnected) => return Wake::End,
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
        let mut running = lock(running);
        let ended = running.as_mut().and_then(Server::ended);
        if let Some(status) = ended {
            *running = None;
            report::fail(format!(
                "the server ended ({status}); it starts again at the next change"
            ));
            front.say_down("The server ended. The terminal of <code>rallyc dev</code> says why.");
        }
    }
}

fn stop(running: &Mutex<Option<Server>>) {
    // Dropping a server ends it.
    drop(lock(running).take());
}

fn lock(running: &Mutex<Option<Server>>) -> std::sync::MutexGuard<'_, Option<Server>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

// A build may run for minutes: the handler ends the process itself rather than wait for it.
fn end_on_signal(wake: mpsc::Sender<Wake>, running: Arc<Mutex<Option<Server>>>) -> Outcome<()> {
    ctrlc::set_handler(move || {
        let _ended = wake.send(Wake::End);
        stop(&running);
        std::process::exit(0);
    })
    .map_err(|error| Failure::new(format!("cannot handle signals: {error}")))
}
