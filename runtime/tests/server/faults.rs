//! The process dies around the commit of a call, and the same call is sent again to the next process.
//!
//! The dying server is this test binary, started again for the one ignored test below.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rally_runtime::page::Failure;
use rally_runtime::wire::frame::ClientFrame;

use crate::harness::{Browser, TestServer, environment};
use crate::tab::{Tab, counted, increment};

const FOLDER: &str = "RALLY_TEST_FOLDER";

/// Not a test: the server of the others, in a process of its own.
#[actix_web::test]
#[ignore = "a server for the other tests"]
#[expect(clippy::print_stdout, reason = "how the parent learns the port")]
async fn child() {
    let folder = std::env::var(FOLDER).unwrap();
    let server = TestServer::start_on(Path::new(&folder), environment(&[])).await;
    println!("listening on {}", server.address);
    std::future::pending::<()>().await;
}

/// A server that dies at this point.
struct Doomed {
    process: Child,
    browser: Browser,
}

impl Doomed {
    fn start(folder: &Path, fault: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "faults::child", "--ignored", "--nocapture"])
            .env(FOLDER, folder)
            .env("RALLY_FAULT", fault)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_once("listening on ")
                    .map(|(_, address)| address.to_owned())
            })
            .expect("the server says where it listens");
        let browser = Browser {
            address: address.parse().unwrap(),
            cookie: None,
        };
        Self { process, browser }
    }

    fn died(mut self) -> bool {
        !self.process.wait().unwrap().success()
    }
}

/// Sends one call to a server that dies at this point, then again to the next server on the same database. Gives
/// whether the first answered, what the second answers, and the count.
async fn die_at(fault: &str) -> (bool, Result<Vec<u8>, Failure>, i64) {
    let folder = tempfile::tempdir().unwrap();
    let doomed = Doomed::start(folder.path(), fault);
    let browser = Browser {
        address: doomed.browser.address,
        cookie: None,
    };
    let mut tab = Tab::open(browser).await;
    let (mut socket, stamp) = tab.connect().await;
    socket
        .send(&ClientFrame::Call(increment(1, stamp, 5)))
        .await;
    let answered = socket.next().await.is_some();
    assert!(doomed.died(), "the fault was met");
    let server = TestServer::start_on(folder.path(), environment(&[])).await;
    tab.browser.address = server.address;
    let (mut socket, _) = tab.connect().await;
    let again = socket.call(&increment(1, stamp, 5)).await;
    let count = server.app.total().await;
    server.stop().await;
    (answered, again, count)
}

#[actix_web::test]
async fn a_call_that_was_not_committed_is_run_again() {
    for fault in ["before-run", "before-commit"] {
        assert_eq!(die_at(fault).await, (false, counted(5), 5), "{fault}");
    }
}

#[actix_web::test]
async fn a_call_that_was_committed_and_not_answered_is_unknown_and_counts_once() {
    assert_eq!(
        die_at("after-commit").await,
        (false, Err(Failure::Unknown), 5)
    );
}

#[actix_web::test]
async fn a_call_whose_reply_was_stored_is_answered_again() {
    let (_, again, count) = die_at("after-reply-is-stored").await;
    assert_eq!((again, count), (counted(5), 5));
}
