//! SQLite for async callers: queries and transactions to decoded rows, with no worker ever blocked for long.
//!
//! One thread writes and a few read. A read query sees what is committed; a transaction runs on its caller's task. A
//! statement that is known to be brief runs on its caller's thread, any other on one that may be blocked. No type of the SQLite binding appears in a signature, so
//! that another database can take its place. Nothing here knows of requests, pages or replies.
//!
//! ```no_run
//! use rally_runtime::db::{self, DbError, Query};
//!
//! static ADD: Query = Query { name: "add", sql: "INSERT INTO counter (amount) VALUES (:amount)" };
//! static TOTAL: Query = Query { name: "total", sql: "SELECT coalesce(sum(amount), 0) FROM counter" };
//!
//! # async fn example() -> Result<(), DbError> {
//! let db = db::open("app.db")?;
//! db.transaction(async |tx| db::execute(tx, &ADD, vec![3.into()]).await).await?;
//! let total = db::one(&db, &TOTAL, vec![], |row| row.int(0)).await?;
//! # Ok(())
//! # }
//! ```

mod budget;
mod bytecode;
mod connection;
mod desk;
mod effects;
mod error;
mod guard;
mod job;
pub mod json;
mod list;
mod lock;
mod open;
mod readers;
pub mod receipt;
mod release;
mod row;
mod scope;
mod slow;
pub mod statement;
#[cfg(test)]
mod tests;
mod transaction;
mod value;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use tokio::sync::watch;

use crate::server::channels::Hub;
use connection::{Connection, Done};
use desk::Desk;
use job::ask;
use readers::Readers;
use writer::{LeaseId, Message};

pub use error::{Constraint, DbError};
pub use list::ListItem;
pub use lock::LockWait;
pub(crate) use open::open_in_memory;
pub use open::{Durability, Options, open, open_with};
pub(crate) use release::Publication;
pub use row::Row;
use slow::SlowLimit;
pub use statement::{
    Decode, Query, Read, bool_to_int, execute, nullable_text, one, optional, rows, write_one,
    write_optional, write_rows,
};
use transaction::Lease;
pub use transaction::Tx;
pub use value::Value;

/// A database. Cloning gives another handle to the same one; the last to go closes it.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
}

struct Shared {
    id: u64,
    leases: AtomicU64,
    writer: Sender<Message>,
    desk: Arc<Desk>,
    backend: Backend,
    slow: SlowLimit,
    hub: Arc<Hub>,
    closed: watch::Receiver<()>,
}

/// Where reads outside a transaction run.
pub(crate) enum Backend {
    /// On the readers of a file.
    File(Readers),
    /// On the writer's connection: a database in memory has no other.
    Memory,
}

