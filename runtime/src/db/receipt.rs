//! Statements that run at the start of a handler's transaction, on the same connection and with the same fate.
//!
//! For the conversation layer: a call's receipt is inserted by the very transaction that does the call's work, and the
//! handler knows nothing of it. The scope belongs to a task; a task that the handler spawns is outside it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::Db;
use super::error::DbError;
use super::statement::Query;
use super::value::Value;

tokio::task_local! {
    static PRELUDE: Arc<Prelude>;
}

/// How many transactions of the prelude's database a scope may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transactions {
    /// One; a second is [`DbError::SecondTransaction`], also where the first was rolled back.
    One,
    /// Any number. The prelude runs in the first, and again in the next as long as none has committed.
    Many,
}

/// Statements that run right after a transaction opens, and what has become of the transactions of the scope.
///
/// A primary key or unique conflict in one of them fails the transaction with [`DbError::PreludeConflict`] before any of
/// the handler's own code in it runs.
#[derive(Debug)]
pub struct Prelude {
    database: u64,
    statements: Vec<(&'static Query, Vec<Value<'static>>)>,
    allowed: Transactions,
    claimed: AtomicBool,
    begun: AtomicU32,
    committed: AtomicU32,
}

impl Prelude {
    /// A prelude for transactions of `db`; those of other databases are left alone. Statements must not return rows.
    #[must_use]
    pub fn new(
        db: &Db,
        allowed: Transactions,
        statements: Vec<(&'static Query, Vec<Value<'static>>)>,
    ) -> Arc<Self> {
        Arc::new(Self {
            database: db.id(),
            statements,
            allowed,
            claimed: AtomicBool::new(false),
            begun: AtomicU32::new(0),
            committed: AtomicU32::new(0),
        })
    }

    /// How many transactions were begun in the scope, refused ones not counted.
    #[must_use]
    pub fn begun(&self) -> u32 {
        self.begun.load(Ordering::Acquire)
    }

    /// How many of them are known to have committed, and with the first of them the prelude.
    #[must_use]
    pub fn committed(&self) -> u32 {
        self.committed.load(Ordering::Acquire)
    }

    pub(super) fn statements(&self) -> &[(&'static Query, Vec<Value<'static>>)] {
        &self.statements
    }
}

/// Runs a future, with the prelude in the first transaction that it begins on its own task.
pub async fn with_transaction_prelude<F: Future>(prelude: Arc<Prelude>, future: F) -> F::Output {
    PRELUDE.scope(prelude, future).await
}

/// A transaction's part in the scope that it began in.
pub(super) struct Claim {
    scope: Arc<Prelude>,
    /// Whether this transaction is the one that runs the prelude.
    runs: bool,
    committed: bool,
}

/// Counts a transaction of the database that begins on this task.
pub(super) fn claim(database: u64) -> Result<Option<Claim>, DbError> {
    match PRELUDE.try_with(Arc::clone) {
        Ok(scope) if scope.database == database => Claim::new(scope).map(Some),
        // Outside any scope, or one of another database.
        Ok(_) | Err(_) => Ok(None),
    }
}

impl Claim {
    fn new(scope: Arc<Prelude>) -> Result<Self, DbError> {
        let earlier = scope.begun.fetch_add(1, Ordering::AcqRel);
        if earlier > 0 && scope.allowed == Transactions::One {
            scope.begun.fetch_sub(1, Ordering::AcqRel);
            return Err(DbError::SecondTransaction);
        }
        let runs = !scope.claimed.swap(true, Ordering::AcqRel);
        Ok(Self {
            scope,
            runs,
            committed: false,
        })
    }

    /// The prelude, for the transaction that runs it.
    pub(super) fn prelude(&self) -> Option<Arc<Prelude>> {
        self.runs.then(|| Arc::clone(&self.scope))
    }

    pub(super) fn committed(mut self) {
        self.committed = true;
        self.scope.committed.fetch_add(1, Ordering::AcqRel);
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if self.runs && !self.committed {
            self.scope.claimed.store(false, Ordering::Release);
        }
    }
}
