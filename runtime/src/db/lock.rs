//! One server a database file: a lock file beside it, held for as long as any connection is open.

use std::path::Path;
use std::time::{Duration, Instant};

use super::error::DbError;
use crate::lock_file::{self, Holder, LockFile, Locked, Tried};

/// How long opening waits for a server that has the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockWait {
    /// Until it lets go: a new server starts while the old one finishes.
    Forever,
    /// At most so long, then [`DbError::Held`].
    AtMost(Duration),
}

/// How often a bounded wait looks again: the system's lock has no wait with an end.
const RETRY: Duration = Duration::from_millis(20);

/// Takes the lock file of a database.
pub(super) fn hold(path: &Path, wait: LockWait) -> Result<Locked, DbError> {
    let failed = |error: std::io::Error| DbError::Open {
        path: path.to_owned(),
        message: format!("its lock file {}: {error}", lock_file::path(path).display()).into(),
    };
    let this = Holder::this_server();
    let file = LockFile::open(path).map_err(failed)?;
    let mut file = match file.try_lock(&this).map_err(failed)? {
        Tried::Locked(locked) => return Ok(locked),
        Tried::Held(file) => file,
    };
    tracing::info!(database = %path.display(), holder = %file.holder(), "waiting for the process that holds the database");
    match wait {
        LockWait::Forever => file.lock(&this).map_err(failed),
        LockWait::AtMost(limit) => {
            let locked = retry(file, &this, Instant::now() + limit).map_err(failed)?;
            locked.ok_or_else(|| DbError::Held {
                path: path.to_owned(),
            })
        }
    }
}

fn retry(
    mut file: LockFile,
    holder: &Holder,
    deadline: Instant,
) -> std::io::Result<Option<Locked>> {
    loop {
        file = match file.try_lock(holder)? {
            Tried::Locked(locked) => return Ok(Some(locked)),
            Tried::Held(_) if Instant::now() >= deadline => return Ok(None),
            Tried::Held(file) => file,
        };
        std::thread::sleep(RETRY);
    }
}
