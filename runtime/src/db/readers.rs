//! The threads that read: queued work to connections that cannot write.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::connection::Connection;
use super::error::DbError;
use super::open::Alive;
use super::writer::Job;

/// A pool of reader threads behind one queue.
#[derive(Clone)]
pub(crate) struct Readers {
    queue: Arc<Queue>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    ready: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Readers {
    /// Starts one thread a connection.
    pub(crate) fn start(connections: Vec<Connection>, alive: &Alive) -> std::io::Result<Self> {
        let queue = Arc::new(Queue::default());
        for connection in connections {
            let (queue, alive) = (Arc::clone(&queue), alive.clone());
            std::thread::Builder::new()
                .name("rally-db-reader".to_owned())
                .spawn(move || {
                    serve(&queue, connection);
                    drop(alive);
                })?;
        }
        Ok(Self { queue })
    }

    pub(crate) fn submit(&self, job: Job) -> Result<(), DbError> {
        let mut state = self.queue.lock();
        if state.closed {
            return Err(DbError::Closed);
        }
        state.jobs.push_back(job);
        drop(state);
        self.queue.ready.notify_one();
        Ok(())
    }

    /// Ends the threads once what is queued has been answered.
    pub(crate) fn close(&self) {
        self.queue.lock().closed = true;
        self.queue.ready.notify_all();
    }
}

fn serve(queue: &Queue, mut connection: Connection) {
    while let Some(job) = queue.next() {
        job(Ok(&mut connection));
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Job> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state = self
                .ready
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}
