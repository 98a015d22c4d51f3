//! A transaction on the caller's task: its statements hop to the writer, its end is COMMIT or nothing.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use tokio::sync::oneshot;

use super::Db;
use super::connection::{Connection, Done};
use super::desk::{Desk, Ran};
use super::error::DbError;
use super::job::{Job, Unanswered, ask};
use super::receipt;
use super::release::{Publication, Released};
use super::scope;
use super::statement::Query;
use super::value::{self, Value};
use super::writer::{Begin, Ending, InTransit, LeaseId, Message};
use crate::server::channels::Hub;
use crate::server::fault;

/// An open transaction, lent to the closure of [`Db::transaction`].
///
/// Dropped without having finished (an error, a panic, a dropped future), it is rolled back.
pub struct Tx {
    lease: Lease,
    /// How many savepoints are open; the writer opened the first.
    depth: u32,
    finished: bool,
    hub: Arc<Hub>,
    /// What is published once the transaction has committed, in order.
    published: Vec<Publication>,
}

/// The way to the writer of one transaction.
///
/// Public in name only: the module is private, and the type appears in a sealed trait.
#[derive(Clone)]
pub struct Lease {
    way: Arc<Way>,
}

struct Way {
    id: LeaseId,
    writer: Sender<Message>,
    desk: Arc<Desk>,
    in_transit: InTransit,
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lease")
            .field("id", &self.way.id)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx")
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}

impl Db {
    /// Runs `work` in a transaction: all of its writes take effect together and survive power loss (with
    /// `Durability::Full`), or none does.
    ///
    /// `work` runs here, on the caller's task, so it may borrow and need not be `Send`; brief statements run here too, the
    /// others on the writer's thread. Return `Ok` to commit, any error to roll back; a panic and a dropped future roll back as well.
    /// (A future dropped while it waits for the COMMIT may still be committed.) The value is returned after the COMMIT.
    ///
    /// Writers take turns: a transaction holds the writer for at most `Options::lease`, one second by default, counted
    /// from its first moment to its last statement. After that it is rolled back, and further use of `tx` is
    /// [`DbError::LeaseExpired`]. So await nothing slow in it.
    ///
    /// # Errors
    /// What `work` returns; [`DbError::InsideTransaction`] where one of the same database is open on this task; what
    /// opening and committing can give. A failed COMMIT is reported to every caller of its group.
    pub async fn transaction<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T, E>,
        E: From<DbError>,
    {
        scope::check_outside(self.id(), "BEGIN")?;
        let claim = receipt::claim(self.id())?;
        let mut tx = Tx::begin(self, claim.as_ref()).await?;
        let value = scope::inside(self.id(), work(&mut tx)).await?;
        if claim.is_some() {
            fault::point(fault::Point::BeforeCommit);
        }
        tx.commit().await?;
        if let Some(claim) = claim {
            claim.committed();
        }
        Ok(value)
    }
}

impl Tx {
    async fn begin(db: &Db, claim: Option<&receipt::Claim>) -> Result<Self, DbError> {
        let (opened, answer) = oneshot::channel();
        // Made before the lease is asked for, so that dropping this future hands the lease back.
        let lease = Lease {
            way: Arc::new(Way {
                id: db.next_lease(),
                writer: db.writer().clone(),
                desk: Arc::clone(db.desk()),
                in_transit: InTransit::default(),
            }),
        };
        let tx = Self {
            lease,
            depth: 1,
            finished: false,
            hub: Arc::clone(db.hub()),
            published: Vec::new(),
        };
        let prelude = claim.and_then(receipt::Claim::prelude);
        tx.lease.send(Message::Begin(Begin {
            lease: tx.lease.way.id,
            prelude,
            opened,
        }))?;
        answer.await.map_err(|_| DbError::Closed)??;
        Ok(tx)
    }

