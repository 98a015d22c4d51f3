//! One connection on its own thread: a query and its parameters to decoded rows, timed, with its traps refused.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rusqlite::CachedStatement;

use super::budget::Budget;
use super::effects::{self, Effects};
use super::error::DbError;
use super::guard::{self, Guard};
use super::row::Row;
use super::slow::SlowLimit;
use super::statement::{Decode, Query};
use super::value::Value;

/// So many rows at most are made room for before the first is read.
const ROOM: usize = 1024;

/// What a statement may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// It must not write, on whichever connection it runs.
    Read,
    /// It may write.
    Write,
}

/// What all statements of a connection are subject to.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Prepared statements that are kept.
    pub(crate) statements: usize,
    /// What takes this long or longer is logged.
    pub(crate) slow: SlowLimit,
    /// What takes less is brief, and may run on its caller's thread.
    pub(crate) brief: Duration,
    /// How long to wait for a lock of another process, where waiting is allowed.
    pub(crate) busy_timeout: Duration,
}

/// A connection with its guard and what is known about the statements that it has run.
#[derive(Debug)]
pub(crate) struct Connection {
    raw: rusqlite::Connection,
    guard: Guard,
    budget: Budget,
    settings: Settings,
    /// What each query does, by its address, from its first use on. Only a migration makes it stale.
    known: HashMap<usize, Known, BuildHasherDefault<AddressHasher>>,
    deferring: bool,
    patience: Duration,
    /// What runs now on its caller's thread, if anything: when it began, and what is known about it.
    on_caller: Option<(Instant, Known)>,
    /// How long the last statement took.
    took: Duration,
}

/// What is known about a query that has run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    effects: Effects,
    /// The last time it took less than is brief.
    was_brief: bool,
    /// How many rows it found the last time.
    rows: usize,
}

/// What a statement gave.
struct Ran<T> {
    value: T,
    /// How many rows it found or changed.
    rows: usize,
}

/// A statement that ran on its caller's thread.
pub(crate) struct Done<T> {
    pub(crate) outcome: Result<T, DbError>,
    pub(crate) took: Duration,
}

impl Connection {
    /// Takes over an open connection.
    pub(crate) fn new(mut raw: rusqlite::Connection, settings: Settings) -> rusqlite::Result<Self> {
        raw.set_prepared_statement_cache_capacity(settings.statements);
        raw.busy_timeout(settings.busy_timeout)?;
        let guard = Guard::default();
        guard.install(&mut raw)?;
        Ok(Self {
            budget: Budget::install(&mut raw)?,
            raw,
            guard,
            patience: settings.busy_timeout,
            settings,
            known: HashMap::default(),
            deferring: false,
            on_caller: None,
            took: Duration::ZERO,
        })
    }

    /// Lets statements wait for locks of other processes, on a thread that may be blocked.
    pub(crate) fn be_patient(&mut self) -> rusqlite::Result<()> {
        self.wait_for_locks(self.settings.busy_timeout)
    }

    /// Makes statements fail at once where another process has a lock.
    pub(crate) fn be_impatient(&mut self) -> rusqlite::Result<()> {
        self.wait_for_locks(Duration::ZERO)
    }

    fn wait_for_locks(&mut self, patience: Duration) -> rusqlite::Result<()> {
        if self.patience != patience {
            self.raw.busy_timeout(patience)?;
            self.patience = patience;
        }
        Ok(())
    }

    /// Whether the query may run on its caller's thread, on this connection.
    pub(crate) fn has_brief(&self, query: &'static Query) -> bool {
        let known = self.known.get(&address(query));
        known.is_some_and(Known::may_run_on_caller)
    }

    /// Runs a query on its caller's thread, where its statement is prepared and was brief the last time. One that reads is
    /// stopped when it takes longer; one that writes cannot be, and must be brief by what it does.
    ///
    /// `None` where it did not run, or was stopped and has had no effect: it is then for a thread that may be blocked.
    pub(crate) fn run_on_caller<T>(
        &mut self,
        query: &'static Query,
        begun: Instant,
        run: impl FnOnce(&mut Self) -> Result<T, DbError>,
    ) -> Option<Done<T>> {
        let known = self.known.get(&address(query))?;
        if !known.may_run_on_caller() {
            return None;
        }
        if !known.effects.writes() {
            self.budget.set(begun + self.settings.brief);
        }
        self.on_caller = Some((begun, *known));
        let outcome = run(self);
        self.on_caller = None;
        let was_stopped = self.budget.take();
        if was_stopped || matches!(outcome, Err(DbError::Busy { .. })) {
            return None;
        }
        Some(Done {
            outcome,
            took: self.took,
        })
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
        self.known.clear();
        self.guard.install(&mut self.raw)?;
        restored?;
        Ok(outcome)
    }

