//! Messages to pages: to those at the same address, of the same session, or all; at once through a request, after COMMIT
//! through a request and a transaction.
//!
//! A message is of the `to_client` of one page, and only where that page is shown can it be taken. It travels as events
//! of topics do, over channels of the page's own that nobody can ask for by name.

use std::fmt::Write as _;
use std::future::Future;

use super::Request;
use super::effect::{Audience, Sender, Sent};
use super::gate::Refused;
use crate::db::{DbError, Publication, Tx};
use crate::page::{Reach, ToClient};
use crate::wire::{Encode, to_bytes};

/// Telling pages something: `rq.broadcast_to_page(params, ToClient::Moved).await?`.
///
/// Through a request, a message goes out at once, and may overtake a transaction that is about to commit or tell of one
/// that fails; `rq.after_commit(tx)` lets it go out with the COMMIT, in the order of commits, or not at all.
pub trait Broadcast: sealed::Sealed + Sized {
    /// Tells everybody who shows the page with these parameters.
    ///
    /// # Errors
    /// None at present; that of the database is kept for brokers that can fail.
    fn broadcast_to_page<M: ToClient>(
        self,
        params: &M::Params,
        message: M,
    ) -> impl Future<Output = Result<(), DbError>> {
        send(self, Reach::Page, Sender::Included, Some(params), message)
    }

    /// The same, but not the tab that the request comes from.
    ///
    /// # Errors
    /// As [`broadcast_to_page`](Broadcast::broadcast_to_page).
    fn broadcast_to_page_others<M: ToClient>(
        self,
        params: &M::Params,
        message: M,
    ) -> impl Future<Output = Result<(), DbError>> {
        send(self, Reach::Page, Sender::Excluded, Some(params), message)
    }

    /// Tells everybody who shows the page, with whatever parameters, in the session that the request comes from.
    ///
    /// # Errors
    /// As [`broadcast_to_page`](Broadcast::broadcast_to_page).
    fn broadcast_to_session<M: ToClient>(
        self,
        message: M,
    ) -> impl Future<Output = Result<(), DbError>> {
        send(self, Reach::Session, Sender::Included, None, message)
    }

    /// The same, but not the tab that the request comes from.
    ///
    /// # Errors
    /// As [`broadcast_to_page`](Broadcast::broadcast_to_page).
    fn broadcast_to_session_others<M: ToClient>(
        self,
        message: M,
    ) -> impl Future<Output = Result<(), DbError>> {
        send(self, Reach::Session, Sender::Excluded, None, message)
    }

    /// Tells everybody who shows the page, with whatever parameters.
    ///
    /// # Errors
    /// As [`broadcast_to_page`](Broadcast::broadcast_to_page).
    fn broadcast_to_app<M: ToClient>(
        self,
        message: M,
    ) -> impl Future<Output = Result<(), DbError>> {
        send(self, Reach::App, Sender::Included, None, message)
    }

    /// The same, but not the tab that the request comes from.
    ///
    /// # Errors
    /// As [`broadcast_to_page`](Broadcast::broadcast_to_page).
    fn broadcast_to_app_others<M: ToClient>(
        self,
        message: M,
    ) -> impl Future<Output = Result<(), DbError>> {
        send(self, Reach::App, Sender::Excluded, None, message)
    }
}

/// A request whose broadcasts wait for a transaction's COMMIT.
#[derive(Debug)]
pub struct AfterCommit<'a> {
    rq: &'a Request,
    tx: &'a mut Tx,
}

impl Request {
    /// What is broadcast through this goes out once the transaction has committed, in the order of commits. A transaction
    /// or savepoint that is rolled back tells nobody anything.
    pub fn after_commit<'a>(&'a self, tx: &'a mut Tx) -> AfterCommit<'a> {
        AfterCommit { rq: self, tx }
    }
}

impl Broadcast for &Request {}
impl Broadcast for AfterCommit<'_> {}

async fn send<M: ToClient>(
    through: impl Broadcast,
    reach: Reach,
    sender: Sender,
    params: Option<&M::Params>,
    message: M,
) -> Result<(), DbError> {
    let rq = through.request();
    let event = event(rq, (reach, sender), params, &message);
    through.take(event);
    Ok(())
}

fn event<M: ToClient>(
    rq: &Request,
    (reach, sender): (Reach, Sender),
    params: Option<&M::Params>,
    message: &M,
) -> Publication {
    Publication::Event {
        channel: name::<M>(rq, reach, params),
        body: to_bytes(message),
        not_to: match sender {
            Sender::Included => None,
            Sender::Excluded => rq.tab(),
        },
    }
}

/// Carries out what a model's handler asked for; gives back what is for its own page alone.
pub fn broadcast<M: ToClient>(rq: &Request, params: &M::Params, sent: Sent<M>) -> Option<M> {
    let to = match sent.audience {
        Audience::Client => return Some(sent.message),
        Audience::Page(sender) => (Reach::Page, sender),
        Audience::Session(sender) => (Reach::Session, sender),
        Audience::App(sender) => (Reach::App, sender),
    };
    event(rq, to, Some(params), &sent.message).publish(rq.hub());
    None
}

/// The name on the server of a channel that a page hears broadcasts on: `@page/public/home/80`.
///
/// # Errors
/// Where it is no such channel.
pub fn broadcast_channel<M: ToClient>(
    rq: &Request,
    params: &M::Params,
    channel: &str,
) -> Result<String, Refused> {
    let reach = Reach::of_channel(channel).ok_or(Refused::NotFound)?;
    Ok(name::<M>(rq, reach, Some(params)))
}

fn name<M: ToClient>(rq: &Request, reach: Reach, params: Option<&M::Params>) -> String {
    let mut name = [reach.channel(), "/", M::PAGE].concat();
    match (reach, params) {
        (Reach::Page, Some(params)) => append(&mut name, &encoded(params)),
        (Reach::Session, _) => append(&mut name, rq.session_hash().bytes()),
        (Reach::Page, None) | (Reach::App, _) => {}
    }
    name
}

fn encoded(params: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::new();
    params.encode(&mut bytes);
    bytes
}

fn append(name: &mut String, bytes: &[u8]) {
    name.push('/');
    for byte in bytes {
        // A String takes whatever is written.
        let _ = write!(name, "{byte:02x}");
    }
}

mod sealed {
    use super::{AfterCommit, Publication, Request};

    pub trait Sealed {
        fn request(&self) -> &Request;
        fn take(self, publication: Publication);
    }

    impl Sealed for &Request {
        fn request(&self) -> &Request {
            self
        }

        fn take(self, publication: Publication) {
            publication.publish(self.hub());
        }
    }

    impl Sealed for AfterCommit<'_> {
        fn request(&self) -> &Request {
            self.rq
        }

        fn take(self, publication: Publication) {
            self.tx.publish(publication);
        }
    }
}
