//! Events to whoever follows a topic: at once through a request, after COMMIT through a transaction.
//!
//! Through a request an event may overtake a transaction that is about to commit, or tell of one that fails. What tells
//! of a change in the database is published through the transaction that makes it.

use std::future::Future;

use super::Request;
use crate::db::{DbError, Publication, Tx};
use crate::page::Topic;
use crate::wire::to_bytes;

/// Publishing on a topic: `topics::Game { id: 3 }.publish(rq, event).await?`.
pub trait Publish: Topic {
    /// Tells everybody who follows the topic: through a request at once, through a transaction once that has committed,
    /// in the order of commits. A transaction or savepoint that is rolled back tells nobody anything.
    ///
    /// # Errors
    /// None at present; that of the database is kept for brokers that can fail.
    fn publish(
        &self,
        through: impl Publisher,
        event: Self::Event,
    ) -> impl Future<Output = Result<(), DbError>>;

    /// Lets everybody who follows the topic pass the gate again: whoever may not follow it any more hears nothing that is
    /// published after this, whoever may misses nothing. To be called where what `authorize` asks about has changed, and
    /// best through the transaction that changes it.
    ///
    /// # Errors
    /// As [`publish`](Publish::publish).
    fn recheck(&self, through: impl Publisher) -> impl Future<Output = Result<(), DbError>>;
}

/// What an event is published through: a request, or a transaction.
pub trait Publisher: sealed::Sealed {}

impl Publisher for &Request {}
impl Publisher for &mut Tx {}

impl<T: Topic> Publish for T {
    async fn publish(&self, through: impl Publisher, event: T::Event) -> Result<(), DbError> {
        through.take(Publication::Event {
            channel: self.channel(),
            body: to_bytes(&event),
            not_to: None,
        });
        Ok(())
    }

    async fn recheck(&self, through: impl Publisher) -> Result<(), DbError> {
        let channel = self.channel();
        through.take(Publication::Recheck { channel });
        Ok(())
    }
}

mod sealed {
    use super::Publication;

    pub trait Sealed {
        fn take(self, publication: Publication);
    }

    impl Sealed for &super::Request {
        fn take(self, publication: Publication) {
            publication.publish(self.hub());
        }
    }

    impl Sealed for &mut super::Tx {
        fn take(self, publication: Publication) {
            self.publish(publication);
        }
    }
}
