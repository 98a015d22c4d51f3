//! A reset: a new database in the place of the old one, or the old one as it was.

use super::*;
use crate::migrate::{Claim, Claimed, claim, reset_file};

fn claimed(path: &Path) -> Claim {
    match claim(path, "test", |_| {}).unwrap() {
        Claimed::Ours(claim) => claim,
        Claimed::Held(holder) => unreachable!("{holder} has it"),
    }
}

fn reset(path: &Path, migrations: &Migrations, seeded: &Seeds) -> Result<(), MigrateError> {
    reset_file(&claimed(path), migrations, seeded, |_| {}).map(drop)
}

fn first() -> Migrations {
    files(&[("001_first.sql", FIRST)])
}

fn three() -> Seeds {
    seeds(&[("seeds/a.sql", "INSERT INTO parent VALUES (3, 'three')")])
}

/// The names of what lies in the folder.
fn names(file: &TestPath) -> Vec<String> {
    let entries = file.folder.path().read_dir().unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn fresh() -> Vec<Vec<Value>> {
    let file = TestPath::new();
    reset(&file.path, &first(), &three()).unwrap();
    assert_eq!(names(&file), ["app.db", "app.db-lock"]);
    dump(&file.path)
}

#[test]
fn whatever_was_there_a_reset_leaves_the_migrations_and_the_seeds() {
    let fresh = fresh();
    // One with other migrations.
    let file = TestPath::new();
    run_file(
        &file.path,
        &files(&[("001_other.sql", "CREATE TABLE other (id)")]),
    )
    .unwrap();
    reset(&file.path, &first(), &three()).unwrap();
    assert_eq!(dump(&file.path), fresh);
    // No database at all.
    std::fs::write(&file.path, "this is text, and no database ".repeat(100)).unwrap();
    reset(&file.path, &first(), &three()).unwrap();
    assert_eq!(dump(&file.path), fresh);
    // What a killed reset has left.
    for side in ["-new", "-new-journal", "-new-wal", "-new-shm"] {
        std::fs::write(format!("{}{side}", file.path.display()), "left").unwrap();
    }
    reset(&file.path, &first(), &three()).unwrap();
    assert_eq!(dump(&file.path), fresh);
    assert_eq!(names(&file), ["app.db", "app.db-lock"]);
}

#[test]
fn a_log_that_was_left_behind_is_not_taken_for_the_new_databases() {
    let file = TestPath::migrated();
    let open = Connection::open(&file.path).unwrap();
    open.execute_batch("PRAGMA journal_mode = WAL; INSERT INTO parent VALUES (7, 'seven')")
        .unwrap();
    // As a server leaves it that was killed.
    let other = TestPath::new();
    for side in ["", "-wal"] {
        let name = |path: &Path| format!("{}{side}", path.display());
        std::fs::copy(name(&file.path), name(&other.path)).unwrap();
    }
    reset(&other.path, &first(), &three()).unwrap();
    assert_eq!(dump(&other.path), fresh());
    // And where only the log was left.
    std::fs::remove_file(&other.path).unwrap();
    std::fs::copy(
        format!("{}-wal", file.path.display()),
        format!("{}-wal", other.path.display()),
    )
    .unwrap();
    reset(&other.path, &first(), &three()).unwrap();
    assert_eq!(dump(&other.path), fresh());
}

#[test]
fn a_reset_that_fails_leaves_the_old_database() {
    let file = TestPath::migrated();
    let before = std::fs::read(&file.path).unwrap();
    let bad = seeds(&[("seeds/a.sql", "INSERT INTO parent VALUES (1, 'again')")]);
    for error in [
        reset(&file.path, &first(), &bad).unwrap_err(),
        reset(&file.path, &and_second("SELEKT"), &three()).unwrap_err(),
    ] {
        assert!(matches!(error, MigrateError::Statement { .. }), "{error}");
        assert_eq!(std::fs::read(&file.path).unwrap(), before);
        assert_eq!(names(&file), ["app.db", "app.db-lock"]);
    }
}

#[test]
fn a_database_that_another_program_has_open_is_left_to_it() {
    let file = TestPath::migrated();
    let open = Connection::open(&file.path).unwrap();
    open.execute_batch("PRAGMA journal_mode = WAL; INSERT INTO parent VALUES (7, 'seven')")
        .unwrap();
    let error = reset(&file.path, &first(), &three()).unwrap_err();
    assert!(matches!(error, MigrateError::Busy { .. }), "{error}");
    assert_eq!(
        rows(&open, "SELECT count(*) FROM parent"),
        [[Value::Integer(3)]]
    );
}

#[cfg(unix)]
#[test]
fn a_link_and_the_files_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let file = TestPath::migrated();
    std::fs::set_permissions(&file.path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let link = file.folder.path().join("link.db");
    symlink(&file.path, &link).unwrap();
    reset(&link, &first(), &three()).unwrap();
    assert!(link.is_symlink());
    assert_eq!(dump(&file.path), fresh());
    assert_eq!(
        file.path.metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
}
