//! A tool's claim to a database: one tool at a time, and none beside a server where that would pull the schema away
//! from under it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::MigrateError;
use crate::lock_file::{self, Holder, LockFile, Locked, Tried};

/// How often a wait looks again.
const RETRY: Duration = Duration::from_millis(20);

/// Looks that it takes to believe that a server has it: whoever has just taken it signs a moment later.
const LOOKS: usize = 5;

/// A database file that no server and no other tool opens as long as this lives.
#[derive(Debug)]
pub struct Claim {
    path: PathBuf,
    _lock: Locked,
}

/// What came of claiming.
#[derive(Debug)]
pub enum Claimed {
    /// Nobody else has it.
    Ours(Claim),
    /// A server has it, or somebody who does not say when they will be done.
    Held(Holder),
}

/// Claims a database for the tool that was called by `command`. Another tool is waited for, and named to `waiting`.
///
/// # Errors
/// [`MigrateError::Lock`] where the lock file cannot be made.
pub fn claim(
    path: impl AsRef<Path>,
    command: &str,
    mut waiting: impl FnMut(&Holder),
) -> Result<Claimed, MigrateError> {
    let path = path.as_ref();
    let failed = |error: std::io::Error| MigrateError::Lock {
        file: lock_file::path(path),
        message: error.to_string(),
    };
    let holder = Holder::this_tool(command);
    let mut file = LockFile::open(path).map_err(failed)?;
    let (mut looks, mut said) = (0, false);
    loop {
        file = match file.try_lock(&holder).map_err(failed)? {
            Tried::Held(file) => file,
            Tried::Locked(lock) => {
                return Ok(Claimed::Ours(Claim {
                    path: path.to_owned(),
                    _lock: lock,
                }));
            }
        };
        match file.holder() {
            other @ Holder::Tool { .. } => {
                looks = 0;
                if !std::mem::replace(&mut said, true) {
                    waiting(&other);
                }
            }
            other if looks >= LOOKS => return Ok(Claimed::Held(other)),
            _ => looks += 1,
        }
        std::thread::sleep(RETRY);
    }
}

impl Claim {
    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}
