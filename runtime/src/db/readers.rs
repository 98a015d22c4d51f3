//! The connections that read: lent to callers for brief queries, and to threads of their own for queued ones.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::connection::{Connection, Done};
use super::error::DbError;
use super::job::Job;
use super::open::Alive;
use super::statement::Query;

/// A pool of connections, and as many threads behind one queue.
#[derive(Clone)]
pub(crate) struct Readers {
    pool: Arc<Pool>,
}

#[derive(Default)]
struct Pool {
    state: Mutex<State>,
    ready: Condvar,
}

#[derive(Default)]
struct State {
    /// The one that was used last is on top: its pages and statements are in the processor's caches.
    idle: Vec<Reader>,
    jobs: VecDeque<Job>,
    closed: bool,
}

struct Reader {
    // Fields are dropped in this order: the file is let go of after the connection is closed.
    connection: Connection,
    _alive: Alive,
}

/// What a thread does next.
enum Turn {
    Serve(Job, Reader),
    Close(Reader),
}

/// A reader that goes back to its pool, whatever happens.
struct Lent<'a> {
    pool: &'a Pool,
    reader: Option<Reader>,
}

impl Readers {
    /// Starts one thread a connection.
    pub(crate) fn start(connections: Vec<Connection>, alive: &Alive) -> std::io::Result<Self> {
        let pool = Arc::new(Pool::default());
        for connection in connections {
            pool.lock().idle.push(Reader {
                connection,
                _alive: alive.clone(),
            });
            let pool = Arc::clone(&pool);
            std::thread::Builder::new()
                .name("rally-db-reader".to_owned())
                .spawn(move || pool.serve())?;
        }
        Ok(Self { pool })
    }

    /// Runs a query on this thread, where that is known to be brief and a connection is free. See
    /// [`Connection::run_on_caller`].
    pub(crate) fn run_on_caller<T>(
        &self,
        query: &'static Query,
        run: impl FnOnce(&mut Connection) -> Result<T, DbError>,
    ) -> Option<Done<T>> {
        let mut lent = self.pool.lend(query)?;
        let connection = &mut lent.reader.as_mut()?.connection;
        connection.be_impatient().ok()?;
        connection.run_on_caller(query, Instant::now(), run)
    }

    pub(crate) fn submit(&self, job: Job) -> Result<(), DbError> {
        let mut state = self.pool.lock();
        if state.closed {
            return Err(DbError::Closed);
        }
        state.jobs.push_back(job);
        drop(state);
        self.pool.ready.notify_one();
        Ok(())
    }

    /// Ends the threads once what is queued has been answered.
    pub(crate) fn close(&self) {
        self.pool.lock().closed = true;
        self.pool.ready.notify_all();
    }
}

impl Pool {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection for a caller, on which the query was brief, unless all are wanted for what is queued.
    fn lend(&self, query: &'static Query) -> Option<Lent<'_>> {
        let mut state = self.lock();
        if state.closed || state.idle.len() <= state.jobs.len() {
            return None;
        }
        let has_brief = |reader: &Reader| reader.connection.has_brief(query);
        let at = state.idle.iter().rposition(has_brief)?;
        let reader = Some(state.idle.remove(at));
        Some(Lent { pool: self, reader })
    }

    fn give_back(&self, reader: Reader) {
        let mut state = self.lock();
        state.idle.push(reader);
        let is_awaited = state.closed || !state.jobs.is_empty();
        drop(state);
        if is_awaited {
            self.ready.notify_one();
        }
    }

    /// The life of a thread. There are as many as connections, and each closes one.
    fn serve(&self) {
        loop {
            match self.next() {
                Turn::Close(reader) => return drop(reader),
                Turn::Serve(mut job, mut reader) => {
                    let connection = &mut reader.connection;
                    let patient = connection.be_patient();
                    job.run(
                        patient
                            .map(|()| connection)
                            .map_err(|error| DbError::from_sqlite("busy_timeout", &error)),
                    );
                    self.give_back(reader);
                    job.answer();
                }
            }
        }
    }

    fn next(&self) -> Turn {
        let mut state = self.lock();
        loop {
            if let Some(reader) = state.idle.pop() {
                if let Some(job) = state.jobs.pop_front() {
                    return Turn::Serve(job, reader);
                }
                if state.closed {
                    return Turn::Close(reader);
                }
                state.idle.push(reader);
            }
            state = self
                .ready
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(reader) = self.reader.take() {
            self.pool.give_back(reader);
        }
    }
}
