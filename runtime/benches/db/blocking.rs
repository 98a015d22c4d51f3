//! The same hand-written code as an async server calls it: on a thread of tokio's blocking pool, the connection behind a
//! mutex, a whole transaction in one closure.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use rusqlite::Connection;
use tokio::task::{JoinHandle, spawn_blocking, spawn_local};

use super::Work;
use super::compare::Run;
use super::{direct, rally, schema};

fn perform(connection: &Arc<Mutex<Connection>>, work: Work, step: u64) -> JoinHandle<()> {
    let connection = Arc::clone(connection);
    spawn_blocking(move || direct::perform(&mut connection.lock().unwrap(), work, step))
}

pub(crate) fn contender(work: Work) -> Run {
    let folder = schema::folder();
    let connection = Arc::new(Mutex::new(direct::open(&folder)));
    let runtime = rally::runtime();
    let mut step = 0;
    Box::new(move |times| {
        let _keep = &folder;
        runtime.block_on(async {
            let begun = Instant::now();
            for _ in 0..times {
                step += 1;
                perform(&connection, work, step).await.unwrap();
            }
            begun.elapsed()
        })
    })
}

/// Transactions of one insert, shared among so many callers.
pub(crate) fn callers(callers: u64) -> Run {
    let folder = schema::folder();
    let connection = Arc::new(Mutex::new(direct::open(&folder)));
    let runtime = rally::runtime();
    Box::new(move |times| {
        let _keep = &folder;
        rally::share(&runtime, callers, times, |share| {
            let connection = Arc::clone(&connection);
            spawn_local(async move {
                for step in 0..share {
                    perform(&connection, Work::Inserts(1), step).await.unwrap();
                }
            })
        })
    })
}
