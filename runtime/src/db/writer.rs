//! The one thread that writes: leases, one at a time, to committed groups of transactions.
//!
//! A caller asks for a lease, sends its statements one by one, and finishes. Each transaction is a SAVEPOINT inside a group,
//! which is one SQLite transaction: many callers share the price of one COMMIT, and all are answered after it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::connection::Connection;
use super::error::{Constraint, DbError};
use super::open::Alive;
use super::receipt::Prelude;

/// Work for a connection, or the reason why it gets none.
pub(crate) type Job = Box<dyn FnOnce(Result<&mut Connection, DbError>) + Send>;

pub(crate) type LeaseId = u64;

/// A group ends at so many transactions.
const GROUP_TRANSACTIONS: usize = 64;

/// A group ends at this age, so that the first caller need not wait for 63 slow ones.
const GROUP_AGE: Duration = Duration::from_millis(20);

const SAVEPOINT: &str = "SAVEPOINT rally_1";
const RELEASE: &str = "RELEASE rally_1";
const ROLLBACK_TO: &str = "ROLLBACK TO rally_1";

/// What callers send to the writer. Messages of one caller arrive in the order of sending.
pub(crate) enum Message {
    /// Asks for a lease.
    Begin(Begin),
    /// Runs a statement of a leased transaction.
    Step { lease: LeaseId, job: Job },
    /// Ends a transaction well. The answer comes after COMMIT.
    Finish {
        lease: LeaseId,
        committed: oneshot::Sender<Result<(), DbError>>,
    },
    /// Ends a transaction badly, or forgets one that has ended.
    Abandon { lease: LeaseId },
    /// Reads on this connection, in a database that has no other; even while a lease is held.
    Read(Job),
    /// Has the connection to itself, outside any transaction.
    Exclusive(Job),
    /// Commits, closes, ends the thread.
    Stop,
}

pub(crate) struct Begin {
    pub(crate) lease: LeaseId,
    pub(crate) prelude: Option<Arc<Prelude>>,
    pub(crate) opened: oneshot::Sender<Result<(), DbError>>,
}

struct Group {
    waiting: Vec<oneshot::Sender<Result<(), DbError>>>,
    begun: Instant,
}

enum End {
    Finish(oneshot::Sender<Result<(), DbError>>),
    Abandoned,
    Expired,
    /// SQLite rolled the group back under the caller.
    GroupLost,
}

struct Writer {
    connection: Connection,
    queue: Receiver<Message>,
    set_aside: VecDeque<Message>,
    group: Option<Group>,
    lease_limit: Duration,
    /// Why leases ended early whose callers have not let go of them yet.
    ended: BTreeMap<LeaseId, DbError>,
}

/// Starts the thread. It ends at [`Message::Stop`] or when all senders are gone, and lets go of `alive` at the end.
pub(crate) fn start(
    connection: Connection,
    lease_limit: Duration,
    alive: Alive,
) -> std::io::Result<Sender<Message>> {
    let (sender, queue) = channel();
    std::thread::Builder::new()
        .name("rally-db-writer".to_owned())
        .spawn(move || {
            let alive = alive;
            let writer = Writer {
                connection,
                queue,
                set_aside: VecDeque::new(),
                group: None,
                lease_limit,
                ended: BTreeMap::new(),
            };
            writer.run();
            // Only now may another process have the file: `run` has closed the connection.
            drop(alive);
        })?;
    Ok(sender)
}

impl Writer {
    fn run(mut self) {
        loop {
            match self.next() {
                Message::Begin(begin) => self.serve(begin),
                Message::Exclusive(job) => {
                    self.commit_group();
                    job(Ok(&mut self.connection));
                }
                Message::Stop => break,
                other => self.answer_without_lease(other),
            }
        }
        self.commit_group();
    }

    /// The next message; the group is committed before waiting for one.
    fn next(&mut self) -> Message {
        if self.group.as_ref().is_some_and(Group::is_full) {
            self.commit_group();
        }
        if let Some(message) = self.set_aside.pop_front() {
            return message;
        }
        match self.queue.try_recv() {
            Ok(message) => message,
            Err(TryRecvError::Disconnected) => Message::Stop,
            Err(TryRecvError::Empty) => {
                self.commit_group();
                self.queue.recv().unwrap_or(Message::Stop)
            }
        }
    }

    fn serve(&mut self, begin: Begin) {
        if begin.opened.is_closed() {
            return;
        }
        if let Err(error) = self.open_savepoint(begin.prelude.as_deref()) {
            let _ = begin.opened.send(Err(error));
            return;
        }
        let deadline = Instant::now() + self.lease_limit;
        let end = match begin.opened.send(Ok(())) {
            Ok(()) => self.lend(begin.lease, deadline),
            Err(_) => End::Abandoned,
        };
        match end {
            End::Finish(committed) => self.finish(committed),
            End::Abandoned => self.roll_back(),
            End::Expired => {
                tracing::warn!(limit = ?self.lease_limit, "transaction rolled back: it held the writer for too long");
                self.ended.insert(
                    begin.lease,
                    DbError::LeaseExpired {
                        limit: self.lease_limit,
                    },
                );
                self.roll_back();
            }
            End::GroupLost => {
                self.ended.insert(begin.lease, DbError::GroupRolledBack);
                self.fail_group(&DbError::GroupRolledBack);
            }
        }
    }

