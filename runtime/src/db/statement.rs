//! What generated queries and hand-written SQL call: a query, its parameters and a row decoder to decoded rows.

use super::connection::{Access, Connection};
use super::error::DbError;
use super::row::Row;
use super::value::Value;
use super::{Db, Lease, Tx};

/// A statement, described once and for all.
#[derive(Debug, PartialEq, Eq)]
pub struct Query {
    /// The name under which it is logged and named in errors.
    pub name: &'static str,
    /// One SQL statement. It is prepared once a connection.
    pub sql: &'static str,
}

/// Makes a value of a row.
pub type Decode<T> = fn(&Row<'_>) -> Result<T, DbError>;

/// Whatever can run a read query: a database, or an open transaction.
///
/// Any reference to either will do, so that `get_game(&db, 3)`, `get_game(&tx, 3)`, `get_game(&mut tx, 3)` and
/// `get_game(tx, 3)` all read well. On a [`Db`] the query sees what is committed; on a [`Tx`]
/// it sees the transaction's own changes. Sealed: nothing else can implement it.
pub trait Read: sealed::Source + Send {}

impl<S: sealed::Source + Sync + ?Sized> Read for &S {}
impl<S: sealed::Source + Send + ?Sized> Read for &mut S {}

mod sealed {
    use super::Target;

    /// What has a [`Target`], at any depth of references.
    pub trait Source {
        fn target(&self) -> Target;
    }
}

/// Where a query runs. Owned and of one type, so that the futures of queries are plainly `Send`; they borrow the
/// reader all the same.
#[derive(Debug)]
pub enum Target {
    /// On a reader's connection.
    Db(Db),
    /// In a transaction, on the writer's connection.
    Tx(Lease),
}

impl sealed::Source for Db {
    fn target(&self) -> Target {
        Target::Db(self.clone())
    }
}

impl sealed::Source for Tx {
    fn target(&self) -> Target {
        Target::Tx(self.lease().clone())
    }
}

impl<S: sealed::Source + ?Sized> sealed::Source for &S {
    fn target(&self) -> Target {
        (**self).target()
    }
}

impl<S: sealed::Source + ?Sized> sealed::Source for &mut S {
    fn target(&self) -> Target {
        (**self).target()
    }
}

impl Target {
    async fn run<T, W>(
        self,
        query: &'static Query,
        params: Vec<Value<'_>>,
        work: W,
    ) -> Result<T, DbError>
    where
        T: Send + 'static,
        W: Fn(&mut Connection, Access, &[Value<'_>]) -> Result<T, DbError> + Send + 'static,
    {
        match self {
            Self::Db(db) => {
                db.read(query, params, move |connection, params| {
                    work(connection, Access::Read, params)
                })
                .await
            }
            Self::Tx(lease) => {
                lease
                    .run(query, params, move |connection, params| {
                        work(connection, Access::Write, params)
                    })
                    .await
            }
        }
    }
}

/// All rows of a query.
///
/// `params` are bound in the order of SQLite's parameter numbers: a named parameter has the place of its first use.
///
/// # Errors
/// Any [`DbError`]; on a [`Db`], [`DbError::Refused`] for a query that writes.
pub async fn rows<T: Send + 'static>(
    reader: impl Read,
    query: &'static Query,
    params: Vec<Value<'_>>,
    decode: Decode<T>,
) -> Result<Vec<T>, DbError> {
    let target = reader.target();
    target
        .run(query, params, move |connection, access, params| {
            connection.rows(access, query, params, decode)
        })
        .await
}

/// The row of a query that finds one or none.
///
/// # Errors
/// As [`rows`], and [`DbError::SecondRow`].
pub async fn optional<T: Send + 'static>(
    reader: impl Read,
    query: &'static Query,
    params: Vec<Value<'_>>,
    decode: Decode<T>,
) -> Result<Option<T>, DbError> {
    let target = reader.target();
    target
        .run(query, params, move |connection, access, params| {
            connection.optional(access, query, params, decode)
        })
        .await
}

/// The row of a query that finds exactly one.
///
/// # Errors
/// As [`rows`], [`DbError::NoRow`] and [`DbError::SecondRow`].
pub async fn one<T: Send + 'static>(
    reader: impl Read,
    query: &'static Query,
    params: Vec<Value<'_>>,
    decode: Decode<T>,
) -> Result<T, DbError> {
    let target = reader.target();
    target
        .run(query, params, move |connection, access, params| {
            connection.one(access, query, params, decode)
        })
        .await
}

/// Runs a statement without a result, and gives the number of rows that it inserted, changed or deleted (those changed
/// by triggers and foreign key actions are not counted, as in SQLite).
///
/// # Errors
/// Any [`DbError`]; [`DbError::Refused`] for a statement that returns rows.
pub async fn execute(
    tx: &mut Tx,
    query: &'static Query,
    params: Vec<Value<'_>>,
) -> Result<u64, DbError> {
    tx.lease()
        .run(query, params, move |connection, params| {
            connection.execute(query, params)
        })
        .await
}

/// All rows that a writing statement returns (`RETURNING`).
///
/// # Errors
/// As [`rows`]. The statement has taken effect where decoding fails: return the error, so that the transaction rolls back.
pub async fn write_rows<T: Send + 'static>(
    tx: &mut Tx,
    query: &'static Query,
    params: Vec<Value<'_>>,
    decode: Decode<T>,
) -> Result<Vec<T>, DbError> {
    rows(tx, query, params, decode).await
}

/// The row of a writing statement that returns one or none.
///
/// # Errors
/// As [`write_rows`] and [`optional`].
pub async fn write_optional<T: Send + 'static>(
    tx: &mut Tx,
    query: &'static Query,
    params: Vec<Value<'_>>,
    decode: Decode<T>,
) -> Result<Option<T>, DbError> {
    optional(tx, query, params, decode).await
}

/// The row of a writing statement that returns exactly one.
///
/// # Errors
/// As [`write_rows`] and [`one`].
pub async fn write_one<T: Send + 'static>(
    tx: &mut Tx,
    query: &'static Query,
    params: Vec<Value<'_>>,
    decode: Decode<T>,
) -> Result<T, DbError> {
    one(tx, query, params, decode).await
}

/// A truth value as SQLite keeps it: 1 or 0.
#[must_use]
pub fn bool_to_int(value: bool) -> i64 {
    value.into()
}

/// A text parameter that may be absent: `TEXT`, or `NULL` for none.
#[must_use]
pub fn nullable_text(text: Option<&str>) -> Value<'_> {
    text.into()
}
