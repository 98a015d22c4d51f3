//! What reading rows allocates: the values, and a number of other pieces that does not depend on how many rows there are.
//!
//! Counting takes the place of the allocator, so it goes without the one that apps switch on.
#![cfg(not(feature = "fast-allocator"))]
#![allow(clippy::unwrap_used)]

use std::thread::{self, ThreadId};
use std::time::Duration;

use rally_runtime::db::{self, Db, DbError, Options, Query};
use rally_runtime::migrate::{self, Migrations};
use tokio::runtime::Runtime;

static LIST: Query = Query {
    name: "list",
    sql: "SELECT id, name, note, price FROM item ORDER BY id LIMIT ?1",
};
static GET: Query = Query {
    name: "get",
    sql: "SELECT id, price FROM item WHERE id = ?1",
};

const SCHEMA: &str = "
    CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT, price REAL NOT NULL) STRICT;
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 2000)
    INSERT INTO item SELECT n, 'item ' || n, iif(n % 2, 'a note', NULL), n * 0.5 FROM n;";

struct Item {
    id: i64,
    name: String,
    note: Option<String>,
    price: f64,
    thread: ThreadId,
}

/// A database on which everything that reads runs on its caller's thread, where allocations are counted.
async fn open(folder: &tempfile::TempDir) -> Db {
    let options = Options {
        readers: 1,
        brief: Duration::from_secs(3600),
        ..Options::default()
    };
    let db = db::open_with(folder.path().join("app.db"), &options).unwrap();
    let migrations = Migrations::embedded(&[("001_schema.sql", SCHEMA)]).unwrap();
    migrate::run(&db, &migrations).await.unwrap();
    db
}

async fn list(db: impl db::Read, rows: i64) -> Result<Vec<Item>, DbError> {
    db::rows(db, &LIST, vec![rows.into()], |row| {
        Ok(Item {
            id: row.int(0)?,
            name: row.text(1)?,
            note: row.optional_text(2)?,
            price: row.float(3)?,
            thread: thread::current().id(),
        })
    })
    .await
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// How often memory is allocated for a list of so many rows, beside the texts in it.
fn beside_the_texts(runtime: &Runtime, db: &Db, rows: i64) -> u64 {
    let mut items = Vec::new();
    let mut counted = allocation_counter::AllocationInfo::default();
    // It runs here once it is known to be brief and the connection is back; and then once more, with room for as many rows.
    for _ in 0..2 {
        loop {
            counted = allocation_counter::measure(|| {
                items = runtime.block_on(list(db, rows)).unwrap();
            });
            if items[0].thread == thread::current().id() {
                break;
            }
        }
    }
    let texts = items.iter().map(|item| 1 + u64::from(item.note.is_some()));
    let last = items.last().unwrap();
    assert_eq!((last.id, last.price), (rows, rows as f64 * 0.5));
    assert_eq!(items[0].name, "item 1");
    counted.count_total - texts.sum::<u64>()
}

#[test]
fn a_row_costs_no_allocation_but_for_its_texts() {
    let (runtime, folder) = (runtime(), tempfile::tempdir().unwrap());
    let db = runtime.block_on(open(&folder));
    let few = beside_the_texts(&runtime, &db, 10);
    let many = beside_the_texts(&runtime, &db, 1000);
    // The parameters, the list, and the runtime's own; what takes a while lets other tasks go first, which is one more.
    assert!(
        few <= 4 && many <= few + 1,
        "{few} for 10 rows, {many} for 1,000"
    );
}

#[test]
fn one_row_without_texts_costs_hardly_any() {
    let (runtime, folder) = (runtime(), tempfile::tempdir().unwrap());
    let db = runtime.block_on(open(&folder));
    let get = || {
        let row = db::optional(&db, &GET, vec![7.into()], |row| {
            Ok((row.int(0)?, row.float(1)?, thread::current().id()))
        });
        runtime.block_on(row).unwrap()
    };
    while get() != Some((7, 3.5, thread::current().id())) {}
    let counted = allocation_counter::measure(|| {
        get();
    });
    assert!(counted.count_total <= 3, "{counted:?}");
}
