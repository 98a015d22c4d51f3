//! One server a database file: a lock file beside it, held for as long as any connection is open.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::error::DbError;

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

/// Takes the lock file of a database. The operating system releases it when the file is closed or the process dies.
pub(super) fn hold(path: &Path, wait: LockWait) -> Result<File, DbError> {
    let failed = |error: std::io::Error| DbError::Open {
        path: path.to_owned(),
        message: format!("its lock file {}: {error}", lock_path(path).display()).into(),
    };
    // Never removed: another process may be waiting on this very file.
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(lock_path(path))
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => {
            tracing::info!(database = %path.display(), "waiting for the server that holds the database");
        }
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    match wait {
        LockWait::Forever => file.lock().map_err(failed)?,
        LockWait::AtMost(limit) => retry(&file, path, Instant::now() + limit, failed)?,
    }
    Ok(file)
}

fn retry(
    file: &File,
    path: &Path,
    deadline: Instant,
    failed: impl Fn(std::io::Error) -> DbError,
) -> Result<(), DbError> {
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                return Err(DbError::Held {
                    path: path.to_owned(),
                });
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(RETRY),
        }
    }
}

fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    PathBuf::from(name)
}