    pub(crate) fn rows<T>(
        &mut self,
        access: Access,
        query: &'static Query,
        params: &[Value<'_>],
        decode: Decode<T>,
    ) -> Result<Vec<T>, DbError> {
        self.timed(access, query, params, |statement, known| {
            let mut value = Vec::with_capacity(known.rows.min(ROOM));
            each_row(statement, query, |row| {
                value.push(decode(row)?);
                Ok(())
            })?;
            let rows = value.len();
            Ok(Ran { value, rows })
        })
    }

    pub(crate) fn optional<T>(
        &mut self,
        access: Access,
        query: &'static Query,
        params: &[Value<'_>],
        decode: Decode<T>,
    ) -> Result<Option<T>, DbError> {
        self.timed(access, query, params, |statement, _| {
            let mut value = None;
            each_row(statement, query, |row| match value {
                None => {
                    value = Some(decode(row)?);
                    Ok(())
                }
                Some(_) => Err(DbError::SecondRow { query: query.name }),
            })?;
            let rows = value.is_some().into();
            Ok(Ran { value, rows })
        })
    }

    pub(crate) fn one<T>(
        &mut self,
        access: Access,
        query: &'static Query,
        params: &[Value<'_>],
        decode: Decode<T>,
    ) -> Result<T, DbError> {
        self.optional(access, query, params, decode)?
            .ok_or(DbError::NoRow { query: query.name })
    }

    pub(crate) fn execute(
        &mut self,
        query: &'static Query,
        params: &[Value<'_>],
    ) -> Result<u64, DbError> {
        self.timed(Access::Write, query, params, |statement, known| {
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
            // SQLite repeats the count of the statement before.
            let rows = if known.effects.writes() { changed } else { 0 };
            Ok(Ran {
                value: rows as u64,
                rows,
            })
        })
    }

    fn timed<T>(
        &mut self,
        access: Access,
        query: &'static Query,
        params: &[Value<'_>],
        run: impl FnOnce(&mut CachedStatement<'_>, Known) -> Result<Ran<T>, DbError>,
    ) -> Result<T, DbError> {
        let (begun, known) = match self.on_caller.take() {
            Some(on_caller) => on_caller,
            None => (Instant::now(), self.vet(query)?),
        };
        let outcome = self.prepared(access, query, known, params, run);
        self.took = begun.elapsed();
        let rows = outcome.as_ref().ok().map(|ran| ran.rows);
        let learned = Known {
            was_brief: self.took < self.settings.brief,
            rows: rows.unwrap_or(known.rows),
            ..known
        };
        if learned != known {
            self.known.insert(address(query), learned);
        }
        // What was stopped runs again, and is told of then.
        if !self.budget.is_spent() {
            self.settings.slow.check(query, self.took, rows);
        }
        outcome.map(|ran| ran.value)
    }

    fn prepared<T>(
        &mut self,
        access: Access,
        query: &'static Query,
        known: Known,
        params: &[Value<'_>],
        run: impl FnOnce(&mut CachedStatement<'_>, Known) -> Result<Ran<T>, DbError>,
    ) -> Result<Ran<T>, DbError> {
        if known.effects.writes() && access == Access::Read {
            let why = "it writes; run it on a transaction: `db.transaction(async |tx| …)`".into();
            return Err(DbError::Refused {
                query: query.name,
                why,
            });
        }
        self.deferring |= known.effects.defers();
        let mut statement = self
            .raw
            .prepare_cached(query.sql)
            .map_err(|error| DbError::from_sqlite(query.name, &error))?;
        bind(&mut statement, query, params)?;
        // A decoder that panics must not take its thread, and with it every caller, down.
        catch_unwind(AssertUnwindSafe(|| run(&mut statement, known)))
            .unwrap_or(Err(DbError::Panicked { query: query.name }))
    }

    /// Looks at a query once: what it does, and whether it is allowed at all. Its statement is kept.
    fn vet(&mut self, query: &'static Query) -> Result<Known, DbError> {
        if let Some(known) = self.known.get(&address(query)) {
            return Ok(*known);
        }
        // Prepared afresh, so that the guard is asked: the cache may hold the very text as the runtime's own, unguarded.
        let first = if guard::may_be_control(query.sql) {
            self.raw
                .prepare(query.sql)
                .map(|statement| statement.readonly())
        } else {
            self.raw
                .prepare_cached(query.sql)
                .map(|statement| statement.readonly())
        };
        let readonly = first.map_err(|error| match self.guard.take_refusal() {
            Some(why) => DbError::Refused {
                query: query.name,
                why: why.into(),
            },
            None => DbError::from_sqlite(query.name, &error),
        })?;
        let known = Known {
            effects: if readonly {
                Effects::Reads
            } else {
                effects::of(&self.raw, query)?
            },
            was_brief: false,
            rows: 0,
        };
        self.known.insert(address(query), known);
        Ok(known)
    }
}

impl Known {
    fn may_run_on_caller(&self) -> bool {
        self.was_brief && self.effects.can_be_brief()
    }
}

/// Spreads addresses, which nobody outside chooses, at the price of one multiplication.
#[derive(Default)]
struct AddressHasher {
    hash: u64,
}

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.hash
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize((*byte).into());
        }
    }

    fn write_usize(&mut self, address: usize) {
        // Sixty-four bits of the golden ratio.
        let mixed = (self.hash ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.hash = mixed ^ (mixed >> 32);
    }
}

/// Tells queries apart: each is one static.
fn address(query: &'static Query) -> usize {
    std::ptr::from_ref(query).addr()
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
    params: &[Value<'_>],
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
        refuse(query, index + 1, value)?;
        statement
            .raw_bind_parameter(index + 1, value)
            .map_err(failed)?;
    }
    Ok(())
}

// What would be stored as something else, or not at all.
fn refuse(query: &'static Query, parameter: usize, value: &Value<'_>) -> Result<(), DbError> {
    let query = query.name;
    match value {
        Value::Float(number) if number.is_nan() => Err(DbError::NotANumber { query, parameter }),
        Value::Refused(reason) => Err(DbError::NotStorable {
            query,
            parameter,
            reason,
        }),
        _ => Ok(()),
    }
}

/// Hands the rows over one by one.
fn each_row(
    statement: &mut CachedStatement<'_>,
    query: &'static Query,
    mut take: impl FnMut(&Row<'_>) -> Result<(), DbError>,
) -> Result<(), DbError> {
    let mut rows = statement.raw_query();
    while let Some(row) = rows
        .next()
        .map_err(|error| DbError::from_sqlite(query.name, &error))?
    {
        take(&Row::new(query, row))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
