//! The same work as generated code does it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rally_runtime::db::{Db, DbError, Options, Read, Tx};
use rally_runtime::migrate::{self, Migrations};
use rally_runtime::private::db;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::task::{JoinHandle, LocalSet, spawn_local};

use super::Work;
use super::compare::Run;
use super::schema::{self, GET, INSERT, Item, LIST, NAME, SET, key, start};

/// A runtime as each worker of the server has one.
pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

fn open(runtime: &Runtime, folder: &TempDir) -> Db {
    // A machine that is busy may let a transaction wait for longer than a lease lasts.
    let options = Options {
        lease: Duration::from_secs(3600),
        ..Options::default()
    };
    let path = folder.path().join("bench.db");
    let db = rally_runtime::db::open_with(path, &options).unwrap();
    let migrations = Migrations::embedded(&[("001_schema.sql", schema::MIGRATION)]).unwrap();
    runtime.block_on(migrate::run(&db, &migrations)).unwrap();
    db
}

pub(crate) fn contender(work: Work) -> Run {
    let folder = schema::folder();
    let runtime = runtime();
    let db = open(&runtime, &folder);
    let mut step = 0;
    Box::new(move |times| {
        let _keep = &folder;
        runtime.block_on(async {
            let begun = Instant::now();
            for _ in 0..times {
                step += 1;
                perform(&db, work, step).await.unwrap();
            }
            begun.elapsed()
        })
    })
}

async fn perform(db: &Db, work: Work, step: u64) -> Result<(), DbError> {
    match work {
        Work::Point => drop(black_box(get_item(db, key(step)).await?)),
        Work::List(rows) => drop(black_box(list_items(db, start(step), rows).await?)),
        Work::Inserts(rows) => inserts(db, rows).await?,
        Work::ReadsInTransaction => reads(db, step).await?,
        Work::Change => change(db, key(step)).await?,
    }
    Ok(())
}

/// Transactions of one insert, shared among so many callers.
pub(crate) fn callers(callers: u64) -> Run {
    let folder = schema::folder();
    let runtime = runtime();
    let db = open(&runtime, &folder);
    Box::new(move |times| {
        let _keep = &folder;
        share(&runtime, callers, times, |share| {
            let db = db.clone();
            spawn_local(async move {
                for _ in 0..share {
                    inserts(&db, 1).await.unwrap();
                }
            })
        })
    })
}

/// Starts the callers, each with its share, and waits for all.
pub(crate) fn share(
    runtime: &Runtime,
    callers: u64,
    times: u64,
    start: impl Fn(u64) -> JoinHandle<()>,
) -> Duration {
    let begun = Instant::now();
    LocalSet::new().block_on(runtime, async {
        let running: Vec<_> = (0..callers)
            .map(|caller| start(times / callers + u64::from(caller < times % callers)))
            .collect();
        for caller in running {
            caller.await.unwrap();
        }
    });
    begun.elapsed()
}

async fn inserts(db: &Db, rows: i64) -> Result<(), DbError> {
    db.transaction(async |tx| {
        for amount in 0..rows {
            add_entry(tx, NAME, amount).await?;
        }
        Ok(())
    })
    .await
}

async fn reads(db: &Db, step: u64) -> Result<(), DbError> {
    db.transaction(async |tx| {
        for at in 0..100 {
            black_box(get_item(&tx, key(step + at)).await?);
        }
        Ok(())
    })
    .await
}

async fn change(db: &Db, id: i64) -> Result<(), DbError> {
    db.transaction(async |tx| {
        if let Some(item) = get_item(&tx, id).await? {
            set_stock(tx, id, item.stock + 1).await?;
        }
        Ok(())
    })
    .await
}

async fn get_item(db: impl Read, id: i64) -> Result<Option<Item>, DbError> {
    static QUERY: db::Query = db::Query {
        name: "get_item",
        sql: GET,
    };
    db::optional(db, &QUERY, vec![id.into()], |row| {
        Ok(Item {
            id: row.int(0)?,
            name: row.text(1)?,
            note: row.optional_text(2)?,
            price: row.float(3)?,
            stock: row.int(4)?,
        })
    })
    .await
}

async fn list_items(db: impl Read, after: i64, rows: i64) -> Result<Vec<Item>, DbError> {
    static QUERY: db::Query = db::Query {
        name: "list_items",
        sql: LIST,
    };
    db::rows(db, &QUERY, vec![after.into(), rows.into()], |row| {
        Ok(Item {
            id: row.int(0)?,
            name: row.text(1)?,
            note: row.optional_text(2)?,
            price: row.float(3)?,
            stock: row.int(4)?,
        })
    })
    .await
}

async fn add_entry(tx: &mut Tx, name: &str, amount: i64) -> Result<u64, DbError> {
    static QUERY: db::Query = db::Query {
        name: "add_entry",
        sql: INSERT,
    };
    db::execute(tx, &QUERY, vec![name.into(), amount.into()]).await
}

async fn set_stock(tx: &mut Tx, id: i64, stock: i64) -> Result<u64, DbError> {
    static QUERY: db::Query = db::Query {
        name: "set_stock",
        sql: SET,
    };
    db::execute(tx, &QUERY, vec![id.into(), stock.into()]).await
}