    /// Opens the group where none is open, the savepoint, and runs the prelude.
    fn open_savepoint(&mut self, prelude: Option<&Prelude>) -> Result<(), DbError> {
        if self.group.is_none() {
            self.connection
                .control("BEGIN IMMEDIATE")
                .map_err(|error| DbError::from_sqlite("BEGIN", &error))?;
            self.group = Some(Group::begin());
        }
        self.connection.take_deferring();
        self.connection
            .control(SAVEPOINT)
            .map_err(|error| DbError::from_sqlite("SAVEPOINT", &error))?;
        let Some(prelude) = prelude else {
            return Ok(());
        };
        for (query, params) in prelude.statements() {
            if let Err(error) = self.connection.execute(query, params) {
                self.roll_back();
                return Err(match error {
                    DbError::Constraint {
                        kind: Constraint::Unique | Constraint::PrimaryKey,
                        ..
                    } => DbError::PreludeConflict,
                    other => other,
                });
            }
        }
        Ok(())
    }

    /// Serves one caller until its transaction ends.
    fn lend(&mut self, held: LeaseId, deadline: Instant) -> End {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return End::Expired;
            }
            match self.queue.recv_timeout(left) {
                Ok(Message::Step { lease, job }) if lease == held => {
                    job(Ok(&mut self.connection));
                    if self.connection.is_autocommit() {
                        return End::GroupLost;
                    }
                }
                Ok(Message::Finish { lease, committed }) if lease == held => {
                    return End::Finish(committed);
                }
                Ok(Message::Abandon { lease }) if lease == held => return End::Abandoned,
                Ok(message @ (Message::Begin(_) | Message::Exclusive(_) | Message::Stop)) => {
                    self.set_aside.push_back(message);
                }
                Ok(other) => self.answer_without_lease(other),
                Err(RecvTimeoutError::Timeout) => return End::Expired,
                Err(RecvTimeoutError::Disconnected) => return End::Abandoned,
            }
        }
    }

    /// Answers what needs no lease, and what comes from a caller that has lost its own.
    fn answer_without_lease(&mut self, message: Message) {
        match message {
            Message::Read(job) => job(Ok(&mut self.connection)),
            Message::Step { lease, job } => job(Err(self.reason(lease))),
            Message::Finish { lease, committed } => {
                let _ = committed.send(Err(self.reason(lease)));
            }
            Message::Abandon { lease } => {
                self.ended.remove(&lease);
            }
            Message::Begin(_) | Message::Exclusive(_) | Message::Stop => {
                self.set_aside.push_back(message)
            }
        }
    }

    fn reason(&self, lease: LeaseId) -> DbError {
        self.ended.get(&lease).cloned().unwrap_or(DbError::Closed)
    }

    fn finish(&mut self, committed: oneshot::Sender<Result<(), DbError>>) {
        if self.connection.take_deferring() {
            return self.finish_deferring(committed);
        }
        match self.connection.control(RELEASE) {
            Ok(()) => self
                .group
                .get_or_insert_with(Group::begin)
                .waiting
                .push(committed),
            Err(error) => {
                let error = DbError::from_sqlite("RELEASE", &error);
                let _ = committed.send(Err(error.clone()));
                self.fail_group(&error);
            }
        }
    }

    /// Commits with the savepoint still open.
    ///
    /// RELEASE would let a deferred violation pass, and COMMIT would then fail for the whole group. A COMMIT that fails
    /// for that reason leaves the transaction and its savepoints open, <https://www.sqlite.org/foreignkeys.html#fk_deferred>,
    /// so that this caller's alone can still be undone.
    fn finish_deferring(&mut self, committed: oneshot::Sender<Result<(), DbError>>) {
        let Err(error) = self.connection.control("COMMIT") else {
            let _ = committed.send(Ok(()));
            return self.answer_group(&Ok(()));
        };
        let outcome = match DbError::from_sqlite("COMMIT", &error) {
            DbError::Constraint {
                kind: Constraint::ForeignKey,
                ..
            } if !self.connection.is_autocommit() => {
                self.roll_back();
                DbError::DeferredForeignKey
            }
            _ => {
                let failed = DbError::Commit {
                    message: error.to_string().into(),
                };
                self.fail_group(&failed);
                failed
            }
        };
        let _ = committed.send(Err(outcome));
    }

    /// Undoes the open savepoint and nothing else.
    fn roll_back(&mut self) {
        let undone = self
            .connection
            .control(ROLLBACK_TO)
            .and_then(|()| self.connection.control(RELEASE));
        if let Err(error) = undone {
            self.fail_group(&DbError::from_sqlite("ROLLBACK", &error));
        }
    }

    fn commit_group(&mut self) {
        if self.group.is_none() {
            return;
        }
        match self.connection.control("COMMIT") {
            Ok(()) => self.answer_group(&Ok(())),
            Err(error) => self.fail_group(&DbError::Commit {
                message: error.to_string().into(),
            }),
        }
    }

    /// Undoes the whole group and tells every caller in it.
    fn fail_group(&mut self, error: &DbError) {
        tracing::error!(%error, "a group of transactions was rolled back");
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.control("ROLLBACK")
        {
            tracing::error!(%error, "ROLLBACK failed");
        }
        self.answer_group(&Err(error.clone()));
    }

    fn answer_group(&mut self, outcome: &Result<(), DbError>) {
        let Some(group) = self.group.take() else {
            return;
        };
        for committed in group.waiting {
            let _ = committed.send(outcome.clone());
        }
    }
}

impl Group {
    fn begin() -> Self {
        Self {
            waiting: Vec::new(),
            begun: Instant::now(),
        }
    }

    fn is_full(&self) -> bool {
        self.waiting.len() >= GROUP_TRANSACTIONS || self.begun.elapsed() >= GROUP_AGE
    }
}
