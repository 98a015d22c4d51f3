//! Who may change a database: one tool after the other, and none beside a server.

use super::*;
use crate::migrate::{Claimed, Holder, claim};

#[test]
fn a_tool_waits_for_another_and_says_for_whom() {
    let file = TestPath::new();
    let Ok(Claimed::Ours(first)) = claim(&file.path, "rallyc migrate run", |_| {}) else {
        unreachable!("nobody has it")
    };
    assert_eq!(first.path(), file.path);
    let (sender, told) = std::sync::mpsc::channel();
    let path = file.path.clone();
    let second = std::thread::spawn(move || {
        let waiting = |holder: &Holder| sender.send(holder.clone()).unwrap();
        matches!(claim(path, "rallyc reset", waiting), Ok(Claimed::Ours(_)))
    });
    let expected = Holder::Tool {
        command: "rallyc migrate run".to_owned(),
        process: std::process::id(),
    };
    assert_eq!(told.recv().unwrap(), expected);
    drop(first);
    assert!(second.join().unwrap());
    assert!(told.recv().is_err(), "said once");
}

#[cfg(feature = "server")]
#[test]
fn a_server_is_not_waited_for_and_a_server_waits_for_a_tool() {
    use crate::db::{DbError, LockWait, Options, open, open_with};
    let file = TestPath::new();
    let db = open(&file.path).unwrap();
    let Ok(Claimed::Held(holder)) = claim(&file.path, "rallyc reset", |_| {}) else {
        unreachable!("the server has it")
    };
    let process = std::process::id();
    assert_eq!(holder, Holder::Server { process });
    assert_eq!(holder.to_string(), format!("a server (process {process})"));
    drop(db);
    let Ok(Claimed::Ours(claimed)) = claim(&file.path, "rallyc reset", |_| {}) else {
        unreachable!("the server is gone")
    };
    let options = Options {
        lock: LockWait::AtMost(std::time::Duration::from_millis(10)),
        ..Options::default()
    };
    let held = open_with(&file.path, &options);
    assert!(matches!(held, Err(DbError::Held { .. })));
    drop(claimed);
    open_with(&file.path, &options).unwrap();
}

/// Runs in a child process of the next test: opens the database as a server does, and holds it until it is killed.
#[cfg(feature = "server")]
#[test]
fn child_serves() {
    let Some(path) = std::env::var_os("RALLY_TEST_SERVE") else {
        return;
    };
    let _db = crate::db::open(path).unwrap();
    std::io::Write::write_all(&mut std::io::stdout(), b"open\n").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(60));
}

#[cfg(feature = "server")]
#[test]
fn a_server_in_another_process_is_named_and_a_killed_one_has_nothing() {
    use std::io::{BufRead, BufReader};
    let file = TestPath::migrated();
    let name = concat!(module_path!(), "::child_serves").trim_start_matches("rally_runtime::");
    let mut server = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env("RALLY_TEST_SERVE", &file.path)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut lines = lines.map(|line| line.unwrap());
    assert!(
        lines.any(|line| line.contains("open")),
        "the child ended early"
    );
    let claimed = claim(&file.path, "rallyc migrate run", |_| {}).unwrap();
    let Claimed::Held(holder) = claimed else {
        unreachable!("the server has it")
    };
    assert_eq!(
        holder,
        Holder::Server {
            process: server.id()
        }
    );
    server.kill().unwrap();
    server.wait().unwrap();
    // What it has signed is still there to read, and stands for nothing.
    let claimed = claim(&file.path, "rallyc migrate run", |_| {}).unwrap();
    assert!(matches!(claimed, Claimed::Ours(_)));
}
