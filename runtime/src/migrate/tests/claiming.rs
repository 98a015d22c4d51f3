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
