//! A dry run: the same report and the same errors as the run, and the database as it was to the byte.

use super::*;
use crate::migrate::{Until, dry_run_file};

fn dry(file: &TestPath, migrations: &Migrations) -> Result<Vec<String>, MigrateError> {
    let copy = tempfile::tempdir().unwrap();
    let report = dry_run_file(
        &file.path,
        copy.path().join("copy.db"),
        migrations,
        Until::Last,
        |_| {},
    )?;
    Ok(report.applied)
}

/// Everything in the folder of the database, but what SQLite shares between processes.
fn bytes(file: &TestPath) -> Vec<(String, Vec<u8>)> {
    let entries = file.folder.path().read_dir().unwrap();
    let mut all: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .filter(|(name, _)| !name.ends_with("-shm"))
        .collect();
    all.sort();
    all
}

#[test]
fn a_dry_run_finds_what_the_run_would_and_changes_nothing() {
    let file = TestPath::migrated();
    let before = bytes(&file);
    let good = and_second("INSERT INTO parent SELECT 3, name FROM parent WHERE id = 1");
    assert_eq!(dry(&file, &good).unwrap(), ["002_second.sql"]);
    // What only the rows of this database show.
    let bad = and_second("INSERT INTO parent SELECT 2, name FROM parent WHERE id = 1");
    assert_eq!(
        dry(&file, &bad).unwrap_err().to_string(),
        "002_second.sql:1: statement 1: UNIQUE constraint failed: parent.id"
    );
    assert_eq!(bytes(&file), before);
}

#[test]
fn a_dry_run_without_a_database_makes_none() {
    let file = TestPath::new();
    assert_eq!(dry(&file, &and_second("SELECT 1")).unwrap().len(), 2);
    assert_eq!(bytes(&file), []);
}

#[test]
fn a_dry_run_reads_what_is_in_the_log_of_an_open_database_and_leaves_it_there() {
    let file = TestPath::migrated();
    let open = Connection::open(&file.path).unwrap();
    open.execute_batch("PRAGMA journal_mode = WAL; INSERT INTO parent VALUES (3, 'three')")
        .unwrap();
    let before = bytes(&file);
    assert!(
        before
            .iter()
            .any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty())
    );
    let third = and_second("INSERT INTO parent VALUES (3, 'again')");
    let error = dry(&file, &third).unwrap_err().to_string();
    assert!(
        error.ends_with("UNIQUE constraint failed: parent.id"),
        "{error}"
    );
    assert_eq!(bytes(&file), before);
    drop(open);
}
