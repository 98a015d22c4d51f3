//! One connection on its own thread: a query and its parameters to decoded rows, timed, with its traps refused.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rusqlite::CachedStatement;

use super::effects::{self, Effects};
use super::error::DbError;
use super::guard::Guard;
use super::row::Row;
use super::statement::{Decode, Query};
use super::value::Value;

/// What a statement may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// It must not write, on whichever connection it runs.
    Read,
    /// It may write.
    Write,
}

/// A connection with its guard and what is known about the statements that it has run.
#[derive(Debug)]
pub(crate) struct Connection {
    raw: rusqlite::Connection,
    guard: Guard,
    slow: Duration,
    /// What each query does, by its address, from its first use on. Only a migration makes it stale.
    vetted: HashMap<usize, Effects>,
    deferring: bool,
}

impl Connection {
    /// Takes over an open connection. Statements that take `slow` or longer are logged.
    pub(crate) fn new(
        raw: rusqlite::Connection,
        statements: usize,
        slow: Duration,
    ) -> rusqlite::Result<Self> {
        raw.set_prepared_statement_cache_capacity(statements);
        let mut connection = Self {
            raw,
            guard: Guard::default(),
            slow,
            vetted: HashMap::new(),
            deferring: false,
        };
        connection.guard.install(&mut connection.raw)?;
        Ok(connection)
    }

    /// Runs a statement of the runtime's own that returns nothing: `BEGIN`, `SAVEPOINT`, `COMMIT`.
    pub(crate) fn control(&mut self, sql: &str) -> rusqlite::Result<()> {
        let raw = &self.raw;
        self.guard
            .lift(|| raw.prepare_cached(sql)?.raw_execute())
            .map(|_| ())
    }

    /// Whether SQLite has no transaction open.
    pub(crate) fn is_autocommit(&self) -> bool {
        self.raw.is_autocommit()
    }

    /// Whether a statement since the last call may have left a deferred foreign key violated.
    pub(crate) fn take_deferring(&mut self) -> bool {
        std::mem::take(&mut self.deferring)
    }

