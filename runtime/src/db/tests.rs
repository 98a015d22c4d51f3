//! What a database promises, each as a test against real files or against memory.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod grouping;
mod hardship;
mod lists;
mod nesting;
mod opening;
mod placement;
mod publishing;
mod reading;
mod receipts;
mod transactions;
mod types;

use std::time::Duration;

use super::{Constraint, Db, DbError, Options, Query, open_with};
use super::{execute, one, rows};
use crate::migrate::{self, Migrations};

static INSERT: Query = Query {
    name: "insert",
    sql: "INSERT INTO item (id, name) VALUES (:id, :name)",
};
static IDS: Query = Query {
    name: "ids",
    sql: "SELECT id FROM item ORDER BY id",
};

const SCHEMA: &str = "
    CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE part (
        id INTEGER PRIMARY KEY,
        item_id INTEGER NOT NULL REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED
    ) STRICT;
";

/// A database in a folder that lives as long as it.
struct TestFile {
    db: Db,
    folder: tempfile::TempDir,
}

impl TestFile {
    async fn new() -> Self {
        Self::with(&Options::default()).await
    }

    async fn with(options: &Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = open_with(folder.path().join("app.db"), options).unwrap();
        migrate::run(&db, &migrations()).await.unwrap();
        Self { db, folder }
    }
}

fn migrations() -> Migrations {
    Migrations::embedded(&[("001_schema.sql", SCHEMA)]).unwrap()
}

fn short_lease() -> Options {
    Options {
        lease: Duration::from_millis(20),
        ..Options::default()
    }
}

async fn insert(tx: &mut super::Tx, id: i64) -> Result<u64, DbError> {
    execute(tx, &INSERT, vec![id.into(), format!("item {id}").into()]).await
}

async fn ids(db: &Db) -> Vec<i64> {
    rows(db, &IDS, vec![], |row| row.int(0)).await.unwrap()
}

/// Runs to the end on a runtime of its own, in which other tasks run beside it.
fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, future)
}
