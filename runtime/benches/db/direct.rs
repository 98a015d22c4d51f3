//! Hand-written rusqlite with cached statements, on the thread that asks.

use std::hint::black_box;
use std::time::Instant;

use rally_runtime::migrate::{self, Migrations};
use rusqlite::{Connection, OptionalExtension, Row};
use tempfile::TempDir;

use super::Work;
use super::compare::Run;
use super::schema::{self, GET, INSERT, Item, LIST, NAME, SET, key, start};

/// A connection with the pragmas that Rally sets.
pub(crate) fn open(folder: &TempDir) -> Connection {
    let path = folder.path().join("bench.db");
    let migrations = Migrations::embedded(&[("001_schema.sql", schema::MIGRATION)]).unwrap();
    migrate::run_file(&path, &migrations).unwrap();
    let connection = Connection::open(path).unwrap();
    connection
        .busy_timeout(std::time::Duration::from_secs(5))
        .unwrap();
    for (pragma, value) in [
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("foreign_keys", "ON"),
    ] {
        connection.pragma_update(None, pragma, value).unwrap();
    }
    connection
}

pub(crate) fn contender(work: Work) -> Run {
    let folder = schema::folder();
    let mut connection = open(&folder);
    let mut step = 0;
    Box::new(move |times| {
        let _keep = &folder;
        let begun = Instant::now();
        for _ in 0..times {
            step += 1;
            perform(&mut connection, work, step);
        }
        begun.elapsed()
    })
}

pub(crate) fn perform(connection: &mut Connection, work: Work, step: u64) {
    match work {
        Work::Point => drop(black_box(get(connection, key(step)))),
        Work::List(rows) => drop(black_box(list(connection, start(step), rows))),
        Work::Inserts(rows) => inserts(connection, rows),
        Work::ReadsInTransaction => reads(connection, step),
        Work::Change => change(connection, key(step)),
    }
}

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item {
        id: row.get(0)?,
        name: row.get(1)?,
        note: row.get(2)?,
        price: row.get(3)?,
        stock: row.get(4)?,
    })
}

fn get(connection: &Connection, id: i64) -> Option<Item> {
    let mut statement = connection.prepare_cached(GET).unwrap();
    statement.query_row([id], item).optional().unwrap()
}

fn list(connection: &Connection, after: i64, rows: i64) -> Vec<Item> {
    let mut statement = connection.prepare_cached(LIST).unwrap();
    let rows = statement.query_map([after, rows], item).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

fn inserts(connection: &mut Connection, rows: i64) {
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .unwrap();
    for amount in 0..rows {
        let mut statement = transaction.prepare_cached(INSERT).unwrap();
        statement.execute((NAME, amount)).unwrap();
    }
    transaction.commit().unwrap();
}

fn reads(connection: &mut Connection, step: u64) {
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .unwrap();
    for at in 0..100 {
        black_box(get(&transaction, key(step + at)));
    }
    transaction.commit().unwrap();
}

fn change(connection: &mut Connection, id: i64) {
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .unwrap();
    let item = get(&transaction, id).unwrap();
    let mut statement = transaction.prepare_cached(SET).unwrap();
    statement.execute((id, item.stock + 1)).unwrap();
    drop(statement);
    transaction.commit().unwrap();
}
