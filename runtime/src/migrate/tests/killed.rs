//! A run, seeds or a reset killed anywhere leave a database that the next one completes, as if nothing had happened.
//!
//! The work is done by this very test program as a child process, which dies at a point that is named (`fault`) or is
//! killed after some time. `rallyc` itself is killed by its own tests.

use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::*;
use crate::migrate::{Claimed, State, claim, reset_file, seed_file, status_file};

const STEPS: usize = 8;

/// Migrations that take a moment each, of several statements.
fn steps() -> Migrations {
    let fill = "CREATE TABLE t{n} (a INTEGER, b TEXT); CREATE INDEX i{n} ON t{n} (b);
        WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 1000)
        INSERT INTO t{n} SELECT x, hex(x * 7919 + {n}) FROM c;";
    let file = |n: usize| {
        (
            format!("{n:03}_step.sql"),
            fill.replace("{n}", &n.to_string()),
        )
    };
    Migrations::from_files((1..=STEPS).map(file)).unwrap()
}

fn rows_to_begin_with() -> Seeds {
    seeds(&[
        (
            "seeds/a.sql",
            "INSERT INTO t1 VALUES (-1, 'a'); UPDATE t2 SET b = b || '!';",
        ),
        (
            "seeds/b.sql",
            "INSERT INTO t1 VALUES (-2, 'b'); DELETE FROM t3;",
        ),
    ])
}

#[derive(Clone, Copy, Debug)]
enum Work {
    Run,
    Seed,
    Reset,
}

impl Work {
    fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Seed => "seed",
            Self::Reset => "reset",
        }
    }

    fn named(name: &str) -> Self {
        let all = [Self::Run, Self::Seed, Self::Reset];
        all.into_iter().find(|work| work.name() == name).unwrap()
    }

    fn run(self, path: &Path) {
        match self {
            Self::Run => drop(run_file(path, &steps()).unwrap()),
            Self::Seed => seed_file(path, &rows_to_begin_with(), |_| {}).unwrap(),
            Self::Reset => {
                let Claimed::Ours(claim) = claim(path, "test", |_| {}).unwrap() else {
                    unreachable!("nobody else has it")
                };
                reset_file(&claim, &steps(), &rows_to_begin_with(), |_| {}).unwrap();
            }
        }
    }

    /// Where it may begin.
    fn prepare(self, path: &Path) {
        match self {
            Self::Run => {}
            Self::Seed => Self::Run.run(path),
            Self::Reset => drop(run_file(path, &files(&[("001_first.sql", FIRST)])).unwrap()),
        }
    }

    fn start(self, path: &Path, fault: &str) -> Child {
        let name = concat!(module_path!(), "::child_works").trim_start_matches("rally_runtime::");
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env("RALLY_TEST_MIGRATE", path)
            .env("RALLY_TEST_WORK", self.name())
            .env("RALLY_FAULT", fault)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }
}

/// Runs in child processes of the other tests, and dies there.
#[test]
fn child_works() {
    let Some(path) = std::env::var_os("RALLY_TEST_MIGRATE") else {
        return;
    };
    Work::named(&std::env::var("RALLY_TEST_WORK").unwrap()).run(Path::new(&path));
}

/// What the work leaves when nothing happens to it, and what it begins with.
struct Expected {
    before: Vec<Vec<Value>>,
    after: Vec<Vec<Value>>,
}

impl Expected {
    fn of(work: Work) -> Self {
        let file = TestPath::new();
        work.prepare(&file.path);
        let before = dump(&file.path);
        work.run(&file.path);
        let after = dump(&file.path);
        assert_ne!(before, after);
        Self { before, after }
    }
}

/// A database that was left by someone who died.
fn check_left(work: Work, path: &Path, expected: &Expected) {
    match work {
        // Each migration whole or absent, and none without those before it.
        Work::Run => {
            let states = status_file(path, &steps()).unwrap();
            let applied = |state: &State| matches!(state, State::Applied { .. });
            let count = states
                .iter()
                .take_while(|status| applied(&status.state))
                .count();
            let rest = &states[count..];
            assert!(
                rest.iter().all(|status| status.state == State::Pending),
                "{states:?}"
            );
            assert_eq!(dump(path), expected_after(count), "after {count}");
        }
        Work::Seed | Work::Reset => {
            let left = dump(path);
            assert!(
                left == expected.before || left == expected.after,
                "neither old nor new"
            );
        }
    }
    let connection = Connection::open(path).unwrap();
    let sound = rows(&connection, "PRAGMA integrity_check");
    assert_eq!(sound, [[Value::Text("ok".to_owned())]]);
}

