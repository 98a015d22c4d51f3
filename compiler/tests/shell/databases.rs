//! `migrate`, `seed` and `reset` as they are typed: what they say, what they leave, and who waits for whom.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use rusqlite::Connection;
use rusqlite::types::Value;

pub(super) const FIRST: &str =
    "CREATE TABLE players (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;\n";
const DEMO: &str = "INSERT INTO players (name) VALUES ('Ada'), ('Grace');\n";

/// The least that is an app, with a database in its folder.
pub(super) struct Desk {
    folder: tempfile::TempDir,
}

pub(super) struct Answer {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Desk {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        desk.write("Cargo.toml", "");
        desk.write("idl/app.rally", "app tally { database sqlite }\n");
        for (path, text) in files {
            desk.write(path, text);
        }
        desk
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(super) fn database(&self) -> PathBuf {
        self.path("tally.db")
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rallyc"));
        command
            .args(arguments.split(' '))
            .current_dir(self.folder.path())
            .env_remove("DATABASE")
            .env_remove("APP_ENV")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(super) fn start(&self, arguments: &str) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    pub(super) fn rallyc(&self, arguments: &str) -> Answer {
        answer(self.command(arguments).output().unwrap())
    }

    fn in_production(&self, arguments: &str) -> Answer {
        let mut command = self.command(arguments);
        answer(command.env("APP_ENV", "prod").output().unwrap())
    }

    /// With a success.
    #[track_caller]
    pub(super) fn done(&self, arguments: &str) -> Answer {
        let answer = self.rallyc(arguments);
        assert_eq!(answer.code, Some(0), "{arguments}: {}", answer.err);
        answer
    }

    pub(super) fn players(&self) -> Vec<String> {
        let connection = Connection::open(self.database()).unwrap();
        let mut statement = connection
            .prepare("SELECT name FROM players ORDER BY id")
            .unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        names.collect::<rusqlite::Result<_>>().unwrap()
    }
}

pub(super) fn answer(output: Output) -> Answer {
    Answer {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Schema and rows, all but when migrations were applied.
pub(super) fn dump(path: &Path) -> Vec<Vec<Value>> {
    let connection = Connection::open(path).unwrap();
    let rows = |sql: &str| -> Vec<Vec<Value>> {
        let mut statement = connection.prepare(sql).unwrap();
        let width = statement.column_count();
        let rows = statement
            .query_map([], |row| (0..width).map(|index| row.get(index)).collect())
            .unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    let mut all = rows("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
    for table in rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
        all.extend(match &table[0] {
            Value::Text(name) if name == "rally_migration" => {
                rows("SELECT number, name, checksum FROM rally_migration")
            }
            Value::Text(name) => rows(&format!("SELECT * FROM \"{name}\"")),
            other => unreachable!("a table's name is text, not {other:?}"),
        });
    }
    all
}

/// The lock of a server, as the runtime takes it, held by this very process.
fn serve(database: &Path) -> File {
    let path = format!("{}-lock", database.display());
    let mut file = File::create(path).unwrap();
    file.try_lock().unwrap();
    file.write_all(b"4711 server\n").unwrap();
    file
}

#[test]
fn a_run_shows_each_migration_and_a_dry_run_changes_no_byte() {
    let desk = Desk::new(&[
        ("migrations/001_players.sql", FIRST),
        ("migrations/002_ada.sql", DEMO),
    ]);
    let dry = desk.done("migrate run --dry-run");
    assert!(
        dry.err.contains("Would apply 002_ada.sql (2 of 2, "),
        "{}",
        dry.err
    );
    assert!(!desk.database().exists());
    assert!(
        desk.done("migrate run --to 1")
            .err
            .contains("1 applied now, 1 in all")
    );

    let before = fs::read(desk.database()).unwrap();
    let dry = desk.done("migrate run --dry-run");
    assert!(dry.err.contains("Would apply 002_ada.sql ("), "{}", dry.err);
    assert!(
        dry.err
            .contains("1 would be applied; this was tried on a copy"),
        "{}",
        dry.err
    );
    assert_eq!(fs::read(desk.database()).unwrap(), before);

    let run = desk.done("migrate run");
    assert!(run.err.contains("Applied 002_ada.sql ("), "{}", run.err);
    desk.write("migrations/003_again.sql", &format!("-- once more\n{DEMO}"));
    let before = fs::read(desk.database()).unwrap();
    let dry = desk.rallyc("migrate run --dry-run");
    assert_eq!(dry.code, Some(1));
    let expected = "error: migrations/003_again.sql fails: UNIQUE constraint failed: players.name
  ┌─ migrations/003_again.sql:2
2 │ INSERT INTO players (name) VALUES ('Ada'), ('Grace');
  = help: this was tried on a copy: tally.db is as it was
";
    assert_eq!(dry.err, expected);
    assert_eq!(fs::read(desk.database()).unwrap(), before);
    let beyond = desk.rallyc("migrate run --to 9");
    assert!(
        beyond.err.contains("there is no migration 009"),
        "{}",
        beyond.err
    );
}

#[test]
fn the_end_of_status_says_what_is_to_be_done() {
    let desk = Desk::new(&[("migrations/001_players.sql", FIRST)]);
    let status = |desk: &Desk| desk.rallyc("migrate status").code;
    assert_eq!(status(&desk), Some(3));
    desk.done("migrate run");
    assert_eq!(status(&desk), Some(0));
    // A new one is no work for the next run until it is written.
    desk.done("migrate new add_teams");
    assert_eq!(status(&desk), Some(0));
    let run = desk.done("migrate run");
    assert!(
        run.err.contains("002_add_teams.sql has no statement yet"),
        "{}",
        run.err
    );
    desk.write(
        "migrations/002_add_teams.sql",
        "CREATE TABLE teams (id INTEGER PRIMARY KEY);",
    );
    assert_eq!(status(&desk), Some(3));

    let json = desk.rallyc("migrate status --message-format json");
    let lines = json
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<serde_json::Value> = lines.collect();
    assert_eq!(lines[0]["state"], "applied");
    assert!(lines[0]["applied_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(lines[1]["file"], "002_add_teams.sql");
    assert_eq!(lines[1]["state"], "pending");
}

#[test]
fn an_applied_migration_that_was_changed_is_refused_with_what_to_do() {
    let desk = Desk::new(&[("migrations/001_players.sql", FIRST)]);
    desk.done("migrate run");
    // As another system checks it out.
    desk.write("migrations/001_players.sql", &FIRST.replace('\n', "\r\n"));
    desk.done("migrate run");
    desk.write("migrations/001_players.sql", &FIRST.replace("UNIQUE", ""));
    let expected = "error: `migrations/001_players.sql` was changed after it was applied to `tally.db`
  = help: undo the change, and make it in a new migration: `rallyc migrate new NAME`. Or, where nothing in the database is needed: `rallyc reset`
";
    for command in ["migrate run", "migrate run --dry-run", "migrate status"] {
        let answer = desk.rallyc(command);
        assert_eq!(
            (answer.code, answer.err.as_str()),
            (Some(1), expected),
            "{command}"
        );
    }
    let status = desk.rallyc("migrate status").out;
    assert!(status.contains("CHANGED after it was applied"), "{status}");
}

#[test]
fn seeds_come_after_the_migrations_and_all_or_nothing() {
    let desk = Desk::new(&[("migrations/001_players.sql", FIRST)]);
    let none = desk.rallyc("seed");
    assert_eq!(none.code, Some(1));
    assert!(none.err.contains("in seeds/001_demo.sql:"), "{}", none.err);
    assert!(!desk.database().exists());

    desk.write("seeds/001_demo.sql", DEMO);
    let seeded = desk.done("seed");
    assert!(
        seeded.err.contains("Applied 001_players.sql ("),
        "{}",
        seeded.err
    );
    assert!(
        seeded.err.contains("Seeded tally.db: 2 rows from 1 file"),
        "{}",
        seeded.err
    );
    assert_eq!(desk.players(), ["Ada", "Grace"]);

    desk.write(
        "seeds/000_more.sql",
        "INSERT INTO players (name) VALUES ('Edsger');",
    );
    let again = desk.rallyc("seed");
    assert_eq!(again.code, Some(1));
    assert!(
        again.err.contains("seeds/001_demo.sql:1\n"),
        "{}",
        again.err
    );
    assert!(
        again
            .err
            .contains("nothing of any seed is left in tally.db"),
        "{}",
        again.err
    );
    assert_eq!(desk.players(), ["Ada", "Grace"]);
}

#[test]
fn seeds_are_checked_without_a_database() {
    let desk = Desk::new(&[
        ("migrations/001_players.sql", FIRST),
        (
            "seeds/001_demo.sql",
            "-- Größe\nINSERT INTO playrs (name) VALUES ('Ada');\n",
        ),
    ]);
    let checked = desk.rallyc("check");
    assert_eq!(checked.code, Some(1));
    assert!(
        checked.err.contains("seeds/001_demo.sql:2:13"),
        "{}",
        checked.err
    );
    assert!(checked.err.contains("`players`"), "{}", checked.err);
    assert!(!desk.database().exists());
}

#[test]
fn a_reset_asks_and_leaves_migrations_and_seeds() {
    let desk = Desk::new(&[
        ("migrations/001_players.sql", FIRST),
        ("seeds/001_demo.sql", DEMO),
    ]);
    // Where there is no database, nothing can be lost.
    desk.done("reset");
    let fresh = dump(&desk.database());
    let connection = Connection::open(desk.database()).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode = WAL; DELETE FROM players")
        .unwrap();
    drop(connection);
    let changed = dump(&desk.database());

    let asked = desk.rallyc("reset");
    assert_eq!(asked.code, Some(1));
    assert!(asked.err.contains("`rallyc reset --yes`"), "{}", asked.err);
    let production = desk.in_production("reset --yes");
    assert_eq!(production.code, Some(1));
    assert!(
        production.err.contains("`--production`"),
        "{}",
        production.err
    );
    assert_eq!(dump(&desk.database()), changed);

    let reset = desk.done("reset --yes");
    assert!(
        reset
            .err
            .contains("Reset tally.db: 1 migration and 1 seed, in "),
        "{}",
        reset.err
    );
    assert_eq!(dump(&desk.database()), fresh);
    assert_eq!(desk.in_production("reset --yes --production").code, Some(0));

    desk.write(
        "seeds/001_demo.sql",
        "INSERT INTO players (name) VALUES (NULL);",
    );
    let failed = desk.rallyc("reset --yes");
    assert_eq!(failed.code, Some(1));
    assert!(
        failed.err.contains("tally.db is as it was"),
        "{}",
        failed.err
    );
    assert_eq!(dump(&desk.database()), fresh);
}

#[test]
fn under_a_server_the_schema_stays_and_rows_may_come() {
    let desk = Desk::new(&[
        ("migrations/001_players.sql", FIRST),
        ("seeds/001_demo.sql", DEMO),
    ]);
    desk.done("migrate run");
    let server = serve(&desk.database());
    let run = desk.done("migrate run");
    assert!(run.err.contains("0 applied now, 1 in all"), "{}", run.err);
    desk.done("seed");
    assert_eq!(desk.players(), ["Ada", "Grace"]);

    desk.write(
        "migrations/002_teams.sql",
        "CREATE TABLE teams (id INTEGER PRIMARY KEY);",
    );
    let before = dump(&desk.database());
    for command in ["migrate run", "seed", "reset --yes"] {
        let answer = desk.rallyc(command);
        assert_eq!(answer.code, Some(1), "{command}");
        let expected = "error: a server (process 4711) has tally.db open, and ";
        assert!(
            answer.err.starts_with(expected),
            "{command}: {}",
            answer.err
        );
    }
    // Trying and asking change nothing.
    desk.done("migrate run --dry-run");
    assert_eq!(desk.rallyc("migrate status").code, Some(3));
    assert_eq!(dump(&desk.database()), before);
    drop(server);
    desk.done("migrate run");
}

#[test]
fn two_at_once_apply_each_migration_once_and_one_says_that_it_waits() {
    // A few seconds each in a debug build would be too long; enough that the second finds the first at work.
    let fill = "CREATE TABLE filled (a);
        WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 300000)
        INSERT INTO filled SELECT hex(x) FROM c;";
    let desk = Desk::new(&[
        ("migrations/001_players.sql", FIRST),
        ("migrations/002_filled.sql", fill),
    ]);
    let first = desk.start("migrate run");
    while !desk.database().exists() {
        std::thread::yield_now();
    }
    let others: Vec<Child> = ["migrate run", "reset --yes", "migrate run"]
        .iter()
        .map(|command| desk.start(command))
        .collect();
    let waited = std::iter::once(first)
        .chain(others)
        .map(|child| answer(child.wait_with_output().unwrap()))
        .map(|answer| {
            assert_eq!(answer.code, Some(0), "{}", answer.err);
            answer.err.contains("Waiting for `rallyc ")
        });
    let waited: Vec<bool> = waited.collect();
    assert!(!waited[0] && waited.contains(&true), "{waited:?}");
    assert_eq!(desk.rallyc("migrate status").code, Some(0));
    let connection = Connection::open(desk.database()).unwrap();
    let count = |sql| {
        connection
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(count("SELECT count(*) FROM filled"), 300_000);
    assert_eq!(count("SELECT count(*) FROM rally_migration"), 2);
}
