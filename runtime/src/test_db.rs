//! A database for tests: in memory, with the migrations applied and the runtime's own tables, ready in well under a
//! millisecond.
//!
//! The migrations run once a process; later databases are copies of the image. An in-memory database has one connection,
//! which also serves reads. So that a read never waits for a transaction that waits for it, reads are answered while a
//! transaction is open, and then they see its uncommitted changes: a test of what others see in the meantime needs a file
//! (`db::open` in a temporary folder).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, MAIN_DB};

use crate::db::{self, Db, DbError, Options};
use crate::migrate::{self, Migrations};
use crate::server::tables;

/// Images of migrated databases, by the checksums of their migrations.
static IMAGES: Mutex<BTreeMap<Vec<String>, Arc<[u8]>>> = Mutex::new(BTreeMap::new());

/// Opens a new database in memory that has the migrations.
///
/// # Errors
/// [`DbError::Open`], with the failing migration's file, statement and message.
pub fn open(migrations: &Migrations) -> Result<Db, DbError> {
    open_with(migrations, &Options::default())
}

/// Opens a new database in memory; of the options, those about files and readers have no meaning. See [`open`].
///
/// # Errors
/// See [`open`].
pub fn open_with(migrations: &Migrations, options: &Options) -> Result<Db, DbError> {
    let image = image(migrations)?;
    let mut connection = Connection::open_in_memory().map_err(|error| failed(&error))?;
    let mut bytes = &image[..];
    connection
        .deserialize_read_exact(MAIN_DB, &mut bytes, image.len(), false)
        .map_err(|error| failed(&error))?;
    db::open_in_memory(connection, options)
}

fn image(migrations: &Migrations) -> Result<Arc<[u8]>, DbError> {
    let key: Vec<String> = migrations
        .files()
        .iter()
        .map(|file| file.checksum().to_owned())
        .collect();
    // Held while migrating, so that tests that start together migrate once.
    let mut images = IMAGES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(image) = images.get(&key) {
        return Ok(Arc::clone(image));
    }
    let mut connection = Connection::open_in_memory().map_err(|error| failed(&error))?;
    migrate::run_connection(&mut connection, migrations).map_err(|error| failed(&error))?;
    for schema in tables::ALL {
        let made = connection.execute_batch(schema);
        made.map_err(|error| failed(&error))?;
    }
    let image: Arc<[u8]> = connection
        .serialize(MAIN_DB)
        .map_err(|error| failed(&error))?
        .as_ref()
        .into();
    images.insert(key, Arc::clone(&image));
    Ok(image)
}

fn failed(error: &dyn std::error::Error) -> DbError {
    DbError::Open {
        path: PathBuf::from(":memory:"),
        message: error.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Duration;

    use super::*;
    use crate::db::{Query, execute, one};

    static ADD: Query = Query {
        name: "add",
        sql: "INSERT INTO item (name) VALUES (?1)",
    };
    static COUNT: Query = Query {
        name: "count",
        sql: "SELECT count(*) FROM item",
    };

    fn migrations() -> Migrations {
        Migrations::embedded(&[(
            "001_item.sql",
            "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE); INSERT INTO item (name) VALUES ('first')",
        )])
        .unwrap()
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(future)
    }

    async fn count(db: &Db) -> i64 {
        one(db, &COUNT, vec![], |row| row.int(0)).await.unwrap()
    }

    #[test]
    fn each_database_starts_from_the_migrations_and_is_its_own() {
        run(async {
            let (first, second) = (open(&migrations()).unwrap(), open(&migrations()).unwrap());
            first
                .transaction(async |tx| execute(tx, &ADD, vec!["second".into()]).await)
                .await
                .unwrap();
            assert_eq!((count(&first).await, count(&second).await), (2, 1));
            assert_eq!(count(&open(&migrations()).unwrap()).await, 1);
        });
    }

    #[test]
    fn no_migrations_make_a_database_with_nothing_but_the_tables_of_the_runtime() {
        static TABLES: Query = Query {
            name: "tables",
            sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name NOT LIKE 'rally%'",
        };
        run(async {
            let db = open(&Migrations::default()).unwrap();
            assert_eq!(one(&db, &TABLES, vec![], |row| row.int(0)).await, Ok(0));
            migrate::run(&db, &migrations()).await.unwrap();
            assert_eq!(count(&db).await, 1);
        });
    }

    #[test]
    fn a_failed_transaction_leaves_nothing() {
        run(async {
            let db = open(&migrations()).unwrap();
            let outcome = db.transaction(async |tx| {
                execute(tx, &ADD, vec!["second".into()]).await?;
                execute(tx, &ADD, vec!["second".into()]).await
            });
            assert!(matches!(outcome.await, Err(DbError::Constraint { .. })));
            assert_eq!(count(&db).await, 1);
        });
    }

    #[test]
    fn a_read_beside_an_open_transaction_does_not_wait_for_it() {
        run(async {
            // A lease longer than any test: a read that waited for it would never end.
            let options = Options {
                lease: Duration::from_secs(3600),
                ..Options::default()
            };
            let db = open_with(&migrations(), &options).unwrap();
            let reader = db.clone();
            db.transaction(async |tx| {
                execute(tx, &ADD, vec!["second".into()]).await?;
                let seen = tokio::spawn(async move { count(&reader).await })
                    .await
                    .unwrap();
                assert_eq!(
                    seen, 2,
                    "there is one connection, which sees what is not committed"
                );
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
        });
    }

    #[test]
    fn a_read_on_db_may_not_write() {
        static WRITE: Query = Query {
            name: "write",
            sql: "DELETE FROM item RETURNING id",
        };
        run(async {
            let db = open(&migrations()).unwrap();
            let outcome = one(&db, &WRITE, vec![], |row| row.int(0)).await;
            assert!(matches!(outcome, Err(DbError::Refused { .. })));
            assert_eq!(count(&db).await, 1);
        });
    }

    #[test]
    fn a_failing_migration_is_named() {
        let broken = Migrations::embedded(&[("001_broken.sql", "CREATE TABLE")]).unwrap();
        let error = open(&broken).unwrap_err().to_string();
        assert_eq!(
            error,
            "cannot open the database :memory:: 001_broken.sql:1: statement 1: incomplete input"
        );
    }
}
