//! One `rallyc` at a time in one app.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use super::failure::{Failure, Outcome};
use super::report;

/// Held as long as it lives; a process that ends, however it ends, gives it back.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, or waits for it and says for what.
    ///
    /// # Errors
    /// Where the file cannot be made or locked.
    pub fn take(path: &Path, holder: &str) -> Outcome<Self> {
        let fail = |error: std::io::Error| Failure::file("lock", path, &error);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(fail)?;
        }
        let file = File::create(path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                report::step("Waiting", format!("for another rallyc that {holder}"));
                file.lock().map_err(fail)?;
            }
            Err(TryLockError::Error(error)) => return Err(fail(error)),
        }
        Ok(Self { _file: file })
    }
}
