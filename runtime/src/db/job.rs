//! Work for a thread that has a connection: run with it, and answered once the connection is free again.
//!
//! A caller that has its answer may ask for the connection at once. Were it answered earlier, on a machine with one
//! processor it would be before the thread each time, and none of its statements would ever run on its own thread.

use tokio::sync::oneshot;

use super::connection::Connection;
use super::error::DbError;

/// Work in a queue.
pub(crate) type Job = Box<dyn Work>;

/// What is done with a connection, and then without.
pub(crate) trait Work: Send {
    /// Works with the connection, or with the reason why there is none.
    fn run(&mut self, connection: Result<&mut Connection, DbError>);

    /// Tells the outcome to whoever waits for it.
    fn answer(self: Box<Self>);
}

/// Sends work to a thread that has a connection, and waits for its outcome. Work that nobody waits for any more is not run.
pub(super) async fn ask<T, W, S>(work: W, submit: S) -> Result<T, DbError>
where
    T: Send + 'static,
    W: FnOnce(&mut Connection) -> Result<T, DbError> + Send + 'static,
    S: FnOnce(Job) -> Result<(), DbError>,
{
    let (reply, answer) = oneshot::channel();
    submit(Box::new(Asked {
        work: Some(work),
        outcome: None,
        reply,
    }))?;
    answer.await.unwrap_or(Err(DbError::Closed))
}

struct Asked<T, W> {
    work: Option<W>,
    outcome: Option<Result<T, DbError>>,
    reply: oneshot::Sender<Result<T, DbError>>,
}

impl<T, W> Work for Asked<T, W>
where
    T: Send,
    W: FnOnce(&mut Connection) -> Result<T, DbError> + Send,
{
    fn run(&mut self, connection: Result<&mut Connection, DbError>) {
        if self.reply.is_closed() {
            return;
        }
        if let Some(work) = self.work.take() {
            self.outcome = Some(connection.and_then(work));
        }
    }

    fn answer(self: Box<Self>) {
        if let Some(outcome) = self.outcome {
            // The caller may have gone.
            let _ = self.reply.send(outcome);
        }
    }
}

/// Work that nobody waits for.
pub(super) struct Unanswered<W>(pub(super) W);

impl<W: FnMut(Result<&mut Connection, DbError>) + Send> Work for Unanswered<W> {
    fn run(&mut self, connection: Result<&mut Connection, DbError>) {
        (self.0)(connection);
    }

    fn answer(self: Box<Self>) {}
}