/// What the first migrations leave.
fn expected_after(count: usize) -> Vec<Vec<Value>> {
    static DUMPS: std::sync::OnceLock<Vec<Vec<Vec<Value>>>> = std::sync::OnceLock::new();
    let dumps = DUMPS.get_or_init(|| {
        let file = TestPath::new();
        let all = steps();
        let up_to = |count| {
            let files = all.files()[..count].iter();
            let files = files.map(|file| (file.file().to_owned(), file.sql().to_owned()));
            run_file(&file.path, &Migrations::from_files(files).unwrap()).unwrap();
            dump(&file.path)
        };
        (0..=STEPS).map(up_to).collect()
    });
    dumps[count].clone()
}

/// Dies at every passing of these points in turn, on a database of its own each time. How often it died.
fn die_at(work: Work, points: &[&str]) -> usize {
    let expected = Expected::of(work);
    let mut deaths = 0;
    for point in points {
        for time in 1.. {
            let file = TestPath::new();
            work.prepare(&file.path);
            let ended = work
                .start(&file.path, &format!("{point}:{time}"))
                .wait()
                .unwrap();
            if ended.success() {
                assert_eq!(dump(&file.path), expected.after, "{point}");
                break;
            }
            deaths += 1;
            check_left(work, &file.path, &expected);
            // Seeds are not run twice; whether theirs are in it, their author says.
            if !matches!(work, Work::Seed) || dump(&file.path) == expected.before {
                work.run(&file.path);
            }
            assert_eq!(dump(&file.path), expected.after, "{point}:{time}");
        }
    }
    deaths
}

/// Kills it so many times, at moments spread over the time that it takes; the next goes on with what was left.
fn kill(work: Work, kills: u32) {
    let expected = Expected::of(work);
    let fresh = || {
        let file = TestPath::new();
        work.prepare(&file.path);
        file
    };
    let whole = {
        let (file, began) = (fresh(), Instant::now());
        assert!(work.start(&file.path, "").wait().unwrap().success());
        began.elapsed()
    };
    let mut file = fresh();
    for kill in 0..kills {
        let mut child = work.start(&file.path, "");
        // Multiples of the golden ratio leave no gap and hit no rhythm.
        std::thread::sleep(whole.mul_f64((f64::from(kill) * 0.618_034).fract()));
        child.kill().unwrap();
        child.wait().unwrap();
        if !file.path.exists() {
            continue;
        }
        check_left(work, &file.path, &expected);
        if dump(&file.path) == expected.after {
            file = fresh();
        }
    }
    work.run(&file.path);
    assert_eq!(dump(&file.path), expected.after);
}

#[test]
fn a_run_that_dies_at_any_statement_is_completed_by_the_next() {
    let points = ["migrate-statement", "migrate-recorded", "migrate-committed"];
    assert_eq!(die_at(Work::Run, &points), STEPS * 5);
}

#[test]
fn seeds_that_die_at_any_statement_are_whole_or_absent() {
    assert_eq!(
        die_at(Work::Seed, &["migrate-statement", "migrate-committed"]),
        5
    );
}

#[test]
fn a_reset_that_dies_at_any_step_leaves_the_old_database_or_the_new_one() {
    let points = [
        "reset-built",
        "reset-settled",
        "reset-swapped",
        "migrate-committed",
    ];
    assert_eq!(die_at(Work::Reset, &points), 3 + STEPS + 1);
}

#[test]
fn a_run_killed_at_any_moment_is_completed_by_the_next() {
    kill(Work::Run, 30);
}

#[test]
fn a_reset_killed_at_any_moment_leaves_the_old_database_or_the_new_one() {
    kill(Work::Reset, 20);
}
