//! `rallyc` killed while it works on a database, many times: the next one completes it as if nothing had happened.

use std::process::Child;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::databases::{Desk, FIRST, dump};

const MIGRATIONS: usize = 6;

/// Migrations, one of them long, and seeds that may run again.
fn desk() -> Desk {
    let desk = Desk::new(&[
        ("migrations/001_players.sql", FIRST),
        (
            "seeds/001_players.sql",
            "INSERT OR IGNORE INTO players (id, name) VALUES (1, 'Ada');\nUPDATE t2 SET b = 'seeded';",
        ),
        (
            "seeds/002_players.sql",
            "INSERT OR IGNORE INTO players (id, name) SELECT a + 100, b || a FROM t3;",
        ),
    ]);
    for number in 2..=MIGRATIONS {
        let rows = if number == 4 { 20_000 } else { 1_000 };
        let sql = format!(
            "CREATE TABLE t{number} (a INTEGER, b TEXT); CREATE INDEX i{number} ON t{number} (b);
            WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT {rows})
            INSERT INTO t{number} SELECT x, hex(x * 7919) FROM c;
            UPDATE t{number} SET b = b || '!' WHERE a % 2 = 0;"
        );
        desk.write(&format!("migrations/{number:03}_step.sql"), &sql);
    }
    desk
}

/// Starts a command, and kills it after a part of the time that it takes.
fn kill(desk: &Desk, command: &str, whole: Duration, part: f64) {
    let mut child: Child = desk.start(command);
    std::thread::sleep(whole.mul_f64(part));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Parts of a whole that leave no gap: multiples of the golden ratio.
fn parts(kills: u32) -> impl Iterator<Item = f64> {
    (0..kills).map(|kill| (f64::from(kill) * 0.618_034).fract())
}

fn time(desk: &Desk, command: &str) -> Duration {
    let began = Instant::now();
    desk.done(command);
    began.elapsed()
}

fn remove(desk: &Desk) {
    for side in ["", "-journal", "-wal", "-shm"] {
        let _absent = std::fs::remove_file(format!("{}{side}", desk.database().display()));
    }
}

/// How many migrations a database that was left by a killed run has: the first ones, each once. And it is sound.
fn applied(desk: &Desk) -> usize {
    let connection = Connection::open(desk.database()).unwrap();
    let sound: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
    let text = |sql| connection.query_row(sql, [], |row| row.get::<_, String>(0));
    let tables = text(
        "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'rally_migration' ORDER BY name)",
    );
    let numbers = text(
        "SELECT group_concat(number, ' ') FROM (SELECT number FROM rally_migration ORDER BY number)",
    );
    let tables = tables.unwrap_or_default();
    let numbers = numbers.unwrap_or_default();
    let count = numbers.split_whitespace().count();
    let expected = |first: &str, from: usize, prefix: &str| -> String {
        let rest = (from..=count).map(|number| format!("{prefix}{number}"));
        let all: Vec<String> = std::iter::once(first.to_owned()).chain(rest).collect();
        if count == 0 {
            String::new()
        } else {
            all.join(" ")
        }
    };
    assert_eq!(numbers, expected("1", 2, ""));
    assert_eq!(tables, expected("players", 2, "t"));
    count
}

#[test]
fn a_run_that_is_killed_is_completed_by_the_next() {
    let desk = desk();
    let whole = time(&desk, "migrate run");
    let clean = dump(&desk.database());
    remove(&desk);
    let mut seen = std::collections::BTreeSet::new();
    for part in parts(40) {
        kill(&desk, "migrate run", whole, part);
        if !desk.database().exists() {
            continue;
        }
        let count = applied(&desk);
        seen.insert(count);
        // Half of the time the next one starts where the last one died.
        if count == MIGRATIONS || seen.len() % 2 == 0 {
            desk.done("migrate run");
            assert_eq!(dump(&desk.database()), clean);
            remove(&desk);
        }
    }
    assert!(seen.len() > 2, "killed after {seen:?} migrations only");
    desk.done("migrate run");
    assert_eq!(dump(&desk.database()), clean);
}

#[test]
fn seeds_that_are_killed_are_whole_or_absent() {
    let desk = desk();
    desk.done("migrate run");
    let before = dump(&desk.database());
    let migrated = std::fs::read(desk.database()).unwrap();
    let whole = time(&desk, "seed");
    let after = dump(&desk.database());
    assert_ne!(before, after);
    for part in parts(15) {
        std::fs::write(desk.database(), &migrated).unwrap();
        kill(&desk, "seed", whole, part);
        assert_eq!(applied(&desk), MIGRATIONS);
        let left = dump(&desk.database());
        assert!(left == before || left == after, "after {part}");
        desk.done("seed");
        assert_eq!(dump(&desk.database()), after);
    }
}

#[test]
fn a_reset_that_is_killed_leaves_the_old_database_or_the_new_one() {
    let desk = desk();
    let whole = time(&desk, "reset --yes");
    let new = dump(&desk.database());
    let connection = Connection::open(desk.database()).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode = WAL; DELETE FROM players; DROP TABLE t6")
        .unwrap();
    let old = dump(&desk.database());
    assert_ne!(old, new);
    drop(connection);
    let bytes = std::fs::read(desk.database()).unwrap();
    for part in parts(15) {
        remove(&desk);
        std::fs::write(desk.database(), &bytes).unwrap();
        kill(&desk, "reset --yes", whole, part);
        let left = dump(&desk.database());
        assert!(left == old || left == new, "after {part}");
        desk.done("reset --yes");
        assert_eq!(dump(&desk.database()), new);
    }
    assert!(!desk.path("tally.db-new").exists());
}
