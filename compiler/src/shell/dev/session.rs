//! The turns of `rallyc dev`: one build, and then a new server, or the one before with what is wrong shown over its
//! pages.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{MutexGuard, PoisonError};

use serde_json::Value;

use super::build::{Builder, Results};
use super::front::Front;
use super::problems::Problems;
use super::server::{self, Server};
use super::{Running, Wake, database};
use crate::shell::app::App;
use crate::shell::failure::{Failure, Outcome};
use crate::shell::report;

/// One run of `rallyc dev`.
pub(super) struct Session<'a> {
    app: &'a App,
    builder: Builder<'a>,
    front: Front,
    running: Running,
    /// What the server serves.
    served: Results,
    refused: Refused,
}

/// Whether a build waits for another database than there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    No,
    ByDatabase,
}

impl<'a> Session<'a> {
    /// A session in which nothing was built yet.
    pub(super) fn new(app: &'a App, front: Front, running: Running) -> Self {
        Self {
            app,
            builder: Builder::new(app),
            front,
            running,
            served: Results::default(),
            refused: Refused::No,
        }
    }

    /// One build, and a new server where anything came of it.
    pub(super) fn turn(&mut self) {
        self.refused = Refused::No;
        let outcome = self.builder.build().and_then(|built| self.serve(built));
        if let Err(failure) = outcome {
            self.show(failure);
        }
    }

    fn serve(&mut self, built: Results) -> Outcome<()> {
        if let Some(server) = &*lock(&self.running)
            && self.served == built
        {
            server.tell(Value::Null);
            report::step("Finished", "nothing to serve anew");
            return Ok(());
        }
        // The server before goes on where the next one would not start.
        database::examine(self.app, self.builder.name())
            .inspect_err(|_| self.refused = Refused::ByDatabase)?;
        self.front.hold();
        stop(&self.running);
        let server = Server::start(self.app, self.builder.program()?)?;
        self.front.lead_to(server.port());
        *lock(&self.running) = Some(server);
        self.served = built;
        report::step("Serving", self.front.address());
        Ok(())
    }

    // In the terminal, and over the pages of the server that is there or in their place.
    fn show(&self, failure: Failure) {
        report::fail(&failure);
        let problems = Problems::new(failure);
        match &*lock(&self.running) {
            Some(server) => server.tell(problems.told()),
            None => self.front.say_down(problems),
        }
    }

    /// Packages outside of the app that it is built from.
    pub(super) fn outside(&mut self) -> BTreeSet<PathBuf> {
        self.builder.outside()
    }

    /// Waits for a change, and looks now and then whether the server is still there.
    pub(super) fn wait(&mut self, woken: &Receiver<Wake>) -> Wake {
        loop {
            match woken.recv_timeout(server::LOOK) {
                Ok(wake) => return wake,
                Err(RecvTimeoutError::Disconnected) => return Wake::End,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let ended = lock(&self.running).as_mut().and_then(Server::failure);
            if let Some(failure) = ended {
                stop(&self.running);
                self.show(failure);
            }
            if self.refused == Refused::ByDatabase
                && database::examine(self.app, self.builder.name()).is_ok()
            {
                return Wake::Changed;
            }
        }
    }

    /// Ends the server.
    pub(super) fn stop(&self) {
        stop(&self.running);
    }
}

/// Ends the server, where there is one.
pub(super) fn stop(running: &Running) {
    // Dropping a server ends it.
    drop(lock(running).take());
}

fn lock(running: &Running) -> MutexGuard<'_, Option<Server>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
