//! A path and options to a running database: lock, connections, threads.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::OpenFlags;
use tokio::sync::watch;

use super::connection::{Connection, Settings};
use super::error::DbError;
use super::lock::{self, LockWait};
use super::readers::Readers;
use super::slow::SlowLimit;
use super::{Backend, Db, writer};
use crate::lock_file::Locked;

/// When a committed transaction is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Before the caller is answered (`synchronous=FULL`): it survives a power cut.
    Full,
    /// Some time later (`synchronous=NORMAL`): it survives the death of the process, and a power cut may lose the last
    /// ones, though never half of one.
    Normal,
}

/// How a database is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Threads, and connections, that read. Default: one a core, from 2 to 8.
    pub readers: usize,
    /// When a commit is on the disk. Default: `Full`.
    pub durability: Durability,
    /// How long a statement waits for a lock that another process holds (`busy_timeout`). Default: 5 s.
    pub busy_timeout: Duration,
    /// How long a transaction may hold the writer. Default: 1 s.
    pub lease: Duration,
    /// A query that takes this long or longer is logged by name; a server takes `SLOW_QUERY_MS`, where that is set. Default:
    /// 100 ms.
    pub slow: Duration,
    /// A statement that took less than this the last time runs on its caller's thread, for so long at most; what takes
    /// longer runs on a thread that may be blocked. Zero: all do. Default: 1 ms.
    pub brief: Duration,
    /// How long to wait for another server that has the file. Default: forever.
    pub lock: LockWait,
    /// Prepared statements that each connection keeps. Default: all, each prepared once.
    pub statements: usize,
}

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            readers: cores.clamp(2, 8),
            durability: Durability::Full,
            busy_timeout: Duration::from_secs(5),
            lease: Duration::from_secs(1),
            slow: Duration::from_millis(100),
            brief: Duration::from_millis(1),
            lock: LockWait::Forever,
            statements: usize::MAX,
        }
    }
}

/// What every thread of a database holds until its connection is closed: the lock, and the sign of life that
/// [`Db::close`] waits on.
#[derive(Clone)]
pub(crate) struct Alive {
    // Fields are dropped in this order: nobody is told that the database is closed while the lock is held.
    _lock: Option<Arc<Locked>>,
    _sign: watch::Sender<()>,
}

/// Opens a database file with the default [`Options`], creating it where there is none.
///
/// Blocks while another server holds the file: call it at the start, before serving.
///
/// # Errors
/// [`DbError::Open`].
pub fn open(path: impl AsRef<Path>) -> Result<Db, DbError> {
    open_with(path, &Options::default())
}

/// Opens a database file, creating it where there is none. See [`open`].
///
/// # Errors
/// [`DbError::Open`]; [`DbError::Held`] where the wait for the lock is bounded.
pub fn open_with(path: impl AsRef<Path>, options: &Options) -> Result<Db, DbError> {
    let path = absolute(path.as_ref())?;
    let failed = |error: rusqlite::Error| DbError::Open {
        path: path.clone(),
        message: error.to_string().into(),
    };
    let thread_failed = |error: std::io::Error| DbError::Open {
        path: path.clone(),
        message: error.to_string().into(),
    };
    let lock = lock::hold(&path, options.lock)?;
    let settings = settings(options);
    let writer = writing_connection(&path, options, &settings).map_err(failed)?;
    let readers = (0..options.readers.max(1))
        .map(|_| reading_connection(&path, &settings))
        .collect::<rusqlite::Result<Vec<_>>>()
        .map_err(failed)?;
    let (sign, closed) = watch::channel(());
    let alive = Alive {
        _lock: Some(Arc::new(lock)),
        _sign: sign,
    };
    let readers = Readers::start(readers, &alive).map_err(thread_failed)?;
    let writer = writer::start(writer, options.lease, alive).map_err(thread_failed)?;
    Ok(Db::new(
        writer,
        Backend::File(readers),
        settings.slow,
        closed,
    ))
}

/// Takes over an in-memory database. Its one connection also reads.
pub(crate) fn open_in_memory(raw: rusqlite::Connection, options: &Options) -> Result<Db, DbError> {
    let failed = |message: String| DbError::Open {
        path: PathBuf::from(":memory:"),
        message: message.into(),
    };
    let settings = settings(options);
    let connection = configured(raw, options.busy_timeout)
        .and_then(|raw| Connection::new(raw, settings.clone()))
        .map_err(|error| failed(error.to_string()))?;
    let (sign, closed) = watch::channel(());
    let alive = Alive {
        _lock: None,
        _sign: sign,
    };
    let writer = writer::start(connection, options.lease, alive)
        .map_err(|error| failed(error.to_string()))?;
    Ok(Db::new(writer, Backend::Memory, settings.slow, closed))
}

fn settings(options: &Options) -> Settings {
    Settings {
        statements: options.statements,
        slow: SlowLimit::new(options.slow),
        brief: options.brief,
        busy_timeout: options.busy_timeout,
    }
}

fn writing_connection(
    path: &Path,
    options: &Options,
    settings: &Settings,
) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let raw = configured(
        rusqlite::Connection::open_with_flags(path, flags)?,
        options.busy_timeout,
    )?;
    let mode: String =
        raw.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        let message = format!(
            "this file system cannot share memory, which WAL needs (journal mode is {mode})"
        );
        let cannot = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN);
        return Err(rusqlite::Error::SqliteFailure(cannot, Some(message)));
    }
    let synchronous = match options.durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
    };
    raw.pragma_update(None, "synchronous", synchronous)?;
    Connection::new(raw, settings.clone())
}

fn reading_connection(path: &Path, settings: &Settings) -> rusqlite::Result<Connection> {
    // Not opened read-only: the last of them to close may have to recover or remove the WAL.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let raw = configured(
        rusqlite::Connection::open_with_flags(path, flags)?,
        settings.busy_timeout,
    )?;
    raw.pragma_update(None, "query_only", true)?;
    Connection::new(raw, settings.clone())
}

fn configured(
    raw: rusqlite::Connection,
    busy_timeout: Duration,
) -> rusqlite::Result<rusqlite::Connection> {
    raw.busy_timeout(busy_timeout)?;
    raw.pragma_update(None, "foreign_keys", true)?;
    Ok(raw)
}

/// Makes a relative path whole, so that SQLite never takes it for a URI or for one of its special names.
fn absolute(path: &Path) -> Result<PathBuf, DbError> {
    let failed = |message: String| DbError::Open {
        path: path.to_owned(),
        message: message.into(),
    };
    if path.as_os_str() == ":memory:" {
        return Err(failed(
            "a database in memory is for tests; use `test_db::open`".to_owned(),
        ));
    }
    std::path::absolute(path).map_err(|error| failed(error.to_string()))
}
