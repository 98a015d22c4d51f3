//! What migrating promises: everything is checked first, each migration is whole or absent, errors say where.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod applying;
mod claiming;
mod copying;
mod failing;
mod killed;
mod naming;
mod resetting;
mod seeding;

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::Value;

use super::{MigrateError, Migrations, Seeds, run_file};

const FIRST: &str = "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE);
INSERT INTO parent VALUES (1, 'one'), (2, 'two');
INSERT INTO child VALUES (10, 1), (20, 2);
";

/// A path for a database, in a folder that lives as long as it.
struct TestPath {
    path: PathBuf,
    folder: tempfile::TempDir,
}

impl TestPath {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            path: folder.path().join("app.db"),
            folder,
        }
    }

    /// With the first migration applied.
    fn migrated() -> Self {
        let file = Self::new();
        run_file(&file.path, &files(&[("001_first.sql", FIRST)])).unwrap();
        file
    }
}

fn seeds(files: &[(&str, &str)]) -> Seeds {
    Seeds::from_files(files.iter().copied())
}

fn files(files: &[(&str, &str)]) -> Migrations {
    Migrations::embedded(files).unwrap()
}

/// The first migration and one more.
fn and_second(sql: &str) -> Migrations {
    files(&[("001_first.sql", FIRST), ("002_second.sql", sql)])
}

/// Schema and rows of a database, all but when migrations were applied.
fn dump(path: &Path) -> Vec<Vec<Value>> {
    let connection = Connection::open(path).unwrap();
    let mut all = rows(
        &connection,
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name",
    );
    let tables = rows(
        &connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
    );
    for table in tables {
        match &table[0] {
            Value::Text(name) if name == "rally_migration" => {
                all.extend(rows(
                    &connection,
                    "SELECT number, name, checksum FROM rally_migration",
                ));
            }
            Value::Text(name) => {
                all.extend(rows(&connection, &format!("SELECT * FROM \"{name}\"")))
            }
            other => unreachable!("a table's name is text, not {other:?}"),
        }
    }
    all
}

fn rows(connection: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut statement = connection.prepare(sql).unwrap();
    let width = statement.column_count();
    let rows = statement
        .query_map([], |row| (0..width).map(|index| row.get(index)).collect())
        .unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}
