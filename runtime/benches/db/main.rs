//! What queries and transactions cost beside hand-written rusqlite with cached statements: figures and ratios of one run.
//!
//! Three do the same work on files of their own, with the same pragmas: `rusqlite`, called where it stands, as no async
//! server may; `spawn_blocking`, the same code as an async server calls it; and `rally`, as generated code calls it.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

mod blocking;
mod compare;
mod direct;
mod rally;
mod schema;

use compare::{Contender, compare, print_header};

/// What one measured step does.
#[derive(Clone, Copy)]
pub(crate) enum Work {
    /// One row by its primary key.
    Point,
    /// A list of so many rows.
    List(i64),
    /// A transaction of so many inserts, committed.
    Inserts(i64),
    /// A transaction of 100 reads by primary key.
    ReadsInTransaction,
    /// A transaction that reads a row and writes it back.
    Change,
}

const WORK: [(&str, Work); 7] = [
    ("one row by primary key", Work::Point),
    ("a list of 100 rows", Work::List(100)),
    ("a list of 1,000 rows", Work::List(1000)),
    ("a transaction of 1 insert", Work::Inserts(1)),
    ("a transaction of 100 inserts", Work::Inserts(100)),
    ("a transaction of 100 reads", Work::ReadsInTransaction),
    ("a transaction of a read and a write", Work::Change),
];

fn main() {
    // `cargo test --benches` runs this too; there it only has to work.
    let rounds = if std::env::args().any(|argument| argument == "--bench") {
        compare::ROUNDS
    } else {
        1
    };
    let only = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    print_header();
    let is_wanted = |name: &str| {
        only.as_ref()
            .is_none_or(|only| name.contains(only.as_str()))
    };
    for (name, work) in WORK.into_iter().filter(|(name, _)| is_wanted(name)) {
        compare(
            name,
            rounds,
            vec![
                Contender::new("rusqlite", direct::contender(work)),
                Contender::new("spawn_blocking", blocking::contender(work)),
                Contender::new("rally", rally::contender(work)),
            ],
        );
    }
    let name = "a transaction of 1 insert by each of 64 callers";
    if is_wanted(name) {
        compare(
            name,
            rounds,
            vec![
                Contender::new("rusqlite", direct::contender(Work::Inserts(1))),
                Contender::new("spawn_blocking", blocking::callers(64)),
                Contender::new("rally", rally::callers(64)),
            ],
        );
    }
}
