//! What grouping transactions gains, and what a query costs beside SQLite called directly.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rally_runtime::db::{self, Db, DbError, Options, Query};
use rally_runtime::migrate::{self, Migrations};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::task::LocalSet;

static ADD: Query = Query {
    name: "add",
    sql: "INSERT INTO entry (amount) VALUES (?1)",
};
static COUNT: Query = Query {
    name: "count",
    sql: "UPDATE total SET amount = amount + ?1 WHERE id = 1",
};
static GET: Query = Query {
    name: "get",
    sql: "SELECT id, name, amount FROM total WHERE id = ?1",
};

const SCHEMA: &str = "CREATE TABLE entry (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL) STRICT;
    CREATE TABLE total (id INTEGER PRIMARY KEY, name TEXT NOT NULL, amount INTEGER NOT NULL) STRICT;
    INSERT INTO total VALUES (1, 'all of it', 0);";

const CALLERS: u64 = 64;

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// A folder under the target directory, since a temporary one may be in memory, where a commit costs nothing.
fn folder(name: &str) -> TempDir {
    tempfile::Builder::new()
        .prefix(name)
        .tempdir_in(env!("CARGO_TARGET_TMPDIR"))
        .unwrap()
}

fn migrations() -> Migrations {
    Migrations::embedded(&[("001_schema.sql", SCHEMA)]).unwrap()
}

fn open(runtime: &Runtime, folder: &TempDir) -> Db {
    let options = Options {
        lease: Duration::from_secs(3600),
        ..Options::default()
    };
    let db = db::open_with(folder.path().join("bench.db"), &options).unwrap();
    runtime.block_on(migrate::run(&db, &migrations())).unwrap();
    db
}

fn open_directly(folder: &TempDir) -> rusqlite::Connection {
    let path = folder.path().join("bench.db");
    migrate::run_file(&path, &migrations()).unwrap();
    let connection = rusqlite::Connection::open(path).unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    connection
        .pragma_update(None, "synchronous", "FULL")
        .unwrap();
    connection
}

async fn two_statements(db: &Db) -> Result<(), DbError> {
    db.transaction(async |tx| {
        db::execute(tx, &ADD, vec![3.into()]).await?;
        db::execute(tx, &COUNT, vec![3.into()]).await?;
        Ok(())
    })
    .await
}

/// Runs so many transactions, shared among the callers.
fn run_callers(runtime: &Runtime, db: &Db, transactions: u64) -> Duration {
    let begun = Instant::now();
    LocalSet::new().block_on(runtime, async {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let db = db.clone();
                let share = transactions / CALLERS + u64::from(caller < transactions % CALLERS);
                tokio::task::spawn_local(async move {
                    for _ in 0..share {
                        two_statements(&db).await.unwrap();
                    }
                })
            })
            .collect();
        for caller in callers {
            caller.await.unwrap();
        }
    });
    begun.elapsed()
}

fn transactions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("transactions of two statements, synchronous=FULL");
    group.throughput(Throughput::Elements(1));
    let runtime = runtime();
    let direct_folder = folder("direct");
    let connection = open_directly(&direct_folder);
    group.bench_function("sqlite directly, one caller", |bencher| {
        bencher.iter(|| {
            connection.execute_batch("BEGIN IMMEDIATE").unwrap();
            connection
                .prepare_cached(ADD.sql)
                .unwrap()
                .execute([3])
                .unwrap();
            connection
                .prepare_cached(COUNT.sql)
                .unwrap()
                .execute([3])
                .unwrap();
            connection.execute_batch("COMMIT").unwrap();
        });
    });
    let one_folder = folder("one");
    let db = open(&runtime, &one_folder);
    group.bench_function("one caller", |bencher| {
        bencher.iter(|| runtime.block_on(two_statements(&db)).unwrap());
    });
    let many_folder = folder("many");
    let db = open(&runtime, &many_folder);
    group.bench_function("64 callers", |bencher| {
        bencher.iter_custom(|transactions| run_callers(&runtime, &db, transactions));
    });
    group.finish();
}

fn statements(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one statement");
    group.throughput(Throughput::Elements(1));
    let runtime = runtime();
    let direct_folder = folder("direct");
    let connection = open_directly(&direct_folder);
    group.bench_function("read, sqlite directly", |bencher| {
        bencher.iter(|| {
            let mut statement = connection.prepare_cached(GET.sql).unwrap();
            statement
                .query_row([black_box(1)], |row| {
                    Ok((
                        row.get::<_, i64>(0)?,
                        row.get::<_, String>(1)?,
                        row.get::<_, i64>(2)?,
                    ))
                })
                .unwrap()
        });
    });
    let read_folder = folder("read");
    let db = open(&runtime, &read_folder);
    group.bench_function("read, on a reader thread", |bencher| {
        bencher.iter_custom(|times| runtime.block_on(read(&db, times)));
    });
    group.bench_function("write, on the writer's thread", |bencher| {
        bencher.iter_custom(|times| runtime.block_on(write(&db, times)));
    });
    group.finish();
}

async fn read(db: &Db, times: u64) -> Duration {
    let begun = Instant::now();
    for _ in 0..times {
        let row = db::one(db, &GET, vec![black_box(1).into()], |row| {
            Ok((row.int(0)?, row.text(1)?, row.int(2)?))
        });
        black_box(row.await.unwrap());
    }
    begun.elapsed()
}

/// All in one transaction, which is rolled back: the price of the statement and its hop, without the COMMIT's.
async fn write(db: &Db, times: u64) -> Duration {
    let begun = Instant::now();
    let outcome: Result<(), DbError> = db
        .transaction(async |tx| {
            for _ in 0..times {
                db::execute(tx, &COUNT, vec![3.into()]).await?;
            }
            Err(DbError::Closed)
        })
        .await;
    assert_eq!(outcome, Err(DbError::Closed));
    begun.elapsed()
}

criterion_group!(benches, transactions, statements);
criterion_main!(benches);
