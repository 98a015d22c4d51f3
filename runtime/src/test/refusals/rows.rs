//! Every row of a database, to compare with what it was before.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::db::{Db, DbError};

/// The rows of each table, and the schema as one more.
#[derive(Debug, PartialEq)]
pub(super) struct Rows(BTreeMap<String, Vec<Vec<Value>>>);

/// Runs statements that make rows.
pub(super) async fn insert(db: &Db, sql: String) -> Result<(), DbError> {
    let inserted = db.exclusive(move |connection| connection.execute_batch(&sql));
    inserted
        .await?
        .map_err(|error| DbError::from_sqlite("with_rows", &error))
}

impl Rows {
    /// Reads all there are.
    pub(super) async fn read(db: &Db) -> Result<Self, DbError> {
        let read = db.exclusive(|connection| read_all(connection));
        read.await?
            .map_err(|error| DbError::from_sqlite("rows", &error))
    }

    /// The tables that differ, separated by commas; `None` where none does.
    pub(super) fn changed(&self, after: &Self) -> Option<String> {
        let tables = self.0.keys().chain(after.0.keys());
        let mut changed: Vec<_> = tables
            .filter(|table| self.0.get(*table) != after.0.get(*table))
            .map(String::as_str)
            .collect();
        changed.sort_unstable();
        changed.dedup();
        (!changed.is_empty()).then(|| changed.join(", "))
    }
}

// A virtual table keeps what it has in tables of its own, which are read.
const TABLES: &str = "SELECT name FROM sqlite_schema \
                      WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

fn read_all(connection: &Connection) -> rusqlite::Result<Rows> {
    let mut tables = connection.prepare(TABLES)?;
    let names = tables.query_map([], |row| row.get::<_, String>(0))?;
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    let mut rows = BTreeMap::new();
    for name in names.into_iter().chain(["sqlite_schema".to_owned()]) {
        let quoted = name.replace('"', "\"\"");
        let sql = format!("SELECT * FROM \"{quoted}\"");
        rows.insert(name, read_table(connection, &sql)?);
    }
    Ok(Rows(rows))
}

fn read_table(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..columns)
            .map(|at| row.get(at))
            .collect::<rusqlite::Result<Vec<Value>>>()
    })?;
    rows.collect()
}
