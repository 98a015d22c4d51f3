//! Events to whoever follows a topic.
//!
//! No connection can follow a topic in this version, so an event reaches all its followers, who are none.

use std::future::Future;
use std::sync::Once;

use super::Request;
use crate::db::{DbError, Tx};
use crate::page::Topic;

/// Publishing on a topic: `topics::Game { id: 3 }.publish(rq, event).await?`.
pub trait Publish: Topic {
    /// Tells everybody who follows the topic. Through a transaction it is told once that has committed.
    ///
    /// # Errors
    /// Where the database fails.
    fn publish(
        &self,
        through: impl Publisher,
        event: Self::Event,
    ) -> impl Future<Output = Result<(), DbError>>;
}

/// What an event is published through: a request, or a transaction.
pub trait Publisher: sealed::Sealed {}

impl Publisher for &Request {}
impl Publisher for &mut Tx {}

impl<T: Topic> Publish for T {
    async fn publish(&self, through: impl Publisher, event: T::Event) -> Result<(), DbError> {
        static SAID: Once = Once::new();
        let (_, _) = (through, event);
        SAID.call_once(|| {
            tracing::warn!(
                topic = T::NAME,
                "an event was published and has no followers: this version of rally-runtime lets no connection follow \
                 a topic"
            );
        });
        Ok(())
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for &super::Request {}
    impl Sealed for &mut super::Tx {}
}
