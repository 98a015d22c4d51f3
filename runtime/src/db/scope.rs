//! Which databases have a transaction open on this task: turns a certain deadlock into an error.

use std::sync::Arc;

use super::error::DbError;

tokio::task_local! {
    static OPEN: Open;
}

#[derive(Clone)]
struct Open {
    database: u64,
    outer: Option<Arc<Open>>,
}

/// Fails where this task has a transaction of the database open; `query` is what is asked of it.
pub(super) fn check_outside(database: u64, query: &'static str) -> Result<(), DbError> {
    match OPEN.try_with(|open| open.contains(database)) {
        Ok(true) => Err(DbError::InsideTransaction { query }),
        // Outside any scope there is no transaction.
        Ok(false) | Err(_) => Ok(()),
    }
}

/// Runs a future as the inside of a transaction of the database.
pub(super) fn inside<F: Future>(database: u64, future: F) -> impl Future<Output = F::Output> {
    let outer = OPEN.try_with(|open| Arc::new(open.clone())).ok();
    OPEN.scope(Open { database, outer }, future)
}

impl Open {
    fn contains(&self, database: u64) -> bool {
        self.database == database
            || self
                .outer
                .as_ref()
                .is_some_and(|outer| outer.contains(database))
    }
}