impl Db {
    fn new(
        (writer, desk): (Sender<Message>, Arc<Desk>),
        backend: Backend,
        slow: SlowLimit,
        closed: watch::Receiver<()>,
    ) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Self {
            shared: Arc::new(Shared {
                id,
                leases: AtomicU64::new(1),
                writer,
                desk,
                backend,
                slow,
                hub: Arc::default(),
                closed,
            }),
        }
    }

    /// From now on a query that takes this long or longer is logged, in place of `Options::slow`.
    pub fn log_slower_than(&self, limit: Duration) {
        self.shared.slow.set(limit);
    }

    /// Finishes what is queued, closes the file and releases its lock. Other handles get [`DbError::Closed`].
    pub async fn close(&self) {
        self.shared.stop();
        // Nothing is ever sent: the wait ends when the last thread has let go of its end.
        let _ = self.shared.closed.clone().changed().await;
    }

    /// Which database this is, among those of the process.
    fn id(&self) -> u64 {
        self.shared.id
    }

    /// What is published through transactions of this database goes out here.
    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.shared.hub
    }

    fn next_lease(&self) -> LeaseId {
        self.shared.leases.fetch_add(1, Ordering::Relaxed)
    }

    fn writer(&self) -> &Sender<Message> {
        &self.shared.writer
    }

    fn desk(&self) -> &Arc<Desk> {
        &self.shared.desk
    }

    async fn read<T, W>(
        &self,
        query: &'static Query,
        params: Vec<Value<'_>>,
        work: W,
    ) -> Result<T, DbError>
    where
        T: Send + 'static,
        W: Fn(&mut Connection, &[Value<'_>]) -> Result<T, DbError> + Send + 'static,
    {
        scope::check_outside(self.id(), query.name)?;
        match &self.shared.backend {
            Backend::File(readers) => {
                let done = readers.run_on_caller(query, |connection| work(connection, &params));
                if let Some(done) = done {
                    return done.give_way().await;
                }
                let params = value::owned(params);
                let work = move |connection: &mut Connection| work(connection, &params);
                ask(work, |job| readers.submit(job)).await
            }
            Backend::Memory => {
                let params = value::owned(params);
                let work = move |connection: &mut Connection| work(connection, &params);
                ask(work, |job| self.send(Message::Read(job))).await
            }
        }
    }

    /// Runs `work` on the writer's connection, outside any transaction and unguarded: migrations, the runtime's tables.
    pub(crate) async fn exclusive<T, W>(&self, work: W) -> Result<T, DbError>
    where
        T: Send + 'static,
        W: FnOnce(&mut rusqlite::Connection) -> T + Send + 'static,
    {
        scope::check_outside(self.id(), "exclusive")?;
        let unguarded = |connection: &mut Connection| {
            connection
                .unguarded(work)
                .map_err(|error| DbError::from_sqlite("exclusive", &error))
        };
        ask(unguarded, |job| self.send(Message::Exclusive(job))).await
    }

    fn send(&self, message: Message) -> Result<(), DbError> {
        self.shared
            .writer
            .send(message)
            .map_err(|_| DbError::Closed)
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db")
            .field("id", &self.shared.id)
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn stop(&self) {
        // Fails only where the writer has stopped already.
        let _ = self.writer.send(Message::Stop);
        if let Backend::File(readers) = &self.backend {
            readers.close();
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Makes the runtime's own tables where they are missing: `sql` is any number of `CREATE … IF NOT EXISTS`, run in one
/// transaction.
pub(crate) async fn ensure_schema(db: &Db, sql: &'static str) -> Result<(), DbError> {
    db.exclusive(move |connection| {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.commit()
    })
    .await?
    .map_err(|error| DbError::from_sqlite("ensure_schema", &error))
}

/// A column of a table of the runtime's own.
pub(crate) struct Column {
    pub(crate) table: &'static str,
    pub(crate) name: &'static str,
    /// Its type and constraints, with a default for the rows that are there.
    pub(crate) declaration: &'static str,
}

/// Adds a column where it is missing.
pub(crate) async fn ensure_column(db: &Db, column: &'static Column) -> Result<(), DbError> {
    let Column {
        table,
        name,
        declaration,
    } = column;
    db.exclusive(move |connection| {
        if connection.column_exists(None, *table, *name)? {
            return Ok(());
        }
        connection.execute_batch(&format!(
            "ALTER TABLE {table} ADD COLUMN {name} {declaration}"
        ))
    })
    .await?
    .map_err(|error| DbError::from_sqlite("ensure_column", &error))
}

/// A statement on its caller's thread that took this long lets other tasks of the thread go first.
const GIVE_WAY: Duration = Duration::from_micros(100);

impl<T> Done<T> {
    /// The outcome, once other tasks of this thread had their turn: after a statement that took a while, and now and then
    /// after many that did not.
    async fn give_way(self) -> Result<T, DbError> {
        if self.took < GIVE_WAY {
            tokio::task::consume_budget().await;
        } else {
            tokio::task::yield_now().await;
        }
        self.outcome
    }
}