    /// Runs `work` in a nested transaction, a SAVEPOINT: where it fails, panics or is dropped, its own changes are undone,
    /// and this transaction goes on.
    ///
    /// # Errors
    /// What `work` returns, and what the savepoint's own statements can give.
    pub async fn transaction<T, E, F>(&mut self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T, E>,
        E: From<DbError>,
    {
        self.depth += 1;
        let nested = Nested {
            published: self.published.len(),
            tx: self,
            released: false,
        };
        nested
            .tx
            .lease
            .control(format!("SAVEPOINT rally_{}", nested.tx.depth))
            .await?;
        let value = work(&mut *nested.tx).await?;
        nested.release().await?;
        Ok(value)
    }

    /// Publishes something once everything has committed; not at all where it is rolled back.
    pub(crate) fn publish(&mut self, publication: Publication) {
        self.published.push(publication);
    }

    pub(super) fn lease(&self) -> &Lease {
        &self.lease
    }

    async fn commit(mut self) -> Result<(), DbError> {
        let (committed, answer) = oneshot::channel();
        let published = std::mem::take(&mut self.published);
        let hub = Arc::clone(&self.hub);
        self.lease.send(Message::Finish {
            lease: self.lease.way.id,
            ending: Ending {
                committed,
                released: Released::new(hub, published),
            },
        })?;
        let outcome = answer.await.map_err(|_| DbError::Closed)?;
        // A lease that ended early is still on the writer's list, and dropping this takes it off.
        self.finished = outcome.is_ok();
        outcome
    }
}

impl Lease {
    /// Runs a query of the transaction on this thread, where it is brief; see [`Connection::run_on_caller`].
    fn run_on_caller<T>(
        &self,
        query: &'static Query,
        run: impl FnOnce(&mut Connection) -> Result<T, DbError>,
    ) -> Option<Done<T>> {
        let Way {
            id,
            desk,
            in_transit,
            ..
        } = &*self.way;
        match desk.run_on_caller(*id, query, || in_transit.is_empty(), run) {
            Ran::Here(done) => Some(done),
            Ran::GroupLost(done) => {
                // Fails only where the writer is gone, and the group with it.
                let _ = self.send(Message::GroupLost { lease: *id });
                Some(done)
            }
            Ran::NotHere => None,
        }
    }

    /// Runs a query of the transaction, on whichever thread it may.
    pub(super) async fn run<T, W>(
        &self,
        query: &'static Query,
        params: Vec<Value<'_>>,
        work: W,
    ) -> Result<T, DbError>
    where
        T: Send + 'static,
        W: Fn(&mut Connection, &[Value<'_>]) -> Result<T, DbError> + Send + 'static,
    {
        let done = self.run_on_caller(query, |connection| work(connection, &params));
        if let Some(done) = done {
            return done.give_way().await;
        }
        let params = value::owned(params);
        self.step(move |connection| work(connection, &params)).await
    }

    /// Runs work on the writer's thread, in the transaction.
    pub(super) async fn step<T, W>(&self, work: W) -> Result<T, DbError>
    where
        T: Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, DbError> + Send + 'static,
    {
        ask(work, |job| self.send_step(job)).await
    }

    fn send_step(&self, job: Job) -> Result<(), DbError> {
        self.send(Message::Step {
            lease: self.way.id,
            job,
            ticket: self.way.in_transit.ticket(),
        })
    }

    async fn control(&self, sql: String) -> Result<(), DbError> {
        self.step(move |connection| {
            connection
                .control(&sql)
                .map_err(|error| DbError::from_sqlite("SAVEPOINT", &error))
        })
        .await
    }

    fn send(&self, message: Message) -> Result<(), DbError> {
        self.way.writer.send(message).map_err(|_| DbError::Closed)
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if !self.finished {
            // Fails only where the writer is gone, and the transaction with it.
            let _ = self.lease.send(Message::Abandon {
                lease: self.lease.way.id,
            });
        }
    }
}

/// An open nested savepoint; dropped before its release, it is undone.
struct Nested<'a> {
    tx: &'a mut Tx,
    released: bool,
    /// How much was to be published before it was opened.
    published: usize,
}

impl Nested<'_> {
    async fn release(mut self) -> Result<(), DbError> {
        self.tx
            .lease
            .control(format!("RELEASE rally_{}", self.tx.depth))
            .await?;
        self.released = true;
        Ok(())
    }
}

impl Drop for Nested<'_> {
    fn drop(&mut self) {
        let depth = self.tx.depth;
        self.tx.depth -= 1;
        if self.released {
            return;
        }
        self.tx.published.truncate(self.published);
        let undo = move |connection: Result<&mut Connection, DbError>| {
            // Without a connection the whole transaction is gone; without this savepoint there is nothing to undo.
            if let Ok(connection) = connection
                && connection
                    .control(&format!("ROLLBACK TO rally_{depth}"))
                    .is_ok()
            {
                let _ = connection.control(&format!("RELEASE rally_{depth}"));
            }
        };
        let _ = self.tx.lease.send_step(Box::new(Unanswered(undo)));
    }
}