    /// Lends the connection, unguarded, to work that is no query: migrations, the runtime's own tables.
    pub(crate) fn unguarded<T>(
        &mut self,
        work: impl FnOnce(&mut rusqlite::Connection) -> T,
    ) -> rusqlite::Result<T> {
        self.raw.authorizer(
            None::<fn(rusqlite::hooks::AuthContext<'_>) -> rusqlite::hooks::Authorization>,
        )?;
        let outcome = work(&mut self.raw);
        let restored = restore(&self.raw);
        self.vetted.clear();
        self.guard.install(&mut self.raw)?;
        restored?;
        Ok(outcome)
    }

    pub(crate) fn rows<T>(
        &mut self,
        access: Access,
        query: &'static Query,
        params: &[Value],
        decode: Decode<T>,
    ) -> Result<Vec<T>, DbError> {
        self.timed(access, query, params, |statement| {
            collect(statement, query, decode, None)
        })
    }

    pub(crate) fn optional<T>(
        &mut self,
        access: Access,
        query: &'static Query,
        params: &[Value],
        decode: Decode<T>,
    ) -> Result<Option<T>, DbError> {
        let rows = self.timed(access, query, params, |statement| {
            collect(statement, query, decode, Some(1))
        })?;
        Ok(rows.into_iter().next())
    }

    pub(crate) fn one<T>(
        &mut self,
        access: Access,
        query: &'static Query,
        params: &[Value],
        decode: Decode<T>,
    ) -> Result<T, DbError> {
        self.optional(access, query, params, decode)?
            .ok_or(DbError::NoRow { query: query.name })
    }

    pub(crate) fn execute(
        &mut self,
        query: &'static Query,
        params: &[Value],
    ) -> Result<u64, DbError> {
        self.timed(Access::Write, query, params, |statement| {
            if statement.column_count() > 0 {
                let why = "it returns rows; read them with `rows`, `optional` or `one`".into();
                return Err(DbError::Refused {
                    query: query.name,
                    why,
                });
            }
            let changed = statement
                .raw_execute()
                .map_err(|error| DbError::from_sqlite(query.name, &error))?;
            Ok(if statement.readonly() {
                0
            } else {
                changed as u64
            })
        })
    }

    fn timed<T>(
        &mut self,
        access: Access,
        query: &'static Query,
        params: &[Value],
        run: impl FnOnce(&mut CachedStatement<'_>) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        let begun = Instant::now();
        let outcome = self.prepared(access, query, params, run);
        let took = begun.elapsed();
        if took >= self.slow {
            tracing::warn!(
                query = query.name,
                ms = took.as_millis() as u64,
                "slow query"
            );
        }
        outcome
    }

    fn prepared<T>(
        &mut self,
        access: Access,
        query: &'static Query,
        params: &[Value],
        run: impl FnOnce(&mut CachedStatement<'_>) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        let effects = self.vet(query)?;
        if effects.writes() && access == Access::Read {
            let why = "it writes; run it on a transaction: `db.transaction(async |tx| …)`".into();
            return Err(DbError::Refused {
                query: query.name,
                why,
            });
        }
        self.deferring |= effects.defers();
        let mut statement = self
            .raw
            .prepare_cached(query.sql)
            .map_err(|error| DbError::from_sqlite(query.name, &error))?;
        bind(&mut statement, query, params)?;
        run(&mut statement)
    }

    /// Looks at a query once: what it does, and whether it is allowed at all.
    fn vet(&mut self, query: &'static Query) -> Result<Effects, DbError> {
        let key = std::ptr::from_ref(query).addr();
        if let Some(effects) = self.vetted.get(&key) {
            return Ok(*effects);
        }
        // Prepared afresh, so that the guard is asked: the cache may hold the very text as the runtime's own, unguarded.
        let statement =
            self.raw
                .prepare(query.sql)
                .map_err(|error| match self.guard.take_refusal() {
                    Some(why) => DbError::Refused {
                        query: query.name,
                        why: why.into(),
                    },
                    None => DbError::from_sqlite(query.name, &error),
                })?;
        let effects = if statement.readonly() {
            Effects::NONE
        } else {
            effects::of(&self.raw, query)?
        };
        self.vetted.insert(key, effects);
        Ok(effects)
    }
}

/// Brings the connection back to what queries expect, whatever was done to it.
fn restore(raw: &rusqlite::Connection) -> rusqlite::Result<()> {
    raw.flush_prepared_statement_cache();
    if !raw.is_autocommit() {
        raw.execute_batch("ROLLBACK")?;
    }
    raw.pragma_update(None, "foreign_keys", true)
}

fn bind(
    statement: &mut CachedStatement<'_>,
    query: &'static Query,
    params: &[Value],
) -> Result<(), DbError> {
    let failed = |error| DbError::from_sqlite(query.name, &error);
    let expected = statement.parameter_count();
    if expected != params.len() {
        return Err(failed(rusqlite::Error::InvalidParameterCount(
            params.len(),
            expected,
        )));
    }
    for (index, value) in params.iter().enumerate() {
        if matches!(value, Value::Float(number) if number.is_nan()) {
            return Err(DbError::NotANumber {
                query: query.name,
                parameter: index + 1,
            });
        }
        statement
            .raw_bind_parameter(index + 1, value)
            .map_err(failed)?;
    }
    Ok(())
}

/// Decodes all rows, or fails at the first one beyond `at_most`.
fn collect<T>(
    statement: &mut CachedStatement<'_>,
    query: &'static Query,
    decode: Decode<T>,
    at_most: Option<usize>,
) -> Result<Vec<T>, DbError> {
    let mut rows = statement.raw_query();
    let mut decoded = Vec::new();
    while let Some(row) = rows
        .next()
        .map_err(|error| DbError::from_sqlite(query.name, &error))?
    {
        if at_most == Some(decoded.len()) {
            return Err(DbError::SecondRow { query: query.name });
        }
        let row = Row::new(query, row);
        // A decoder that panics must not take its thread, and with it every caller, down.
        let value = catch_unwind(AssertUnwindSafe(|| decode(&row)))
            .map_err(|_| DbError::Panicked { query: query.name })?;
        decoded.push(value?);
    }
    Ok(decoded)
}
