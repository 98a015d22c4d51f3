//! The database that all contenders have, each in a file of its own.

use tempfile::TempDir;

pub(crate) const MIGRATION: &str = "
    CREATE TABLE item (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        note TEXT,
        price REAL NOT NULL,
        stock INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE entry (id INTEGER PRIMARY KEY, name TEXT NOT NULL, amount INTEGER NOT NULL) STRICT;
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 10000)
    INSERT INTO item
    SELECT n, 'item number ' || n, iif(n % 3, 'a note of some words about ' || n, NULL), n * 0.25, n % 50 FROM n;";

pub(crate) const GET: &str = "SELECT id, name, note, price, stock FROM item WHERE id = ?1";
pub(crate) const LIST: &str =
    "SELECT id, name, note, price, stock FROM item WHERE id > ?1 ORDER BY id LIMIT ?2";
pub(crate) const INSERT: &str = "INSERT INTO entry (name, amount) VALUES (?1, ?2)";
pub(crate) const SET: &str = "UPDATE item SET stock = ?2 WHERE id = ?1";

/// What is inserted.
pub(crate) const NAME: &str = "an entry of the usual length";

/// A row of both queries.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub id: i64,
    pub name: String,
    pub note: Option<String>,
    pub price: f64,
    pub stock: i64,
}

/// A folder under the target directory, since a temporary one may be in memory, where a commit costs nothing.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// The identifiers that are asked for, all over the table.
pub(crate) fn key(step: u64) -> i64 {
    (step * 7919 % 10_000) as i64 + 1
}

/// Where the lists begin.
pub(crate) fn start(step: u64) -> i64 {
    (step * 7919 % 8_000) as i64
}
