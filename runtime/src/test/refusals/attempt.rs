//! One way into an app, taken by somebody: let in, refused by the gate, or something else.

use std::cell::Cell;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use crate::db::Db;
use crate::page::{Failure, Reach};
use crate::server::entries::{Entry, Hears, RemoteCall, Way};
use crate::server::gate::{LET_THROUGH, Policy};
use crate::server::request::{Request, Services};
use crate::server::trace::catch_panic;
use crate::server::{Application, Opened};
use crate::session::SessionHash;
use crate::wire::Writer;
use crate::wire::named::{Field, Filling, example};

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Attempt {
    Refused,
    LetIn,
    /// The app failed, and logged it under this id.
    Failed(String),
    /// Refused, with a change of the session asked for.
    Asked,
    /// No arguments could be made up.
    Impossible,
}

impl Attempt {
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Refused | Self::Asked | Self::Impossible => true,
            Self::LetIn | Self::Failed(_) => false,
        }
    }
}

pub(super) async fn attempt(
    app: &dyn Application,
    db: &Db,
    entry: &Entry,
    subject: Option<&str>,
    filling: Filling,
) -> Attempt {
    let services = Services {
        hub: Arc::clone(db.hub()),
        ..Services::for_test()
    };
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let request = Request::new(SessionHash::for_test(), address, services);
    let request = request.of_subject(subject.map(str::to_owned));
    let taken = LET_THROUGH.scope(Cell::new(false), take(app, &request, entry, filling));
    match catch_panic(request.trace(), "an entry", taken).await {
        Ok(Attempt::Refused) if !request.changes().is_empty() => Attempt::Asked,
        Ok(attempt) => attempt,
        Err(_) => Attempt::Failed(request.trace_id().to_owned()),
    }
}

async fn take(app: &dyn Application, rq: &Request, entry: &Entry, filling: Filling) -> Attempt {
    match &entry.way {
        Way::Page { address, sign_in } => {
            let opened = app.open(rq, entry.client, address).await;
            of_opened(opened, *sign_in, is_left_to_policy(rq, entry))
        }
        Way::Topic { address, channel } => {
            of_answer(app.subscribe(rq, entry.client, address, channel).await)
        }
        Way::Broadcasts { address } => {
            let channel = Reach::Page.channel();
            of_answer(app.subscribe(rq, entry.client, address, channel).await)
        }
        Way::Model { address, hears } => converse(app, rq, entry, address, *hears).await,
        Way::Call(call) => match made_up(call, filling) {
            Some((params, arguments)) => {
                let called = app.call(rq, entry.client, call.method, &params, &arguments);
                of_answer(called.await)
            }
            None => Attempt::Impossible,
        },
    }
}

/// Begins a model and tells it something. Each message passes the gate, before anything is made of it or of the model, so
/// that any model and any message will do.
async fn converse(
    app: &dyn Application,
    rq: &Request,
    entry: &Entry,
    address: &str,
    hears: Hears,
) -> Attempt {
    let begun = of_answer(app.begin_model(rq, entry.client, address).await);
    if begun != Attempt::Refused || hears == Hears::Nothing {
        return begun;
    }
    let mut model = ();
    let updated = app.update_model(rq, entry.client, address, &mut model, &[]);
    of_answer(updated.await)
}

/// Whether the policy refuses before the app is asked.
fn is_left_to_policy(rq: &Request, entry: &Entry) -> bool {
    entry.policy == Policy::Required && rq.subject().is_none()
}

fn of_opened(opened: Opened, sign_in: Option<&str>, by_policy: bool) -> Attempt {
    let was_let_through = LET_THROUGH.with(Cell::get);
    match opened {
        Opened::Failed { trace_id } => Attempt::Failed(trace_id),
        Opened::Forbidden => Attempt::Refused,
        Opened::Redirect(to) if to.split('?').next() == sign_in => Attempt::Refused,
        // What `load` does not find has been looked for.
        Opened::NotFound if !was_let_through && !by_policy => Attempt::Refused,
        Opened::NotFound | Opened::Redirect(_) | Opened::Page { .. } => Attempt::LetIn,
    }
}

// Handlers have no way to say that somebody may not: only the gate does.
fn of_answer<T>(answer: Result<T, Failure>) -> Attempt {
    match answer {
        Err(Failure::Unauthorized | Failure::Forbidden) => Attempt::Refused,
        // A handler that failed has run; where `authorize` failed, nobody was refused either.
        Err(Failure::Internal { trace_id }) => Attempt::Failed(trace_id),
        Ok(_) | Err(_) => Attempt::LetIn,
    }
}

/// Parameters and arguments, as a tab sends them.
fn made_up(call: &RemoteCall, filling: Filling) -> Option<(Vec<u8>, Vec<u8>)> {
    Some((
        fields(call.params, filling)?,
        fields(call.arguments, filling)?,
    ))
}

// Parameters that only some routes have are left out or there, as any option is.
fn fields(fields: &[Field], filling: Filling) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    Writer::list(&mut out, fields.len());
    for field in fields {
        out.extend(example(field.shape, filling)?);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::named::Shape;
    use crate::wire::to_bytes;

    #[test]
    fn no_arguments_are_an_empty_struct() {
        let mut bytes = Vec::new();
        Writer::fields(&mut bytes, 0);
        assert_eq!(fields(&[], Filling::Most), Some(bytes));
        static ID: &[Field] = &[Field {
            name: "id",
            shape: &Shape::Int,
        }];
        assert_eq!(fields(ID, Filling::Least), Some(to_bytes(&vec![1_i64])));
    }
}
